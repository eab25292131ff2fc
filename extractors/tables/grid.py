"""Line pieces to grids with spans.

Pieces on one line are joined; lines that meet form a component; a component's
line positions are the grid's edges; two neighbouring slots are one cell where
no line runs between them.  Nothing here looks at text.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from extractors.layout import BBox
from extractors.pages.chars import Bools, Floats, Ints

#: Lines closer than this (points) are one edge: double rules, gaps between separate cells.
SNAP = 3.2
#: Ends of lines meet within this (points).
REACH = 3.6
#: Dashes and dots on one line are joined over gaps up to this (points).
GAP = 4.2
#: A line shorter than this after joining is no ruling.
SHORTEST = 4.0
#: Beyond this many possible meetings of lines a page is a drawing.
MOST_MEETINGS = 4_000_000
#: Beyond this many positions a grid is squared paper.
MOST_POSITIONS = 60_000
#: Lower than this share of the usual row, and than this (points), a row holds no text.
_STRIP, _LOWEST = 0.45, 8.0
#: An edge is there when lines cover this share of it.
COVERED = 0.55


class Slot(NamedTuple):
    """One cell of a recovered grid, in grid positions."""

    row: int
    col: int
    row_span: int
    col_span: int


@dataclass(frozen=True)
class Mesh:
    """A grid without text.  ``xs`` and ``ys`` are its edges in points, ascending.

    ``spans`` is (n, 4), the fields of :class:`Slot`: slots cover every position exactly
    once, in reading order.  ``index[r, c]`` is the slot at a position.
    """

    xs: Floats
    ys: Floats
    spans: Ints
    index: Ints

    @property
    def bbox(self) -> BBox:
        return BBox(float(self.xs[0]), float(self.ys[0]), float(self.xs[-1]), float(self.ys[-1]))

    @cached_property
    def boxes(self) -> Floats:
        """(slots, 4): the box of each slot, x0, top, x1, bottom."""
        row, col, row_span, col_span = self.spans.T
        out = np.empty((len(self.spans), 4))
        out[:, 0], out[:, 1] = self.xs[col], self.ys[row]
        out[:, 2], out[:, 3] = self.xs[col + col_span], self.ys[row + row_span]
        return out

    @cached_property
    def slots(self) -> tuple[Slot, ...]:
        """The slots one by one; :attr:`spans` for many."""
        return tuple(map(Slot._make, self.spans.tolist()))

    def box(self, slot: Slot) -> BBox:
        """The box of one slot; :attr:`boxes` for many."""
        return BBox._make(self.boxes[self.index[slot.row, slot.col]].tolist())


def find_meshes(
    horizontal: Floats, vertical: Floats, notes: list[str] | None = None
) -> tuple[list[Mesh], list[BBox]]:
    """All grids of two cells or more on a page, top to bottom; and frames of one cell.

    ``horizontal`` and ``vertical`` are lines, that is joined pieces (see :func:`join`).
    Drawings with more lines than any table has are left out, and ``notes`` say so.
    """
    meshes: list[Mesh] = []
    frames: list[BBox] = []
    if len(horizontal) * len(vertical) > MOST_MEETINGS:
        if notes is not None:
            notes.append("页面线条过多，按图形处理")
        return meshes, frames
    parts = _components(horizontal, vertical)
    lone = np.ones(len(vertical), dtype=bool)
    for _, columns in parts:
        lone[columns] = False
    for rows, columns in parts:
        columns = _with_border(horizontal[rows], vertical, columns, np.flatnonzero(lone))
        mesh = build_mesh(horizontal[rows], vertical[columns])
        if mesh is None:
            continue
        if len(mesh.spans) > 1:
            meshes.append(mesh)
        else:
            frames.append(mesh.bbox)
    meshes.sort(key=lambda m: (m.ys[0], m.xs[0]))
    return meshes, frames


def join(pieces: Floats, gap: float = GAP) -> Floats:
    """Join pieces (n, 3: position, start, end) that lie on one line; drop what stays short."""
    if not len(pieces):
        return pieces
    order = np.argsort(pieces[:, 0], kind="stable")
    out: list[tuple[float, float, float]] = []
    bundle: list[tuple[float, float, float]] = []
    anchor = last = 0.0
    for position, start, end in pieces[order].tolist():
        if bundle and (position - last > 0.7 or position - anchor > 1.4):
            _flush(bundle, gap, out)
            bundle = []
        if not bundle:
            anchor = position
        last = position
        bundle.append((start, end, position))
    _flush(bundle, gap, out)
    return np.array(out).reshape(-1, 3)


def _flush(
    bundle: list[tuple[float, float, float]], gap: float, out: list[tuple[float, float, float]]
) -> None:
    bundle.sort()
    start, end, first = bundle[0]
    total, count = first, 1
    for a, b, position in bundle[1:]:
        if a <= end + gap:
            if b > end:
                end = b
            total += position
            count += 1
        else:
            if end - start >= SHORTEST:
                out.append((total / count, start, end))
            start, end, total, count = a, b, position, 1
    if end - start >= SHORTEST:
        out.append((total / count, start, end))


#: An outer column merged over the whole page has no line but its far border; look this far.
_WIDEST = 260.0


def _with_border(horizontal: Floats, vertical: Floats, columns: Ints, lone: Ints) -> Ints:
    """Add a lone vertical line beside the grid that runs along its whole height.

    It is the border of a first (or last) column whose one cell is taller than
    the page, so that no horizontal line reaches it.
    """
    if not len(lone):
        return columns
    top, bottom = horizontal[:, 0].min(), horizontal[:, 0].max()
    left, right = vertical[columns, 0].min(), vertical[columns, 0].max()
    near = vertical[lone]
    along = (near[:, 1] <= top + REACH) & (near[:, 2] >= bottom - REACH)
    along &= (near[:, 1] >= top - 30) & (near[:, 2] <= bottom + 30)
    chosen = []
    for side, edge in ((-1.0, left), (1.0, right)):
        away = (near[:, 0] - edge) * side
        reached = 0.0
        for i in np.argsort(away).tolist():
            if along[i] and REACH < away[i] <= reached + _WIDEST:
                reached = float(away[i])
                chosen.append(int(lone[i]))
    return np.concatenate([columns, np.array(chosen, dtype=np.int64)])


def _components(horizontal: Floats, vertical: Floats) -> list[tuple[Ints, Ints]]:
    """Sets of lines that touch each other, directly or through others."""
    h, v = len(horizontal), len(vertical)
    if h < 2 or v < 1:
        return []
    y, x0, x1 = (horizontal[:, i, None] for i in range(3))
    x, y0, y1 = (vertical[None, :, i] for i in range(3))
    touch = (x >= x0 - REACH) & (x <= x1 + REACH) & (y >= y0 - REACH) & (y <= y1 + REACH)
    left_h = np.ones(h, dtype=bool)
    out = []
    for first in range(h):
        if not left_h[first]:
            continue
        rows: Bools = np.zeros(h, dtype=np.bool_)
        rows[first] = True
        columns: Bools = np.zeros(v, dtype=np.bool_)
        while True:
            wider: Bools = np.asarray(touch[rows].any(axis=0), dtype=np.bool_)
            rows_next: Bools = np.logical_or(touch[:, wider].any(axis=1), rows)
            if (wider == columns).all() and (rows_next == rows).all():
                break
            rows, columns = rows_next, wider
        left_h &= ~rows
        if rows.sum() >= 2 and columns.any():
            out.append((np.flatnonzero(rows), np.flatnonzero(columns)))
    return out


def cluster(values: Floats, snap: float = SNAP) -> tuple[Floats, Ints]:
    """Positions closer than ``snap`` as one: (centres ascending, centre of each value)."""
    order = np.argsort(values, kind="stable")
    label = np.zeros(len(values), dtype=np.int64)
    centres: list[float] = []
    group: list[float] = []
    for i in order.tolist():
        value = float(values[i])
        if group and value - group[0] > snap:
            centres.append((group[0] + group[-1]) / 2)
            group = []
        group.append(value)
        label[i] = len(centres)
    if group:
        centres.append((group[0] + group[-1]) / 2)
    return np.array(centres), label


def build_mesh(horizontal: Floats, vertical: Floats) -> Mesh | None:
    """Grid of one component's lines, or None where they enclose nothing."""
    ys, row_of = cluster(horizontal[:, 0])
    xs, col_of = cluster(vertical[:, 0])
    xs, col_of = _outer(xs, col_of, horizontal)
    ys, row_of = _outer(ys, row_of, vertical)
    rows, columns = len(ys) - 1, len(xs) - 1
    if rows < 1 or columns < 1 or rows * columns > MOST_POSITIONS:
        return None
    across = _covered(horizontal, row_of, len(ys), xs)
    down = _covered(vertical, col_of, len(xs), ys)
    border_rows: Bools = np.asarray(across.any(axis=1))
    border_cols: Bools = np.asarray(down.any(axis=1))
    border_rows[[0, -1]] = border_cols[[0, -1]] = True
    if not (border_rows.all() and border_cols.all()):
        # An underlined word, a stroke through it: no border of any cell, so no edge.
        return build_mesh(horizontal[border_rows[row_of]], vertical[border_cols[col_of]])
    underlines = _underlines(ys, across)
    if len(underlines):
        return build_mesh(horizontal[~np.isin(row_of, underlines)], vertical)
    return Mesh(xs, ys, *slots_of(rows, columns, across, down))


def _underlines(ys: Floats, across: Bools) -> Ints:
    """Edges that part no rows: drawn under some cells' text, right above the border of these cells.

    The strip between is too low for any text of the table.
    """
    bands = ys[1:] - ys[:-1]
    if bands.min() >= _LOWEST:
        return np.zeros(0, dtype=np.int64)
    low = bands < min(_STRIP * float(np.median(bands)), _LOWEST)
    out = []
    for k in np.flatnonzero(low).tolist():
        for edge, border in ((k, k + 1), (k + 1, k)):
            inner = 0 < edge < len(ys) - 1
            if inner and not across[edge].all() and not (across[edge] & ~across[border]).any():
                out.append(edge)
                break
    return np.array(out, dtype=np.int64)


def _outer(edges: Floats, label: Ints, other: Floats) -> tuple[Floats, Ints]:
    """Add an outer edge where at least two lines run on beyond the last one (open sides)."""
    low, high = other[:, 1], other[:, 2]
    if (low < edges[0] - 2 * SNAP).sum() >= 2:
        edges = np.concatenate([[low.min()], edges])
        label = label + 1
    if (high > edges[-1] + 2 * SNAP).sum() >= 2:
        edges = np.concatenate([edges, [high.max()]])
    return edges, label


def _covered(lines: Floats, label: Ints, n_edges: int, marks: Floats) -> Bools:
    """(n_edges, len(marks) - 1): is the edge ruled between two neighbouring marks?"""
    start, end = marks[:-1], marks[1:]
    covered = np.zeros((n_edges, len(start)))
    shared = np.minimum(end, lines[:, 2, None]) - np.maximum(start, lines[:, 1, None])
    np.maximum.at(covered, label, shared)
    share: Bools = covered >= COVERED * (end - start)
    return share


def slots_of(rows: int, columns: int, across: Bools, down: Bools) -> tuple[Ints, Ints]:
    """Merge neighbouring positions that no line parts into rectangular cells.

    Returns ``spans`` and ``index`` of a :class:`Mesh`.
    """
    open_right, open_down = ~down[1:-1].T, ~across[1:-1]
    open_somewhere = np.zeros((rows, columns), dtype=bool)
    open_somewhere[:, :-1] |= open_right
    open_somewhere[:, 1:] |= open_right
    open_somewhere[:-1] |= open_down
    open_somewhere[1:] |= open_down
    begins = ~open_somewhere
    merged = _rectangles(open_somewhere, open_right.tolist(), open_down.tolist())
    for row, col, _, _ in merged:
        begins[row, col] = True
    index = np.cumsum(begins).reshape(rows, columns) - 1
    spans = np.ones((int(index[-1, -1]) + 1, 4), dtype=np.int64)
    spans[:, 0], spans[:, 1] = np.nonzero(begins)
    for slot in merged:
        row, col, height, width = slot
        spans[index[row, col]] = slot
        index[row : row + height, col : col + width] = index[row, col]
    return spans, index


def _rectangles(
    open_somewhere: Bools, right: list[list[bool]], below: list[list[bool]]
) -> list[tuple[int, int, int, int]]:
    """Cells of the positions with an open side: row, column, height and width of each."""
    free = open_somewhere.tolist()
    rows, columns = open_somewhere.shape
    out: list[tuple[int, int, int, int]] = []
    for r, c in np.argwhere(open_somewhere).tolist():
        if not free[r][c]:
            continue
        width = 1
        while c + width < columns and right[r][c + width - 1] and free[r][c + width]:
            width += 1
        end = c + width
        height = 1
        # Does the cell go on through the next row, over the same columns?
        while (
            r + height < rows
            and all(below[r + height - 1][c:end])
            and all(right[r + height][c : end - 1])
            and all(free[r + height][c:end])
        ):
            height += 1
        for row in free[r : r + height]:
            row[c:end] = [False] * width
        out.append((r, c, height, width))
    return out
