"""Columns and rows of a table moved back: what each move would repair, and what it would break."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import combinations
from typing import TYPE_CHECKING

from expectations.edits import Id

if TYPE_CHECKING:
    from expectations.structure import Layout, Spot

#: Columns beyond which pairs are not tried: wide tables by economic class.
_WIDE = 24
Cells = Mapping[tuple[str, str], "Spot"]


def _order(cells: Cells, axis: str) -> list[str]:
    if axis == "column":
        found = {(s.column_ord, s.column) for s in cells.values()}
    else:
        found = {(s.row_ord, s.row) for s in cells.values()}
    return [key for _, key in sorted(found)]


def taken_from(cells: Cells, axis: str, source: Mapping[str, str | None]) -> dict[str, Decimal]:
    """Changes by which every key of an axis shows what now stands at another (None: nothing)."""
    changes = {}
    for (row, column), spot in cells.items():
        key = column if axis == "column" else row
        if key not in source:
            continue
        other = source[key]
        place = (row, other or "") if axis == "column" else (other or "", column)
        there = cells.get(place)
        changes[spot.fact] = (there.value if there else Decimal(0)) - spot.value
    return changes


@dataclass(slots=True)
class _Tally:
    """What changes of several numbers repair and break, kept up to date change by change."""

    layout: Layout
    repaired: set[Id] = field(default_factory=set)
    broken: set[Id] = field(default_factory=set)
    _changes: dict[str, Decimal] = field(default_factory=dict)
    _shift: dict[Id, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    _touches: Counter[Id] = field(default_factory=Counter)

    def update(self, changes: Mapping[str, Decimal]) -> None:
        """Change these numbers (anew) and leave the others as they are."""
        for fact, change in changes.items():
            before = self._changes.get(fact, Decimal(0))
            if change == before:
                continue
            self._changes[fact] = change
            for v in self.layout.by_fact.get(fact, ()):
                self._shift[v.key] += v.coefficients[fact] * (change - before)
                self._touches[v.key] += bool(change) - bool(before)
                holds = abs(v.difference + self._shift[v.key]) <= v.tolerance
                found = self.repaired if v.failed else self.broken
                if self._touches[v.key] and holds == v.failed:
                    found.add(v.key)
                else:
                    found.discard(v.key)


def _lines(cells: Cells, axis: str) -> dict[str, dict[tuple[str, str], Spot]]:
    """The cells of each row or column."""
    out: dict[str, dict[tuple[str, str], Spot]] = defaultdict(dict)
    for (row, column), spot in cells.items():
        out[column if axis == "column" else row][row, column] = spot
    return out


def _groups(cells: Cells, axis: str) -> Iterator[list[str]]:
    """Keys that may be taken for each other: all columns; the rows of the income, of the spending.

    Not where they are many: wide tables by economic class, overviews down to single items.
    """
    keys = _order(cells, axis)
    for start in ("",) if axis == "column" else ("in.", "ex."):
        group = list(dict.fromkeys(k for k in keys if k.startswith(start)))
        if len(group) <= _WIDE:
            yield group


def swaps(layout: Layout, cells: Cells) -> Iterator[tuple[set[Id], int]]:
    """Effects of two columns, or two funds of one block, taken for each other."""
    for axis in ("column", "row"):
        lines = _lines(cells, axis)
        for a, b in (pair for group in _groups(cells, axis) for pair in combinations(group, 2)):
            both = {**lines[a], **lines[b]}
            changes = taken_from(both, axis, {a: b, b: a})
            # two columns that differ in one row only: one number is wrong, no header
            if axis == "row" or sum(bool(c) for c in changes.values()) > 2:
                yield layout.effect(changes)


def shifts(layout: Layout, cells: Cells, is_sealed: bool = False) -> Iterator[tuple[set[Id], int]]:
    """Effects of moving all columns or rows from one on by one place, either way.

    In a sealed table the numbers of a row stand beside its label: rows are not moved.
    From the last one backwards, so that each step changes one line more: a table of thousands
    of rows is gone through once, not once for every row.
    """
    for axis in ("column",) if is_sealed else ("column", "row"):
        keys, lines = list(dict.fromkeys(_order(cells, axis))), _lines(cells, axis)
        for is_left in (True, False):
            tally = _Tally(layout)
            for n in range(len(keys) - 2, -1, -1):
                here, after = keys[n], keys[n + 1]
                source: dict[str, str | None] = (
                    {here: after} if is_left else {after: here, here: None}
                )
                both = {**lines[here], **lines[after]}
                tally.update(taken_from(both, axis, source))
                yield tally.repaired, len(tally.broken)
