"""Panels side by side that say the same money twice, or money of another side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extractors.forms.columns import Block, block_head
from extractors.forms.rows import DEPARTMENT, FUNCTION, GOVERNMENT, Row, amount_at
from extractors.forms.view import View

#: The scheme by which a form classes its rows.
_OWN = {"function": FUNCTION, "economic": DEPARTMENT, "government": GOVERNMENT}
#: Begin of the key of a total that belongs to another scheme: ``gov.T``.
_PREFIX = {FUNCTION: "fun", DEPARTMENT: "dep", GOVERNMENT: "gov"}


def without_income(blocks: list[Block]) -> Block | None:
    """Take 收入 out that stands left of 支出 in a form of expenditure; the panel, or None."""
    if len(blocks) != 2:
        return None
    left, right = (block_head(block) for block in blocks)
    is_pair = "收入" in left and "支出" not in left and "支出" in right and "收入" not in right
    return blocks.pop(0) if is_pair else None


def amounts_of(view: View, block: Block) -> Iterator[tuple[int, int]]:
    """Grid row and column of every amount that a panel prints."""
    for m in block.measures:
        for r in range(view.body_row, view.n_rows):
            if amount_at(view, r, m.c) is not None:
                yield r, m.c


def set_apart(panels: Sequence[Sequence[Row]], axis: str) -> None:
    """Give a panel that classes by another scheme than its form a total of its own.

    部门预算支出经济分类 beside 政府预算支出经济分类, or beside functional classes: the panels class
    the same expenditure, and under one total it would count twice.
    """
    own = _OWN.get(axis)
    if own is None or not any(row.scheme == own for rows in panels for row in rows):
        return
    for rows in panels:
        schemes = {row.scheme for row in rows} - {None}
        if len(schemes) != 1 or own in schemes:
            continue
        total = f"{_PREFIX[str(schemes.pop())]}.T"
        for row in rows:
            row.key = total if row.key == "T" else row.key
            row.parents = [total if p == "T" else p for p in row.parents]
