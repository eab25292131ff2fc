"""The report's input out of a published warehouse snapshot.

Counts are made in SQL; only verdicts that a reader sees in full, and the places
that they name, leave the database.  Superseded versions of a disclosure are left
out: what they said is history, and the standing version is what is judged.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from sys import intern
from typing import Any

import duckdb

from expectations.reports.history import has_history, read_history
from expectations.reports.model import KEPT_IN_FULL, ReportInput
from expectations.reports.places import (
    PROJECT_NAME,
    RELATED_FACT,
    attribute_place,
    cell_place,
    indicator_place,
    row_place,
    scope_of,
    with_projects,
)
from expectations.reports.records import (
    Heads,
    Hidden,
    IdentityNote,
    IdentityText,
    Place,
    RunInfo,
    Tally,
)
from extractors.contracts import (
    Acquisition,
    Document,
    EvidenceItem,
    Finding,
    FormTable,
    Verdict,
)

_SHOWN = """
CREATE OR REPLACE TEMP TABLE mz_report_document AS
SELECT d.*, u.unit_name AS known_unit_name
FROM {s}.dim_document d LEFT JOIN {s}.dim_unit u ON u.unit_sk = d.unit_sk
WHERE d.is_canonical AND d.superseded_by_document_id IS NULL
"""
_DOCUMENTS = """
SELECT document_id, coalesce(file_name, listing_title, url, document_id) AS file_name, status,
  reason, coalesce(printed_unit_name, CASE WHEN unit_key <> 'u_unknown' THEN known_unit_name END)
    AS unit_name,
  printed_unit_code AS unit_code, fiscal_year, doc_kind, scope, family, signed_on,
  coalesce(pages, 0) AS pages, coalesce(pages_without_text, 0) AS pages_without_text,
  coalesce(tokens_in_tables, 0) AS tokens_in_tables, coalesce(tokens_typed, 0) AS tokens_typed,
  coalesce(tokens_explained, 0) AS tokens_explained, coalesce(is_synthetic, false) AS is_synthetic,
  coalesce(extractor_version, '') AS extractor_version, version_no, has_year_conflict,
  listed_fiscal_year, stated_fiscal_year
FROM mz_report_document ORDER BY document_id
"""
_TALLIES = """
SELECT document_id, identity, verdict, reason, is_vacuous, count(*)::INTEGER
FROM {s}.fct_verdict SEMI JOIN mz_report_document USING (document_id) GROUP BY ALL
"""
_EVIDENCE = """
CREATE OR REPLACE TEMP TABLE mz_report_evidence AS
SELECT v.document_id, v.identity, v.instance, e.operand_no, {columns}
FROM {s}.fct_verdict v JOIN {s}.fct_verdict_evidence e USING (verdict_key)
SEMI JOIN mz_report_document d ON d.document_id = v.document_id
WHERE v.verdict IN ({kept})
"""
_WANTED = """
CREATE OR REPLACE TEMP TABLE mz_report_fact AS
SELECT document_id, fact, regexp_replace(fact, '/[^/]*$', '') AS base,
  regexp_extract(fact, '[^/]*$') AS part
FROM (SELECT DISTINCT coalesce(other_document_id, document_id) AS document_id,
        CASE WHEN other_document_id IS NULL THEN fact
             ELSE regexp_replace(fact, '{related}', '') END AS fact FROM mz_report_evidence)
"""
_CELL_PLACES = """
SELECT w.document_id, w.fact, c.form, c.table_no, c.row_label, c.column_label, c.money_unit
FROM mz_report_fact w JOIN {s}.fct_cell c ON c.document_id = w.document_id AND c.cell_id = w.fact
"""
_ROW_PLACES = """
SELECT w.document_id, w.fact, c.form, c.table_no, any_value(c.row_label), w.part, min(c.x0)
FROM mz_report_fact w JOIN {s}.fct_cell c ON c.document_id = w.document_id
  AND c.form || '#' || c.table_no || '/' || c.row_key = w.base
WHERE w.part LIKE '@%' GROUP BY ALL
"""
_MENTION_PLACES = """
SELECT DISTINCT ON (w.document_id, w.fact) w.document_id, w.fact, m.section, m.item, m.sentence,
  CASE WHEN m.mention_id = w.fact THEN m.unit END
FROM mz_report_fact w JOIN {s}.fct_mention m ON m.document_id = w.document_id
  AND (m.mention_id = w.fact OR (w.part = '@item' AND m.pattern || '#' || m.instance = w.base))
ORDER BY w.document_id, w.fact, m.mention_id
"""
_INDICATOR_PLACES = """
SELECT w.document_id, w.fact, i.form, i.table_no, i.level3, w.part, i.x1
FROM mz_report_fact w JOIN {s}.fct_indicator i
  ON i.document_id = w.document_id AND i.indicator_id = w.base
"""
_ATTRIBUTE_PLACES = """
SELECT w.document_id, w.fact, a.attribute, a.scope, a.is_personal, a.unit
FROM mz_report_fact w JOIN {s}.fct_attribute a
  ON a.document_id = w.document_id AND a.attribute_id = w.fact
"""
_HIDDEN = """
SELECT a.document_id, a.page, a.x0, a.top, a.x1, a.bottom FROM {s}.fct_attribute a
SEMI JOIN mz_report_fact w ON w.document_id = a.document_id
WHERE a.is_personal AND a.page IS NOT NULL AND a.x0 IS NOT NULL
"""
_HEADS = """
SELECT c.document_id, c.form, c.table_no, c.page, min(c.top) FROM {s}.fct_cell c
SEMI JOIN mz_report_fact w ON w.document_id = c.document_id GROUP BY ALL
"""


def read_warehouse(
    connection: duckdb.DuckDBPyConnection,
    *,
    schema: str = "main",
    identities: Mapping[str, IdentityText] | None = None,
    run: RunInfo | None = None,
) -> ReportInput:
    """Everything that a report on the snapshot shows.

    ``connection`` may be read-only: only temporary tables are made.  Raises
    duckdb.CatalogException where the snapshot lacks a table of the marts.
    """
    connection.execute(_SHOWN.format(s=schema))
    kept = ", ".join(f"'{v.value}'" for v in sorted(KEPT_IN_FULL))
    columns = ", ".join(f'e."{f.name}"' for f in fields(EvidenceItem))
    connection.execute(_EVIDENCE.format(s=schema, kept=kept, columns=columns))
    connection.execute(_WANTED.format(related=RELATED_FACT))
    form_tables = _form_tables(connection, schema)
    history, runs = read_history(connection, schema)
    by_key = _by_key(connection, schema, form_tables)
    return ReportInput(
        documents=_documents(connection),
        form_tables=form_tables,
        tallies=_tallies(connection, schema),
        verdicts=_verdicts(connection, schema, kept),
        findings=_findings(connection, schema),
        acquisitions=_acquisitions(connection),
        places=_places(connection, schema, by_key),
        heads=_heads(connection, schema, by_key),
        hidden=_hidden(connection, schema),
        identities={k: IdentityNote.of(i) for k, i in (identities or {}).items()},
        run=_rules(connection, schema, run or RunInfo()),
        history=history,
        runs=runs,
    )


def _tallies(connection: duckdb.DuckDBPyConnection, schema: str) -> list[Tally]:
    """Some hundred rows for each document; equal texts are one object, which is most of them."""
    cursor = connection.execute(_TALLIES.format(s=schema))
    tallies: list[Tally] = []
    while rows := cursor.fetchmany(50_000):
        for document, identity, verdict, reason, is_vacuous, n in rows:
            why = intern(reason) if reason else reason
            tallies.append(
                Tally(intern(document), intern(identity), intern(verdict), why, is_vacuous, n)
            )
    return tallies


def _rules(connection: duckdb.DuckDBPyConnection, schema: str, run: RunInfo) -> RunInfo:
    """The run with the rules that judged the snapshot, and the day since they are the same."""
    if not has_history(connection, schema):
        return run
    runs = connection.execute(
        f"SELECT catalogue_digest, (judged_at + INTERVAL 8 HOUR)::DATE "
        f"FROM {schema}.dim_judge_run ORDER BY run_ord DESC"
    ).fetchall()
    same = list(takewhile(lambda r: r[0] == runs[0][0], runs))
    if not same:
        return run
    digest, since = same[0][0], same[-1][1]
    n_rules = run.n_rules if run.rules == digest else 0
    return replace(run, rules=digest, n_rules=n_rules, rules_since=since)


_Tables = dict[tuple[str, str | None, int], FormTable]


def _by_key(connection: duckdb.DuckDBPyConnection, schema: str, tables: list[FormTable]) -> _Tables:
    """Tables by document, form and ordinal; those of one project with its name in the title."""
    named: dict[str, list[tuple[str | None, str]]] = defaultdict(list)
    for document_id, scope, name in connection.execute(
        f"SELECT document_id, scope, raw_text FROM {schema}.fct_attribute "
        "SEMI JOIN mz_report_fact USING (document_id) WHERE attribute = ?",
        [PROJECT_NAME],
    ).fetchall():
        named[document_id].append((scope, name))
    by_document: dict[str, dict[tuple[str | None, int], FormTable]] = defaultdict(dict)
    for t in tables:
        by_document[t.document_id][(t.form, t.table_no)] = t
    return {
        (document_id, form, number): table
        for document_id, mine in by_document.items()
        for (form, number), table in with_projects(mine, named[document_id]).items()
    }


def _places(
    connection: duckdb.DuckDBPyConnection, schema: str, tables: _Tables
) -> dict[tuple[str, str], Place]:
    def rows(query: str) -> list[Any]:
        return connection.execute(query.format(s=schema)).fetchall()

    places: dict[tuple[str, str], Place] = {}
    for d, fact, attribute, scope, is_personal, unit in rows(_ATTRIBUTE_PLACES):
        table = tables.get((d, *scope_of(scope)))
        places[(d, fact)] = attribute_place(attribute, scope, is_personal, table, unit)
    for d, fact, form, no, name, part, x1 in rows(_INDICATOR_PLACES):
        places[(d, fact)] = indicator_place(form, no, name, part, tables.get((d, form, no)), x1)
    for d, fact, section, item, sentence, unit in rows(_MENTION_PLACES):
        places[(d, fact)] = Place(None, section, item, None, sentence, unit=unit)
    for d, fact, form, no, row, part, x0 in rows(_ROW_PLACES):
        places[(d, fact)] = row_place(form, no, row, part, tables.get((d, form, no)), x0)
    for d, fact, form, no, row, column, unit in rows(_CELL_PLACES):
        places[(d, fact)] = cell_place(form, no, row, column, tables.get((d, form, no)), unit)
    return places


def _heads(connection: duckdb.DuckDBPyConnection, schema: str, tables: _Tables) -> Heads:
    heads: Heads = {}
    for d, form, no, page, top in connection.execute(_HEADS.format(s=schema)).fetchall():
        table = tables.get((d, form, no))
        if table is not None and table.page == page and top > table.top + 1:
            heads[(d, form, no, page)] = (table.x0, table.top, table.x1, top)
    return heads


def _hidden(connection: duckdb.DuckDBPyConnection, schema: str) -> Hidden:
    hidden: Hidden = {}
    for d, page, *box in connection.execute(_HIDDEN.format(s=schema)).fetchall():
        hidden.setdefault((d, page), []).append((box[0], box[1], box[2], box[3]))
    return hidden


def _documents(connection: duckdb.DuckDBPyConnection) -> list[Document]:
    cursor = connection.execute(_DOCUMENTS)
    names = [column[0] for column in cursor.description or []]
    documents = []
    for values in cursor.fetchall():
        row: dict[str, Any] = dict(zip(names, values, strict=True))
        version = row.pop("version_no")
        listed, stated = row.pop("listed_fiscal_year"), row.pop("stated_fiscal_year")
        notes = []
        if version > 1:
            notes.append(f"这是第 {version} 版，替换了较早公开的文件。")
        if row.pop("has_year_conflict"):
            notes.append(f"公开页面写的是 {listed} 年度，文件正文写的是 {stated} 年度。")
        documents.append(Document(**row, notes=tuple(notes)))
    return documents


def _form_tables(connection: duckdb.DuckDBPyConnection, schema: str) -> list[FormTable]:
    columns = [f.name for f in fields(FormTable)]
    rows = connection.execute(
        f"SELECT {', '.join(columns)} FROM {schema}.fct_form_table "
        "SEMI JOIN mz_report_document USING (document_id)"
    ).fetchall()
    tables = [FormTable(*row) for row in rows]
    return [replace(table, pages=tuple(table.pages)) for table in tables]


def _verdicts(connection: duckdb.DuckDBPyConnection, schema: str, kept: str) -> list[Verdict]:
    names = ", ".join(f'"{f.name}"' for f in fields(EvidenceItem))
    evidence: dict[tuple[str, str, str], list[EvidenceItem]] = {}
    for row in connection.execute(
        f"SELECT document_id, identity, instance, {names} FROM mz_report_evidence "
        "ORDER BY document_id, identity, instance, operand_no"
    ).fetchall():
        evidence.setdefault(row[:3], []).append(EvidenceItem(*row[3:]))
    columns = [f.name for f in fields(Verdict) if f.name != "evidence"]
    rows = connection.execute(
        f"SELECT {', '.join(columns)} FROM {schema}.fct_verdict "
        f"SEMI JOIN mz_report_document USING (document_id) WHERE verdict IN ({kept})"
    ).fetchall()
    at = columns.index("instance")
    return [
        replace(Verdict(*row), evidence=tuple(evidence.get((row[0], row[1], row[at]), ())))
        for row in rows
    ]


def _findings(connection: duckdb.DuckDBPyConnection, schema: str) -> list[Finding]:
    columns = [f.name for f in fields(Finding)]
    rows = connection.execute(
        f"SELECT {', '.join(columns)} FROM {schema}.fct_finding "
        "SEMI JOIN mz_report_document USING (document_id)"
    ).fetchall()
    return [replace(f, verdicts=tuple(f.verdicts or ())) for f in (Finding(*row) for row in rows)]


def _acquisitions(connection: duckdb.DuckDBPyConnection) -> list[Acquisition]:
    rows = connection.execute(
        "SELECT portal, listed_fiscal_year, url, page_url, listing_title, published_on, "
        "epoch_us(fetched_at), document_id, size_bytes FROM mz_report_document "
        "WHERE portal IS NOT NULL"
    ).fetchall()
    return [
        Acquisition(
            portal=portal,
            fiscal_year=year,
            url=url,
            page_url=page_url,
            title=title,
            published_on=published_on,
            fetched_at=_utc(fetched_us),
            document_id=document_id,
            size_bytes=size or 0,
            content_type=None,
        )
        for portal, year, url, page_url, title, published_on, fetched_us, document_id, size in rows
    ]


def _utc(microseconds: int) -> datetime:
    """A point in time from microseconds since 1970, exactly, whatever the session's time zone."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds)
