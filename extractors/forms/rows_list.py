"""Rows of lists: procurement, purchase of services.

A list nests by leaving the left columns empty: 货物 / unit / project / item.  A
row whose next row stands deeper is the sum of the rows below it.
"""

from __future__ import annotations

import re

from extractors.forms.columns import Block
from extractors.forms.labels import is_total, take_apart
from extractors.forms.rows import Row, Rows, has_amounts, is_blank_row, make_unique
from extractors.forms.view import View
from extractors.text import normalise

_GROUPS = (
    ("goods", re.compile(r"(?:A[-—]?)?货物(?:类|A)?")),
    ("works", re.compile(r"(?:B[-—]?)?工程(?:类|B)?")),
    ("services", re.compile(r"(?:C[-—]?)?服务(?:类|C)?")),
)


def read_list_rows(view: View, block: Block) -> Rows:
    """Rows of a list: total, groups (goods, works, services), items ``I<n>`` in order."""
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
        out.rows.append(_row(view, block, r, words, out))
        depths.append(depth)
    for i, row in enumerate(out.rows[:-1]):
        if row.key.startswith("I") and depths[i + 1] > depths[i]:
            row.is_sum = True
    groups = {"goods", "works", "services"} & {row.key for row in out.rows}
    for row in out.rows:
        if row.key in groups and len(out.rows) > len(groups) + 1:
            row.is_sum = True
    make_unique(out.rows)
    return out


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


def _row(view: View, block: Block, r: int, words: list[str], out: Rows) -> Row:
    if is_total(words[0]) and all(is_total(w) for w in words):
        return Row(r, "T", normalise(words[0]), 0)
    core = take_apart(words[0]).core
    group = next((g for g, pattern in _GROUPS if pattern.fullmatch(core)), None)
    if group and len(words) == 1:
        return Row(r, group, normalise(words[0]), 1, ["T"])
    n = sum(1 for row in out.rows if row.key.startswith("I")) + 1
    return Row(r, f"I{n}", " / ".join(normalise(w) for w in words), len(words) + 1, [])
