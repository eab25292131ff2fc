"""Where things stand in a performance-target table: its header row, its columns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from extractors.layout import TableCell
from extractors.money import parse_amount
from extractors.performance.schema import EvaluationColumn, Labels, clean_label
from extractors.text import normalise, squash

Row = list[TableCell]
#: A line break that parts no two Latin words.
_WRAP = re.compile(r"(?<![A-Za-z])\s*\n\s*|\s*\n\s*(?![A-Za-z])")


@dataclass(slots=True)
class Grid:
    """Where the columns of the indicator grid are; ``project`` are a list's project columns."""

    columns: dict[str, int]
    project: dict[int, str] = field(default_factory=dict)
    n_cols: int = 0


def find_header(row: Row, labels: Labels) -> Grid | None:
    """The grid that a row heads: it names the third level and the target at least."""
    ranked: dict[str, tuple[int, int]] = {}
    project: dict[int, str] = {}
    money = False
    for c in range(_year_half(row, labels), len(row)):
        text = clean_label(row[c].text)
        hit = labels.column_of(text)
        if hit is not None:
            key, rank = hit
            ranked[key] = min(ranked.get(key, (rank, c)), (rank, c))
        elif (field_key := labels.field_of(text)) is not None:
            project.setdefault(c, field_key)
            money = money or labels.kinds[field_key] == "money"
    columns = {key: c for key, (_, c) in ranked.items()}
    if "level1" not in columns:  # it may stand once, left of both halves
        for c, cell in enumerate(row[: min(columns.values(), default=0)]):
            if (labels.column_of(clean_label(cell.text)) or ("", 0))[0] == "level1":
                columns["level1"] = c
    if "level3" not in columns or "target" not in columns:
        return None
    if "level1" not in columns and "operator" not in columns:
        return None
    return Grid(columns, project if money else {}, len(row))


def _year_half(row: Row, labels: Labels) -> int:
    """Where the year's half begins, in a header that tells the targets of the term left of it.

    二级指标 | 三级指标 | 指标值 | 二级指标 | 三级指标 | 指标值 stand under 中长期目标 | 年度目标: as with
    the fields of such forms, the right one of two is the year's.
    """
    heads = [
        (c, *hit)
        for c, cell in enumerate(row)
        if cell.col == c and (hit := labels.column_of(clean_label(cell.text))) is not None
    ]
    best = min((rank for _, key, rank in heads if key == "level3"), default=0)
    thirds = [c for c, key, rank in heads if key == "level3" and rank == best]
    targets = [c for c, key, _ in heads if key == "target"]
    if len(thirds) != 2 or len(targets) != 2 or not thirds[0] < targets[0] < thirds[1] < targets[1]:
        return 0
    before = [
        c for c, key, _ in heads if key in {"level1", "level2"} and targets[0] < c < thirds[1]
    ]
    return min(before, default=thirds[1])


def repeated(new: Grid, old: Grid | None) -> Grid:
    """A header row, with the columns that its repetition on a later page fails to name.

    Only in a list, and only where all columns that both name stand in the same
    places: then the new header is the old one again.
    """
    if old is None or not old.project or new.n_cols != old.n_cols:
        return new
    if any(old.columns.get(key, c) != c for key, c in new.columns.items()):
        return new
    named = {*new.columns.values(), *new.project}
    columns = {key: c for key, c in old.columns.items() if c not in named}
    project = {c: key for c, key in old.project.items() if c not in named}
    return Grid({**columns, **new.columns}, {**project, **new.project}, new.n_cols)


def evaluation_columns(row: Row, labels: Labels) -> dict[EvaluationColumn, int] | None:
    """The columns of a self-evaluation's fund table, where this row heads it."""
    found: dict[EvaluationColumn, int] = {}
    for c, cell in enumerate(row):
        column = labels.evaluation_columns.get(clean_label(cell.text))
        if column is not None:
            found.setdefault(column, c)
    return (
        found
        if {"initial", "executed"} <= set(found) or ({"adjusted", "executed"} <= set(found))
        else None
    )


def fund_row(cells: Row, labels: Labels) -> str | None:
    """Key of the fund that a row of a self-evaluation tells (the last label before the numbers)."""
    for cell in reversed(cells):
        key = labels.field_of(clean_label(cell.text))
        if key in labels.evaluation_rows:
            return key
    return None


def is_upper_header(row: Row, below: Row) -> bool:
    """A row above the header row that only heads groups of its columns."""
    shared = sum(1 for a, b in zip(row, below, strict=True) if a is b)
    return shared >= 2 and not any(parse_amount(c.text) and squash(c.text) for c in row)


def realigned(row: Row, grid: Grid, labels: Labels, levels: Iterable[str]) -> Row:
    """A row that lost its leading cells at a page break, moved back to the right.

    Only when its first two cells are no levels and as many cells at its end
    are blank.  ``levels`` are the first levels of the rows above.
    """
    first, second = grid.columns.get("level1"), grid.columns.get("level2")
    if first is None or second is None:
        return row
    one, two = squash(row[first].text), squash(row[second].text)
    if not one or one in labels.level1 or one.endswith("指标"):
        return row
    if not labels.level1 & {squash(level) for level in levels}:
        return row  # the table's own first levels are none that we know
    lost = 1 if two.endswith("指标") else 2
    lost = 1 if one.endswith("指标") else lost
    if any(squash(c.text) for c in row[len(row) - lost :]):
        return row
    blank = replace(row[first], text="")
    return row[:first] + [blank] * lost + row[first : len(row) - lost]


def words(text: str) -> str:
    """A cell's text on one line: a line break between Chinese characters is no space."""
    return normalise(_WRAP.sub("", text))


def distinct(row: Sequence[TableCell]) -> list[TableCell]:
    """The cells of a row, a spanned one once."""
    out: list[TableCell] = []
    for cell in row:
        if not out or out[-1] is not cell:
            out.append(cell)
    return out
