"""Slips of a reader that concern more than one number are not told as a publisher's."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import product
from random import Random
from typing import Any

from expectations import moves
from expectations.catalogue import load_catalogue
from expectations.edits import Linear
from expectations.judge import judge_facts
from expectations.structure import Layout, Spot
from extractors.contracts import DocumentFacts
from tests.unit.expectations.build import document

CATALOGUE = load_catalogue()
Rows = dict[str, dict[str, str]]


def _row(total: int, basic: int) -> dict[str, str]:
    return {"total": f"{total}.11", "basic": f"{basic}.04", "project": f"{total - basic}.07"}


def _tables() -> dict[str, Rows]:
    rows = {"T": _row(940, 610), "206": _row(700, 420), "20605": _row(700, 420),
            "2060501": _row(300, 20), "208": _row(240, 190), "20805": _row(240, 190)}  # fmt: skip
    for code in ("206", "20605", "208", "20805", "2060501"):
        rows[code] = {k: v.replace(".11", ".00").replace(".04", ".00").replace(".07", ".00")
                      for k, v in rows[code].items()}  # fmt: skip
    rows["T"] = {"total": "940.00", "basic": "610.00", "project": "330.00"}
    rows["2060502"] = {"total": "400.00", "basic": "400.00", "project": "0.00"}
    return {"T03": {k: dict(v) for k, v in rows.items()}, "T05": rows}


def _whose(facts: DocumentFacts) -> set[str]:
    failing = [v for v in judge_facts([facts], CATALOGUE).verdicts if v.verdict == "FAIL"]
    assert failing
    return {v.attribution or "" for v in failing if v.severity != "info"}


def test_nothing_fails_in_the_clean_tables() -> None:
    verdicts = judge_facts([document(_tables())], CATALOGUE).verdicts
    assert [v for v in verdicts if v.verdict == "FAIL"] == []


def test_one_wrong_number_is_the_publishers() -> None:
    forms = _tables()
    forms["T05"]["20605"]["total"] = "701.00"
    assert _whose(document(forms)) == {"publisher"}


def test_two_columns_taken_for_each_other_are_ours() -> None:
    forms = _tables()
    for row in forms["T05"].values():
        row["total"], row["project"] = row["project"], row["total"]
    assert _whose(document(forms)) == {"extraction"}


def test_numbers_beside_the_label_below_are_ours() -> None:
    forms = _tables()
    keys, rows = list(forms["T05"]), list(forms["T05"].values())
    forms["T05"] = dict(zip(keys, [rows[0], *rows[:-1]], strict=True))
    assert _whose(document(forms)) == {"extraction"}


def test_a_lost_row_breaks_several_columns_and_is_undetermined() -> None:
    forms = _tables()
    del forms["T05"]["208"], forms["T05"]["20805"]
    assert "publisher" not in _whose(document(forms))


def test_another_units_table_is_not_the_publishers() -> None:
    forms: dict[str, Any] = _tables()
    forms["T05"] = {
        code: {k: f"{float(v) * 3:.2f}" for k, v in row.items()}
        for code, row in forms["T05"].items()
    }
    forms["T04"] = {
        "ex.T": {"gpb": "940.00"},
        "ex.206": {"gpb": "700.00"},
        "ex.208": {"gpb": "240.00"},
    }
    assert "publisher" not in _whose(document(forms))


def test_tables_that_name_two_units_are_undetermined() -> None:
    forms = {"T05": {"T": {"basic": "61.00"}}, "T06": {"T": {"total": "60.00"}}}
    facts = document(forms)
    assert _whose(facts) == {"publisher"}
    facts.form_tables = [
        replace(t, stated_unit_name="某市公园管理处" if t.form == "T06" else "某市图书馆")
        for t in facts.form_tables
    ]
    assert _whose(facts) == {"undetermined"}


def test_a_sentence_with_another_things_number_is_undetermined() -> None:
    forms = {"T05": {"T": {"total": "940.00", "basic": "610.00", "project": "330.00"}}}
    said = {"N05.total#0/amt": "941.00"}
    assert _whose(document(forms, said)) == {"publisher"}
    assert _whose(document(forms, {"N05.total#0/amt": "610.00"})) == {"undetermined"}


def test_roles_exchanged_within_a_sentence_are_undetermined() -> None:
    """60.00 said as the budget and 50.00 as the outcome, though 50.00 is what T05 prints."""
    said = {
        "F05.budget#0/amt": "60.00",
        "F05.budget#0/budget": "50.00",
        "F05.budget#0/pct": "83.33",
    }
    facts = document({"J05": {"T": {"total": "50.00"}}}, said, doc_kind="final_account")
    assert _whose(facts) == {"undetermined"}


def test_sums_over_a_table_with_an_unread_row_are_undetermined() -> None:
    forms = {"T06": {"T": {"total": "9.00"}, "301": {"total": "5.00"}, "302": {"total": "3.00"}}}
    facts = document(forms)
    assert _whose(facts) == {"publisher"}
    facts.form_tables = [replace(t, n_rows=t.n_rows + 1) for t in facts.form_tables]
    assert _whose(facts) == {"undetermined"}


def _on_the_page(facts: DocumentFacts, gap_after: int | None = None) -> DocumentFacts:
    """Every row in its place: 10 points each, nothing between them but after one row."""
    facts.cells = [
        replace(
            c,
            top=100.0 + 10 * c.row_ord + (8 if gap_after is not None and c.row_ord > gap_after else 0),
            bottom=110.0 + 10 * c.row_ord + (8 if gap_after is not None and c.row_ord > gap_after else 0),
            x0=50.0 * c.column_ord,
            x1=50.0 * c.column_ord + 50,
        )
        for c in facts.cells
    ]  # fmt: skip
    facts.form_tables = [
        replace(
            t, n_rows=1 + max(c.row_ord for c in facts.cells if c.form == t.form), header_rows=0
        )
        for t in facts.form_tables
    ]
    return facts


class TestSealed:
    """A table of which the page proves that no row is missing: it does not add up by itself."""

    ROWS = {
        "T": {"total": "50.00", "basic": "20.00", "project": "30.00"},
        "206": {"total": "25.00", "basic": "12.00", "project": "13.00"},
        "208": {"total": "11.00", "basic": "5.00", "project": "6.00"},
    }

    def test_a_row_that_is_not_printed_is_the_publishers(self) -> None:
        assert _whose(_on_the_page(document({"T05": self.ROWS}))) == {"publisher"}

    def test_not_with_a_gap_between_two_rows(self) -> None:
        assert _whose(_on_the_page(document({"T05": self.ROWS}), gap_after=1)) == {"undetermined"}

    def test_not_with_an_unrecognised_table_beside(self) -> None:
        facts = _on_the_page(document({"T05": self.ROWS}))
        other = document({"T05": self.ROWS}).form_tables[0]
        facts.form_tables.append(replace(other, form=None))
        assert _whose(facts) == {"undetermined"}

    def test_not_where_hidden_text_or_amounts_beside_lower_its_confidence(self) -> None:
        facts = _on_the_page(document({"T05": self.ROWS}))
        facts.form_tables = [
            replace(t, confidence=t.confidence * 99 / 100) for t in facts.form_tables
        ]
        assert _whose(facts) == {"undetermined"}

    def test_an_empty_total_is_the_publishers_too(self) -> None:
        rows = {k: dict(v) for k, v in self.ROWS.items()}
        rows["T"] = {"total": "", "basic": "17.00", "project": "19.00"}
        assert _whose(_on_the_page(document({"T05": rows}))) == {"publisher"}
        assert _whose(document({"T05": rows})) == {"undetermined"}


def test_two_tables_taken_for_each_other_are_ours() -> None:
    forms = _tables()
    less = {"total": "800.00", "basic": "500.00", "project": "300.00"}
    forms["T05"] = {"T": less, "206": less}
    swapped = document({"T03": forms["T05"], "T05": forms["T03"],
                        "T01": {"ex.T": {"total": "940.00"}, "in.T": {"total": "940.00"}},
                        "T06": {"T": {"total": "500.00"}}})  # fmt: skip
    assert "publisher" not in _whose(swapped)


def test_shifts_step_by_step_are_those_tried_one_by_one() -> None:
    """The running tally says what each shift, tried by itself, repairs and breaks."""
    spots, linear = {}, []
    number = Random(7)
    rows, columns = [f"r{n}" for n in range(6)], [f"c{n}" for n in range(5)]
    for (i, row), (k, column) in product(enumerate(rows), enumerate(columns)):
        if number.random() < 0.8:
            fact = f"T05#1/{row}/{column}"
            value = Decimal(number.randrange(4))
            spots[fact] = Spot(fact, "cell", row, i, column, k, value)
    for n in range(60):
        parts = {fact: number.choice((-1, 1)) for fact in number.sample(sorted(spots), 3)}
        gap = sum((k * spots[f].value for f, k in parts.items()), Decimal(0))
        tolerance = Decimal(number.randrange(2))
        linear.append(Linear(("I", str(n)), gap, tolerance, parts, abs(gap) > tolerance))
    layout = Layout(linear, spots)
    cells = layout.tables["T05#1"]
    expected = []
    for axis, keys in (("column", columns), ("row", rows)):
        for n in range(len(keys) - 1):
            left = dict(zip(keys[n:], keys[n + 1 :], strict=False))
            right = {keys[n]: None, **dict(zip(keys[n + 1 :], keys[n:], strict=False))}
            for source in (left, right):
                expected.append(layout.effect(moves.taken_from(cells, axis, source)))
    found = [(set(repaired), broken) for repaired, broken in moves.shifts(layout, cells)]
    assert sorted((sorted(r), b) for r, b in found) == sorted((sorted(r), b) for r, b in expected)
    assert any(len(repaired) > 3 and broken > 3 for repaired, broken in found)


def test_two_kinds_whose_columns_were_exchanged_are_undetermined_even_with_one_failure() -> None:
    """T05 alone adds up with its columns exchanged; only T06 speaks against it."""
    forms = {"T05": _tables()["T05"], "T06": {"T": {"total": "610.00"}}}
    assert all(v.verdict != "FAIL" for v in judge_facts([document(forms)], CATALOGUE).verdicts)
    for row in forms["T05"].values():
        row["basic"], row["project"] = row["project"], row["basic"]
    assert _whose(document(forms)) <= {"undetermined", "extraction"}


def test_two_funds_of_an_overview_taken_for_each_other_are_not_the_publishers() -> None:
    t01 = {"in.gpb": {"total": "0.00"}, "in.gf": {"total": "41.30"}, "in.T": {"total": "41.30"}}
    t04 = {"in.gpb": {"total": "41.30"}, "in.gf": {"total": "0.00"}, "in.T": {"total": "41.30"}}
    assert "publisher" not in _whose(document({"T01": t01, "T04": t04}))


def test_rows_of_another_table_are_seen_by_their_columns() -> None:
    forms = _tables()
    moved = {k: forms["T03"].pop(k) for k in ("208", "20805")}
    forms["T02"] = {"T": {"total": "940.00", "gpb": "940.00"},
                    "206": {"total": "700.00", "gpb": "700.00"}, **moved}  # fmt: skip
    facts = _on_the_page(document(forms))
    assert "publisher" not in _whose(facts)


def test_a_sentence_about_another_class_with_an_item_of_that_name_is_undetermined() -> None:
    said = {
        "N05.item#0/amt": ["94.61", "一般行政管理事务"],
        "N05.item#1/amt": ["543.16", "一般行政管理事务"],
    }
    forms = {"T05": {"2130302": {"total": "543.16"}}}
    facts = document(forms, said)
    facts.cells = [replace(c, row_label="一般行政管理事务") for c in facts.cells]
    assert _whose(facts) == {"undetermined"}
