"""A batch of documents, judged: from their facts to the temp tables of verdicts and findings.

Everything lies in the temp schema of one connection, so several connections judge several
batches side by side.  A batch is bounded by its documents and its printed numbers, which
bounds the memory; what is found does not depend on who is judged together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields

import duckdb
import pyarrow as pa

from expectations.catalogue import Catalogue
from expectations.compiler import build_terms, load_catalogue_tables
from expectations.escape import judge_queries
from expectations.evidence import EVIDENCE, build_operands, trim_operands
from expectations.facts import MACROS, build_facts, build_forms
from expectations.findings import Mark, find_root_causes
from expectations.joint import judge_joint
from expectations.related import find_related, relate_documents
from expectations.rules import judge_instances
from expectations.units import tell_barred
from extractors.contracts import FACT_RECORDS, Finding, Verdict, to_arrow


@dataclass(frozen=True, slots=True)
class BatchLimit:
    """How many documents, and how many of their cells and mentions, are judged together.

    A document with more numbers than ``numbers`` is a batch of its own.
    """

    documents: int = 130
    numbers: int = 150_000


BATCH_LIMIT = BatchLimit()

# One row for every cell of the grid documents x identities: where an identity has no
# instance in a document, a row that says why.
_ABSENCE = """
CREATE OR REPLACE TEMP TABLE mz_absence AS
SELECT d.document_id, f.identity, arg_min(CASE
    WHEN p.space IS NULL AND regexp_full_match(f.space, '[TJ][0-9]{2}')
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
# ``vid`` numbers the verdicts that have operands: instances by theirs, queries below zero.
_GRID = """
UPDATE mz_query SET vid = -1 - rowid;
CREATE OR REPLACE TEMP TABLE mz_verdict AS
SELECT i.iid AS vid, i.document_id, i.identity, m.version AS identity_version, i.instance, m.kind,
  CASE WHEN r.is_minor AND r.verdict = 'FAIL' AND m.severity = 'error' THEN 'warning'
       ELSE m.severity END AS severity, r.verdict, r.reason, r.is_vacuous, r.reported, r.computed,
  r.difference, r.tolerance, r.unit
FROM mz_instance i JOIN mz_raw r ON r.iid = i.iid JOIN mz_identity m ON m.identity = i.identity
UNION ALL
SELECT NULL, document_id, identity, version, '', kind, severity,
  CASE WHEN reason IN ('document_unreadable', 'document_kind_unknown', 'form_unmatched',
                       'form_missing') THEN 'NOT_EVALUABLE' ELSE 'NOT_APPLICABLE' END,
  reason, false, NULL, NULL, NULL, NULL, NULL
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
SELECT q.vid, q.document_id, q.identity, m.version, q.instance, m.kind, m.severity, q.verdict,
  q.reason, coalesce(q.is_vacuous, false), q.reported, q.computed, q.difference, q.tolerance, q.unit
FROM mz_query q JOIN mz_identity m ON m.identity = q.identity
"""

#: The batch's verdicts, columns as in the contract's record.
VERDICTS = (
    "SELECT "
    + ", ".join(
        {
            "attribution": "k.attribution",
            "root_cause": "k.root_cause",
            "evidence": "coalesce(e.evidence, []) AS evidence",
        }.get(f.name, f"v.{f.name}")
        for f in fields(Verdict)
    )
    + f" FROM mz_verdict v LEFT JOIN mz_mark k ON k.vid = v.vid LEFT JOIN ({EVIDENCE}) e ON e.vid = v.vid"
)
#: The batch's findings, columns as in the contract's record.
FINDINGS = f"SELECT {', '.join(f.name for f in fields(Finding))} FROM mz_finding"

_MARK = pa.schema([("vid", pa.int64()), ("attribution", pa.string()), ("root_cause", pa.string())])


def prepare(connection: duckdb.DuckDBPyConnection, catalogue: Catalogue) -> None:
    """Make a connection ready to judge batches: macros and the catalogue as tables."""
    connection.execute(MACROS)
    load_catalogue_tables(connection, catalogue)


def plan_batches(
    connection: duckdb.DuckDBPyConnection,
    facts_schema: str,
    documents: Sequence[str] | None = None,
    limit: BatchLimit = BATCH_LIMIT,
) -> list[list[str]]:
    """Documents (all by default) in batches of bounded size.

    Those that are compared with each other stand side by side (department, unit, year, as far as
    the document relation knows them), so that a batch has most of its related documents in it.
    """
    described = connection.execute(f"DESCRIBE {facts_schema}.document").fetchall()
    columns = {row[0] for row in described}
    keys = [f"d.{c}" for c in ("department_unit_key", "unit_key") if c in columns]
    together = f"coalesce({', '.join([*keys, 'd.document_id'])})"
    wanted = "" if documents is None else "WHERE d.document_id IN (SELECT unnest(?))"
    rows = connection.execute(
        f"""SELECT d.document_id, coalesce(c.n, 0) + coalesce(m.n, 0)
        FROM {facts_schema}.document d
        LEFT JOIN (SELECT document_id, count(*) AS n FROM {facts_schema}.cell GROUP BY ALL) c
          ON c.document_id = d.document_id
        LEFT JOIN (SELECT document_id, count(*) AS n FROM {facts_schema}.mention GROUP BY ALL) m
          ON m.document_id = d.document_id
        {wanted} ORDER BY {together}, d.fiscal_year, d.document_id""",
        [] if documents is None else [list(documents)],
    ).fetchall()
    return list(_cut(rows, limit))


def _cut(rows: Sequence[tuple[str, int]], limit: BatchLimit) -> Iterator[list[str]]:
    batch: list[str] = []
    numbers = 0
    for document, n in rows:
        if batch and (len(batch) >= limit.documents or numbers + n > limit.numbers):
            yield batch
            batch, numbers = [], 0
        batch.append(document)
        numbers += n
    if batch:
        yield batch


def stage_facts(
    connection: duckdb.DuckDBPyConnection, facts_schema: str, name: str, documents: Sequence[str]
) -> str:
    """Copy the facts of some batches' documents, and of those related to them, into memory.

    A scan reads all rows of every document to find those of a few: one scan for several batches
    instead of one for each.  Returns the schema with the copies, of the new catalog ``name``.
    """
    others = find_related(connection, facts_schema, documents)
    connection.execute(f"ATTACH ':memory:' AS {name}; CREATE SCHEMA {name}.facts")
    connection.register("mz_ids", pa.table({"document_id": sorted({*documents, *others})}))
    for record in (*FACT_RECORDS, "department_unit"):
        narrowed = "" if record == "document" else "SEMI JOIN mz_ids USING (document_id)"
        try:
            connection.execute(
                f"CREATE TABLE {name}.facts.{record} AS SELECT * FROM {facts_schema}.{record} {narrowed}"
            )
        except duckdb.CatalogException:
            if record not in ("unexplained_token", "department_unit"):  # that need not be there
                raise
    connection.unregister("mz_ids")
    return f"{name}.facts"


def judge_batch(
    connection: duckdb.DuckDBPyConnection,
    catalogue: Catalogue,
    facts_schema: str,
    documents: Sequence[str],
) -> None:
    """Judge documents together; :data:`VERDICTS` and :data:`FINDINGS` are what was found.

    ``connection`` was made ready by :func:`prepare`.
    """
    others = set(find_related(connection, facts_schema, documents)).difference(documents)
    build_facts(connection, facts_schema, [*documents, *sorted(others)])
    relate_documents(connection, facts_schema, documents)
    build_forms(connection, facts_schema)
    build_terms(connection)
    judge_instances(connection)
    judge_queries(connection, catalogue)
    tell_barred(connection)
    judge_joint(connection, catalogue)
    connection.execute(_ABSENCE)
    connection.execute(_GRID)
    build_operands(connection)
    findings, marks = find_root_causes(connection, catalogue, facts_schema)
    _replace(connection, "mz_finding", to_arrow(Finding, findings))
    _replace(connection, "mz_mark", _marks(marks))
    trim_operands(connection)


def _marks(marks: Sequence[Mark]) -> pa.Table:
    columns = zip(*marks, strict=True) if marks else ([], [], [])
    return pa.table([list(c) for c in columns], schema=_MARK)


def _replace(connection: duckdb.DuckDBPyConnection, table: str, rows: pa.Table) -> None:
    """Create a temp table from Arrow: far cheaper than bound parameters."""
    connection.register("mz_rows", rows)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT * FROM mz_rows")
    connection.unregister("mz_rows")
