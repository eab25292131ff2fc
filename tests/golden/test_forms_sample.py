"""Every amount of the sample's eleven tables stands under the right row and column."""

import csv
import os
from decimal import Decimal
from pathlib import Path

import pytest

from extractors.contracts import DocumentFacts
from extractors.read import read_document

GOLDEN = Path(__file__).parent / "forms_sample_2024.csv"
SHARED = os.environ.get("MINGZHANG_SHARED")


@pytest.fixture(scope="module")
def facts() -> DocumentFacts:
    if not SHARED:
        pytest.skip("MINGZHANG_SHARED is not set: the sample PDF is not part of the project")
    return read_document(Path(SHARED) / "seed" / "seed_lo.pdf")


def golden() -> dict[tuple[str, str, str], Decimal]:
    with GOLDEN.open(encoding="utf-8") as handle:
        return {
            (row["form"], row["row_key"], row["column_key"]): Decimal(row["amount"])
            for row in csv.DictReader(handle)
        }


def test_the_golden_table_has_all_amounts_of_the_eleven_tables() -> None:
    assert len(golden()) == 141


def test_the_twelve_amounts_of_the_performance_tables_are_attributes(facts: DocumentFacts) -> None:
    amounts = [
        a.value_number
        for a in facts.attributes
        if a.attribute.startswith(("performance.budget", "performance.fund"))
    ]
    assert sorted(amounts) == sorted(
        Decimal(x)
        for x in [
            "0.00",
            "332.27",
            "0.10",
            "21.60",
            "21.60",
            "0.00",
            "4.29",
            "4.29",
            "0.00",
            "13.84",
            "13.84",
            "0.00",
        ]
    )


def test_every_amount_is_in_its_row_and_column(facts: DocumentFacts) -> None:
    read = {
        (c.form, c.row_key, c.column_key): c.amount
        for c in facts.cells
        if not c.is_blank and c.form in {f"T{n:02d}" for n in range(1, 12)}
    }
    assert read == golden()


def test_the_document_is_identified(facts: DocumentFacts) -> None:
    d = facts.document
    assert (d.status, d.unit_name, d.fiscal_year, d.doc_kind, d.scope) == (
        "ok", "乌鲁木齐科技信息服务中心", 2024, "budget", "unit",
    )  # fmt: skip
    assert str(d.signed_on) == "2024-02-22"


def test_every_number_in_the_tables_is_accounted_for(facts: DocumentFacts) -> None:
    assert facts.unexplained_tokens == []
    assert facts.document.coverage_share == 1


def test_units_and_blanks(facts: DocumentFacts) -> None:
    cells = {c.cell_id: c for c in facts.cells}
    cell = cells["T02#1/2060599/carry_fiscal"]
    assert (cell.amount, cell.amount_yuan, cell.ulp_yuan) == (Decimal("0.10"), 1000, 100)
    assert (cell.fund, cell.vintage) == ("FISCAL", "carry_over")
    blank = cells["T02#1/2060599/carry_nonfiscal"]
    assert (blank.is_blank, blank.amount, blank.ulp_yuan) == (True, 0, 0)
    assert all(t.money_unit == "万元" for t in facts.form_tables)


def test_parents_are_the_nearest_printed_ones(facts: DocumentFacts) -> None:
    cells = {c.cell_id: c for c in facts.cells}
    assert cells["T07#1/2060599#2/e302"].parent_row_key == "20605"
    assert cells["T02#1/T/gpb"].parent_column_key == "fiscal"
    assert cells["T11#1/P1/fiscal_project"].parent_row_key == "U1"
    assert cells["T11#1/P1/fiscal_project"].parent_column_key == "fiscal"
    assert cells["T10#1/vehicle_running/total"].parent_row_key == "vehicle"
    assert cells["T01#1/in.carry.gpb/total"].parent_row_key == "in.carry.fiscal"
