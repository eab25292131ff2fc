"""Grids whose columns are ruled and whose rows are not: one tall cell per column, a figure per line.

Two columns or more in which every line is a figure, line beside line, are rows that
nobody drew a line between.  No cell of a ruled row holds three amounts.
"""

from __future__ import annotations

import numpy as np

from extractors.layout import Grid
from extractors.pages.chars import Chars, Floats, Ints
from extractors.tables.aligned import is_figure
from extractors.tables.grid import Mesh, cluster

#: So many lines of figures in a cell ...
_LEAST_LINES = 3
#: ... of so many columns make rows.
_LEAST_COLUMNS = 2
#: Lines of two columns are beside each other within this share of their height.
_BESIDE = 0.6
#: So many of a column's lines must be beside those of the figures, for it to be parted like them.
_AGREE = 0.7


def part_rows(mesh: Mesh, grid: Grid, chars: Chars, owner: Ints) -> tuple[Mesh, int] | None:
    """``mesh`` with the first row of such figures parted by lines of text, and into how many.

    ``grid`` is the mesh with text, ``owner`` the slot of each character.  None where
    every row is ruled.
    """
    columns: dict[int, list[int]] = {}
    money: set[int] = set()
    for i, cell in enumerate(grid.cells):
        if cell.row_span > 1 or cell.text.count("\n") < _LEAST_LINES - 1:
            continue
        lines = cell.text.split("\n")
        if all(map(is_figure, lines)):
            columns.setdefault(cell.row, []).append(i)
            if "." in cell.text or "," in cell.text:
                money.add(cell.row)
    for row in sorted(money):
        if len(columns[row]) >= _LEAST_COLUMNS:
            parted = _parted(mesh, row, columns[row], chars, owner)
            if parted is not None:
                return parted
    return None


def _parted(
    mesh: Mesh, row: int, figures: list[int], chars: Chars, owner: Ints
) -> tuple[Mesh, int] | None:
    height = float(np.median((chars.boxes[:, 3] - chars.boxes[:, 1])[np.isin(owner, figures)]))
    near = _BESIDE * max(height, 1.0)
    centres, _ = cluster(_middles(chars, owner, figures), near)
    if len(centres) < _LEAST_LINES:
        return None
    beside = [_agree(_middles(chars, owner, [i]), centres, near) for i in figures]
    if (
        min(beside) < _AGREE
        or np.mean([_filled(chars, owner, i, centres, near) for i in figures]) < _AGREE
    ):
        return None
    more = len(centres) - 1
    ys = np.concatenate([mesh.ys[: row + 1], (centres[1:] + centres[:-1]) / 2, mesh.ys[row + 1 :]])
    spans: list[list[int]] = []
    for i, (r, c, down, right) in enumerate(mesh.spans.tolist()):
        if r > row:
            spans.append([r + more, c, down, right])
        elif r + down <= row:
            spans.append([r, c, down, right])
        elif down == 1 and _agree(_middles(chars, owner, [i]), centres, near) >= _AGREE:
            spans += [[r + k, c, 1, right] for k in range(more + 1)]
        else:
            spans.append([r, c, down + more, right])
    spans.sort()
    index = np.empty((len(ys) - 1, len(mesh.xs) - 1), dtype=np.int64)
    for i, (r, c, down, right) in enumerate(spans):
        index[r : r + down, c : c + right] = i
    return Mesh(mesh.xs, ys, np.array(spans, dtype=np.int64), index), more + 1


def _middles(chars: Chars, owner: Ints, cells: list[int]) -> Floats:
    """Heights of the middles of the letters in some cells, ascending."""
    box = chars.boxes[np.isin(owner, cells)]
    middles: Floats = np.sort((box[:, 1] + box[:, 3]) / 2)
    return middles


def _agree(middles: Floats, centres: Floats, near: float) -> float:
    """Share of letters that stand on one of the lines; 1 where there are none."""
    if not len(middles):
        return 1.0
    return float((np.abs(middles[:, None] - centres).min(axis=1) <= near).mean())


def _filled(chars: Chars, owner: Ints, cell: int, centres: Floats, near: float) -> float:
    """Share of the lines that a cell has letters on."""
    middles = _middles(chars, owner, [cell])
    return float((np.abs(middles[:, None] - centres).min(axis=0) <= near).mean())
