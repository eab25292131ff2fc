"""The record contracts: every field described, every value carried exactly."""

from __future__ import annotations

import dataclasses
from decimal import Decimal

import pyarrow as pa
import pytest

from extractors.contracts import RECORDS, Document, EvidenceItem, Verdict, arrow_schema, to_arrow


@pytest.mark.parametrize("name", sorted(RECORDS))
def test_every_field_has_a_chinese_and_an_english_description(name: str) -> None:
    for field in dataclasses.fields(RECORDS[name]):
        assert field.metadata.get("zh"), f"{name}.{field.name}"
        assert field.metadata.get("en"), f"{name}.{field.name}"


@pytest.mark.parametrize("name", sorted(RECORDS))
def test_an_empty_table_has_the_schema_and_no_float_holds_money(name: str) -> None:
    table = to_arrow(RECORDS[name], [])
    assert table.schema.names == [f.name for f in dataclasses.fields(RECORDS[name])]
    for field in arrow_schema(RECORDS[name]):
        if pa.types.is_floating(field.type):
            assert field.name in {"x0", "x1", "top", "bottom", "duration_s"}


def _verdict(**changes: object) -> Verdict:
    values: dict[str, object] = {
        "document_id": "0" * 64, "identity": "T01.BAL", "identity_version": 1, "instance": "", "kind": "same",
        "severity": "error", "verdict": "FAIL", "reason": None, "is_vacuous": False, "reported": "332.37",
        "computed": "332.27", "difference": Decimal("0.10"), "tolerance": Decimal(0), "unit": "万元",
        "attribution": "publisher", "root_cause": "x",
        "evidence": (EvidenceItem("T01#1/in.T/total", "cell", "reported", 1, "表1", "332.37", 3,
                               1.0, 2.0, 3.0, 4.0),),
    }  # fmt: skip
    return Verdict(**(values | changes))  # type: ignore[arg-type]


def test_nested_evidence_and_decimals_survive_arrow_exactly() -> None:
    row = to_arrow(Verdict, [_verdict()]).to_pylist()[0]
    assert row["difference"] == Decimal("0.10")
    assert row["evidence"][0]["fact"] == "T01#1/in.T/total"


def test_an_amount_that_does_not_fit_raises_and_is_never_rounded() -> None:
    with pytest.raises(pa.ArrowInvalid):
        to_arrow(Verdict, [_verdict(difference=Decimal("0.12345678"))])


def test_a_missing_required_field_raises() -> None:
    with pytest.raises(pa.ArrowInvalid, match="identity"):
        to_arrow(Verdict, [_verdict(identity=None)])


def test_coverage_is_exact_and_none_without_tokens() -> None:
    document = Document(
        document_id="0" * 64, file_name="a.pdf", status="ok", reason=None, unit_name=None,
        unit_code=None, fiscal_year=None, doc_kind=None, scope=None, family=None, signed_on=None,
    )  # fmt: skip
    assert document.coverage_share is None
    full = dataclasses.replace(document, tokens_in_tables=8, tokens_typed=5, tokens_explained=2)
    assert full.coverage_share == Decimal("0.875")
