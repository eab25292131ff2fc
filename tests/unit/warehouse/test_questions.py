"""The questions that analysts and oversight staff ask, run on the published snapshot."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import duckdb
import pytest

from orchestration.warehouse import project_folder
from tests.support.sample_facts import CENTRE, DEPARTMENT, UNIT_ONE

# one worker builds the warehouse for all of these (--dist loadgroup)
pytestmark = pytest.mark.xdist_group("warehouse")

ANALYSES = sorted((project_folder() / "analyses").glob("q*.sql"))
REFERENCE = re.compile(r"\{\{\s*ref\('(\w+)'\)\s*\}\}")


def ask(connection: duckdb.DuckDBPyConnection, name: str) -> list[dict[str, Any]]:
    path = next(p for p in ANALYSES if p.stem.startswith(name))
    result = connection.execute(REFERENCE.sub(r"\1", path.read_text(encoding="utf-8")))
    names = [c[0] for c in result.description or []]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def test_they_are_numbered_without_a_gap() -> None:
    assert [p.stem[:3] for p in ANALYSES] == [f"q{n:02d}" for n in range(1, 19)]


def test_every_fact_sums_to_the_printed_total_of_every_document(
    published: duckdb.DuckDBPyConnection,
) -> None:
    rows = ask(published, "q16")
    assert {r["fact_table"] for r in rows} == {
        "fct_revenue",
        "fct_expenditure",
        "fct_fiscal_expenditure",
        "fct_basic_expenditure",
        "fct_project_expenditure",
        "fct_three_public",
        "fct_carry_over",
    }
    assert [r for r in rows if not r["agrees"]] == []


@pytest.mark.parametrize("path", ANALYSES, ids=lambda p: p.stem)
def test_every_question_runs_and_says_what_it_asks(
    published: duckdb.DuckDBPyConnection, path: Any
) -> None:
    text = path.read_text(encoding="utf-8")
    assert re.match(r"-- .*[一-鿿].*\n-- [A-Z]", text)
    ask(published, path.stem)


def test_three_public_trend(published: duckdb.DuckDBPyConnection) -> None:
    rows = {r["item"]: r["amount_yuan"] for r in ask(published, "q01") if r["unit_name"] == CENTRE}
    assert rows["vehicle_running"] == Decimal(18900)
    assert rows["abroad"] == 0


def test_personnel_share(published: duckdb.DuckDBPyConnection) -> None:
    row = next(r for r in ask(published, "q02") if r["unit_name"] == CENTRE)
    assert row["personnel_yuan"] == Decimal(2688900)
    assert row["share_of_basic"] == pytest.approx(0.9191, abs=1e-4)


def test_carry_over(published: duckdb.DuckDBPyConnection) -> None:
    row = next(r for r in ask(published, "q03") if r["unit_name"] == CENTRE)
    assert row["carry_over_yuan"] == Decimal(1000)


def test_projects_by_economic_class(published: duckdb.DuckDBPyConnection) -> None:
    rows = [r for r in ask(published, "q07") if r["unit_name"] == CENTRE]
    assert {r["class_name"] for r in rows} == {"商品和服务支出"}
    assert sum(r["amount_wan"] for r in rows) == Decimal("39.73")


def test_department_is_the_sum_of_its_units(published: duckdb.DuckDBPyConnection) -> None:
    rows = {r["unit_name"]: r for r in ask(published, "q13") if r["department_name"] == DEPARTMENT}
    assert rows[UNIT_ONE]["difference_yuan"] == 0
    assert rows["苏州市第二实验站"]["own_yuan"] is None


def test_missing_publishers(published: duckdb.DuckDBPyConnection) -> None:
    assert ("苏州市第二实验站", 2024) in {
        (r["unit_name"], r["fiscal_year"]) for r in ask(published, "q12")
    }


def test_implied_prior_year(published: duckdb.DuckDBPyConnection) -> None:
    """292.54 less 35.99 is 256.55, which last year's document prints."""
    rows = ask(published, "q14")
    assert [(r["item"], r["implied_yuan"], r["comparison"]) for r in rows] == [
        ("基本支出", Decimal(2565500), "same")
    ]


def test_what_changed(published: duckdb.DuckDBPyConnection) -> None:
    rows = ask(published, "q15")
    assert len(rows) == 4
    assert {r["change_yuan"] for r in rows} == {Decimal(10000)}
