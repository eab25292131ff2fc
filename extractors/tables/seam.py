"""Joining grids at page breaks: columns by place, cut rows, cut label cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from extractors.layout import Grid, TableCell
from extractors.money import parse_amount
from extractors.text import squash

#: Columns of a continued table stand where they stood, within this (points).
SHIFT = 6.0
#: A continuation may start this much further left or right (other margins on even pages).
OFFSET = 40.0


@dataclass(frozen=True, slots=True)
class Joint:
    """One page break inside a table.

    ``header_rows`` repeat after it; ``cuts_row`` says that it cut the last row
    inside its cells; ``by_index`` that columns agree by their repeated header
    only, since the producer fitted column widths page by page.
    """

    header_rows: int
    cuts_row: bool
    by_index: bool = False


def edges_of(grid: Grid) -> list[float]:
    """Column edges of a grid, ascending, in points."""
    edges: dict[int, float] = {}
    for cell in grid.cells:
        edges[cell.col] = cell.bbox.x0
        edges[cell.col + cell.col_span] = cell.bbox.x1
    return [edges[k] for k in sorted(edges)]


def shared_edges(whole: Sequence[float], part: Sequence[float]) -> list[float] | None:
    """Column edges of a table that goes on in ``part``, or None where it does not.

    The part must have the table's outer edges, and its columns must be the
    table's, or fewer or more where cells are merged all the way down.
    """
    shift = part[0] - whole[0]
    if abs(shift) > OFFSET:
        return None
    moved = [x - shift for x in part]
    if abs(moved[-1] - whole[-1]) > SHIFT:
        return None
    if len(moved) == len(whole) and all(
        abs(a - b) <= SHIFT for a, b in zip(moved, whole, strict=True)
    ):
        return list(whole)
    extra = [x for x in moved if not _has(whole, x)]
    missing = [x for x in whole if not _has(moved, x)]
    if extra and missing:
        return None
    if (extra or missing) and min(len(part), len(whole)) < 3:
        return None
    return sorted([*whole, *extra])


def _has(edges: Sequence[float], x: float) -> bool:
    return any(abs(edge - x) <= SHIFT for edge in edges)


def assemble(
    grids: Sequence[Grid], joints: Sequence[Joint], whole: Sequence[float]
) -> tuple[tuple[TableCell, ...], int]:
    """Cells of the joined table, in reading order, and its number of rows.

    ``whole`` are the column edges of the table, see :func:`shared_edges`.
    """
    cells: list[TableCell] = []
    bottom: dict[_Key, int] = {}
    n_rows = 0
    for i, grid in enumerate(grids):
        joint = joints[i - 1] if i else Joint(0, False)
        own = range(len(whole)) if joint.by_index else _positions(grid, whole)
        part = [
            TableCell(
                c.row - joint.header_rows, own[c.col], c.row_span,
                own[c.col + c.col_span] - own[c.col], c.text, grid.page, c.bbox,
            )
            for c in grid.cells
            if c.row >= joint.header_rows
        ]  # fmt: skip
        rows = grid.n_rows - joint.header_rows
        n_rows, bottom = _append(cells, n_rows, part, rows, joint.cuts_row and i > 0, bottom)
    cells.sort(key=lambda c: (c.row, c.col))
    return tuple(cells), n_rows


def _positions(grid: Grid, whole: Sequence[float]) -> list[int]:
    """Index among the table's edges of each of the grid's own."""
    own = edges_of(grid)
    shift = own[0] - whole[0]
    return [min(range(len(whole)), key=lambda k: abs(whole[k] + shift - x)) for x in own]


_Key = tuple[int, int]


def _append(
    cells: list[TableCell], n_rows: int, part: list[TableCell], rows: int, cut: bool,
    bottom: dict[_Key, int],
) -> tuple[int, dict[_Key, int]]:  # fmt: skip
    """Put ``part`` below ``cells``: a cut row is one row, a cut label cell is one cell.

    ``bottom`` are the places in ``cells`` of those that end at the last row, by
    column and span.  Returns the number of rows and the new ``bottom``.
    """
    top = {(c.col, c.col_span): c for c in part if c.row == 0}
    if cut and bottom.keys() != top.keys():
        cut = False
    offset = n_rows - 1 if cut else n_rows
    labels = _cut_labels(cells, bottom, part, top)
    total = offset + rows
    after: dict[_Key, int] = {}
    for key, cell in top.items():
        if not cut and key not in labels:
            continue
        over = cells[bottom[key]]
        repeated = not cut and squash(over.text) == squash(cell.text)
        text = over.text if repeated else "\n".join(t for t in (over.text, cell.text) if t)
        grown = over.row_span + cell.row_span - (1 if cut else 0)
        cells[bottom[key]] = replace(over, text=text, row_span=grown)
        if over.row + grown == total:
            after[key] = bottom[key]
    for cell in part:
        if cell.row == 0 and (cut or (cell.col, cell.col_span) in labels):
            continue
        if cell.row + cell.row_span == rows:
            after[cell.col, cell.col_span] = len(cells)
        cells.append(replace(cell, row=cell.row + offset) if offset else cell)
    return total, after


def _cut_labels(
    cells: list[TableCell],
    bottom: dict[_Key, int],
    part: list[TableCell],
    top: dict[_Key, TableCell],
) -> set[_Key]:
    """Leading columns whose vertically merged cell the page break cut.

    Its text stands on one side of the break, or is printed again after it; once
    one column is cut, cells beside it with the same rows are parts of the same
    record.  Two different amounts never are one cell.
    """
    out: set[_Key] = set()
    col = 0
    rows: tuple[int, int, int] | None = None
    while True:
        key = next((k for k in top if k[0] == col and k in bottom), None)
        if key is None:
            return out
        over, under = cells[bottom[key]], top[key]
        here = (over.row, over.row_span, under.row_span)
        first, second = squash(over.text), squash(under.text)
        again = first == second and over.row_span > 1 and under.row_span > 1
        if here != rows or (over.row_span == 1 and under.row_span == 1):
            both, neither = bool(first and second), not first and not second
            tall = over.row_span > 1 or under.row_span > 1
            if (both and not again) or (neither and not out) or (second and not tall):
                return out
            if not tall and not _merges(cells + part, key):
                return out
            if second and over.row_span == 1:
                return out
            rows = here if tall else rows
        elif first and second and not again and _is_amount(first, second):
            return out
        out.add(key)
        col += key[1]


def _is_amount(*texts: str) -> bool:
    return any((read := parse_amount(t)) is not None and not read.is_blank for t in texts)


def _merges(cells: list[TableCell], key: _Key) -> bool:
    """Does this column merge cells downwards and never leave a single one blank?"""
    column = [c for c in cells if (c.col, c.col_span) == key]
    merged = any(c.row_span > 1 and c.row > 0 for c in column)
    blank = sum(1 for c in column if c.row_span == 1 and not c.text.strip() and c.row > 0)
    return merged and not blank
