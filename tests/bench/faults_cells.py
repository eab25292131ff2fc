"""Slips of a reader inside one table: rows, columns and numbers lost or taken for others."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal

from extractors.contracts import DocumentFacts
from tests.bench.fault_tools import (
    columns_of,
    listed,
    moved,
    pick,
    rows_of,
    with_cells,
    without_column,
    without_rows,
)
from tests.conformance.cases import set_number


def lose_column(facts: DocumentFacts, dice: random.Random) -> DocumentFacts | None:
    """A column of a table is not read."""
    cells = pick(facts, dice)
    columns = columns_of(cells) if cells else []
    if not cells or len(columns) < 2:
        return None
    key = dice.choice(columns)
    lost = [c for c in cells if c.column_key == key]
    return listed(with_cells(facts, cells, without_column(cells, key)), lost)


def shift_columns(facts: DocumentFacts, dice: random.Random) -> DocumentFacts | None:
    """From some column on, every number stands under the header of its neighbour."""
    cells = pick(facts, dice)
    if not cells:
        return None
    order = sorted({(c.column_ord, c.column_key) for c in cells})
    if len(order) < 3:
        return None
    keys = [k for _, k in order]
    start, step = dice.randrange(1, len(keys)), dice.choice((1, -1))
    place = {(c.row_key, c.column_key): c for c in cells}
    new = []
    for c in cells:
        n = keys.index(c.column_key)
        source = n - step if n >= start else n
        found = place.get((c.row_key, keys[source])) if 0 <= source < len(keys) else None
        new.append(c if source == n else moved(c, found))
    return with_cells(facts, cells, new)


def swap_columns(facts: DocumentFacts, dice: random.Random) -> DocumentFacts | None:
    """Two columns are taken for each other."""
    cells = pick(facts, dice)
    columns = columns_of(cells) if cells else []
    if not cells or len(columns) < 2:
        return None
    a, b = dice.sample(columns, 2)
    place = {(c.row_key, c.column_key): c for c in cells}
    other = {a: b, b: a}
    new = [
        moved(c, place.get((c.row_key, other[c.column_key]))) if c.column_key in other else c
        for c in cells
    ]
    return with_cells(facts, cells, new)


def lose_row(facts: DocumentFacts, dice: random.Random) -> DocumentFacts | None:
    """A row of the grid is not read."""
    cells = pick(facts, dice)
    if not cells:
        return None
    key = dice.choice(rows_of(cells))
    lost = [c for c in cells if c.row_key == key]
    return listed(with_cells(facts, cells, without_rows(cells, {key})), lost)


def cut_row(facts: DocumentFacts, dice: random.Random) -> DocumentFacts | None:
    """The last row of a page stands below the last ruling, outside the grid.

    No token of the grid is lost.  The amounts beside the table are seen and lower its confidence.
    """
    cells = pick(facts, dice)
    if not cells:
        return None
    last = {c.page: (c.row_ord, c.row_key) for c in sorted(cells, key=lambda c: c.row_ord)}
    at, key = last[dice.choice(sorted(last))]
    if not any(c.amount for c in cells if c.row_key == key):
        return None
    kept = [replace(c, row_ord=c.row_ord - (c.row_ord > at)) for c in without_rows(cells, {key})]
    out = with_cells(facts, cells, kept)
    out.form_tables = [
        replace(t, n_rows=t.n_rows - 1, confidence=t.confidence * Decimal("0.99"))
        if (t.form, t.table_no) == (cells[0].form, cells[0].table_no)
        else t
        for t in out.form_tables
    ]
    return out


def double_row(facts: DocumentFacts, dice: random.Random) -> DocumentFacts | None:
    """A row at a page's end is read a second time, under a key of its own."""
    cells = pick(facts, dice)
    leaves = [k for k in rows_of(cells or []) if not k.startswith(("T", "in.T", "ex.T"))]
    if not cells or not leaves:
        return None
    key = dice.choice(leaves)
    again = [
        replace(c, row_key=f"{key}/2", cell_id=f"{c.form}#{c.table_no}/{key}/2/{c.column_key}")
        for c in cells
        if c.row_key == key
    ]
    return with_cells(facts, [], again)


def merge_rows(facts: DocumentFacts, dice: random.Random) -> DocumentFacts | None:
    """Two rows are read as one: its blanks are filled from the second, whose others are lost."""
    cells = pick(facts, dice)
    rows = rows_of(cells or [])
    if not cells or len(rows) < 3:
        return None
    n = dice.randrange(len(rows) - 1)
    second = {c.column_key: c for c in cells if c.row_key == rows[n + 1]}
    filled = {c.column_key for c in cells if c.row_key == rows[n] and c.is_blank}
    lost = [c for c in second.values() if c.column_key not in filled]
    merged = [
        moved(c, second[c.column_key])
        if c.row_key == rows[n] and c.is_blank and c.column_key in second
        else c
        for c in cells
    ]
    return listed(with_cells(facts, cells, without_rows(merged, {rows[n + 1]})), lost)


def shift_rows(facts: DocumentFacts, dice: random.Random) -> DocumentFacts | None:
    """From some row on, every number stands beside the label of the row below."""
    cells = pick(facts, dice)
    if not cells:
        return None
    keys = [k for _, k in sorted({(c.row_ord, c.row_key) for c in cells})]
    if len(keys) < 4:
        return None
    start = dice.randrange(1, len(keys) - 1)
    place = {(c.row_key, c.column_key): c for c in cells}
    new = []
    for c in cells:
        n = keys.index(c.row_key)
        if n < start:
            new.append(c)
        else:
            source = None if n == start else place.get((keys[n - 1], c.column_key))
            new.append(moved(c, source))
    return with_cells(facts, cells, new)


def dash_as_zero(facts: DocumentFacts, dice: random.Random) -> DocumentFacts | None:
    """The dashes of a table are read as printed zeros."""
    cells = pick(facts, dice)
    if not cells:
        return None
    step = next((c.ulp_yuan for c in cells if c.ulp_yuan), Decimal(100))
    new = [
        replace(c, is_blank=False, decimals=2, ulp_yuan=step, raw_text="0.00") if c.is_blank else c
        for c in cells
    ]
    return with_cells(facts, cells, new)


def lose_number(facts: DocumentFacts, dice: random.Random) -> DocumentFacts | None:
    """A printed number is read as a blank cell."""
    cells = pick(facts, dice)
    filled = [c for c in cells or [] if c.amount]
    if not filled:
        return None
    lost = dice.choice(filled)
    out = set_number(facts, lost.cell_id, None)
    return None if out is None else listed(out, [lost])
