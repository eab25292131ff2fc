"""Narrative (第一、三、四部分) that goes with :mod:`.tables`, from the same ledger."""

from __future__ import annotations

from decimal import Decimal

from ..ledger import Ledger, Test, codes
from ..pages import Text
from ..rows import Printer, both, carried, every, fiscal, function, fund, gpb, kind
from ..speak import Digits, Slips, Speaker, percent

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
            words = self.speaker.say("DUTY.item", "{text}", text=duty.rstrip("。"))
            self.p(f"（{NUMERALS[n]}）{words}。")
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
            + say("N01.total", "收支总预算{amt}万元。", amt=self.now())
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
        self.p(say("N02.total", f"{u}单位收入预算{{amt}}万元，其中：", amt=self.now()))
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
        self.p(say("N03.total", f"{u}{y}年支出预算{{amt}}万元，其中：", amt=self.now()))
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
        self.p(say("N04.total", f"{u}{y}年财政拨款收支总预算{{amt}}万元。", amt=total))
        self.p("收入全部为一般公共预算拨款，无政府性基金预算拨款和国有资本经营预算。")
        self.p(
            say(
                "N04.in",
                "收入预算包括：一般公共预算拨款{amt}万元。",
                item="一般公共预算",
                amt=self.now(fund("GPB")),
            )
        )
        uses: list[str] = []
        for code in self.ledger.functions(gpb, 3):
            items = "，".join(
                say(
                    "N04.use",
                    "{item}{amt}万元",
                    item=codes("function")[c],
                    amt=self.now(both(gpb, function(c))),
                )
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
