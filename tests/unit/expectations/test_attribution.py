"""Slips of ours that must not be told as the publisher's."""

from __future__ import annotations

from expectations.catalogue import load_catalogue
from expectations.judge import judge_facts
from extractors.contracts import DocumentFacts
from tests.unit.expectations.build import document

CATALOGUE = load_catalogue()


def _whose(facts: DocumentFacts, *identities: str) -> set[str]:
    catalogue = CATALOGUE.only(*identities) if identities else CATALOGUE
    failing = [v for v in judge_facts([facts], catalogue).verdicts if v.verdict == "FAIL"]
    assert failing
    return {v.attribution or "" for v in failing if v.severity != "info" or identities}


def test_a_form_in_the_wrong_money_unit_is_ours() -> None:
    """Two numbers of one form that one ratio of units repairs."""
    t04 = {"in.T": {"total": "3.00"}, "in.gpb": {"total": "2.00"}, "in.gf": {"total": "1.00"}}
    t01 = {"in.gpb": {"total": "20000.00"}, "in.gf": {"total": "10000.00"}}
    assert _whose(document({"T01": t01, "T04": t04}), "X.T01-T04.IN") == {"extraction"}


def test_one_number_in_the_wrong_unit_is_not() -> None:
    t04 = {"in.gpb": {"total": "2.00"}, "in.gf": {"total": "1.00"}}
    t01 = {"in.gpb": {"total": "20000.00"}, "in.gf": {"total": "1.00"}}
    assert _whose(document({"T01": t01, "T04": t04}), "X.T01-T04.IN") == {"publisher"}


def test_a_part_counted_twice_or_not_at_all_is_undetermined() -> None:
    rows = {"T": {"total": "7.00"}, "206": {"total": "5.00"}, "208": {"total": "4.00"},
            "210": {"total": "2.00"}}  # fmt: skip
    assert _whose(document({"T05": rows}), "T05.HIER.CLASS") == {"undetermined"}
    rows["T"] = {"total": "7.50"}
    assert _whose(document({"T05": rows}), "T05.HIER.CLASS") == {"publisher"}


def test_an_identity_that_fails_throughout_a_table_is_ours() -> None:
    def table(wrong: int) -> DocumentFacts:
        return document({"T05": {
            str(201 + n): {"total": f"{100 + 7 * n}.00", "basic": "60.00",
                           "project": f"{40 + 7 * n - (3 + 2 * n if n < wrong else 0)}.00"}
            for n in range(12)
        }})  # fmt: skip

    assert _whose(table(5), "T05.ROW.TOTAL") == {"extraction"}
    assert _whose(table(3), "T05.ROW.TOTAL") == {"undetermined"}
    assert _whose(table(2), "T05.ROW.TOTAL") == {"publisher"}


def test_an_unnamed_row_leaves_sums_undetermined_and_optional_rows_unknown() -> None:
    rows = {"T": {"total": "9.00"}, "206": {"total": "5.00"}, "X1": {"total": "1.00"}}
    facts = document({"T05": rows, "T02": {"T": {"total": "9.00"}, "208": {"total": "2.00"}},
                      "T03": rows})  # fmt: skip
    assert _whose(facts, "T05.HIER.CLASS") == {"undetermined"}
    found = {v.instance: v for v in judge_facts([facts], CATALOGUE.only("X.T02-T03.FUNC")).verdicts}
    assert (found["208"].verdict, found["208"].reason) == ("NOT_EVALUABLE", "row_unknown")
    assert found["206"].verdict == "FAIL"  # T02 prints no unnamed row


def test_a_remark_accuses_nobody() -> None:
    t06 = {"30101": {"total": "5.00", "personnel": "", "public_use": "5.00"}}
    assert _whose(document({"T06": t06}), "T06.VAL.SIDE") == {"undetermined"}


def _share(printed: str) -> DocumentFacts:
    return document(
        {"T03": {"T": {"total": "30000.00"}}},
        mentions={
            "N03.total#0/amt": "30000.00",
            "N03.kind#0/amt": ["10000.00", "基本支出"],
            "N03.kind#0/pct": [printed, "基本支出", "%"],
        },
    )


def test_a_share_one_unit_off_in_its_last_place_is_not_told_as_an_error() -> None:
    assert _whose(_share("33.34"), "NI.N03.SHARE") == {"undetermined"}
    assert _whose(_share("33.43"), "NI.N03.SHARE") == {"publisher"}
    assert _whose(_share("34.0"), "NI.N03.SHARE") == {"undetermined"}
    assert _whose(_share("35.0"), "NI.N03.SHARE") == {"publisher"}
