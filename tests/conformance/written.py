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
    goal = f"目标1：依据“{quote}”职能，新增众创空间5家。" if quote else "新增众创空间5家。"
    mentions = {f"DUTY.item#{n}/text": text for n, text in enumerate(duties)}
    return document({}, mentions, {"P1#1/performance.objective": goal})


def _leaders(*names: str) -> DocumentFacts:
    """Performance tables of projects, each with the name of the person in charge, or none."""
    attributes = {
        f"P2#{n}/performance.{key}": text
        for n, name in enumerate(names, 1)
        for key, text in (("project_name", f"项目{n}"), ("leader", name))
    }
    return document({}, {}, attributes)


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
}
