"""Cases written by hand, for identities that no change of one number makes fail.

``WRITTEN`` maps an identity to its cases (name and document, as in ``test_conformance``) and to
the other identities that must be judged with it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from extractors.contracts import DocumentFacts
from tests.unit.expectations.build import document

Case = tuple[str, DocumentFacts]


@dataclass(frozen=True, slots=True)
class Written:
    """Cases of one identity, its passing one first, and the identities that it rests on."""

    cases: tuple[Case, ...]
    beside: tuple[str, ...] = ()


def _columns(basic: str, project: str, total: str = "10.00") -> DocumentFacts:
    """Two classes of 3.33 + 6.66, total as given, and the total row of both columns."""
    row = {"total": total, "basic": "3.33", "project": "6.66"}
    return document({"T03": {"T": {"basic": basic, "project": project}, "201": row, "206": row}})


def _dated(signed_on: date | None = None) -> DocumentFacts:
    """A document published on 2024-02-21 that bears a date, or none."""
    return document({}, signed_on=signed_on)


def _account(*forms: str, empty: tuple[str, ...] = (), said: bool = False) -> DocumentFacts:
    """A final account with these forms, its narrative, and what it says of empty forms."""
    mentions = {"F01.total#0/amt": "1.00"} | ({"EMPTY#0/statement": "本表无数据"} if said else {})
    row = {"T": {"total": "1.00"}}
    return document(
        dict.fromkeys(forms, row), mentions, doc_kind="final_account", empty=empty, fiscal_year=2023
    )


_DUTY = "承担科技创新载体的管理服务工作"


def _quoting(quote: str, *duties: str) -> DocumentFacts:
    """A whole-unit performance table that quotes a duty, and the section that lists them."""
    mentions = {f"DUTY.item#{n}/text": text for n, text in enumerate(duties)}
    attributes = {"P1#1/performance.unit_name": "某单位"}
    attributes |= {"P1#1/performance.quoted_duty": quote} if quote else {}
    return document({}, mentions, attributes)


def _leaders(*names: str) -> DocumentFacts:
    """Performance tables of projects, each with a person in charge (whose name is not told), or none."""
    attributes = {
        f"P2#{n}/performance.{key}": text
        for n, name in enumerate(names, 1)
        for key, text in (("project_name", f"项目{n}"), ("leader", name))
    }
    facts = document({}, {}, attributes)
    facts.attributes = [
        replace(a, value_text=None, raw_text="", is_personal=bool(a.value_text))
        if a.attribute == "performance.leader"
        else a
        for a in facts.attributes
    ]
    return facts


def _contents(entry: str, heading: str) -> DocumentFacts:
    """A contents page of one entry and a text of one heading."""
    both = {"TOC.item#0/title": entry, "HEAD.item#0/title": heading}
    return document({}, {key: text for key, text in both.items() if text})


def _glossary(*terms: str, column: str = "own_funds") -> DocumentFacts:
    """T02 with one column of a source, and a glossary of these terms."""
    mentions = {f"GLOSS.item#{n}/term": term for n, term in enumerate(terms)}
    facts = document({"T02": {"T": {"total": "1.00", column: "1.00"}}}, mentions)
    labels = {"own_funds": "单位资金", "special_account": "财政专户管理资金"}
    facts.cells = [
        replace(c, column_label=labels.get(c.column_key, c.column_label)) for c in facts.cells
    ]
    return facts


def _purchase(total: str | None, reserved: str | None) -> DocumentFacts:
    """What is to be procured, and what of it is reserved for small and medium enterprises."""
    told = {"N12.proc#0/total": total, "N12.sme#0/sme": reserved}
    return document({}, {key: text for key, text in told.items() if text})


def _carried(
    reason: str | None, delta: str = "-2.10", source: str = "财政拨款结转"
) -> DocumentFacts:
    """A source of revenue with its change and the reason of it."""
    told = {"amt": "0.10", "dir": "减少" if delta.startswith("-") else "增加", "delta": delta}
    told |= {"reason": reason} if reason else {}
    return document({}, {f"N02.src#0/{slot}": [text, source] for slot, text in told.items()})


def _allotted(*items: str) -> DocumentFacts:
    """A project note that allots its money to these items."""
    return document({}, {f"N07.alloc#{n}/amt": ["1.00", i] for n, i in enumerate(items)})


def _used(use: str | None, name: str = "“互联网＋”科技统计与文献服务工作经费") -> DocumentFacts:
    """A carried project and what its money is for."""
    told = {"project": name, "amt": "0.10"} | ({"use": use} if use else {})
    return document({}, {f"N11.item#0/{slot}": [text, name] for slot, text in told.items()})


def _running(
    cost: str | None, performance: str = "40.00", item: str = "事业运行", allowances: str = "10.00"
) -> DocumentFacts:
    """A unit by the name of its functional item, its pay, and what it says of operating cost."""
    forms = {
        "T05": {"T": {"total": "90.00"}, "2060501": {"@": item, "total": "90.00"}},
        "T06": {"30102": {"total": allowances}, "30107": {"total": performance}},
    }
    return document(forms, {"N12.run#0/amt": cost} if cost else {})


def _pay(code: str, part: str, basic: str = "60.00", other: str = "40.00") -> DocumentFacts:
    """Pay and one contribution."""
    printed = {"30101": basic, "30107": other, code: part}
    return document({"T06": {row: {"total": text} for row, text in printed.items() if text}})


def _rate(code: str, most: str, beyond: str) -> Written:
    """Cases of a contribution on a pay of 100, and of 99.99, on which ``most`` holds by rounding."""
    return Written(
        (
            ("pass", _pay(code, most)),
            ("fail", _pay(code, "40.00")),
            ("inside", _pay(code, most, basic="59.99")),
            ("outside", _pay(code, beyond)),
            ("blank", _pay(code, "", "", "")),
            ("absent", _pay(code, most, basic="")),
        ),
    )


def _added(reason: str, *priors: str, also: str = "") -> DocumentFacts:
    """A reason, and the performance table of a project (and another's name) with last year's values."""
    name = "“小微企业服务平台”机房运行维护费"
    rows = {f"P2#1/{n}": {"project_name": name, "prior_text": p} for n, p in enumerate(priors)}
    rows |= {"P2#2/0": {"project_name": also, "prior_text": "2台"}} if also else {}
    return document({}, {"N03.kind#1/reason": [reason, "项目支出"]}, indicators=rows)


_FORMS = tuple(f"J0{n}" for n in range(1, 8))

WRITTEN: dict[str, Written] = {
    "JOINT.ROUNDING": Written(
        (
            ("pass", _columns("6.66", "13.32", "9.99")),
            ("fail", _columns("6.65", "13.31")),
            ("inside", _columns("6.66", "13.33")),
            ("outside", _columns("6.66", "13.32")),
            ("blank", document({"T03": {"T": {"basic": "", "project": ""}}})),
            ("absent", document({})),
        ),
        ("T03.HIER.CLASS", "T03.ROW.TOTAL"),
    ),
    "TIM.SIGNED": Written(
        (
            ("pass", _dated(date(2024, 2, 20))),
            ("fail", _dated(date(2024, 1, 1))),
            ("inside", _dated(date(2024, 2, 1))),
            ("outside", _dated(date(2024, 1, 31))),
            ("blank", _dated()),
            ("absent", _dated(date(2024, 3, 1))),
        ),
    ),
    "CMP.J.TABLES": Written(
        (
            ("pass", _account(*_FORMS, "J08", "J09")),
            ("fail", _account(*_FORMS, "J08")),
            ("inside", _account(*_FORMS, "J08", empty=("J09",))),
            ("outside", _account(*_FORMS, "J09")),
            ("blank", _account(*_FORMS, empty=("J08", "J09"))),
            ("absent", document({}, doc_kind="final_account")),
        ),
    ),
    "CMP.J.EMPTY": Written(
        (
            ("pass", _account(*_FORMS, empty=("J08",), said=True)),
            ("fail", _account(*_FORMS, empty=("J08",))),
            ("inside", _account(*_FORMS, "J08", empty=("J09",), said=True)),
            ("outside", _account(*_FORMS, "J08", empty=("J09",))),
            ("blank", _account(*_FORMS, empty=("J08", "J09"), said=True)),
            ("absent", _account(*_FORMS, "J08", "J09")),
        ),
    ),
    "TXT.DUTY": Written(
        (
            ("pass", _quoting(_DUTY, "管理本市档案", _DUTY)),
            ("fail", _quoting(_DUTY.replace("载体", "载"), _DUTY)),
            ("inside", _quoting(_DUTY, f"贯彻国家政策;{_DUTY}")),
            ("outside", _quoting(_DUTY[:-1], _DUTY.replace("服务", "业务"))),
            ("blank", _quoting("", _DUTY)),
            ("absent", _quoting("另外一件全然不同的事情", _DUTY)),
        ),
    ),
    "PERF.P2.LEADER": Written(
        (
            ("pass", _leaders("甲", "乙")),
            ("fail", _leaders("甲", "")),
            ("inside", _leaders("甲")),
            ("outside", _leaders("", "", "丙")),
            ("blank", _leaders("", "")),
            ("absent", document({}, {}, {"P2#1/performance.project_name": "项目1"})),
        ),
    ),
    "TXT.TOC.SECTION": Written(
        (
            ("pass", _contents("收支预算情况的总体说明", "收支预算情况的总体说明")),
            ("fail", _contents("收支预算情况的总体说明", "收支预算情况总体说明")),
            ("inside", _contents("“三公”经费预算情况", '"三公"经费预算情况')),
            ("outside", _contents("2024年度部门预算情况说明", "2024年部门预算情况说明")),
            ("blank", _contents("收支预算情况的总体说明", "")),
            ("absent", _contents("基本支出情况说明", "当年拨款情况说明")),
        ),
    ),
    "CMP.GLOSSCOL": Written(
        (
            ("pass", _glossary("财政拨款", "单位资金", "基本支出")),
            ("fail", _glossary("财政拨款", "其他资金", "基本支出")),
            (
                "inside",
                _glossary("财政拨款", "财政专户管理资金", "基本支出", column="special_account"),
            ),
            ("outside", _glossary("财政拨款", "基本支出", "项目支出", column="special_account")),
            ("blank", _glossary("财政拨款", "基本支出")),
            ("absent", _glossary()),
        ),
    ),
    "PROC.SME.SMALLPURCHASE": Written(
        (
            ("pass", _purchase("34.00", "34.00")),
            ("fail", _purchase("1.90", "0.49")),
            ("inside", _purchase("199.99", "199.99")),
            ("outside", _purchase("199.99", "199.98")),
            ("blank", _purchase("34.00", None)),
            ("absent", _purchase("200.00", "0.49")),
        ),
    ),
    "NI.REASONDIR": Written(
        (
            ("pass", _carried("上年项目加快支付,结转减少")),
            ("fail", _carried("上年项目款部分未支付,结转下年支付")),
            ("fail", _carried("项目未完成,资金结转使用")),
            ("inside", _carried("项目已完成,无结转资金")),
            ("inside", _carried("政策调整")),
            ("outside", _carried("尚未支付的款项结转", source="非财政拨款结转结余")),
            ("blank", _carried(None)),
            ("absent", _carried("上年项目款部分未支付,结转下年支付", delta="2.10")),
        ),
    ),
    "N07.ALLOCNAME": Written(
        (
            ("pass", _allotted("委托业务费", "维修(护)费")),
            ("fail", _allotted("数据库租赁费")),
            ("inside", _allotted("其他对个人和家庭的补助支出")),
            ("outside", _allotted("其他对个人家庭补助")),
            ("blank", _allotted("")),
            ("absent", document({})),
        ),
    ),
    "TXT.PROJ.N11USE": Written(
        (
            ("pass", _used("弥补2024年度互联网＋科技统计与文献服务工作经费项目劳务费")),
            ("fail", _used("弥补2024年度互联网＋科技统计与文献工作经费项目劳务费")),
            ("inside", _used("用于互联网＋科技统计与文献服务项目支出")),
            ("outside", _used("用于互联网+科技统计和文献服务工作经费项目支出")),
            ("blank", _used(None)),
            ("absent", _used("用于支付项目尾款")),
        ),
    ),
    "TXT.RUNCOST.TERM": Written(
        (
            ("pass", _running("0.00")),
            ("fail", _running("23.66")),
            ("fail", _running("23.66", item="小学教育")),
            ("inside", _running("0")),
            ("outside", _running("0.01", allowances="50.00")),
            ("blank", _running(None)),
            ("absent", _running("23.66", item="行政运行")),
        ),
    ),
    "ANA.MEDICAL": _rate("30110", "12.00", "12.01"),
    "ANA.PENSION": _rate("30108", "20.00", "20.01"),
    "ANA.HOUSING": _rate("30113", "15.00", "15.01"),
    "PERF.PREVNEW": Written(
        (
            ("pass", _added("追加了小微企业服务平台机房运行维护费", "", "新增指标,无上年完成值")),
            ("fail", _added("追加了小微企业服务平台机房运行维护费", "新增指标", "2台")),
            ("fail", _added("新增平台机房运行维护费,压减其他经费", "2台")),
            ("inside", _added("新增“小微企业服务平台”机房运行维护费等项目", "—", "无")),
            ("outside", _added("2024年比上年新增机房运行维护费等", "100%")),
            ("blank", _added("追加了小微企业服务平台机房运行维护费", "", "")),
            ("absent", _added("新增机房运行维护费", "2台", also="档案馆机房运行维护费")),
            ("absent", _added("上年追加小微企业服务平台机房运行维护费", "2台")),
            ("absent", _added("未新增小微企业服务平台机房运行维护费", "2台")),
        ),
    ),
}
