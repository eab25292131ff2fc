"""Judge documents: facts in, verdicts and findings out.

:func:`judge` works on relations of a DuckDB connection (the warehouse),
:func:`judge_facts` on records in memory (``mingzhang check``); both run the same
queries, so both say the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Any

import duckdb

from expectations.batch import (
    BATCH_LIMIT,
    FINDINGS,
    VERDICTS,
    BatchLimit,
    judge_batch,
    plan_batches,
    prepare,
)
from expectations.catalogue import Catalogue, load_catalogue
from extractors.contracts import (
    FACT_RECORDS,
    DocumentFacts,
    EvidenceItem,
    Finding,
    Verdict,
    to_arrow,
)

_VERDICT_COLUMNS = ", ".join(f"v.{f.name}" for f in fields(Verdict) if f.name != "evidence")
_FINDING_COLUMNS = ", ".join(f.name for f in fields(Finding))
_VERDICT_TABLE = """
CREATE TABLE IF NOT EXISTS {schema}.verdict (
  document_id VARCHAR NOT NULL, identity VARCHAR NOT NULL, identity_version INTEGER NOT NULL,
  instance VARCHAR NOT NULL, kind VARCHAR NOT NULL, severity VARCHAR NOT NULL,
  verdict VARCHAR NOT NULL, reason VARCHAR, is_vacuous BOOLEAN NOT NULL, reported VARCHAR,
  computed VARCHAR, difference DECIMAL(28, 6), tolerance DECIMAL(28, 6), unit VARCHAR,
  attribution VARCHAR, root_cause VARCHAR,
  evidence STRUCT(fact VARCHAR, source VARCHAR, side VARCHAR, sign INTEGER, label VARCHAR,
    raw_text VARCHAR, page INTEGER, x0 DOUBLE, top DOUBLE, x1 DOUBLE, bottom DOUBLE,
    other_document_id VARCHAR)[] NOT NULL)
"""
_FINDING_TABLE = """
CREATE TABLE IF NOT EXISTS {schema}.finding (
  document_id VARCHAR NOT NULL, root_cause VARCHAR NOT NULL, severity VARCHAR NOT NULL,
  attribution VARCHAR NOT NULL, sentence_zh VARCHAR NOT NULL, sentence_en VARCHAR NOT NULL,
  likely_cause_zh VARCHAR, likely_cause_en VARCHAR, verdicts VARCHAR[] NOT NULL)
"""


@dataclass(frozen=True, slots=True)
class JudgeResult:
    """Verdicts (every cell of the grid) and findings of some documents."""

    verdicts: list[Verdict]
    findings: list[Finding]


def judge(
    connection: duckdb.DuckDBPyConnection,
    catalogue: Catalogue | None = None,
    *,
    facts_schema: str = "facts",
    out_schema: str = "judge",
    documents: Sequence[str] | None = None,
    limit: BatchLimit = BATCH_LIMIT,
) -> None:
    """Judge documents of ``facts_schema`` and replace their rows in ``out_schema``.

    Reads the relations document, form_table, cell, mention, indicator and attribute
    (columns as in the contract records); writes ``verdict`` and ``finding``.
    ``documents`` limits the work to these ids; by default all.
    Identities that compare documents need ``unit_key`` and ``is_current`` on the
    document relation and are NOT_APPLICABLE otherwise.  What is found does not depend on
    ``limit``, the size of what is judged together.
    """
    catalogue = catalogue or load_catalogue()
    connection.execute(f"CREATE SCHEMA IF NOT EXISTS {out_schema}")
    for table in (_VERDICT_TABLE, _FINDING_TABLE):
        connection.execute(table.format(schema=out_schema))
    prepare(connection, catalogue)
    batches = plan_batches(connection, facts_schema, documents, limit)
    for table in ("verdict", "finding"):
        # all at once: a deletion for each batch would read what the others have written
        connection.execute(
            f"DELETE FROM {out_schema}.{table} WHERE document_id IN (SELECT unnest(?))",
            [[document for batch in batches for document in batch]],
        )
    for batch in batches:
        judge_batch(connection, catalogue, facts_schema, batch)
        connection.execute(f"INSERT INTO {out_schema}.verdict {VERDICTS}")
        connection.execute(f"INSERT INTO {out_schema}.finding {FINDINGS}")


def verdict_rows(connection: duckdb.DuckDBPyConnection, out_schema: str = "judge") -> list[Verdict]:
    """All verdicts of ``out_schema`` as contract records, evidence included."""
    return [
        Verdict(*(*row[:-1], tuple(EvidenceItem(**item) for item in row[-1])))
        for row in connection.execute(
            f"SELECT {_VERDICT_COLUMNS}, v.evidence FROM {out_schema}.verdict v "
            "ORDER BY v.document_id, v.identity, v.instance"
        ).fetchall()
    ]


def finding_rows(connection: duckdb.DuckDBPyConnection, out_schema: str = "judge") -> list[Finding]:
    """All findings of ``out_schema`` as contract records, worst first."""
    rows = connection.execute(
        f"SELECT {_FINDING_COLUMNS} FROM {out_schema}.finding ORDER BY document_id, "
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
