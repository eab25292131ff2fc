"""Great Expectations on DuckDB: the canary, the third state, severities, Data Docs."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from expectations import dialect
from expectations.catalogue import load_catalogue
from expectations.gx import CheckStatus, run_suites
from expectations.judge import judge, load_facts
from expectations.stock import STOCK, StockCheck, row_count_checks, rows_of
from tests.unit.expectations.build import document

CATALOGUE = load_catalogue().only("T05.ROW.TOTAL", "T06.ROW.TOTAL", "NI.SIGN")
FORMS = {
    "T05": {"T": {"total": "3.00", "basic": "1.00", "project": "1.00"}},
    "T06": {"T": {"total": "3.00", "personnel": "1.00", "public_use": "2.00"}},
}
MISSING = StockCheck(
    "judge.verdict.nothing",
    "judge.verdict",
    "ExpectColumnValuesToNotBeNull",
    "没有这一列",
    "no such column",
    {"column": "nothing"},
)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A small warehouse: one identity fails, one holds, one could not be computed."""
    path = tmp_path_factory.mktemp("gx") / "w.duckdb"
    with duckdb.connect(str(path)) as connection:
        load_facts(connection, [document(FORMS)])
        judge(connection, CATALOGUE)
        connection.execute("UPDATE judge.verdict SET verdict = 'ERROR' WHERE identity = 'NI.SIGN'")
    yield path


def test_states_severities_and_docs(database: Path, tmp_path: Path) -> None:
    results = run_suites(database, CATALOGUE, stock=(*STOCK, MISSING), docs=tmp_path / "docs")
    found = {r.check: r for r in results}
    failed = found["T05.ROW.TOTAL"]
    assert (failed.status, failed.failing, failed.severity) == (CheckStatus.FAILED, 1, "error")
    assert (failed.suite, failed.evaluated) == ("generic", 1)
    assert found["T06.ROW.TOTAL"].status is CheckStatus.PASSED
    # neither our own error nor an exception inside the engine looks like a failure
    assert found["NI.SIGN"].status is CheckStatus.ERROR
    assert found["judge.verdict.nothing"].status is CheckStatus.ERROR
    assert found["judge.verdict.nothing"].message
    assert found["facts.document.document_id.unique"].status is CheckStatus.PASSED
    assert (tmp_path / "docs" / "index.html").exists()
    assert "T05.ROW.TOTAL" in (tmp_path / "docs" / "expectations" / "generic.html").read_text(
        "utf-8"
    )
    with duckdb.connect(str(database)) as connection:  # the file is free again
        connection.execute("SELECT 1")


def test_canary_without_buffering(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the buffering dialect the engine is blind: every result must be an error."""
    monkeypatch.setattr(dialect.BufferedContext, "post_exec", lambda self: None)
    results = run_suites(database, CATALOGUE, stock=())
    assert {r.status for r in results} == {CheckStatus.ERROR}
    assert all("canary" in (r.message or "") for r in results)


def test_rows_are_held_against_the_last_release(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    with duckdb.connect(str(path)) as connection:
        load_facts(connection, [document(FORMS)])
        judge(connection, CATALOGUE)
        connection.execute("CREATE TABLE fct_cell AS SELECT * FROM range(5000)")

    def run(previous: int | None) -> tuple[CheckStatus, int]:
        checks = row_count_checks({"main.fct_cell": previous} if previous else {})
        found = {r.check: r for r in run_suites(path, CATALOGUE, stock=checks)}
        assert "main.dim_unit.row_count.in_band" not in found  # this database has no such table
        result = found["main.fct_cell.row_count.in_band"]
        assert rows_of({r.check: r.evaluated for r in found.values()}) == {"main.fct_cell": 5000}
        return result.status, result.evaluated

    assert run(None) == (CheckStatus.PASSED, 5000)
    assert run(5200) == (CheckStatus.PASSED, 5000)
    assert run(6000) == (CheckStatus.FAILED, 5000)  # a sixth of the rows is gone
    assert run(1900) == (CheckStatus.FAILED, 5000)


def test_failures_are_counted_and_never_fetched(tmp_path: Path) -> None:
    """However many verdicts fail: rows in memory would be 250,000 tuples of Python."""
    path = tmp_path / "many.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            "CREATE TABLE document AS SELECT 'd' AS document_id, NULL::VARCHAR AS family"
        )
        connection.execute(
            """CREATE TABLE verdict AS SELECT 'd' AS document_id, 'T05.ROW.TOTAL' AS identity,
              i::VARCHAR AS instance, CASE WHEN i % 2 = 0 THEN 'FAIL' ELSE 'PASS' END AS verdict,
              'error' AS severity, '1' AS reported, '2' AS computed, 1 AS difference, '元' AS unit
            FROM range(500000) r(i)"""
        )
    tracemalloc.start()
    (result,) = run_suites(
        path, CATALOGUE, verdict_table="main.verdict", document_table="main.document", stock=()
    )
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (result.suite, result.status) == ("unknown", CheckStatus.FAILED)
    assert (result.failing, result.evaluated) == (250_000, 500_000)
    assert peak < 100 * 1024**2


def test_keys_refer_to_rows_that_exist(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    name = "main.fct_cell.document_id.refers_to_dim_document"

    def run(*known: str) -> CheckStatus:
        with duckdb.connect(str(path)) as connection:
            connection.execute("CREATE OR REPLACE TABLE fct_cell AS SELECT 'a' AS document_id")
            connection.execute("CREATE OR REPLACE TABLE dim_document (document_id VARCHAR)")
            connection.executemany("INSERT INTO dim_document VALUES (?)", [[k] for k in known])
        checks = [c for c in STOCK if c.name == name]
        return {r.check: r.status for r in run_suites(path, CATALOGUE, stock=checks)}[name]

    with duckdb.connect(str(path)) as connection:
        load_facts(connection, [document(FORMS)])
        judge(connection, CATALOGUE)
    assert run("a") is CheckStatus.PASSED
    assert run("b") is CheckStatus.FAILED
    # without the dimension nothing is asked
    with duckdb.connect(str(path)) as connection:
        connection.execute("DROP TABLE dim_document")
    checks = [c for c in STOCK if c.name == name]
    assert [r for r in run_suites(path, CATALOGUE, stock=checks) if r.check == name] == []
