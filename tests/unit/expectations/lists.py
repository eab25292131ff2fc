"""Departments that list their units, as the warehouse hands them to the judge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import duckdb

from extractors.contracts import DocumentFacts

COLUMNS = (
    "document_id VARCHAR, unit_ord INTEGER, unit_name VARCHAR, name_key VARCHAR, "
    "is_head_office BOOLEAN, form VARCHAR, table_no INTEGER, row_keys VARCHAR[], page INTEGER, "
    "x0 DOUBLE, top DOUBLE, x1 DOUBLE, bottom DOUBLE, doubt VARCHAR, unit_documents VARCHAR[]"
)


def placed(facts: DocumentFacts) -> DocumentFacts:
    """The document with every cell in a place of its own, rows without a gap: tables are sealed."""
    pages = {(t.form, t.table_no): n for n, t in enumerate(facts.form_tables, 1)}
    cells = [
        replace(
            c,
            page=pages[c.form, c.table_no],
            x0=50.0 * c.column_ord,
            x1=50.0 * c.column_ord + 40,
            top=10.0 * c.row_ord,
            bottom=10.0 * c.row_ord + 10,
        )
        for c in facts.cells
    ]
    tables = [
        replace(
            t,
            page=n,
            pages=(n,),
            n_rows=1 + max((c.row_ord for c in cells if c.page == n), default=0),
        )
        for n, t in enumerate(facts.form_tables, 1)
    ]
    return replace(facts, cells=cells, form_tables=tables)


def list_units(
    connection: duckdb.DuckDBPyConnection,
    departments: Mapping[str, Sequence[tuple[str, str, str | None, Sequence[str]]]],
) -> None:
    """Create ``facts.department_unit``: (name, row of T02, doubt, documents) of each unit."""
    connection.execute(f"CREATE OR REPLACE TABLE facts.department_unit ({COLUMNS})")
    rows = [
        [d, n, name, name, False, "T02", 1, [row], 1, 0.0, 0.0, 40.0, 10.0, doubt, list(files)]
        for d, units in departments.items()
        for n, (name, row, doubt, files) in enumerate(units, 1)
    ]
    if rows:
        marks = ", ".join("?" * len(rows[0]))
        connection.executemany(f"INSERT INTO facts.department_unit VALUES ({marks})", rows)
