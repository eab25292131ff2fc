"""The same item printed in two tables is one finding; anything less alike stays two."""

from __future__ import annotations

from copy import deepcopy

import pytest

from expectations.catalogue import load_catalogue
from expectations.judge import judge_facts
from extractors.contracts import Finding
from tests.unit.expectations.build import document

CATALOGUE = load_catalogue().only("T03.HIER.XIANG", "T05.HIER.XIANG", "T03.ROW.TOTAL")
ROWS = {
    "20402": {"total": "7927.40", "basic": "6556.70", "project": "1370.70"},
    "2040201": {"total": "6556.70", "basic": "6556.70", "project": ""},
    "2040299": {"total": "1051.46", "basic": "", "project": "1051.46"},
    "208": {"total": "10.00", "basic": "10.00", "project": ""},
}
Rows = dict[str, dict[str, str]]


def _findings(t03: Rows, t05: Rows) -> list[Finding]:
    return judge_facts([document({"T03": t03, "T05": t05})], CATALOGUE).findings


def test_an_item_that_is_lost_in_both_tables_is_one_finding() -> None:
    (one,) = _findings(ROWS, ROWS)
    assert {v.partition("[")[0] for v in one.verdicts} == {"T03.HIER.XIANG", "T05.HIER.XIANG"}
    assert len(one.verdicts) == 4 and one.root_cause.startswith("T03.HIER.XIANG")
    assert one.sentence_zh.endswith("的同一行同样不符。") and "319.24" in one.sentence_zh
    assert one.sentence_en.endswith("disagrees in the same way.")
    judged = judge_facts([document({"T03": ROWS, "T05": ROWS})], CATALOGUE)
    failing = [v for v in judged.verdicts if v.verdict == "FAIL"]
    assert {v.root_cause for v in failing} == {one.root_cause}


def _other_part(rows: Rows) -> None:
    """The same sums, of other items."""
    rows["2040250"] = rows.pop("2040299")


def _other_row(rows: Rows) -> None:
    for code in ("20402", "2040201", "2040299"):
        rows[f"20403{code[5:]}"] = rows.pop(code)


def _other_amount(rows: Rows) -> None:
    rows["2040299"] = {"total": "1051.40", "basic": "", "project": "1051.40"}


def _other_parts_same_gap(rows: Rows) -> None:
    rows["2040201"] = {"total": "6556.71", "basic": "6556.71", "project": ""}
    rows["20402"] = {"total": "7927.41", "basic": "6556.71", "project": "1370.70"}
    rows["2040299"] = {"total": "1051.46", "basic": "", "project": "1051.46"}


def _something_else_fails_too(rows: Rows) -> None:
    rows["20402"] = {"total": "7927.40", "basic": "6000.00", "project": "1370.70"}


@pytest.mark.parametrize("change", [_other_part, _other_row, _other_amount])
def test_what_differs_in_anything_stays_two_findings(change) -> None:  # type: ignore[no-untyped-def]
    other = deepcopy(ROWS)
    change(other)
    assert len(_findings(ROWS, other)) == 2


def test_the_same_gap_of_other_amounts_is_not_the_same_item() -> None:
    other = deepcopy(ROWS)
    _other_parts_same_gap(other)
    findings = _findings(ROWS, other)
    assert all("同一行同样不符" not in f.sentence_zh for f in findings)


def test_what_fails_in_one_table_only_is_a_finding_of_its_own() -> None:
    other = deepcopy(ROWS)
    _something_else_fails_too(other)
    joined, alone = sorted(_findings(ROWS, other), key=lambda f: -len(f.verdicts))
    assert joined.sentence_zh.endswith("的同一行同样不符。")
    assert alone.verdicts == ("T05.HIER.XIANG[20402/basic]",)


def test_one_table_with_two_failing_items_keeps_two_findings() -> None:
    rows = deepcopy(ROWS)
    rows["21001"] = {"total": "9.00", "basic": "9.00", "project": ""}
    rows["2100101"] = {"total": "7.00", "basic": "7.00", "project": ""}
    findings = _findings(rows, rows)
    assert len(findings) == 2
    assert all(f.sentence_zh.endswith("的同一行同样不符。") for f in findings)
    assert not set(findings[0].verdicts) & set(findings[1].verdicts)


def test_a_table_alone_says_nothing_of_another() -> None:
    fine = deepcopy(ROWS)
    fine["2040299"] = {"total": "1370.70", "basic": "", "project": "1370.70"}
    (one,) = _findings(ROWS, fine)
    assert "同一行同样不符" not in one.sentence_zh
