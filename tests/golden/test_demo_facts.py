"""Reading the committed demo documents gives exactly the facts they were typeset from."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from extractors.contracts import DocumentFacts
from extractors.read import read_document
from extractors.text import squash

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "data" / "demo"
MANIFEST = json.loads((DEMO / "manifest.json").read_text("utf-8"))
DOCUMENTS = {d["doc_id"]: d for d in MANIFEST["documents"]}


def golden(doc_id: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(
        (ROOT / "tests" / "golden" / "demo" / f"{doc_id}.json").read_text("utf-8")
    )
    return loaded


@cache
def facts(doc_id: str) -> DocumentFacts:
    return read_document(DEMO / DOCUMENTS[doc_id]["file"])


@pytest.fixture(params=sorted(DOCUMENTS))
def doc_id(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_document(doc_id: str) -> None:
    document, truth = facts(doc_id).document, golden(doc_id)
    assert document.status == "ok"
    assert document.document_id == DOCUMENTS[doc_id]["sha256"]
    assert document.unit_name == truth["unit_name"]
    assert document.fiscal_year == truth["fiscal_year"]
    assert document.doc_kind == truth["doc_kind"]
    assert document.scope == truth["scope"]
    assert document.is_synthetic is truth["synthetic"]
    year, month, day = map(int, re.findall(r"\d+", truth["signed_on"]))
    signed = document.signed_on
    assert signed is not None and (signed.year, signed.month, signed.day) == (year, month, day)
    assert document.coverage_share == 1


def test_every_cell(doc_id: str) -> None:
    read = {(c.form, c.table_no, c.row_key, c.column_key): c.amount for c in facts(doc_id).cells}
    true = {tuple(key): Decimal(amount) for *key, amount in golden(doc_id)["cells"]}
    assert read == true


def test_forms(doc_id: str) -> None:
    read = [
        (f.form, f.table_no, squash(f.title or ""), f.is_empty, f.n_rows, f.n_cols)
        for f in facts(doc_id).form_tables
    ]
    true = [
        (f["form"], f["table_no"], squash(f["title"]), f["is_empty"], f["n_rows"], f["n_cols"])
        for f in golden(doc_id)["forms"]
    ]
    assert read == true
    for f in facts(doc_id).form_tables:
        if f.form and f.form[0] != "P":
            assert f.money_unit == ("元" if doc_id.startswith("museum") else "万元")


def _numbers(
    rows: list[tuple[str, str, str, Decimal]],
) -> dict[tuple[str, str, str], list[Decimal]]:
    out: dict[tuple[str, str, str], list[Decimal]] = {}
    for pattern, slot, item, value in rows:
        out.setdefault((pattern, slot, item), []).append(value)
    return out


def test_numbers_of_the_narrative(doc_id: str) -> None:
    read = [
        (m.pattern, m.slot, squash(m.item or ""), m.value)
        for m in facts(doc_id).mentions
        if m.value is not None
    ]
    true = [
        (pattern, slot, squash(item or ""), Decimal(value))
        for pattern, _, slot, item, value, kind in golden(doc_id)["mentions"]
        if kind == "number"
    ]
    assert _numbers(read) == _numbers(true)


def test_indicators(doc_id: str) -> None:
    columns = ("level1", "level2", "level3", "target_text", "basis", "weight_text")
    read = [
        (f"{i.form}#{i.table_no}", *(squash(getattr(i, c) or "") for c in columns))
        for i in facts(doc_id).indicators
    ]
    keys = ("level1", "level2", "level3", "target", "basis", "weight")
    true = [(row["table"], *(squash(row[k]) for k in keys)) for row in golden(doc_id)["indicators"]]
    assert read == true


def test_heads_of_performance_tables(doc_id: str) -> None:
    read = {
        (a.attribute, a.scope, squash(a.raw_text))
        for a in facts(doc_id).attributes
        if a.attribute.startswith("performance.") and a.raw_text
        if a.attribute != "performance.quoted_duty"  # a part of the objective, read once more
    }
    true = {
        (a["attribute"], a["scope"], squash(a["text"]))
        for a in golden(doc_id)["attributes"]
        if a["text"]
    }
    assert read == true
    personal = {a.attribute for a in facts(doc_id).attributes if a.is_personal}
    assert personal <= {"performance.contact", "performance.leader", "performance.phone"}


def test_duties(doc_id: str) -> None:
    read = [squash(m.value_text or "") for m in facts(doc_id).mentions if m.pattern == "DUTY.item"]
    stated = golden(doc_id)["mentions"]
    assert read == [squash(text) for pattern, _, _, _, text, _ in stated if pattern == "DUTY.item"]
    assert read


def test_table_of_contents(doc_id: str) -> None:
    read = {
        squash(a.value_text or "")
        for a in facts(doc_id).attributes
        if a.attribute == "toc.form_title"
    }
    assert {squash(title) for title in golden(doc_id)["toc"]} <= read
