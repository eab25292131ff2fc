"""Columns whose words nobody knows: kept under their printed words instead of lost.

The measure of such a column is ``other:<printed words>``.  It is a part of a sum only
where the amounts say so in every row; its words alone never make it one, and a column
that does not look like money gets no money unit.
"""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import pairwise

from extractors.contracts import MeasureKind
from extractors.forms.columns import Block, Column
from extractors.forms.facets import Meaning, nearest, parents_of
from extractors.forms.labels import COUNTS, SHARES
from extractors.forms.rows import amount_at
from extractors.forms.view import View, has_decimals
from extractors.text import fold

OTHER = "other:"
_MAX_KEY = 60
_MONEY = re.compile(
    r"金额|资金|经费|支出|收入|拨款|预算|决算|款|费|元|补助|补贴|合计|小计|结转|结余|价"
)
_PRIOR = re.compile(r"上年|去年|以前年度")
_CENT = Decimal("0.01")


def is_other(key: str | None) -> bool:
    """Whether a measure key is that of a column nobody knows."""
    return key is not None and key.startswith(OTHER)


def keep_unknown(view: View, block: Block) -> None:
    """Give the unresolved columns of a block the key ``other:...`` where they can be typed."""
    taken = {m.key for m in block.measures}
    for m in block.measures:
        if m.key is not None:
            continue
        words = fold("/".join(m.path))[:_MAX_KEY] or f"第{m.c + 1}列"
        kind = _kind(view, m, words)
        if kind is None:
            continue
        key = OTHER + words
        if key in taken:
            key = f"{key}#{m.c + 1}"
        taken.add(key)
        m.key, m.item = key, None
        m.measure_kind = kind.value
        # of_which: no part of anything by its words
        m.meaning = Meaning(of_which=True, vintage="prior" if _PRIOR.search(words) else None)


def _kind(view: View, column: Column, words: str) -> MeasureKind | None:
    """What the numbers of a column are; None where neither words nor numbers tell."""
    leaf = fold(column.path[-1]) if column.path else ""
    if SHARES.search(words):
        return MeasureKind.PERCENT
    if COUNTS.search(words):
        return MeasureKind.COUNT
    if has_decimals(view, column.c) or (_MONEY.search(leaf) and not _counts_rows(view, column.c)):
        return MeasureKind.MONEY
    return None


def _counts_rows(view: View, c: int) -> bool:
    """Whether a column holds nothing but ascending whole numbers: it numbers the rows."""
    texts = [view.texts[r][c] for r in range(view.body_row, view.n_rows) if view.texts[r][c]]
    if not all(re.fullmatch(r"\d{1,3}", text) for text in texts):
        return False
    numbers = [int(text) for text in texts]
    return len(numbers) > 1 and all(b > a for a, b in pairwise(numbers))


def parents_by_amounts(view: View, block: Block, rows: list[int]) -> dict[int, str]:
    """Grid column -> key of the sum that it completes, for the unknown money columns.

    The sum must lack, in every row, exactly what the unknown column prints (or all of
    them together), in at least one row more than nothing.
    """
    unknown = [
        m for m in block.measures if is_other(m.key) and m.measure_kind == MeasureKind.MONEY.value
    ]
    known = {m.key: m for m in block.measures if m.key and not is_other(m.key)}
    if not unknown:
        return {}
    together = _completed(view, rows, known, unknown)
    if together is not None or len(unknown) == 1:
        return {m.c: together for m in unknown if together is not None}
    each = {m.c: _completed(view, rows, known, [m]) for m in unknown}
    return {c: key for c, key in each.items() if key is not None}


def _completed(
    view: View, rows: list[int], known: dict[str, Column], group: list[Column]
) -> str | None:
    """The key of the sum that a group of unknown columns completes, if there is one.

    The sum stands above them or beside them under one header.
    """
    for key, whole in known.items():
        header = whole.path[:-1]
        if any(m.path[: len(header)] != header for m in group):
            continue
        parts = [
            m
            for k, m in known.items()
            if k != key and nearest(parents_of(m.meaning), known.keys() - {k}) == key
        ]
        if (len(parts) + len(group) >= 2) and _completes(view, rows, whole, parts, group):
            return key
    return None


def open_groups(block: Block, placed: set[int]) -> set[tuple[str, ...]]:
    """Header groups with an unknown column of money that completes no sum.

    What is known of such a group does not make up its sum.
    """
    return {
        m.path[:-1]
        for m in block.measures
        if is_other(m.key)
        and m.measure_kind == MeasureKind.MONEY.value
        and len(m.path) > 1
        and m.c not in placed
    }


def _completes(
    view: View, rows: list[int], whole: Column, parts: list[Column], group: list[Column]
) -> bool:
    filled = 0
    for r in rows:
        total = amount_at(view, r, whole.c) or Decimal(0)
        known = sum((amount_at(view, r, m.c) or Decimal(0) for m in parts), Decimal(0))
        extra = sum((amount_at(view, r, m.c) or Decimal(0) for m in group), Decimal(0))
        if abs(total - known - extra) > _CENT * (len(parts) + len(group)):
            return False
        filled += extra != 0
    return filled > 0
