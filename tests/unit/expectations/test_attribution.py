"""Slips of ours that must not be told as the publisher's."""

from __future__ import annotations

from dataclasses import replace

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


def test_a_gap_that_is_the_carry_over_is_one_of_scope() -> None:
    """T05 without what T04 carries over from the year before."""
    t04 = {"in.T": {"total": "1140.00"}, "in.carry": {"total": "90.00"}, "ex.T": {"gpb": "1140.00"}}
    facts = document({"T04": t04, "T05": {"T": {"total": "1050.00"}}})
    assert _whose(facts, "X.T04-T05.TOTAL") == {"undetermined"}
    facts = document({"T04": t04, "T05": {"T": {"total": "1060.00"}}})
    assert _whose(facts, "X.T04-T05.TOTAL") == {"publisher"}


def test_a_change_that_is_right_of_another_amount_of_the_page_is_undetermined() -> None:
    """甲33万元，其中丙0万元，减少3万元，下降8.3%: the change is that of 甲."""
    item = "公务用车购置费"
    said = {
        "N10.item#0/amt": ["7.00", item],
        "N10.item#0/delta": ["-3.00", item],
        "N10.item#0/g": ["-8.3", item, "%"],
    }

    def told() -> DocumentFacts:
        facts = document({}, said)
        facts.mentions = [replace(m, sentence=m.item or "") for m in facts.mentions]
        return facts

    assert _whose(told(), "NI.N10.ITEMGROWTH2") == {"publisher"}
    said["N10.item#1/amt"] = ["33.00", "公务用车购置及运行费"]
    assert _whose(told(), "NI.N10.ITEMGROWTH2") == {"undetermined"}


def test_a_dash_read_as_a_sign_is_not_told() -> None:
    t06 = {"303": {"total": "84.20"}, "30302": {"total": "-10.10"}, "30305": {"total": "74.10"}}
    found = _whose(document({"T06": t06}))
    assert "publisher" not in found


def test_a_unit_that_one_number_speaks_against_and_none_for_is_in_doubt() -> None:
    t05 = {"T": {"total": "610.04", "basic": "610.04"}}
    t06 = {"T": {"total": "0.061004", "personnel": "0.061004"}}
    assert "publisher" not in _whose(document({"T05": t05, "T06": t06}))
