"""A report on the published warehouse says what a report on the facts says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from expectations.reports import ReportInput, RunInfo, build
from extractors.contracts import (
    Attribute,
    Cell,
    Finding,
    FormTable,
    Indicator,
    Mention,
    Verdict,
    to_arrow,
)
from tests.unit.reports.sample import (
    IDENTITIES,
    sample_facts,
    sample_findings,
    sample_input,
    sample_pdf,
    sample_verdicts,
    sha,
)

_DOCUMENT = """
CREATE TABLE dim_document AS
SELECT d.document_id AS document_key, d.document_id, 'demo' AS portal, 'https://x.invalid/' AS url,
  NULL::VARCHAR AS page_url, '标题' AS listing_title, DATE '2024-02-26' AS published_on,
  TIMESTAMP '2024-03-01 00:00:00' AS fetched_at, 1::BIGINT AS size_bytes, true AS is_canonical,
  1 AS address_version, d.file_name, d.status, d.reason, 'u1' AS unit_key, 's1' AS unit_sk,
  d.unit_name AS printed_unit_name, d.unit_code AS printed_unit_code, d.fiscal_year,
  d.fiscal_year AS stated_fiscal_year, d.fiscal_year AS listed_fiscal_year,
  false AS has_year_conflict, d.doc_kind, d.scope, d.family, d.signed_on, d.pages,
  d.pages_without_text, d.tokens_in_tables, d.tokens_typed, d.tokens_explained, d.is_synthetic,
  d.extractor_version, 1 AS version_no, NULL::VARCHAR AS superseded_by_document_id
FROM document d
"""


@pytest.fixture
def snapshot() -> duckdb.DuckDBPyConnection:
    """The columns of the published marts that a report reads, filled with the sample."""
    _, boxes = sample_pdf()
    facts = sample_facts(boxes)
    connection = duckdb.connect()
    documents = [f.document for f in facts]
    rows = {
        "document": to_arrow(type(documents[0]), documents),
        "fct_form_table": to_arrow(FormTable, [t for f in facts for t in f.form_tables]),
        "fct_cell": to_arrow(Cell, [c for f in facts for c in f.cells]),
        "fct_mention": to_arrow(Mention, [m for f in facts for m in f.mentions]),
        "fct_indicator": to_arrow(Indicator, []),
        "fct_attribute": to_arrow(Attribute, []),
        "verdict": to_arrow(Verdict, sample_verdicts(boxes)),
        "fct_finding": to_arrow(Finding, sample_findings()),
    }
    for name, table in rows.items():
        assert isinstance(table, pa.Table)
        connection.register("incoming", table)
        connection.execute(f"CREATE TABLE {name} AS SELECT * FROM incoming")
        connection.unregister("incoming")
    connection.execute(_DOCUMENT)
    connection.execute("CREATE TABLE dim_unit AS SELECT 's1' AS unit_sk, '单位' AS unit_name")
    connection.execute(
        "CREATE TABLE fct_verdict AS SELECT * EXCLUDE evidence, "
        "document_id || identity || instance || verdict AS verdict_key FROM verdict"
    )
    connection.execute(
        "CREATE TABLE fct_verdict_evidence AS SELECT verdict_key, operand_no, operand.* FROM ("
        "SELECT document_id || identity || instance || verdict AS verdict_key, "
        "unnest(evidence) AS operand, generate_subscripts(evidence, 1) AS operand_no FROM verdict)"
    )
    return connection


def _by_key(data: ReportInput) -> dict[tuple[str, str, str, str], Verdict]:
    return {(v.document_id, v.identity, v.instance, v.verdict): v for v in data.verdicts}


def test_the_warehouse_gives_what_the_facts_give(snapshot: duckdb.DuckDBPyConnection) -> None:
    direct, _ = sample_input()
    stored = ReportInput.from_warehouse(snapshot, identities=IDENTITIES, run=direct.run)
    plain = [replace(d, notes=()) for d in direct.documents]
    assert sorted(plain, key=lambda d: d.document_id) == stored.documents
    assert _by_key(direct) == _by_key(stored)
    key = repr
    assert sorted(direct.tallies, key=key) == sorted(stored.tallies, key=key)
    assert sorted(direct.findings, key=key) == sorted(stored.findings, key=key)
    assert sorted(direct.form_tables, key=key) == sorted(stored.form_tables, key=key)
    assert direct.places == stored.places
    assert direct.heads == stored.heads and direct.heads
    assert {a.document_id for a in stored.acquisitions} == {d.document_id for d in plain}


def test_superseded_versions_are_left_out_and_the_standing_one_says_so(
    snapshot: duckdb.DuckDBPyConnection,
) -> None:
    snapshot.execute(
        "UPDATE dim_document SET superseded_by_document_id = ? WHERE document_id = ?",
        [sha("clean"), sha("first")],
    )
    snapshot.execute("UPDATE dim_document SET version_no = 2 WHERE document_id = ?", [sha("clean")])
    snapshot.execute(
        "UPDATE dim_document SET has_year_conflict = true, listed_fiscal_year = 2022 "
        "WHERE document_id = ?",
        [sha("clean")],
    )
    data = ReportInput.from_warehouse(snapshot)
    assert sha("first") not in {d.document_id for d in data.documents}
    assert sha("first") not in {v.document_id for v in data.verdicts}
    assert sha("first") not in {f.document_id for f in data.findings}
    clean = next(d for d in data.documents if d.document_id == sha("clean"))
    assert clean.notes == (
        "这是第 2 版，替换了较早公开的文件。",
        "公开页面写的是 2022 年度，文件正文写的是 2023 年度。",
    )


def test_the_snapshot_may_be_read_only(snapshot: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    path = tmp_path / "published.duckdb"
    snapshot.execute(f"ATTACH '{path}' AS copy")
    snapshot.execute("COPY FROM DATABASE memory TO copy")
    snapshot.execute("DETACH copy")
    before = path.read_bytes()
    with duckdb.connect(str(path), read_only=True) as connection:
        data = ReportInput.from_warehouse(connection)
    built = build(data, tmp_path / "site", pdf_path=lambda d: None)
    assert built.n_documents == 4 and built.n_findings == 3
    assert path.read_bytes() == before


def test_the_rules_are_those_that_judged_and_since_when(
    snapshot: duckdb.DuckDBPyConnection,
) -> None:
    now = RunInfo(rules="new", n_rules=291)
    assert ReportInput.from_warehouse(snapshot, run=now).run.rules == "new"  # no history kept
    snapshot.execute(
        """
        CREATE TABLE dim_judge_run AS SELECT * FROM (VALUES
          (1, TIMESTAMP '2026-01-05 20:00:00', 'old', 1), (2, TIMESTAMP '2026-02-01 20:00:00', 'new', 1),
          (3, TIMESTAMP '2026-03-01 01:00:00', 'new', 1)
        ) t (run_ord, judged_at, catalogue_digest, documents);
        CREATE TABLE fct_finding_history AS SELECT f.*, NULL::INTEGER AS fiscal_year,
          NULL::VARCHAR AS unit_sk, 1 AS first_run_ord, NULL::INTEGER AS resolved_run_ord,
          'standing' AS state, TIMESTAMP '2026-01-05 20:00:00' AS first_seen_at,
          NULL::TIMESTAMP AS resolved_at, NULL::VARCHAR AS resolved_reason, 'x' AS finding_id
          FROM fct_finding f
        """
    )
    run = ReportInput.from_warehouse(snapshot, run=now).run
    assert (run.rules, run.n_rules, run.rules_since) == ("new", 291, date(2026, 2, 2))
    assert run.rules_words.zh == "291 条，指纹 new，2026-02-02 起使用"
    snapshot.execute("DELETE FROM dim_judge_run WHERE run_ord > 1")
    run = ReportInput.from_warehouse(snapshot, run=now).run  # judged before the rules changed
    assert (run.rules, run.rules_words.en) == ("old", "fingerprint old, in use since 2026-01-06")
