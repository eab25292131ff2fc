"""Is a department the sum of its units?  Only where the set of units is proven complete.

``<facts>.department_unit`` (the warehouse's ``int_department_units``) holds what each department's
own document lists, with the current files of every unit.  A comparison is made where

* the amounts of the listed units are the department's printed total, so the list is whole;
* every listed unit, head office included, has a file, and no other department lists it;
* the form that is compared was read completely in each of these files (a sealed table), once;
* no money that consolidation takes out can have passed between them (revenue and expenditure).

What is in the way is one verdict with a typed reason, and the units in question as its evidence.
Any of these taken for granted would accuse a department wrongly.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from expectations.seals import load_seals
from expectations.unit_money import (
    EXCHANGE_FORMS,
    build_totals,
    department_documents,
    documents_with_total,
    exchanging_documents,
)

NOT_LISTED, OPEN, MISSING = "units_not_listed", "unit_list_open", "unit_documents_missing"
AMBIGUOUS, INCOMPLETE = "unit_ambiguous", "unit_form_incomplete"
EXCHANGE = "units_exchange_money"
#: Names that a reason spells out; the evidence holds them all.
_SPELT = 6

_COLUMNS = (
    "document_id VARCHAR, unit_ord INTEGER, unit_name VARCHAR, is_head_office BOOLEAN, form VARCHAR, "
    "table_no INTEGER, row_keys VARCHAR[], page INTEGER, x0 DOUBLE, top DOUBLE, x1 DOUBLE, "
    "bottom DOUBLE, doubt VARCHAR, unit_documents VARCHAR[]"
)
_LISTED = """
INSERT INTO mz_unit BY NAME
SELECT u.* EXCLUDE (name_key) FROM {facts}.department_unit u
JOIN {facts}.document d ON d.document_id = u.document_id AND d.status = 'ok'
WHERE u.document_id IN (SELECT unnest(?))
"""
_RELATED = """
INSERT INTO mz_related
SELECT DISTINCT document_id, 'units', unnest(unit_documents) FROM mz_unit
WHERE document_id NOT IN (SELECT document_id FROM mz_unit WHERE len(unit_documents) = 0)
"""
_BARRED = """
CREATE OR REPLACE TEMP TABLE mz_barred (document_id VARCHAR, identity VARCHAR, reason VARCHAR,
  units INTEGER[])
"""
_BARRED_SCHEMA = pa.schema(
    [
        ("document_id", pa.string()),
        ("identity", pa.string()),
        ("reason", pa.string()),
        ("units", pa.list_(pa.int32())),
    ]
)
# Identities that compare a department with its units, and the forms that they speak of.
_COMPARISONS = """
SELECT d.document_id::VARCHAR, i.identity, list_sort(list(DISTINCT substr(t.space, 7)))
FROM mz_judged JOIN mz_doc d USING (document_id)
JOIN mz_identity i ON i.needs = 'units' AND (i.doc_kind IS NULL OR i.doc_kind = d.doc_kind)
  AND (i.scope IS NULL OR i.scope = d.scope)
JOIN mz_term t ON t.identity = i.identity AND t.space LIKE 'units.%'
WHERE d.status = 'ok' GROUP BY ALL ORDER BY ALL
"""
# The list is whole where its rows add up to the total of the table, and no sentence counts others.
_WHOLE = """
WITH named AS (SELECT document_id, form, table_no, unnest(row_keys) AS row_key FROM mz_unit),
added AS (
  SELECT n.document_id, n.form, n.table_no, count(*) = count(f.value) AS is_read, sum(f.value) AS v,
    sum(f.ulp) / 2 AS w
  FROM named n LEFT JOIN mz_fact f ON f.document_id::VARCHAR = n.document_id AND f.space = n.form
    AND f.table_no = n.table_no AND f.row_key = n.row_key AND f.column_key = 'total'
    AND NOT f.is_unreadable AND NOT f.is_unit_unknown
  GROUP BY ALL),
counted AS (
  SELECT document_id::VARCHAR AS document_id,
    max(try_cast(regexp_extract(text, '([0-9]+)个', 1) AS INTEGER)) AS n
  FROM mz_fact WHERE space = 'ORG.sub' AND column_key = 'sub' GROUP BY ALL),
listed AS (
  SELECT document_id, count(*) AS n, bool_or(is_head_office)::INTEGER AS head FROM mz_unit GROUP BY ALL)
SELECT a.document_id
FROM added a JOIN listed l ON l.document_id = a.document_id
JOIN mz_fact t ON t.document_id::VARCHAR = a.document_id AND t.space = a.form
  AND t.table_no = a.table_no AND t.row_key = 'T' AND t.column_key = 'total'
LEFT JOIN counted c ON c.document_id = a.document_id
WHERE a.is_read AND abs(t.value - a.v) < greatest(t.ulp / 2 + a.w, 0.00000001)
  AND (c.n IS NULL OR c.n IN (l.n, l.n - l.head))
"""
_TABLES = """
SELECT t.document_id::VARCHAR, t.form, count(*), bool_and(t.is_empty AND t.confidence = 1),
  list_distinct(flatten(list(t.pages)))
FROM mz_read_form_table t WHERE t.form IS NOT NULL AND t.document_id::VARCHAR IN (SELECT unnest(?))
GROUP BY ALL
"""
_UNITS = "SELECT document_id, unit_ord, unit_name, doubt, unit_documents FROM mz_unit ORDER BY ALL"


@dataclass(frozen=True, slots=True)
class _Unit:
    ord: int
    name: str
    doubt: str | None
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Known:
    """What the files of departments and units show.

    ``printed``: how often a document prints a form; ``whole``: forms read completely, with a total;
    ``doubled``: (department, document, form) with the department's own total.
    """

    printed: dict[tuple[str, str], int]
    whole: set[tuple[str, str]]
    doubled: set[tuple[str, str, str]]
    exchanging: set[str]

    def is_read(self, documents: Iterable[str], form: str) -> bool:
        """Whether these documents print the form once, and it was read completely."""
        having = [d for d in documents if self.printed.get((d, form))]
        return len(having) == 1 and (having[0], form) in self.whole


def knows_units(connection: duckdb.DuckDBPyConnection, facts_schema: str) -> bool:
    """Whether the facts say which units a department lists; those of files judged alone do not."""
    return has_relation(connection, facts_schema, "department_unit")


def has_relation(connection: duckdb.DuckDBPyConnection, facts_schema: str, name: str) -> bool:
    """Whether the schema of facts (``schema`` or ``catalog.schema``) holds a relation."""
    catalog, _, schema = facts_schema.rpartition(".")
    found = connection.execute(
        "SELECT 1 FROM information_schema.tables WHERE table_name = ? "
        "AND table_schema = ? AND table_catalog = coalesce(nullif(?, ''), current_database())",
        [name, schema, catalog],
    ).fetchone()
    return found is not None


def find_units(
    connection: duckdb.DuckDBPyConnection, facts_schema: str, documents: Sequence[str]
) -> None:
    """Build ``mz_unit``, what these documents list; add their units' files to ``mz_related``.

    A department with a unit that has no file is related to none.
    """
    connection.execute(f"CREATE OR REPLACE TEMP TABLE mz_unit ({_COLUMNS})")
    if knows_units(connection, facts_schema):
        connection.execute(_LISTED.format(facts=facts_schema), [list(documents)])
        connection.execute(_RELATED)


def examine_units(connection: duckdb.DuckDBPyConnection, facts_schema: str) -> None:
    """Build ``mz_barred``: comparisons that cannot be made, and why.

    To be called while ``mz_fact`` holds the facts of the judged documents and of their units,
    each under its own id.
    """
    connection.execute(_BARRED)
    build_totals(connection)
    if not knows_units(connection, facts_schema):
        return
    comparisons = connection.execute(_COMPARISONS).fetchall()
    if not comparisons:
        return
    units: dict[str, list[_Unit]] = defaultdict(list)
    for d, n, name, doubt, files in connection.execute(_UNITS).fetchall():
        units[d].append(_Unit(n, name, doubt, tuple(files)))
    whole = {row[0] for row in connection.execute(_WHOLE).fetchall()} if units else set()
    known = _known(connection, facts_schema)
    rows: list[tuple[str, str, str, list[int]]] = []
    for department, identity, forms in comparisons:
        listed = units[department]
        found = _obstacle(department, set(forms), listed, department in whole, known)
        if found is not None:
            reason, some = found
            rows.append((department, identity, _said(reason, some, listed), [u.ord for u in some]))
    columns = [list(c) for c in zip(*rows, strict=True)] if rows else [[], [], [], []]
    connection.register("mz_rows", pa.table(columns, schema=_BARRED_SCHEMA))
    connection.execute("INSERT INTO mz_barred SELECT * FROM mz_rows")
    connection.unregister("mz_rows")


def _said(reason: str, some: Sequence[_Unit], listed: Sequence[_Unit]) -> str:
    """The reason with the number of units it is about and their names: ``key: 2/5 甲、乙``."""
    if not some:
        return reason
    names = "、".join(u.name for u in some[:_SPELT]) + "等" * (len(some) > _SPELT)
    return f"{reason}: {len(some)}/{len(listed)} {names}"


def _known(connection: duckdb.DuckDBPyConnection, facts_schema: str) -> _Known:
    related = connection.execute(
        "SELECT document_id::VARCHAR, other::VARCHAR FROM mz_related WHERE related = 'units'"
    ).fetchall()
    ids = sorted({d for pair in related for d in pair})
    if not ids:
        return _Known({}, set(), set(), set())
    gaps = _gaps(connection, facts_schema, ids)
    seals = load_seals(connection, facts_schema, gaps)
    totals = documents_with_total(connection)
    printed: dict[tuple[str, str], int] = {}
    whole: set[tuple[str, str]] = set()
    for d, form, n, is_empty, pages in connection.execute(_TABLES, [ids]).fetchall():
        printed[d, form] = n
        gap = gaps[d]
        is_blank = is_empty and gap is not None and not gap & set(pages)
        if n == 1 and (is_blank or (f"{form}#1" in seals[d].sealed and (d, form) in totals)):
            whole.add((d, form))
    return _Known(
        printed, whole, department_documents(connection), exchanging_documents(connection)
    )


def _gaps(
    connection: duckdb.DuckDBPyConnection, facts_schema: str, ids: Sequence[str]
) -> dict[str, set[int] | None]:
    """Pages of each document with numbers that are not accounted for; None: not known where."""
    gaps: dict[str, set[int] | None] = {d: set() for d in ids}
    pages = "SELECT NULL::VARCHAR AS document_id, NULL::INTEGER AS page WHERE false"
    if has_relation(connection, facts_schema, "unexplained_token"):
        pages = f"SELECT document_id, page FROM {facts_schema}.unexplained_token"
    for d, some in connection.execute(
        f"""SELECT d.document_id::VARCHAR, list(DISTINCT p.page) FILTER (p.page IS NOT NULL)
        FROM mz_doc d LEFT JOIN ({pages}) p ON p.document_id = d.document_id
        WHERE d.tokens_typed + d.tokens_explained < d.tokens_in_tables
          AND d.document_id::VARCHAR IN (SELECT unnest(?)) GROUP BY ALL""",
        [list(ids)],
    ).fetchall():
        gaps[d] = set(some) if some else None
    return gaps


def _obstacle(
    department: str, forms: set[str], units: Sequence[_Unit], is_whole: bool, known: _Known
) -> tuple[str, list[_Unit]] | None:
    """What is in the way of one comparison, and the units that it is about."""
    if not units:
        return NOT_LISTED, []
    if missing := [u for u in units if not u.documents]:
        return MISSING, missing
    if not is_whole:
        return OPEN, []
    if doubtful := [u for u in units if u.doubt]:
        return AMBIGUOUS, doubtful
    exchanges = bool(forms & EXCHANGE_FORMS)
    for form in sorted(forms | (EXCHANGE_FORMS if exchanges else set())):
        if same := [
            u for u in units if any((department, d, form) in known.doubled for d in u.documents)
        ]:
            return AMBIGUOUS, same
        if unread := [u for u in units if not known.is_read(u.documents, form)]:
            return INCOMPLETE, unread
        if form in forms and not known.is_read([department], form):
            return f"{INCOMPLETE}: {form}", []
    passing = [u for u in units if known.exchanging.intersection(u.documents)]
    return (EXCHANGE, passing) if exchanges and passing else None


def tell_barred(connection: duckdb.DuckDBPyConnection) -> None:
    """Add a verdict for each barred comparison to ``mz_query``, with the units as its evidence."""
    if not connection.execute("SELECT 1 FROM mz_barred LIMIT 1").fetchone():
        return
    connection.execute(
        """INSERT INTO mz_fact BY NAME
        SELECT u.document_id, 'UNITS' AS space, 'UNITS' AS root, 1 AS table_no,
          u.unit_ord::VARCHAR AS row_key, '@unit' AS column_key, u.unit_ord AS row_ord, 0 AS column_ord,
          u.unit_name AS text, 'UNITS#1/' || u.unit_ord AS fact, 'form' AS source,
          '部门所列单位' AS label, u.unit_name AS raw_text, u.page, u.x0, u.top, u.x1, u.bottom,
          true AS is_own, true AS is_blank, false AS is_unreadable, false AS is_unit_unknown
        FROM mz_unit u WHERE (u.document_id, u.unit_ord) IN (
          SELECT (document_id, unnest(units)) FROM mz_barred)"""
    )
    connection.execute(
        f"""INSERT INTO mz_query BY NAME
        SELECT document_id, identity, '' AS instance,
          CASE WHEN reason = '{NOT_LISTED}' THEN 'NOT_APPLICABLE' ELSE 'NOT_EVALUABLE' END AS verdict,
          reason, list_transform(units, lambda n: 'UNITS#1/' || n) AS facts, len(units) AS n_reported
        FROM mz_barred"""
    )
