"""A whole disclosure in the joined-code layout: narrative in 万元, tables in 元."""

from __future__ import annotations

from decimal import Decimal

from ..ledger import Ledger, Test, codes, rounded
from ..pages import Disclosure, PageBreak, Text
from ..rows import both, carried, every, fiscal, function, fund, gpb, kind
from ..speak import Slips, Speaker, percent
from ..split.tables import three_public
from ..split.writer import CHANGE, GLOSSARY, bare_zero
from .tables import tables
from .tables_whole import ORDINALS, TITLES, title

SOURCES: list[tuple[str, Test]] = [
    ("一般公共预算拨款收入", fund("GPB")),
    ("政府性基金预算拨款收入", fund("GF")),
    ("国有资本经营预算拨款收入", fund("SOE")),
    ("财政专户管理资金收入", fund("SPECIAL")),
    ("事业收入", fund("OWN.BUSINESS")),
    ("其他收入", fund("OWN.OTHER")),
    ("上年结转结余", carried),
]
#: Names of sources that a reader brings to one form.
CANONICAL = {
    "一般公共预算拨款收入": "一般公共预算",
    "政府性基金预算拨款收入": "政府性基金预算",
    "国有资本经营预算拨款收入": "国有资本经营预算",
    "财政专户管理资金收入": "财政专户管理资金",
}


class _Writer:
    def __init__(self, ledger: Ledger, slips: Slips | None) -> None:
        self.ledger, self.speaker = ledger, Speaker(slips)
        self.body = "部门" if ledger.units else "单位"
        self.parts: list[Text] = []

    def wan(self, test: Test = every, prior: bool = False) -> Decimal:
        """An amount as the narrative prints it, in 万元."""
        return rounded(self.ledger.total(test, prior), "万元")

    def p(self, text: str) -> None:
        self.parts.append(Text("p", text))

    def h(self, text: str) -> None:
        self.parts.append(Text("h1", text))

    def overview(self) -> None:
        """Duties, units or divisions."""
        facts = self.ledger.facts
        self.h("一、主要职能")
        for n, duty in enumerate(facts["duties"]):
            words = self.speaker.say("DUTY.item", "{text}", text=duty.rstrip("。"))
            self.p(f"（{ORDINALS[n]}）{words}。")
        self.h("二、机构设置")
        names = "、".join(u.unit_name for u in self.ledger.units)
        if names:
            n = len(self.ledger.units)
            self.p(f"{self.ledger.unit_name}部门预算由{n}家所属预算单位的预算组成：{names}。")
        else:
            self.p(f"{self.ledger.unit_name}内设机构：{'、'.join(facts['divisions'])}。")

    def money(self) -> None:
        """Totals, revenue, expenditure, fiscal appropriation."""
        u, y, say = self.ledger.unit_name, self.ledger.year, self.speaker.say
        self.h("一、收支预算总体情况")
        self.p(say("N01.total", f"{y}年，{u}收支总预算{{amt}}万元。", amt=self.wan()))
        self.h("二、收入预算情况")
        self.p(say("N02.total", f"{u}{y}年收入预算{{amt}}万元，其中：", amt=self.wan()))
        for name, test in SOURCES:
            if not self.wan(test):
                continue
            self.p(
                say(
                    "N02.src",
                    name + "{amt}万元，占{pct}%，" + CHANGE + "。",
                    item=CANONICAL.get(name, name),
                    amt=self.wan(test),
                    pct=percent(self.wan(test), self.wan()),
                    **self.speaker.change(self.wan(test), self.wan(test, prior=True)),
                )
            )
        self.h("三、支出预算情况")
        self.p(say("N03.total", f"{u}{y}年支出预算{{amt}}万元，其中：", amt=self.wan()))
        for name, key in (("基本支出", "basic"), ("项目支出", "project")):
            test = kind(key)
            self.p(
                say(
                    "N03.kind",
                    "{item}{amt}万元，占{pct}%，" + CHANGE + "。",
                    item=name,
                    amt=self.wan(test),
                    pct=percent(self.wan(test), self.wan()),
                    **self.speaker.change(self.wan(test), self.wan(test, prior=True)),
                )
            )
        self.h("四、财政拨款收支预算情况")
        self.p(
            say(
                "N04.total",
                f"{u}{y}年财政拨款收支总预算{{amt}}万元。",
                amt=self.wan(lambda x: x.fiscal),
            )
        )

    def detail(self) -> None:
        """General public budget by class, three public, procurement."""
        u, y, say = self.ledger.unit_name, self.ledger.year, self.speaker.say
        self.h("五、一般公共预算当年拨款情况")
        total = self.wan(gpb)
        self.p(say("N05.total", f"{u}{y}年一般公共预算拨款合计{{amt}}万元，其中：", amt=total))
        for n, code in enumerate(self.ledger.functions(gpb, 3), 1):
            amount = self.wan(both(gpb, function(code)))
            self.p(
                say(
                    "N05.class",
                    f"{n}、{{item}}（类）{{amt}}万元，占{{pct}}%。",
                    item=codes("function")[code],
                    amt=amount,
                    pct=percent(amount, total),
                )
            )
        self.h("六、“三公”经费预算情况")
        items = [
            ("abroad", "因公出国（境）费", "abroad"),
            ("veh_buy", "公务用车购置费", "vehicle_purchase"),
            ("veh_run", "公务用车运行费", "vehicle_running"),
            ("recept", "公务接待费", "reception"),
        ]
        values = {slot: bare_zero(self.wan(three_public(key))) for slot, _, key in items}
        self.p(
            say(
                "N10.total",
                f"{u}{y}年财政拨款“三公”经费预算数为{{total}}万元，其中："
                + "，".join(f"{name}{{{slot}}}万元" for slot, name, _ in items)
                + "。",
                total=self.wan(three_public("T")),
                **values,
            )
        )
        self.h("七、其他重要事项")
        d = {
            k: Decimal(str(v)).quantize(Decimal("0.01"))
            for k, v in self.ledger.facts["procurement"].items()
        }
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
        projects = len(self.ledger.projects(fiscal))
        self.p(f"{y}年，本{self.body}财政拨款项目{projects}个，均已编报绩效目标。")


def document(doc_id: str, ledger: Ledger, mark: str, slips: Slips | None = None) -> Disclosure:
    """The whole disclosure of a unit, or of a department whose ledger has units."""
    w = _Writer(ledger, slips)
    u, y, body = ledger.unit_name, ledger.year, w.body
    out = Disclosure(
        doc_id,
        f"{u}{y}年{body}预算",
        u,
        y,
        "department" if ledger.units else "unit",
        "joined",
        mark=mark,
        signed_on=ledger.facts["signed"],
    )
    forms = [title(ledger, form) for form in TITLES]
    out.toc_forms = forms
    out.parts = [
        Text("cover", f"{y}年{body}预算"),
        Text("cover_small", f"预算{body}：{u}"),
        Text("cover_small", mark),
        PageBreak(),
        Text("part", "目  录"),
        Text("toc_part", f"第一部分 {body}概况"),
        Text("toc_part", f"第二部分 {y}年{body}预算编制说明"),
        Text("toc_part", f"第三部分 {y}年{body}预算表"),
        *[Text("toc", f"{n}. {name}") for n, name in enumerate(forms, 1)],
        Text("toc_part", "第四部分 名词解释"),
        PageBreak(),
        Text("part", f"第一部分 {body}概况"),
    ]
    w.overview()
    w.parts.append(Text("part", f"第二部分 {y}年{body}预算编制说明"))
    w.money()
    w.detail()
    out.parts += [*w.parts, *tables(ledger), PageBreak(), Text("part", "第四部分 名词解释")]
    for n, (term, meaning) in enumerate(GLOSSARY[:7]):
        out.parts.append(Text("p", f"{ORDINALS[n]}、{term}：指{meaning}"))
    out.parts += [Text("sign", u), Text("sign", ledger.facts["signed"])]
    w.speaker.check()
    out.stated = w.speaker.stated
    return out
