"""What the readers must find in each demo document, taken from the data, never from a parser.

``python -m tests.typeset`` writes it to ``tests/golden/demo/<doc_id>.json``; tests may also
call the functions here, which need neither fonts nor the PDFs.
"""

from __future__ import annotations

import json
from decimal import Decimal
from functools import cache
from typing import Any

from .catalog import entry
from .pages import Disclosure, Grid

CellKey = tuple[str, int, str, str]


@cache
def disclosure(doc_id: str) -> Disclosure:
    """The document before it is drawn; KeyError if the demo has no such document."""
    return entry(doc_id).build()


def expected_cells(doc_id: str) -> dict[CellKey, Decimal]:
    """(form, table_no, row_key, column_key) -> amount in the table's money unit.

    Every measure cell that the document prints, blanks as 0; percentages (column keys
    ``change_rate_*``) as printed.
    """
    out: dict[CellKey, Decimal] = {}
    for grid in disclosure(doc_id).grids:
        for _, _, cell in grid.cells():
            if cell.key is None:
                continue
            key = (grid.form, grid.table_no, *cell.key)
            if key in out:
                raise ValueError(f"{doc_id}: {key} is printed twice")
            if cell.amount is None:
                raise ValueError(f"{doc_id}: {key} has no amount")
            out[key] = cell.amount
    return out


def expected_grids(doc_id: str) -> list[dict[str, Any]]:
    """Every table as one logical grid, page breaks undone.

    ``{form, table_no, title, money_unit, unit_name, n_rows, n_cols, header_rows, cells}``
    with cells as ``{row, col, row_span, col_span, text}`` in reading order.
    """
    return [_grid(g) for g in disclosure(doc_id).grids]


def _grid(grid: Grid) -> dict[str, Any]:
    return {
        "form": grid.form,
        "table_no": grid.table_no,
        "title": grid.title,
        "money_unit": grid.money_unit,
        "unit_name": grid.unit_name,
        "n_rows": grid.n_rows,
        "n_cols": grid.n_cols,
        "header_rows": grid.header_rows,
        "is_empty": bool(grid.header_rows) and grid.n_rows == grid.header_rows,
        "cells": [
            {"row": r, "col": c, "row_span": x.rows, "col_span": x.cols, "text": x.text}
            for r, c, x in grid.cells()
        ],
    }


def expected_mentions(doc_id: str) -> dict[tuple[str, int, str], tuple[str | None, Any]]:
    """(pattern, instance, slot) -> (item, Decimal for a number or text for a text slot)."""
    return {
        (s.pattern, s.instance, s.slot): (s.item, s.text if s.value is None else s.value)
        for s in disclosure(doc_id).stated
    }


def expected_attributes(doc_id: str) -> list[dict[str, str]]:
    """Attributes of the performance tables: ``{attribute, scope, text}`` as printed."""
    return [
        {"attribute": x.attribute, "scope": f"{g.form}#{g.table_no}", "text": x.text}
        for g in disclosure(doc_id).grids
        for _, _, x in g.cells()
        if x.attribute
    ]


def expected_indicators(doc_id: str) -> list[dict[str, str]]:
    """Indicator rows, merged levels filled in: ``{table, level1, ..., weight, ...}``."""
    return [
        {"table": f"{g.form}#{g.table_no}", **row}
        for g in disclosure(doc_id).grids
        for row in g.indicators
    ]


def dump(doc_id: str) -> str:
    """All of it as JSON text, one fact a line."""
    d = disclosure(doc_id)
    lists: dict[str, list[Any]] = {
        "forms": [{k: v for k, v in g.items() if k != "cells"} for g in expected_grids(doc_id)],
        "cells": [[*key, str(amount)] for key, amount in expected_cells(doc_id).items()],
        "mentions": [
            [*key, item, str(value), "text" if isinstance(value, str) else "number"]
            for key, (item, value) in expected_mentions(doc_id).items()
        ],
        "indicators": expected_indicators(doc_id),
        "attributes": expected_attributes(doc_id),
        "toc": list(d.toc_forms),
    }
    head: dict[str, Any] = {
        "doc_id": doc_id,
        "unit_name": d.unit_name,
        "fiscal_year": d.fiscal_year,
        "doc_kind": "budget",
        "scope": d.scope,
        "synthetic": d.synthetic,
        "signed_on": d.signed_on,
    }

    def text(value: Any) -> str:
        return json.dumps(value, ensure_ascii=False)

    parts = [f"{text(k)}: {text(v)}" for k, v in head.items()]
    for name, rows in lists.items():
        body = ",\n".join("  " + text(row) for row in rows)
        parts.append(f"{text(name)}: [\n{body}\n ]" if rows else f"{text(name)}: []")
    return "{\n " + ",\n ".join(parts) + "\n}\n"
