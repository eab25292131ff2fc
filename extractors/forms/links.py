"""Which columns are parts of which: where the words leave it open, the amounts decide."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from decimal import Decimal

from extractors.forms.columns import Block, Column
from extractors.forms.facets import nearest, parents_of
from extractors.forms.rows import Row, amount_at
from extractors.forms.unknown import is_other, open_groups, parents_by_amounts
from extractors.forms.view import View
from extractors.forms.vocab import FormSpec

#: A row, a column, its place in the grid, and the block of both.
Place = tuple[Row, Column, int, Block]

#: What comes in, and what is carried over; the longest begin of a key first.
_FLOWS = ("carry_out", "carry", "income")
_SIDES = {"operating", "remit_upward", "subsidy_affiliates"}
_CENTS = Decimal("0.03")


def _blocks(places: list[Place]) -> list[Block]:
    """The blocks of a table, each once, in reading order."""
    return list({id(b): b for _, _, _, b in places}.values())


def _rows(places: list[Place], block: Block) -> list[int]:
    """Grid rows of a block, ascending."""
    return sorted({row.r for row, _, _, b in places if b is block})


def _sum(view: View, r: int, columns: Iterable[Column]) -> Decimal:
    """What a row prints in some columns, added up; blank is nothing."""
    return sum((amount_at(view, r, m.c) or Decimal(0) for m in columns), Decimal(0))


def incomplete(
    places: list[Place], by_amounts: dict[tuple[int, int], str]
) -> tuple[dict[int, set[tuple[str, ...]]], dict[int, set[str]]]:
    """By block: header groups that are known in part only, and the sums that stand in them."""
    groups: dict[int, set[tuple[str, ...]]] = {}
    sums: dict[int, set[str]] = {}
    for block in _blocks(places):
        placed = {c for key, c in by_amounts if key == id(block)}
        groups[id(block)] = found = open_groups(block, placed)
        sums[id(block)] = {m.key for m in block.measures if m.key and m.path[:-1] in found}
    return groups, sums


def detached_columns(spec: FormSpec, printed: set[str]) -> Collection[str]:
    """Columns that are no part of another: where 本年收入 stands beside 本年支出, what comes in."""
    return spec.detached or (_FLOWS if "income" in printed else ())


def column_parents(column: Column, apart: Collection[str]) -> tuple[str, ...]:
    """Keys of the sums that a column may be a part of, nearest first; ``apart`` stand alone."""
    key = column.key or ""
    if key in apart:
        return ()
    flow = next((f for f in _FLOWS if key.startswith(f"{f}_")), None)
    if flow in apart:
        return (str(flow),)
    return tuple(k for k in parents_of(column.meaning) if k not in apart)


def unknown_parents(view: View, places: list[Place]) -> dict[tuple[int, int], str]:
    """The sums that unknown columns complete, by block and grid column."""
    out: dict[tuple[int, int], str] = {}
    for block in _blocks(places):
        if any(is_other(m.key) for m in block.measures):
            for c, key in parents_by_amounts(view, block, _rows(places, block)).items():
                out[id(block), c] = key
    return out


def settle_sides(view: View, places: list[Place]) -> None:
    """Whether 经营, 上缴 and 补助 stand beside 基本 and 项目, or inside them.

    Forms print both.  Where the total is the sum without them and not with
    them, they are no parts of it.
    """
    for block in _blocks(places):
        columns = {m.key: m for m in block.measures if m.key}
        sides = [m for k, m in columns.items() if k in _SIDES]
        main = [columns[k] for k in ("basic", "personnel", "public_use", "project") if k in columns]
        if "basic" in columns:
            main = [m for m in main if m.key not in {"personnel", "public_use"}]
        if "total" not in columns or not sides or not main:
            continue
        with_sides = without = 0
        for r in _rows(places, block):
            total = amount_at(view, r, columns["total"].c)
            extra = _sum(view, r, sides)
            if total is None or not extra:
                continue
            base = _sum(view, r, main)
            without += abs(total - base) <= _CENTS
            with_sides += abs(total - base - extra) <= _CENTS
        if without > with_sides:
            for m in sides:
                m.meaning = replace(m.meaning, of_which=True)


def second_breakdown(view: View, places: list[Place]) -> set[tuple[int, int]]:
    """Columns (block, grid column) of a second breakdown of a sum that another one makes up.

    按资金来源 beside 按支出类别: each makes up the total by itself and both together twice of
    it.  Kinds stay parts of the total, since they complete it on every such form; the funds
    stand beside them.
    """
    out: set[tuple[int, int]] = set()
    for block in _blocks(places):
        keyed = {m.key: m for m in block.measures if m.key}
        whole = keyed.get("total")
        parts = [
            m
            for k, m in keyed.items()
            if m is not whole and nearest(parents_of(m.meaning), keyed.keys() - {k}) == "total"
        ]
        kinds = [m for m in parts if m.meaning.kind and not m.meaning.fund]
        others = [m for m in parts if m not in kinds]
        if whole is None or not kinds or not any(m.meaning.fund for m in others):
            continue
        together = alone = 0
        for r in _rows(places, block):
            total = amount_at(view, r, whole.c)
            by_kind = _sum(view, r, kinds)
            rest = _sum(view, r, others)
            if total is None or not rest or not by_kind:
                continue
            together += abs(total - by_kind - rest) <= _CENTS
            alone += abs(total - by_kind) <= _CENTS
        if alone > together:
            out |= {(id(block), m.c) for m in others}
    return out
