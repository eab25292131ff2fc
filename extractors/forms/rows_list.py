"""Rows of lists: procurement, purchase of services.

A list nests by leaving the left columns empty: 货物 / unit / project / item.  A
row whose next row stands deeper is the sum of the rows below it.
"""

from __future__ import annotations

import re

from extractors.forms.columns import Block
from extractors.forms.labels import is_total, take_apart
from extractors.forms.rows import Row, Rows, has_amounts, is_blank_row, make_unique
from extractors.forms.rows_codes import is_unit
from extractors.forms.rows_keys import Context
from extractors.forms.view import View
from extractors.text import normalise

_GROUPS = (
    ("goods", re.compile(r"(?:A[-—]?)?货物(?:类|A)?")),
    ("works", re.compile(r"(?:B[-—]?)?工程(?:类|B)?")),
    ("services", re.compile(r"(?:C[-—]?)?服务(?:类|C)?")),
)


def read_list_rows(view: View, block: Block, context: Context) -> Rows:
    """Rows of a list: total, groups (goods, works, services), units ``U<n>``, items ``I<n>``."""
    out = Rows()
    depths: list[int] = []
    for r in range(view.body_row, view.n_rows):
        if is_blank_row(view, block, r):
            continue
        words, depth = _words(view, block, r)
        if not words:
            if has_amounts(view, block, r):
                out.unread.append(r)
            continue
        out.rows.append(_row(view, block, r, words, out, context))
        depths.append(depth)
    for i, row in enumerate(out.rows[:-1]):
        if row.key.startswith("I") and depths[i + 1] > depths[i]:
            row.is_sum = True
    groups = {"goods", "works", "services"} & {row.key for row in out.rows}
    for row in out.rows:
        if row.key in groups and len(out.rows) > len(groups) + 1:
            row.is_sum = True
    _nest_units(out.rows, depths)
    make_unique(out.rows)
    return out


def _nest_units(rows: list[Row], depths: list[int]) -> None:
    """Hang unit rows on their group, and what stands below a unit row on the unit.

    Rows below another sum of the same unit are parts of that sum, and get no parent.
    """
    group: Row | None = None
    unit: Row | None = None
    sums: list[int] = []
    for row, depth in zip(rows, depths, strict=True):
        if not row.key.startswith(("I", "U")):
            group, unit, sums = (None if row.key == "T" else row), None, []
            continue
        if row.key.startswith("U"):
            row.parents, row.level, sums = [group.key, "T"] if group else ["T"], 2, []
            unit = row
            continue
        if unit is None:
            continue
        row.unit_name, row.unit_code = unit.unit_name, unit.unit_code
        sums = [d for d in sums if d < depth]
        if not sums:
            row.parents, row.level = [unit.key], 3
        if row.is_sum:
            sums.append(depth)


def _words(view: View, block: Block, r: int) -> tuple[list[str], int]:
    """Label words of a row and the position of the deepest one that begins in it."""
    words: list[str] = []
    depth = -1
    seen: set[tuple[int, int]] = set()
    for position, column in enumerate(block.labels):
        cell, text = view.cells[r][column.c], view.texts[r][column.c]
        if not text or column.role in {"lineno", "ordinal"} or (cell.row, cell.col) in seen:
            continue
        seen.add((cell.row, cell.col))
        words.append(text)
        if cell.row == r:
            depth = position
    return words, depth


def _row(view: View, block: Block, r: int, words: list[str], out: Rows, context: Context) -> Row:
    if is_total(words[0]) and all(is_total(w) for w in words):
        return Row(r, "T", normalise(words[0]), 0)
    core = take_apart(words[0]).core
    group = next((g for g, pattern in _GROUPS if pattern.fullmatch(core)), None)
    if group and len(words) == 1:
        return Row(r, group, normalise(words[0]), 1, ["T"])
    if len(words) == 1 and _begins_unit(view, block, r, context):
        n = sum(1 for row in out.rows if row.key.startswith("U")) + 1
        name = normalise(words[0])
        return Row(r, f"U{n}", name, 1, ["T"], unit_name=name, is_sum=True)
    n = sum(1 for row in out.rows if row.key.startswith("I")) + 1
    return Row(r, f"I{n}", " / ".join(normalise(w) for w in words), len(words) + 1, [])


def _begins_unit(view: View, block: Block, r: int, context: Context) -> bool:
    """Whether the one word of a row names a unit: by its column, or left of all items."""
    standing = [c for c in block.labels if view.texts[r][c.c] and view.begins_at(r, c.c)]
    if not standing:
        return False
    column = standing[0]
    if column.role == "unit":
        return True
    return column is block.labels[0] and is_unit(view.texts[r][column.c], context)
