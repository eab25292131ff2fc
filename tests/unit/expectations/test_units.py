"""A department is held against its units only where nothing is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

import duckdb

from expectations.catalogue import load_catalogue
from expectations.judge import finding_rows, judge, load_facts, verdict_rows
from expectations.reports.labels import reason_words
from extractors.contracts import DocumentFacts, Verdict
from tests.unit.expectations.build import document, mention, renamed
from tests.unit.expectations.lists import list_units, placed

DEPARTMENT, FIRST, SECOND = "d" * 64, "1" * 64, "2" * 64
CATALOGUE = load_catalogue()
Forms = dict[str, dict[str, dict[str, str]]]


def _forms(
    total: str, item: str = "1.00", units: Sequence[str] = (), code: str = "2060501", **more: str
) -> Forms:
    """T02, T03, T05 and T10 of one row; a department's T02 lists its units' totals, too."""
    revenue, kinds = {"total": total, "gpb": total, **more}, {"total": total, "basic": total}
    blank = dict.fromkeys(more, "")
    listed = {f"U{n}": {"total": t, "gpb": t, **blank} for n, t in enumerate(units, 1)}
    return {
        "T02": {"T": revenue, code: revenue, **listed},
        "T03": {"T": kinds, code: kinds},
        "T05": {"T": kinds, code: kinds},
        "T10": {"T": {"total": item}, "reception": {"total": item}},
    }


def _document(document_id: str, forms: Forms, **more: Any) -> DocumentFacts:
    return placed(renamed(document(forms, **more), document_id))


@dataclass
class World:
    """A department of two units, each with its document; tests change one thing of it."""

    department: DocumentFacts = field(
        default_factory=lambda: _document(
            DEPARTMENT, _forms("100.00", "3.00", ("70.00", "30.00")), scope="department"
        )
    )
    first: DocumentFacts = field(default_factory=lambda: _document(FIRST, _forms("70.00", "2.00")))
    second: DocumentFacts = field(default_factory=lambda: _document(SECOND, _forms("30.00")))
    listed: list[tuple[str, str, str | None, list[str]]] = field(
        default_factory=lambda: [("甲站", "U1", None, [FIRST]), ("乙馆", "U2", None, [SECOND])]
    )

    def judge(self) -> tuple[dict[tuple[str, str], Verdict], list[Any]]:
        """Verdicts by identity and instance, and findings on units, of the department."""
        with duckdb.connect(config={"threads": 2}) as connection:
            load_facts(connection, [self.department, self.first, self.second])
            list_units(connection, {DEPARTMENT: self.listed} if self.listed else {})
            judge(connection, CATALOGUE, documents=[DEPARTMENT])
            verdicts = verdict_rows(connection)
            found = [f for f in finding_rows(connection) if "XL.DEPT" in "".join(f.verdicts)]
            return {(v.identity, v.instance): v for v in verdicts}, found

    def reasons(self) -> dict[str, str | None]:
        """Why nothing is said, by the last word of the identity's id; None where something is."""
        return {
            i.rpartition(".")[2]: v.reason
            for (i, _), v in self.judge()[0].items()
            if i.startswith("XL.DEPT.")
        }


def test_a_whole_department_is_the_sum_of_its_units() -> None:
    verdicts, findings = World().judge()
    held = {i for (i, _), v in verdicts.items() if i.startswith("XL.") and v.verdict == "PASS"}
    assert held == {"XL.DEPT.IN", "XL.DEPT.EX", "XL.DEPT.GPB", "XL.DEPT.3PUB"}
    assert findings == []
    evidence = verdicts["XL.DEPT.IN", "T"].evidence
    assert [(e.side, e.raw_text, e.other_document_id, e.page) for e in evidence] == [
        ("reported", "100.00", None, 1),
        ("computed", "70.00", FIRST, 1),
        ("computed", "30.00", SECOND, 1),
    ]
    assert [e.label.partition(" / ")[2].split()[0] for e in evidence] == ["T", "甲站", "乙馆"]


def test_a_contradiction_is_one_finding_of_the_publisher() -> None:
    world = World(second=_document(SECOND, _forms("31.00")))
    verdicts, (finding,) = world.judge()
    assert verdicts["XL.DEPT.IN", "T"].difference == Decimal(-1)
    assert finding.attribution == "publisher"
    assert len(finding.verdicts) == 6  # total and code of T02, T03, T05
    assert "所属单位各自公开的同一项之和为 101.00 万元" in finding.sentence_zh
    assert finding.likely_cause_zh == "部门表中“乙馆”一行为 30 万元，该单位自己的文件为 31 万元"


def test_a_document_that_is_missing_is_named() -> None:
    world = World(listed=[("甲站", "U1", None, [FIRST]), ("乙馆", "U2", None, [])])
    verdicts, findings = world.judge()
    verdict = verdicts["XL.DEPT.IN", ""]
    assert (verdict.verdict, verdict.reason) == (
        "NOT_EVALUABLE",
        "unit_documents_missing: 1/2 乙馆",
    )
    assert [(e.raw_text, e.page) for e in verdict.evidence] == [("乙馆", 1)]
    words = reason_words(verdict.reason)
    assert "2 家中的 1 家：乙馆" in words.zh and "1 of 2: 乙馆" in words.en
    assert findings == []


def test_a_department_that_lists_nobody_is_not_compared() -> None:
    verdict = World(listed=[]).judge()[0]["XL.DEPT.EX", ""]
    assert (verdict.verdict, verdict.reason) == ("NOT_APPLICABLE", "units_not_listed")


def test_a_list_that_is_not_the_total_proves_nothing() -> None:
    short = _forms("100.00", "3.00", ("70.00", "29.00"))
    world = World(department=_document(DEPARTMENT, short, scope="department"))
    assert set(world.reasons().values()) == {"unit_list_open"}


def test_a_count_of_other_units_proves_the_list_open() -> None:
    world = World()
    world.department.mentions.append(mention("ORG.sub#0/sub", "下属预算单位3个"))
    world.department.mentions[0] = replace(
        world.department.mentions[0], role="text", value=None, value_yuan=None,
        value_text="下属预算单位3个",
    )  # fmt: skip
    assert set(world.reasons().values()) == {"unit_list_open"}


def test_a_unit_of_two_departments_is_not_added() -> None:
    world = World(listed=[("甲站", "U1", "shared", [FIRST]), ("乙馆", "U2", None, [SECOND])])
    assert set(world.reasons().values()) == {"unit_ambiguous: 1/2 甲站"}


def test_the_departments_own_file_is_no_units() -> None:
    world = World(first=_document(FIRST, _forms("100.00", "3.00")))
    assert set(world.reasons().values()) >= {"unit_ambiguous: 1/2 甲站"}
    assert world.judge()[1] == []


def test_a_form_must_have_been_read_completely_everywhere() -> None:
    world = World()
    world.second.form_tables = [t for t in world.second.form_tables if t.form != "T05"]
    world.second.cells = [c for c in world.second.cells if c.form != "T05"]
    world.first.cells = [
        replace(c, confidence=Decimal("0.8")) if c.form == "T10" else c for c in world.first.cells
    ]
    reasons = world.reasons()
    assert reasons["GPB"] == "unit_form_incomplete: 1/2 乙馆"
    assert reasons["3PUB"] == "unit_form_incomplete: 1/2 甲站"
    assert reasons["IN"] is None


def test_a_number_that_is_not_accounted_for_bars_its_document() -> None:
    world = World(first=_document(FIRST, _forms("70.00", "2.00"), tokens_in_tables=11))
    assert set(world.reasons().values()) == {"unit_form_incomplete: 1/2 甲站"} | {
        world.reasons()["ECON"]
    }


def test_money_between_units_is_taken_out_on_consolidation() -> None:
    for more in ({"own_funds": "5.00"}, {"own_other": "5.00"}, {"own_subsidy": "5.00"}):
        world = World(second=_document(SECOND, _forms("30.00", **more)))
        reasons = world.reasons()
        assert reasons["IN"] == reasons["EX"] == "units_exchange_money: 1/2 乙馆", more
        assert reasons["GPB"] is None


def test_other_revenue_beside_printed_subsidies_is_from_outside() -> None:
    split = {"own_funds": "5.00", "own_other": "5.00", "own_subsidy": "", "own_affiliate": ""}
    world = World(second=_document(SECOND, _forms("30.00", **split)))
    assert world.reasons()["IN"] is None


def test_a_unit_that_prints_no_such_rows_leaves_the_total_only() -> None:
    world = World(second=_document(SECOND, _forms("30.00", code="206")))
    verdicts, _ = world.judge()
    assert verdicts["XL.DEPT.IN", "T"].verdict == "PASS"
    assert verdicts["XL.DEPT.IN", "2060501"].reason == "not_comparable"


def test_yuan_of_units_meet_the_departments_wan() -> None:
    forms = _forms("700049.99", "20000.00")
    world = World(first=_document(FIRST, forms, money_unit="元"))
    verdicts, _ = world.judge()
    assert verdicts["XL.DEPT.IN", "T"].verdict == "PASS_ROUNDED"
    world.first = _document(FIRST, _forms("700150.00", "20000.00"), money_unit="元")
    assert world.judge()[0]["XL.DEPT.IN", "T"].verdict == "FAIL"


def test_a_file_judged_alone_has_no_units() -> None:
    with duckdb.connect(config={"threads": 2}) as connection:
        load_facts(connection, [World().department])
        judge(connection, CATALOGUE)
        found = {v.identity: v.reason for v in verdict_rows(connection)}
    assert found["XL.DEPT.IN"] == "no_related_document"


def test_of_very_many_units_the_largest_are_listed() -> None:
    names = [f"{n:064x}" for n in range(1, 46)]
    amounts = [f"{n}.00" for n in range(1, 46)]
    total = f"{sum(range(1, 46))}.00"
    department = _document(DEPARTMENT, _forms(total, "45.00", amounts), scope="department")
    units = [_document(i, _forms(a)) for i, a in zip(names, amounts, strict=True)]
    with duckdb.connect(config={"threads": 2}) as connection:
        load_facts(connection, [department, *units])
        listed = [(f"第{n}站", f"U{n}", None, [i]) for n, i in enumerate(names, 1)]
        list_units(connection, {DEPARTMENT: listed})
        judge(connection, CATALOGUE, documents=[DEPARTMENT])
        found = {(v.identity, v.instance): v for v in verdict_rows(connection)}
    verdict = found["XL.DEPT.IN", "T"]
    assert verdict.verdict == "PASS"
    assert len(verdict.evidence) == 1 + 40 + 1
    last = verdict.evidence[-1]
    assert (last.label, last.raw_text) == ("其余 5 个所属单位", "15.00")
