"""Sections 五 to 十二 of the narrative: detail by item, projects, three public, other matters."""

from __future__ import annotations

from decimal import Decimal

from ..ledger import codes
from ..rows import both, carried, fiscal, function, gpb, kind, project
from ..speak import Digits, percent
from .tables import empty_sentence, three_public
from .writer import CHANGE, NUMERALS, TABLE_TITLES, Writer, bare_zero


def gpb_sections(w: Writer) -> None:
    """五 to 七: general public budget by kind, class, item; basic; projects."""
    u, y, say, heads = w.unit, w.year, w.speaker.say, w.headings()
    w.h(heads[4])
    w.h("（一）一般公共预算当年拨款规模变化情况", "h2")
    total = w.now(gpb)
    w.p(say("N05.total", f"{u}{y}年一般公共预算拨款合计{{amt}}万元，其中：", amt=total))
    for name, key in (("基本支出", "basic"), ("项目支出", "project")):
        test = both(gpb, kind(key))
        w.p(
            say(
                "N05.kind",
                "{item}{amt}万元，" + CHANGE + "。主要原因是{reason}。",
                item=name,
                amt=w.now(test),
                **w.speaker.change(w.now(test), w.before(test)),
                reason=w.reason(key, test),
            )
        )
    w.h("（二）一般公共预算当年拨款结构情况", "h2")
    for n, code in enumerate(w.ledger.functions(gpb, 3), 1):
        amount = w.now(both(gpb, function(code)))
        w.p(
            say(
                "N05.class",
                f"{n}、{{item}}（类）{{amt}}万元，占{{pct}}%。",
                item=codes("function")[code],
                amt=amount,
                pct=percent(amount, total),
            )
        )
    w.h("（三）一般公共预算当年拨款具体使用情况", "h2")
    for n, code in enumerate(w.ledger.functions(gpb), 1):
        test = both(gpb, function(code))
        w.p(
            say(
                "N05.item",
                f"{n}、{{class_}}（类）{{kuan}}（款）{{item}}（项）：{y}年预算数为{{amt}}万元，"
                + CHANGE
                + "。主要原因是{reason}。",
                item=codes("function")[code],
                class_=codes("function")[code[:3]],
                kuan=codes("function")[code[:5]],
                amt=w.now(test),
                **w.speaker.change(w.now(test), w.before(test)),
                reason=w.reason(f"function:{code}", test),
            )
        )

    w.h(heads[5])
    basic = both(gpb, kind("basic"))
    w.p(
        say(
            "N06.total",
            f"{u}{y}年一般公共预算基本支出{{amt}}万元，其中：",
            amt=w.now(basic),
        )
    )
    for pattern, name, key in (
        ("N06.pers", "人员经费", "personnel"),
        ("N06.pub", "公用经费", "public_use"),
    ):
        test = both(gpb, kind(key))
        items = "、".join(codes("economic")[c] for c in w.ledger.economics(test))
        w.p(
            say(
                pattern,
                f"{name}{{amt}}万元，主要包括：{{list}}。",
                amt=w.now(test),
                list=items,
            )
        )

    w.h(heads[6])
    for n, (code, name) in enumerate(w.ledger.projects(gpb)):
        project_block(w, n, code, name)


def project_block(w: Writer, n: int, code: str, name: str) -> None:
    """One project block of section 七 with its allocation by economic item."""
    mine = both(gpb, project(code, name))
    scale = w.now(mine)
    period = f"{w.year}年1月1日-{w.year}年12月31日"
    alloc: list[str] = []
    for line in w.ledger.lines:
        if not mine(line) or not line.yuan:
            continue
        label = line.economic_label or codes("economic")[line.economic]
        amount = w.printer.amount(line.yuan)
        text = f"{amount:f}".rstrip("0").rstrip(".")
        alloc.append(w.speaker.say("N07.alloc", "{item}{amt}万元", item=label, amt=Digits(text)))
    sentences = {
        "name": "（{mark}）项目名称：{name}",
        "basis": "设立的政策依据：{basis}",
        "scale": "预算安排规模：{scale}万元",
        "org": "项目承担单位：{org}",
        "alloc": "资金分配情况：{alloc}。",
        "period": "资金执行时间：{period}",
    }
    values: dict[str, Decimal | int | str] = {
        "name": name,
        "basis": str(w.ledger.facts["projects"][name]["basis"]),
        "scale": scale,
        "org": w.unit,
        "alloc": "，".join(alloc),
        "period": period,
    }
    template = "\x00".join(sentences.values()).replace("{mark}", NUMERALS[n])
    for part in w.speaker.say("N07.block", template, item=name, **values).split("\x00"):
        w.p(part)


def remaining_sections(w: Writer) -> None:
    """八 to 十一: funds without money, three public, carry-over."""
    u, y, say, heads = w.unit, w.year, w.speaker.say, w.headings()
    for n, (pattern, name, title) in enumerate(
        (
            ("N08", "政府性基金", TABLE_TITLES[7]),
            ("N09", "国有资本经营", TABLE_TITLES[8]),
        )
    ):
        w.h(heads[7 + n])
        w.p(say(pattern, empty_sentence(w.ledger, name, title)))

    w.h(heads[9])
    items = {
        "abroad": "因公出国（境）费",
        "vehicle_purchase": "公务用车购置费",
        "vehicle_running": "公务用车运行费",
        "reception": "公务接待费",
    }
    slots = {"abroad": "abroad", "vehicle_purchase": "veh_buy"}
    slots |= {"vehicle_running": "veh_run", "reception": "recept"}
    values: dict[str, Decimal | int | str] = {"total": w.now(three_public("T"))}
    values |= {slots[k]: bare_zero(w.now(three_public(k))) for k in items}
    w.p(
        say(
            "N10.total",
            f"{u}{y}年财政拨款“三公”经费预算数为{{total}}万元，其中："
            + "，".join(f"{name}{{{slots[k]}}}万元" for k, name in items.items())
            + "。",
            **values,
        )
    )
    every_item = three_public("T")
    lead = say(
        "N10.delta",
        f"{y}年财政拨款“三公”经费预算" + CHANGE + "，其中：",
        **w.speaker.change(w.now(every_item), w.before(every_item)),
    )
    changes = [
        say(
            "N10.item",
            "{item}{dir}{delta}万元，{gdir}{g}%，主要原因是{reason}",
            item=name,
            **w.speaker.change(w.now(three_public(k)), w.before(three_public(k))),
            reason=w.reason(k, three_public(k)),
        )
        for k, name in items.items()
    ]
    w.p(lead + "；".join(changes) + "。")

    w.h(heads[10])
    tests = {
        "total": carried,
        "f": both(carried, lambda x: x.fiscal),
        "n": both(carried, lambda x: not x.fiscal),
    }
    tail = "，其中：" if w.now(carried) else "。"
    w.p(
        say(
            "N11.total",
            f"{u}{y}年上年结转结余{{total}}万元，包括：财政拨款{{f}}万元，"
            f"非财政拨款{{n}}万元{tail}",
            **{k: w.now(t) for k, t in tests.items()},
        )
    )
    for n, (code, name) in enumerate(w.ledger.projects(carried), 1):
        w.p(
            say(
                "N11.item",
                f"{n}.{{item}}{{amt}}万元，主要用于{{use}}。",
                item=name,
                amt=w.now(both(carried, project(code, name))),
                use=str(w.ledger.facts["carry_use"][name]),
            )
        )


def other_matters(w: Writer) -> None:
    """十二: running cost, procurement, assets, performance."""
    u, y, say = w.unit, w.year, w.speaker.say
    facts = w.ledger.facts
    w.h(w.headings()[11])
    w.h("（一）单位运行经费情况", "h2")
    test = both(gpb, kind("public_use"))
    w.p(
        say(
            "N12.run",
            f"{u}{y}年的机关运行经费财政拨款预算{{amt}}万元，" + CHANGE + "。主要原因是{reason}。",
            amt=w.now(test),
            **w.speaker.change(w.now(test), w.before(test)),
            reason=w.reason("run", test),
        )
    )
    w.h("（二）政府采购情况", "h2")
    d = {k: Decimal(str(v)).quantize(Decimal("0.01")) for k, v in facts["procurement"].items()}
    w.p(
        say(
            "N12.proc",
            f"{y}年，{u}政府采购预算{{total}}万元，其中：政府采购货物预算{{goods}}万元，"
            "政府采购工程预算{works}万元，政府采购服务预算{services}万元。",
            total=d["goods"] + d["works"] + d["services"],
            goods=d["goods"],
            works=bare_zero(d["works"]),
            services=d["services"],
        )
    )
    w.p(
        say(
            "N12.sme",
            f"{y}年，{u}面向中小企业预留政府采购项目预算金额{{sme}}万元，"
            "小微企业预留政府采购项目预算金额{small}万元。",
            sme=d["sme"],
            small=d["small"],
        )
    )
    assets(w)
    w.h("（四）预算绩效情况", "h2")
    projects = w.ledger.projects(fiscal)
    w.p(
        say(
            "N12.perf",
            f"{y}年，本单位预算绩效管理整体预算绩效目标{{n_whole}}个，涉及金额{{whole}}万元；"
            "当年财政拨款项目{n_fp}个，涉及预算金额{fp}万元；"
            "当年非财政拨款项目{n_nf}个，涉及预算金额{nf}万元。具体情况见下表：",
            n_whole=1,
            whole=w.now(),
            n_fp=len(projects),
            fp=w.now(both(fiscal, kind("project"))),
            n_nf=0,
            nf=Decimal("0.00"),
        )
    )


def assets(w: Writer) -> None:
    a, say = w.ledger.facts["assets"], w.speaker.say
    money = {
        k: Decimal(str(v)).quantize(Decimal("0.01"))
        for k, v in a.items()
        if k.endswith("_value") or k in ("house_area", "furniture", "other")
    }
    w.h("（三）国有资产占用使用情况", "h2")
    w.p(
        say(
            "N12.asof",
            f"截至{{year}}年底，{w.unit}占用使用国有资产总体情况为",
            year=w.year - 1,
        )
    )
    w.p(
        say(
            "N12.house",
            "1.房屋{area}平方米，价值{value}万元。",
            area=money["house_area"],
            value=money["house_value"],
        )
    )
    w.p(
        say(
            "N12.veh",
            "2.车辆{n}辆，价值{v}万元；其中：一般公务用车{n_gen}辆，价值{v_gen}万元；"
            "执法执勤用车{n_law}辆，价值{v_law}万元；其他车辆{n_oth}辆，价值{v_oth}万元。",
            n=a["general"] + a["law"] + a["other_vehicles"],
            v=money["general_value"] + money["law_value"] + money["other_vehicles_value"],
            n_gen=a["general"],
            v_gen=money["general_value"],
            n_law=a["law"],
            v_law=money["law_value"],
            n_oth=a["other_vehicles"],
            v_oth=money["other_vehicles_value"],
        )
    )
    w.p(say("N12.furn", "3.办公家具价值{amt}万元。", amt=money["furniture"]))
    w.p(say("N12.oth", "4.其他资产价值{amt}万元。", amt=money["other"]))
    w.p(
        say(
            "N12.equip",
            "单位价值50万元以上大型设备{n50}台，单位价值100万元以上大型设备{n100}台。",
            n50=a["n50"],
            n100=a["n100"],
        )
    )
    bought = bool(w.now(three_public("vehicle_purchase")))
    w.p(
        say(
            "N12.plan",
            f"{w.year}年单位预算{{veh}}购置车辆经费，安排购置50万元以上大型设备{{n50}}台，"
            "单位价值100万元以上大型设备{n100}台。",
            veh="安排" if bought else "未安排",
            n50=a["plan50"],
            n100=a["plan100"],
        )
    )
