"""Judge documents: facts in, verdicts and findings out.

:func:`judge` works on relations of a DuckDB connection (the warehouse),
:func:`judge_facts` on records in memory (``mingzhang check``); both run the same
queries, so both say the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any

import duckdb

from expectations.catalogue import Catalogue, load_catalogue
from expectations.compiler import build_terms, load_catalogue_tables
from expectations.escape import judge_queries
from expectations.evidence import build_evidence
from expectations.facts import MACROS, build_facts, build_forms
from expectations.findings import find_root_causes
from expectations.joint import judge_joint
from expectations.related import find_related, relate_documents
from expectations.rules import judge_instances
from extractors.contracts import (
    FACT_RECORDS,
    DocumentFacts,
    EvidenceItem,
    Finding,
    Verdict,
    to_arrow,
)

#: Documents judged together: bounds memory, about 1,500 instances each.
BATCH = 400

_VERDICT_TABLE = """
CREATE TABLE IF NOT EXISTS {schema}.verdict (
  document_id VARCHAR NOT NULL, identity VARCHAR NOT NULL, identity_version INTEGER NOT NULL,
  instance VARCHAR NOT NULL, kind VARCHAR NOT NULL, severity VARCHAR NOT NULL,
  verdict VARCHAR NOT NULL, reason VARCHAR, is_vacuous BOOLEAN NOT NULL, reported VARCHAR,
  computed VARCHAR, difference DECIMAL(28, 6), tolerance DECIMAL(28, 6), unit VARCHAR,
  attribution VARCHAR, root_cause VARCHAR)
"""
_EVIDENCE_TABLE = """
CREATE TABLE IF NOT EXISTS {schema}.evidence (
  document_id VARCHAR NOT NULL, identity VARCHAR NOT NULL, instance VARCHAR NOT NULL,
  evidence_ord INTEGER NOT NULL, fact VARCHAR NOT NULL, source VARCHAR NOT NULL,
  side VARCHAR NOT NULL, sign INTEGER NOT NULL, label VARCHAR NOT NULL, raw_text VARCHAR NOT NULL,
  page INTEGER, x0 DOUBLE, top DOUBLE, x1 DOUBLE, bottom DOUBLE)
"""
_FINDING_TABLE = """
CREATE TABLE IF NOT EXISTS {schema}.finding (
  document_id VARCHAR NOT NULL, root_cause VARCHAR NOT NULL, severity VARCHAR NOT NULL,
  attribution VARCHAR NOT NULL, sentence_zh VARCHAR NOT NULL, sentence_en VARCHAR NOT NULL,
  likely_cause_zh VARCHAR, likely_cause_en VARCHAR, verdicts VARCHAR[] NOT NULL)
"""

# One row for every cell of the grid documents x identities: where an identity has no
# instance in a document, a row that says why.
_ABSENCE = """
CREATE OR REPLACE TEMP TABLE mz_absence AS
SELECT d.document_id, f.identity, arg_min(CASE
    WHEN p.space IS NULL AND regexp_full_match(f.space, '[TJ][0-9]{{2}}')
         AND u.document_id IS NOT NULL THEN 'form_unmatched'
    WHEN p.space IS NULL AND f.space IN (SELECT space FROM mz_statutory) THEN 'form_missing'
    WHEN p.space IS NULL AND regexp_full_match(f.space, '[TJP][0-9]+') THEN 'form_not_printed'
    WHEN p.space IS NULL THEN 'not_stated'
    ELSE 'form_empty' END, f.ord) AS reason
FROM mz_doc d CROSS JOIN mz_identity_form f
LEFT JOIN mz_form p ON p.document_id = d.document_id AND p.space = f.space
LEFT JOIN (SELECT DISTINCT document_id FROM mz_unmatched) u ON u.document_id = d.document_id
WHERE p.space IS NULL OR p.is_empty
GROUP BY ALL
"""
_GRID = """
INSERT INTO {out}.verdict
SELECT i.document_id, i.identity, m.version, i.instance, m.kind,
  CASE WHEN r.is_minor AND r.verdict = 'FAIL' AND m.severity = 'error' THEN 'warning' ELSE m.severity END,
  r.verdict, r.reason,
  r.is_vacuous, r.reported, r.computed, r.difference, r.tolerance, r.unit, NULL, NULL
FROM mz_instance i JOIN mz_raw r ON r.iid = i.iid JOIN mz_identity m ON m.identity = i.identity
UNION ALL
SELECT document_id, identity, version, '', kind, severity,
  CASE WHEN reason IN ('document_unreadable', 'document_kind_unknown', 'form_unmatched',
                       'form_missing') THEN 'NOT_EVALUABLE' ELSE 'NOT_APPLICABLE' END,
  reason, false, NULL, NULL, NULL, NULL, NULL, NULL, NULL
FROM (
  SELECT d.document_id, m.*, CASE
      WHEN d.status <> 'ok' THEN 'document_unreadable'
      WHEN m.doc_kind IS NOT NULL AND d.doc_kind IS NULL THEN 'document_kind_unknown'
      WHEN m.doc_kind <> d.doc_kind THEN 'other_document_kind'
      WHEN m.scope IS NOT NULL AND m.scope IS DISTINCT FROM d.scope THEN 'other_scope'
      WHEN len(m.families) > 0 AND NOT list_contains(m.families, coalesce(d.family, ''))
        THEN 'other_family'
      WHEN m.needs IS NOT NULL AND (d.document_id, m.needs) NOT IN (
        SELECT (x.document_id, x.related) FROM mz_related x) THEN 'no_related_document'
      ELSE coalesce(b.reason, 'no_instance') END AS reason
  FROM mz_doc d CROSS JOIN mz_identity m
  LEFT JOIN mz_absence b ON b.document_id = d.document_id AND b.identity = m.identity
  WHERE NOT EXISTS (SELECT 1 FROM mz_instance i
                    WHERE i.document_id = d.document_id AND i.identity = m.identity)
    AND NOT EXISTS (SELECT 1 FROM mz_query q
                    WHERE q.document_id = d.document_id AND q.identity = m.identity))
UNION ALL
SELECT q.document_id, q.identity, m.version, q.instance, m.kind, m.severity, q.verdict, q.reason,
  coalesce(q.is_vacuous, false), q.reported, q.computed, q.difference, q.tolerance, q.unit, NULL, NULL
FROM mz_query q JOIN mz_identity m ON m.identity = q.identity
"""


@dataclass(frozen=True, slots=True)
class JudgeResult:
    """Verdicts (every cell of the grid) and findings of some documents."""

    verdicts: list[Verdict]
    findings: list[Finding]


def _batches(items: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]


def judge(
    connection: duckdb.DuckDBPyConnection,
    catalogue: Catalogue | None = None,
    *,
    facts_schema: str = "facts",
    out_schema: str = "judge",
    documents: Sequence[str] | None = None,
) -> None:
    """Judge documents of ``facts_schema`` and replace their rows in ``out_schema``.

    Reads the relations document, form_table, cell, mention, indicator and attribute
    (columns as in the contract records); writes ``verdict``, ``evidence`` and
    ``finding``.  ``documents`` limits the work to these ids; by default all.
    Identities that compare documents need ``unit_key`` and ``is_current`` on the
    document relation and are NOT_APPLICABLE otherwise.
    """
    catalogue = catalogue or load_catalogue()
    connection.execute(f"CREATE SCHEMA IF NOT EXISTS {out_schema}")
    for table in (_VERDICT_TABLE, _EVIDENCE_TABLE, _FINDING_TABLE):
        connection.execute(table.format(schema=out_schema))
    connection.execute(MACROS)
    load_catalogue_tables(connection, catalogue)
    if documents is None:
        rows = connection.execute(
            f"SELECT document_id FROM {facts_schema}.document ORDER BY document_id"
        ).fetchall()
        documents = [row[0] for row in rows]
    for table in ("verdict", "evidence", "finding"):
        # all at once: a deletion for each batch would read what the others have written
        connection.execute(
            f"DELETE FROM {out_schema}.{table} WHERE document_id IN (SELECT unnest(?))",
            [list(documents)],
        )
    for batch in _batches(documents, BATCH):
        others = find_related(connection, facts_schema, batch)
        build_facts(connection, facts_schema, [*batch, *(o for o in others if o not in batch)])
        relate_documents(connection, facts_schema, batch)
        build_forms(connection, facts_schema)
        build_terms(connection)
        judge_instances(connection)
        judge_queries(connection, catalogue)
        judge_joint(connection, catalogue)
        connection.execute(_ABSENCE.format())
        connection.execute(_GRID.format(out=out_schema))
        build_evidence(connection, out_schema)
        find_root_causes(connection, catalogue, facts_schema, out_schema)


def verdict_rows(connection: duckdb.DuckDBPyConnection, out_schema: str = "judge") -> list[Verdict]:
    """All verdicts of ``out_schema`` as contract records, evidence included."""
    evidence: dict[tuple[str, str, str], list[EvidenceItem]] = {}
    names = [f.name for f in fields(EvidenceItem)]
    for row in connection.execute(
        f"SELECT document_id, identity, instance, {', '.join(names)} FROM {out_schema}.evidence "
        "ORDER BY document_id, identity, instance, evidence_ord"
    ).fetchall():
        evidence.setdefault(row[:3], []).append(EvidenceItem(*row[3:]))
    columns = [f.name for f in fields(Verdict) if f.name != "evidence"]
    return [
        Verdict(*(*row, tuple(evidence.get((row[0], row[1], row[3]), ()))))
        for row in connection.execute(
            f"SELECT {', '.join(columns)} FROM {out_schema}.verdict "
            "ORDER BY document_id, identity, instance"
        ).fetchall()
    ]


def finding_rows(connection: duckdb.DuckDBPyConnection, out_schema: str = "judge") -> list[Finding]:
    """All findings of ``out_schema`` as contract records, worst first."""
    columns = [f.name for f in fields(Finding)]
    rows = connection.execute(
        f"SELECT {', '.join(columns)} FROM {out_schema}.finding ORDER BY document_id, "
        "list_position(['error', 'warning', 'info'], severity), root_cause"
    ).fetchall()
    return [Finding(*(*row[:-1], tuple(row[-1]))) for row in rows]


def load_facts(connection: duckdb.DuckDBPyConnection, facts: Iterable[DocumentFacts]) -> None:
    """Create the schema ``facts`` from records, one table for each fact record."""
    documents = list(facts)
    connection.execute("CREATE SCHEMA IF NOT EXISTS facts")
    for name, record in FACT_RECORDS.items():
        rows: list[Any] = [row for document in documents for row in document.rows(name)]
        connection.register("mz_arrow", to_arrow(record, rows))
        connection.execute(f"CREATE OR REPLACE TABLE facts.{name} AS SELECT * FROM mz_arrow")
        connection.unregister("mz_arrow")


def judge_facts(facts: Sequence[DocumentFacts], catalogue: Catalogue | None = None) -> JudgeResult:
    """Judge documents in memory; the same queries as :func:`judge`, nothing on disk."""
    with duckdb.connect(":memory:", config={"threads": 2}) as connection:
        load_facts(connection, facts)
        judge(connection, catalogue)
        return JudgeResult(verdict_rows(connection), finding_rows(connection))
