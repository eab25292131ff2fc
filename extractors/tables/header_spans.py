"""What a header spans where no vertical rule says so.

A rule drawn under a header, over the columns that it heads, tells; without one, a
header set in the middle over columns that have headers of their own below it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

#: A header is in the middle of its columns within this share of their width (and a point).
_CENTRED = 0.03
#: A rule under a header stands no further than this many heights below it.
_UNDER = 1.2

#: A horizontal rule: y, x0, x1, points.
Rule = tuple[float, float, float]


class Placed(Protocol):
    """A piece of text with its box (points, origin top left)."""

    @property
    def x0(self) -> float: ...
    @property
    def top(self) -> float: ...
    @property
    def x1(self) -> float: ...
    @property
    def bottom(self) -> float: ...


def header_spans(
    heads: Sequence[Sequence[Placed]],
    columns: Sequence[list[tuple[int, int]]],
    cores: Sequence[Sequence[float]],
    rules: Sequence[Rule],
) -> None:
    """Widen, in ``columns``, the first and last column of headers that stand over several.

    ``heads`` are the rows above the first figures, ``columns`` the columns of each of their
    texts, ``cores`` what the figures of each column cover (x0, x1), and ``rules`` the
    horizontal rules that are shorter than the table.
    """
    for i, row in enumerate(heads):
        taken = [set(range(first, last + 1)) for first, last in columns[i]]
        below = {k for k, last in columns[len(heads) - 1] if k == last and i + 1 < len(heads)}
        for j, text in enumerate(row):
            first, last = columns[i][j]
            others = set().union(*taken[:j], *taken[j + 1 :])
            free = _around(first, last, len(cores), others)
            ruled = _over_rule(text, free, cores, rules)
            if ruled is not None:
                columns[i][j] = ruled
            elif first == last:
                columns[i][j] = _centred(
                    text, first, free, below, _extents(heads, columns, cores, i)
                )
            taken[j] = set(range(columns[i][j][0], columns[i][j][1] + 1))


def _around(first: int, last: int, n: int, others: set[int]) -> range:
    """The columns from ``first`` to ``last`` and those beside them that no other text of the row has."""
    while first and first - 1 not in others:
        first -= 1
    while last + 1 < n and last + 1 not in others:
        last += 1
    return range(first, last + 1)


def _over_rule(
    text: Placed, free: range, cores: Sequence[Sequence[float]], rules: Sequence[Rule]
) -> tuple[int, int] | None:
    height = text.bottom - text.top
    for y, x0, x1 in rules:
        if x0 < (text.x0 + text.x1) / 2 < x1 and 0 <= y - text.bottom + 2 <= _UNDER * height + 2:
            over = [k for k in free if x0 < (cores[k][0] + cores[k][1]) / 2 < x1]
            if len(over) > 1:
                return over[0], over[-1]
    return None


def _extents(
    heads: Sequence[Sequence[Placed]],
    columns: Sequence[list[tuple[int, int]]],
    cores: Sequence[Sequence[float]],
    above: int,
) -> list[tuple[float, float]]:
    """What figures and the headers below row ``above`` cover of each column."""
    out = [(core[0], core[1]) for core in cores]
    for row, places in zip(heads[above + 1 :], columns[above + 1 :], strict=False):
        for text, (first, last) in zip(row, places, strict=True):
            if first == last:
                out[first] = (min(out[first][0], text.x0), max(out[first][1], text.x1))
    return out


def _centred(
    text: Placed, column: int, free: range, below: set[int], extents: Sequence[tuple[float, float]]
) -> tuple[int, int]:
    """The run of columns with headers of their own in whose middle the text stands.

    Its own column where none is so, or more than one.
    """
    middle = (text.x0 + text.x1) / 2
    fitting = []
    for a in free:
        for b in free:
            if a <= column <= b and a < b and below.issuperset(range(a, b + 1)):
                off = abs((extents[a][0] + extents[b][1]) / 2 - middle)
                if off < _CENTRED * (extents[b][1] - extents[a][0]) + 1:
                    fitting.append((a, b))
    return fitting[0] if len(fitting) == 1 else (column, column)
