"""The forms of the demo portal's documents, against the data they were typeset from."""

import json
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from extractors.contracts import DocumentFacts
from extractors.read import read_document

ROOT = Path(__file__).parents[2]
GOLDEN = Path(__file__).parent / "demo"
MANIFEST = ROOT / "data" / "demo" / "manifest.json"
DOCUMENTS = json.loads(MANIFEST.read_text("utf-8"))["documents"]
NAMES = [d["doc_id"] for d in DOCUMENTS if (GOLDEN / f"{d['doc_id']}.json").exists()]


#: The project list of every fund is a form of its own, not the T07 of one fund.
ALL_FUNDS = {
    doc_id
    for doc_id in NAMES
    for form in json.loads((GOLDEN / f"{doc_id}.json").read_text("utf-8"))["forms"]
    if form["form"] == "T07" and "一般公共预算" not in form["title"]
}


def form_of(doc_id: str, form: str) -> str:
    return "PROJ_ALL" if form == "T07" and doc_id in ALL_FUNDS else form


@cache
def read(doc_id: str) -> DocumentFacts:
    entry = next(d for d in DOCUMENTS if d["doc_id"] == doc_id)
    return read_document(ROOT / "data" / "demo" / entry["file"])


@cache
def golden(doc_id: str) -> dict:
    return json.loads((GOLDEN / f"{doc_id}.json").read_text("utf-8"))


@pytest.mark.parametrize("doc_id", NAMES)
def test_identity(doc_id: str) -> None:
    document, want = read(doc_id).document, golden(doc_id)
    assert document.status == "ok"
    assert document.unit_name == want["unit_name"]
    assert document.fiscal_year == want["fiscal_year"]
    assert document.doc_kind == want["doc_kind"]
    assert document.scope == want["scope"]
    assert document.is_synthetic == want["synthetic"]


@pytest.mark.parametrize("doc_id", NAMES)
def test_forms(doc_id: str) -> None:
    read_forms = [
        (t.form, t.table_no, t.money_unit, t.n_rows, t.n_cols, t.is_empty)
        for t in read(doc_id).form_tables
        if t.form and t.form[:2] not in ("P1", "P2")
    ]
    want = [
        (
            form_of(doc_id, f["form"]),
            f["table_no"],
            f["money_unit"],
            f["n_rows"],
            f["n_cols"],
            f["is_empty"],
        )
        for f in golden(doc_id)["forms"]
        if f["form"][:2] not in ("P1", "P2")
    ]
    assert read_forms == want


@pytest.mark.parametrize("doc_id", NAMES)
def test_every_amount_is_in_its_row_and_column(doc_id: str) -> None:
    got = {(c.form, c.table_no, c.row_key, c.column_key): c.amount for c in read(doc_id).cells}
    want = {
        (form_of(doc_id, form), no, row, column): Decimal(amount)
        for form, no, row, column, amount in golden(doc_id)["cells"]
    }
    assert got == want


@pytest.mark.parametrize("doc_id", NAMES)
def test_coverage_is_complete(doc_id: str) -> None:
    facts = read(doc_id)
    assert facts.unexplained_tokens == []
    assert facts.document.coverage_share == 1
