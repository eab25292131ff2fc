"""Table macros of the snapshot: the warehouse as it was known on a date.

``documents_as_known_on(day)`` lists the documents that were current on ``day``;
``<fact>_as_known_on(day)`` holds their leaves with the columns of the fact.  ``basis :=
'published'`` (the default) goes by the day a file was public, ``'fetched'`` by the day it
was fetched.  Macros keep their text, so they work under any name of the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import duckdb

#: dbt tag of the facts with leaves of current documents, which may be added up; leaves of
#: replaced documents lie in ``fct_superseded_amount``.
LEAF_TAG = "leaf_fact"
_SUFFIX = "_as_known_on"

_DOCUMENTS = """
CREATE MACRO documents_as_known_on(day, basis := 'published') AS TABLE
WITH dated AS (
  SELECT *, CASE WHEN basis = 'fetched' THEN fetched_at::DATE ELSE known_from END AS known_on
  FROM dim_document WHERE is_canonical AND status = 'ok'
),
known AS (
  SELECT d.* FROM dated d
  WHERE d.known_on <= day::DATE AND NOT EXISTS (
    SELECT 1 FROM dated s
    WHERE s.supersedes_document_id = d.document_id AND s.known_on <= day::DATE)
)
SELECT k.* REPLACE (true AS is_current, NOT EXISTS (
    SELECT 1 FROM known p
    WHERE k.scope IS DISTINCT FROM 'department' AND p.scope = 'department'
      AND p.fiscal_year = k.fiscal_year AND p.doc_kind = k.doc_kind
      AND p.unit_key <> 'u_unknown'
      AND p.unit_key IN (k.unit_key, (
        SELECT u.department_unit_key FROM dim_unit u
        WHERE u.unit_key = k.unit_key AND u.is_current LIMIT 1))) AS counts_in_total)
FROM known k
"""
_FACT = """
CREATE MACRO {fact}_as_known_on(day, basis := 'published') AS TABLE
SELECT {columns} FROM (
  SELECT {stored} FROM {fact}
  UNION ALL
  SELECT {stored} FROM fct_superseded_amount WHERE fact_table = '{fact}') a
JOIN documents_as_known_on(day, basis := basis) k USING (document_id)
"""


def create_macros(connection: duckdb.DuckDBPyConnection, models: Mapping[str, Any]) -> None:
    """Create the macros in the database in use; ``models`` are the manifest's: tags and columns."""
    connection.execute(_DOCUMENTS)
    for fact in (name for name, model in models.items() if LEAF_TAG in model["tags"]):
        names = list(models[fact]["columns"])
        columns = ("k.counts_in_total" if n == "counts_in_total" else f"a.{n}" for n in names)
        stored = (n for n in names if n != "counts_in_total")
        connection.execute(_FACT.format(fact=fact, columns=_list(columns), stored=_list(stored)))


def leaf_facts(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The facts of a snapshot that may be added up: those with a macro for a date."""
    rows = connection.execute(
        "SELECT DISTINCT table_name FROM duckdb_tables() t JOIN duckdb_functions() f "
        f"ON f.function_name = t.table_name || '{_SUFFIX}' "
        "WHERE t.database_name = current_database() ORDER BY ALL"
    ).fetchall()
    return [str(name) for (name,) in rows]


def _list(names: Iterable[str]) -> str:
    return ", ".join(names)
