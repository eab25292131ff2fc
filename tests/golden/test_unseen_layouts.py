"""Layouts of places that the vocabulary was not written against read to their golden facts."""

from __future__ import annotations

from functools import cache

import pytest

from expectations.judge import judge_facts
from extractors.contracts import DocumentFacts
from extractors.read import read_document
from tests.bench.bench_forms import sums
from tests.typeset import fonts
from tests.typeset.unseen import Unseen, load, names


@cache
def read(name: str) -> tuple[Unseen, DocumentFacts]:
    try:
        fonts.font_file("CJK")
    except fonts.FontMissingError as error:
        pytest.skip(str(error))
    document = load(name)
    return document, read_document(document.pdf(), f"{name}.pdf")


@pytest.mark.parametrize("name", names())
def test_every_golden_fact_is_read(name: str) -> None:
    document, facts = read(name)
    found = {
        f"{c.form}#{c.table_no}/{c.row_key}/{c.block + '.' if c.block else ''}{c.column_key}": c.amount
        for c in facts.cells
    }
    wrong = {
        key: (want, found.get(key))
        for key, want in document.facts.items()
        if found.get(key) != want
    }
    assert not wrong


@pytest.mark.parametrize("name", names())
def test_the_money_unit_is_the_tables(name: str) -> None:
    document, facts = read(name)
    stated = [grid.money_unit for grid in document.grids]
    assert [t.money_unit for t in facts.form_tables] == stated


@pytest.mark.parametrize("name", names())
def test_no_number_is_lost_and_every_printed_sum_holds(name: str) -> None:
    _, facts = read(name)
    assert [(t.page, t.raw_text, t.why) for t in facts.unexplained_tokens] == []
    n, broken = sums(facts.cells)
    assert n > 10
    assert broken == []


@pytest.mark.parametrize("name", names())
def test_no_publisher_is_accused(name: str) -> None:
    """The documents are right: whatever fails would be our misreading."""
    _, facts = read(name)
    found = judge_facts([facts]).findings
    assert [f.sentence_zh for f in found if f.attribution == "publisher"] == []


@pytest.mark.parametrize("name", names())
def test_the_document_knows_itself(name: str) -> None:
    document, facts = read(name)
    kind = "final_account" if "决算" in document.stated["title"] else "budget"
    assert facts.document.doc_kind == kind
    assert facts.document.fiscal_year == int(document.stated["year"])
    assert facts.document.unit_name == document.stated["unit"]
