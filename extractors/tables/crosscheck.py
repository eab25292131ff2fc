"""Comparing two readings of one page, amount by amount."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.layout import BBox, Grid, GridCell
from extractors.money import parse_amount
from extractors.text import squash

#: Two grids are readings of one table when they share this much of the smaller one.
_OVERLAP = 0.6


class SecondEngineError(Exception):
    """The second engine could not read a page; ``str()`` names what it raised."""


def compare(grid: Grid, others: Sequence[Grid]) -> tuple[bool, list[str]]:
    """Whether a second engine saw the table, and each amount that it reads otherwise.

    Amounts are compared by place: the other grid's cell at the middle of ours.
    """
    seen = [other for other in others if _shared(grid.bbox, other.bbox) >= _OVERLAP]
    if not seen:
        return False, []
    differences = []
    for cell in grid.cells:
        mine = _amount(cell.text)
        other = _at(seen, cell)
        theirs = _amount(other.text) if other is not None else None
        if mine == theirs or (mine is None and other is None):
            continue
        if mine is None and other is not None and _same_words(cell, other):
            continue
        where = f"第{grid.page}页第{cell.row + 1}行第{cell.col + 1}列"
        there = "无此格" if other is None else squash(other.text) or "空"
        here = squash(cell.text) or "空"
        differences.append(f"复核：{where} {grid.engine}读作“{here}”，另一引擎读作“{there}”")
    return True, differences


def _same_words(one: GridCell, other: GridCell) -> bool:
    return squash(one.text) == squash(other.text)


def _amount(text: str) -> str | None:
    """The amount of a cell, as text; None where the cell is not one amount."""
    read = parse_amount(text)
    return None if read is None or read.is_blank else squash(text)


def _at(grids: Sequence[Grid], cell: GridCell) -> GridCell | None:
    x = (cell.bbox.x0 + cell.bbox.x1) / 2
    y = (cell.bbox.top + cell.bbox.bottom) / 2
    for grid in grids:
        for other in grid.cells:
            box = other.bbox
            if box.x0 <= x <= box.x1 and box.top <= y <= box.bottom:
                return other
    return None


def _shared(one: BBox, other: BBox) -> float:
    """Shared area as a share of the smaller box."""
    width = min(one.x1, other.x1) - max(one.x0, other.x0)
    height = min(one.bottom, other.bottom) - max(one.top, other.top)
    if width <= 0 or height <= 0:
        return 0.0
    small = min((b.x1 - b.x0) * (b.bottom - b.top) for b in (one, other))
    return width * height / small if small > 0 else 0.0
