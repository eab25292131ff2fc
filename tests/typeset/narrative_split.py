"""Narrative (第一、三、四部分) that goes with :mod:`.tables_split`, from the same ledger."""

from __future__ import annotations

from decimal import Decimal

from . import performance
from .ledger import Ledger, Test, codes
from .pages import Disclosure, PageBreak, Text
from .rows import Printer, both, carried, every, fiscal, function, fund, gpb, kind, project
from .speak import Digits, Slips, Speaker, percent
from .tables_split import empty_sentence, tables, three_public

NUMERALS = "一二三四五六七八九十"
NOTHING = "上年及{year}年均未安排此项预算"
CHANGE = "比上年预算{dir}{delta}万元，{gdir}{g}%"

TABLE_TITLES = [
    "单位收支总体情况表",
    "单位收入总体情况表",
    "单位支出总体情况表",
    "财政拨款收支预算总体情况表",
    "一般公共预算支出情况表",
    "一般公共预算基本支出情况表",
    "一般公共预算项目支出情况表",
    "政府性基金预算支出情况表",
    "国有资本经营预算支出情况表",
    "财政拨款“三公”经费支出情况表",
    "上年结转结余情况明细表",
]

GLOSSARY = [
    ("财政拨款", "由一般公共预算、政府性基金预算和国有资本经营预算安排的拨款。"),
    ("一般公共预算", "以税收为主体的财政收入，安排用于民生、发展、安全和机构运转的收支预算。"),
    ("财政专户管理资金", "纳入财政专户管理的教育收费等资金。"),
    ("单位资金", "除财政拨款和财政专户管理资金以外的收入，如事业收入、经营收入和其他收入。"),
    ("结转结余", "上年安排、结转到本年继续使用的资金。"),
    ("基本支出", "为保障机构正常运转、完成日常工作任务发生的人员经费和公用经费。"),
    ("项目支出", "为完成特定的工作任务，在基本支出之外安排的支出。"),
    ("“三公”经费", "用财政拨款安排的因公出国（境）费、公务用车购置及运行费和公务接待费。"),
    ("机关运行经费", "为保障运行用于购买货物和服务的公用经费，如办公费、水电费、差旅费。"),
]


def bare_zero(amount: Decimal) -> Decimal | Digits:
    """Nothing is printed as `0` in the lists of items, not as `0.00`."""
    return amount if amount else Digits("0")


class Writer:
    """Writes the narrative of one ledger."""

    def __init__(self, ledger: Ledger, slips: Slips | None = None) -> None:
        self.ledger = ledger
        self.unit, self.year = ledger.unit_name, ledger.year
        self.speaker = Speaker(slips)
        self.printer = Printer("万元", zero="0.00")
        self.parts: list[Text] = []

    # ---- amounts as printed
    def now(self, test: Test = every) -> Decimal:
        return self.printer.amount(self.ledger.total(test))

    def before(self, test: Test = every) -> Decimal:
        return self.printer.amount(self.ledger.total(test, prior=True))

    def reason(self, key: str, test: Test) -> str:
        """Why it changed; a source without money in both years has the standard answer."""
        if not self.now(test) and not self.before(test):
            return NOTHING.format(year=self.year)
        return str(self.ledger.facts["reasons"][key])

    def p(self, text: str) -> None:
        self.parts.append(Text("p", text))

    def h(self, text: str, style: str = "h1") -> None:
        self.parts.append(Text(style, text))

    def headings(self) -> list[str]:
        """Headings of the twelve sections, as the table of contents prints them."""
        about = f"关于{self.unit}{self.year}年"
        names = [
            "收支预算情况的总体说明",
            "收入预算情况说明",
            "支出预算情况说明",
            "财政拨款收支预算情况的总体说明",
            "一般公共预算当年拨款情况说明",
            "一般公共预算基本支出情况说明",
            "一般公共预算项目支出情况说明",
            "政府性基金预算拨款情况说明",
            "国有资本经营预算拨款情况说明",
            "财政拨款“三公”经费预算情况说明",
            "上年结转结余预算情况说明",
        ]
        marks = [*NUMERALS, "十一", "十二"]
        out = [f"{m}、{about}{name}" for m, name in zip(marks, names, strict=False)]
        return [*out, "十二、其他重要事项的情况说明"]

    # ---- sections
    def overview(self) -> None:
        """第一部分: duties, divisions, staff."""
        facts = self.ledger.facts
        self.h("一、主要职能")
        for n, duty in enumerate(facts["duties"]):
            self.p(f"（{NUMERALS[n]}）{duty}")
        self.h("二、机构设置及人员情况")
        divisions = facts["divisions"]
        self.p(
            self.speaker.say(
                "ORG.sub",
                f"{self.unit}{{sub}}，下设{{n_dept}}个处室，分别是：{{dept_list}}。",
                sub="无下属预算单位",
                n_dept=len(divisions),
                dept_list="、".join(divisions),
            )
        )
        s = facts["staff"]
        word = {
            k: "减少" if s[f"{k}_change"] < 0 else "增加" for k in ("active", "retired", "lixiu")
        }
        self.p(
            self.speaker.say(
                "STF",
                f"{self.unit}编制数{{quota}}，实有人数{{actual}}人，其中：在职{{active}}人，"
                "{active_dir}{active_d}人；退休{retired}人，{retired_dir}{retired_d}人；"
                "离休{lixiu}人，{lixiu_dir}{lixiu_d}人。",
                quota=s["quota"],
                actual=s["active"] + s["retired"] + s["lixiu"],
                active=s["active"],
                active_dir=word["active"],
                active_d=abs(s["active_change"]),
                retired=s["retired"],
                retired_dir=word["retired"],
                retired_d=abs(s["retired_change"]),
                lixiu=s["lixiu"],
                lixiu_dir=word["lixiu"],
                lixiu_d=abs(s["lixiu_change"]),
            )
        )

    def sources(self) -> list[tuple[str, str, Test]]:
        """(name in section 2, reason key, lines) of the sources that it states."""
        out: list[tuple[str, str, Test]] = [
            ("一般公共预算", "gpb", fund("GPB.OWN")),
            ("政府性基金预算", "gf", fund("GF.OWN")),
            ("国有资本经营预算", "soe", fund("SOE.OWN")),
        ]
        more: list[tuple[str, str, Test]] = [
            ("财政专户", "special", fund("SPECIAL")),
            ("单位资金", "own", fund("OWN")),
            ("财政拨款结转", "carry_fiscal", both(carried, lambda x: x.fiscal)),
            ("非财政拨款结转结余", "carry_nonfiscal", both(carried, lambda x: not x.fiscal)),
        ]
        return out + [s for s in more if self.now(s[2]) or self.before(s[2])]

    def total_sections(self) -> None:
        """一 to 四: totals, revenue, expenditure, fiscal appropriation."""
        u, y, say, heads = self.unit, self.year, self.speaker.say, self.headings()
        self.h(heads[0])
        self.p(
            f"按照全口径预算的原则，{u}{y}年所有收入和支出均纳入单位预算管理。"
            + say("N01.total", "收支总预算{total}万元。", total=self.now())
        )
        names = [
            {"财政拨款结转": "财政拨款结转结余"}.get(name, name)
            for name, _, test in self.sources()
            if self.now(test)
        ]
        self.p(say("N01.in", "收入预算包括：{list}。", list="、".join(names)))
        classes = [codes("function")[c] for c in self.ledger.functions(digits=3)]
        self.p(say("N01.ex", "支出预算包括：{list}。", list="、".join(classes)))

        self.h(heads[1])
        self.p(say("N02.total", f"{u}单位收入预算{{total}}万元，其中：", total=self.now()))
        for name, key, test in self.sources():
            self.p(
                say(
                    "N02.src",
                    "{item}{amt}万元，占{pct}%，" + CHANGE + "，主要原因是{reason}。",
                    item=name,
                    amt=self.now(test),
                    pct=percent(self.now(test), self.now()),
                    **self.speaker.change(self.now(test), self.before(test)),
                    reason=self.reason(key, test),
                )
            )
            upper = {
                "一般公共预算": "上级一般公共预算安排的转移支付",
                "政府性基金预算": "上级政府性基金安排的转移支付",
                "国有资本经营预算": "上级国有资本经营预算安排的转移支付",
            }.get(name)
            if upper:
                self.p(say("N02.none", "{item}资金未安排。", item=upper, src=upper))

        self.h(heads[2])
        self.p(say("N03.total", f"{u}{y}年支出预算{{total}}万元，其中：", total=self.now()))
        for name, key in (("基本支出", "basic"), ("项目支出", "project")):
            test = kind(key)
            self.p(
                say(
                    "N03.kind",
                    "{item}{amt}万元，占{pct}%，" + CHANGE + "，主要原因是{reason}。",
                    item=name,
                    amt=self.now(test),
                    pct=percent(self.now(test), self.now()),
                    **self.speaker.change(self.now(test), self.before(test)),
                    reason=self.reason(key, test),
                )
            )

        self.h(heads[3])
        total = self.now(fiscal)
        self.p(say("N04.total", f"{u}{y}年财政拨款收支总预算{{total}}万元。", total=total))
        self.p("收入全部为一般公共预算拨款，无政府性基金预算拨款和国有资本经营预算。")
        self.p(
            say("N04.in", "收入预算包括：一般公共预算拨款{amt}万元。", amt=self.now(fund("GPB")))
        )
        uses = []
        for code in self.ledger.functions(gpb, 3):
            items = "，".join(
                f"{codes('function')[c]}{self.now(both(gpb, function(c)))}万元"
                for c in self.ledger.functions(both(gpb, function(code)))
            )
            name = codes("function")[code]
            amount = self.now(both(gpb, function(code)))
            lead = "一般公共预算支出包括：" if not uses else ""
            uses.append(
                say(
                    "N04.ex",
                    lead + "{item}{amt}万元，主要用于{items}",
                    item=name,
                    amt=amount,
                    items=items,
                )
            )
        self.p("；".join(uses) + "。")

    def gpb_sections(self) -> None:
        """五 to 七: general public budget by kind, class, item; basic; projects."""
        u, y, say, heads = self.unit, self.year, self.speaker.say, self.headings()
        self.h(heads[4])
        self.h("（一）一般公共预算当年拨款规模变化情况", "h2")
        total = self.now(gpb)
        self.p(say("N05.total", f"{u}{y}年一般公共预算拨款合计{{total}}万元，其中：", total=total))
        for name, key in (("基本支出", "basic"), ("项目支出", "project")):
            test = both(gpb, kind(key))
            self.p(
                say(
                    "N05.kind",
                    "{item}{amt}万元，" + CHANGE + "。主要原因是{reason}。",
                    item=name,
                    amt=self.now(test),
                    **self.speaker.change(self.now(test), self.before(test)),
                    reason=self.reason(key, test),
                )
            )
        self.h("（二）一般公共预算当年拨款结构情况", "h2")
        for n, code in enumerate(self.ledger.functions(gpb, 3), 1):
            amount = self.now(both(gpb, function(code)))
            self.p(
                say(
                    "N05.class",
                    f"{n}、{{item}}（类）{{amt}}万元，占{{pct}}%。",
                    item=codes("function")[code],
                    amt=amount,
                    pct=percent(amount, total),
                )
            )
        self.h("（三）一般公共预算当年拨款具体使用情况", "h2")
        for n, code in enumerate(self.ledger.functions(gpb), 1):
            test = both(gpb, function(code))
            self.p(
                say(
                    "N05.item",
                    f"{n}、{{class_}}（类）{{kuan}}（款）{{item}}（项）：{y}年预算数为{{amt}}万元，"
                    + CHANGE
                    + "。主要原因是{reason}。",
                    item=codes("function")[code],
                    class_=codes("function")[code[:3]],
                    kuan=codes("function")[code[:5]],
                    amt=self.now(test),
                    **self.speaker.change(self.now(test), self.before(test)),
                    reason=self.reason(f"function:{code}", test),
                )
            )

        self.h(heads[5])
        basic = both(gpb, kind("basic"))
        self.p(
            say(
                "N06.total",
                f"{u}{y}年一般公共预算基本支出{{total}}万元，其中：",
                total=self.now(basic),
            )
        )
        for pattern, name, key in (
            ("N06.pers", "人员经费", "personnel"),
            ("N06.pub", "公用经费", "public_use"),
        ):
            test = both(gpb, kind(key))
            items = "、".join(codes("economic")[c] for c in self.ledger.economics(test))
            self.p(
                say(
                    pattern,
                    f"{name}{{amt}}万元，主要包括：{{list}}。",
                    amt=self.now(test),
                    list=items,
                )
            )

        self.h(heads[6])
        for n, (code, name) in enumerate(self.ledger.projects(gpb)):
            self._project(n, code, name)

    def _project(self, n: int, code: str, name: str) -> None:
        """One project block of section 七 with its allocation by economic item."""
        mine = both(gpb, project(code, name))
        scale = self.now(mine)
        period = f"{self.year}年1月1日-{self.year}年12月31日"
        alloc: list[str] = []
        for line in self.ledger.lines:
            if not mine(line) or not line.yuan:
                continue
            label = line.economic_label or codes("economic")[line.economic]
            amount = self.printer.amount(line.yuan)
            text = f"{amount:f}".rstrip("0").rstrip(".")
            alloc.append(
                self.speaker.say("N07.alloc", "{item}{amt}万元", item=label, amt=Digits(text))
            )
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
            "basis": str(self.ledger.facts["projects"][name]["basis"]),
            "scale": scale,
            "org": self.unit,
            "alloc": "，".join(alloc),
            "period": period,
        }
        template = "\x00".join(sentences.values()).replace("{mark}", NUMERALS[n])
        for part in self.speaker.say("N07.block", template, item=name, **values).split("\x00"):
            self.p(part)

    def remaining_sections(self) -> None:
        """八 to 十一: funds without money, three public, carry-over."""
        u, y, say, heads = self.unit, self.year, self.speaker.say, self.headings()
        for n, (pattern, name, title) in enumerate(
            (
                ("N08", "政府性基金", TABLE_TITLES[7]),
                ("N09", "国有资本经营", TABLE_TITLES[8]),
            )
        ):
            self.h(heads[7 + n])
            self.p(say(pattern, empty_sentence(self.ledger, name, title)))

        self.h(heads[9])
        items = {
            "abroad": "因公出国（境）费",
            "vehicle_purchase": "公务用车购置费",
            "vehicle_running": "公务用车运行费",
            "reception": "公务接待费",
        }
        slots = {"abroad": "abroad", "vehicle_purchase": "veh_buy"}
        slots |= {"vehicle_running": "veh_run", "reception": "recept"}
        values: dict[str, Decimal | int | str] = {"total": self.now(three_public("T"))}
        values |= {slots[k]: bare_zero(self.now(three_public(k))) for k in items}
        self.p(
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
            **self.speaker.change(self.now(every_item), self.before(every_item)),
        )
        changes = [
            say(
                "N10.item",
                "{item}{dir}{delta}万元，{gdir}{g}%，主要原因是{reason}",
                item=name,
                **self.speaker.change(self.now(three_public(k)), self.before(three_public(k))),
                reason=self.reason(k, three_public(k)),
            )
            for k, name in items.items()
        ]
        self.p(lead + "；".join(changes) + "。")

        self.h(heads[10])
        tests = {
            "total": carried,
            "f": both(carried, lambda x: x.fiscal),
            "n": both(carried, lambda x: not x.fiscal),
        }
        tail = "，其中：" if self.now(carried) else "。"
        self.p(
            say(
                "N11.total",
                f"{u}{y}年上年结转结余{{total}}万元，包括：财政拨款{{f}}万元，"
                f"非财政拨款{{n}}万元{tail}",
                **{k: self.now(t) for k, t in tests.items()},
            )
        )
        for n, (code, name) in enumerate(self.ledger.projects(carried), 1):
            self.p(
                say(
                    "N11.item",
                    f"{n}.{{item}}{{amt}}万元，主要用于{{use}}。",
                    item=name,
                    amt=self.now(both(carried, project(code, name))),
                    use=str(self.ledger.facts["carry_use"][name]),
                )
            )

    def other_matters(self) -> None:
        """十二: running cost, procurement, assets, performance."""
        u, y, say = self.unit, self.year, self.speaker.say
        facts = self.ledger.facts
        self.h(self.headings()[11])
        self.h("（一）单位运行经费情况", "h2")
        test = both(gpb, kind("public_use"))
        self.p(
            say(
                "N12.run",
                f"{u}{y}年的机关运行经费财政拨款预算{{amt}}万元，"
                + CHANGE
                + "。主要原因是{reason}。",
                amt=self.now(test),
                **self.speaker.change(self.now(test), self.before(test)),
                reason=self.reason("run", test),
            )
        )
        self.h("（二）政府采购情况", "h2")
        d = {k: Decimal(str(v)).quantize(Decimal("0.01")) for k, v in facts["procurement"].items()}
        self.p(
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
        self.p(
            say(
                "N12.sme",
                f"{y}年，{u}面向中小企业预留政府采购项目预算金额{{sme}}万元，"
                "小微企业预留政府采购项目预算金额{small}万元。",
                sme=d["sme"],
                small=d["small"],
            )
        )
        self._assets()
        self.h("（四）预算绩效情况", "h2")
        projects = self.ledger.projects(fiscal)
        self.p(
            say(
                "N12.perf",
                f"{y}年，本单位预算绩效管理整体预算绩效目标{{n_whole}}个，涉及金额{{whole}}万元；"
                "当年财政拨款项目{n_fp}个，涉及预算金额{fp}万元；"
                "当年非财政拨款项目{n_nf}个，涉及预算金额{nf}万元。具体情况见下表：",
                n_whole=1,
                whole=self.now(),
                n_fp=len(projects),
                fp=self.now(both(fiscal, kind("project"))),
                n_nf=0,
                nf=Decimal("0.00"),
            )
        )

    def _assets(self) -> None:
        a, say = self.ledger.facts["assets"], self.speaker.say
        money = {
            k: Decimal(str(v)).quantize(Decimal("0.01"))
            for k, v in a.items()
            if k.endswith("_value") or k in ("house_area", "furniture", "other")
        }
        self.h("（三）国有资产占用使用情况", "h2")
        self.p(
            say(
                "N12.asof",
                f"截至{{year}}年底，{self.unit}占用使用国有资产总体情况为",
                year=self.year - 1,
            )
        )
        self.p(
            say(
                "N12.house",
                "1.房屋{area}平方米，价值{value}万元。",
                area=money["house_area"],
                value=money["house_value"],
            )
        )
        self.p(
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
        self.p(say("N12.furn", "3.办公家具价值{value}万元。", value=money["furniture"]))
        self.p(say("N12.oth", "4.其他资产价值{value}万元。", value=money["other"]))
        self.p(
            say(
                "N12.equip",
                "单位价值50万元以上大型设备{n50}台，单位价值100万元以上大型设备{n100}台。",
                n50=a["n50"],
                n100=a["n100"],
            )
        )
        bought = bool(self.now(three_public("vehicle_purchase")))
        self.p(
            say(
                "N12.plan",
                f"{self.year}年单位预算{{veh}}购置车辆经费，安排购置50万元以上大型设备{{n50}}台，"
                "单位价值100万元以上大型设备{n100}台。",
                veh="安排" if bought else "未安排",
                n50=a["plan50"],
                n100=a["plan100"],
            )
        )


def _front(writer: Writer, document: Disclosure) -> None:
    """Cover and table of contents."""
    u, y = writer.unit, writer.year
    document.parts += [Text("cover", u), Text("cover", f"{y}年单位预算公开")]
    if document.synthetic:
        document.parts.append(Text("cover_small", document.extra["mark"]))
    document.parts += [PageBreak(), Text("part", "目  录")]
    toc: list[tuple[str, list[str]]] = [
        (f"第一部分 {y}年{u}单位概况", ["一、主要职能", "二、机构设置及人员情况"]),
        (
            f"第二部分 {y}年单位预算公开表",
            [f"{m}、{t}" for m, t in zip([*NUMERALS, "十一"], TABLE_TITLES, strict=True)],
        ),
        (f"第三部分 {y}年单位预算情况说明", writer.headings()),
        ("第四部分 名词解释", []),
    ]
    for part, entries in toc:
        document.parts.append(Text("toc_part", part))
        document.parts += [Text("toc", e) for e in entries]
    document.toc_forms = list(TABLE_TITLES)


def document(
    doc_id: str,
    ledger: Ledger,
    mark: str | None = None,
    footer: str | None = None,
    slips: Slips | None = None,
) -> Disclosure:
    """The whole disclosure of a unit; `mark` is the sentence that says it is synthetic."""
    writer = Writer(ledger, slips)
    u, y = writer.unit, writer.year
    out = Disclosure(
        doc_id,
        f"{u}{y}年单位预算公开",
        u,
        y,
        "unit",
        "split",
        footer=footer or mark,
        synthetic=mark is not None,
        signed_on=ledger.facts["signed"],
        extra={"mark": mark},
    )
    _front(writer, out)
    out.parts += [PageBreak(), Text("part", f"第一部分 {y}年{u}单位概况")]
    writer.overview()
    out.parts += writer.parts
    out.parts += [PageBreak(), Text("part", f"第二部分 {y}年单位预算公开表")]
    out.parts += tables(ledger)
    writer.parts = [Text("part", f"第三部分 {y}年单位预算情况说明")]
    writer.total_sections()
    writer.gpb_sections()
    writer.remaining_sections()
    writer.other_matters()
    out.parts += [PageBreak(), *writer.parts, *performance.tables(ledger)]
    end = [Text("h2", "（五）其他需说明的事项"), Text("p", "本单位无其他需说明事项。")]
    out.parts += [*end, PageBreak(), Text("part", "第四部分 名词解释")]
    for n, (term, meaning) in enumerate(GLOSSARY):
        out.parts.append(Text("p", f"{NUMERALS[n]}、{term}：指{meaning}"))
    out.parts += [Text("sign", u), Text("sign", ledger.facts["signed"])]
    writer.speaker.check()
    out.stated = writer.speaker.stated
    return out
