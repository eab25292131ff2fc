"""The three-public table printed with its items as columns, turned round.

Whole tables come as one row of amounts, as one row per unit, or as one row per
year (上年, 本年, 增减); the canonical form has the items as rows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from extractors.forms.columns import Block, Column
from extractors.forms.facets import meaning_of
from extractors.forms.labels import bare_code, is_total, take_apart
from extractors.forms.rows import Row, amount_at, has_amounts, is_blank_row
from extractors.forms.rows_items import item_parents
from extractors.forms.rows_keys import Context
from extractors.forms.unknown import is_other
from extractors.forms.view import View
from extractors.text import fold, normalise, squash


@dataclass(slots=True)
class Turned:
    """One amount of a turned table: its canonical row and column, and where it stands."""

    row: Row
    column: Column
    c: int


def is_matrix(block: Block) -> bool:
    """Whether the columns of the block are items (at least two of them)."""
    return len({m.item for m in block.measures if m.item and m.item != "three_public"}) >= 2


def _vintage(text: str, fiscal_year: int | None) -> str | None:
    core = take_apart(text, fiscal_year).core
    if not core or core in {"本年", "预算数", "决算数"}:
        return ""
    if core.startswith("上年"):
        return "prior"
    if re.search(r"%|率|幅度|比例", core):
        return "change_rate"
    if "增减" in core or "增加" in core or "变化" in core:
        return "change"
    return None


@dataclass(slots=True)
class _Line:
    r: int
    unit: str | None
    is_total: bool
    vintage: str


def turn(view: View, block: Block, context: Context) -> tuple[list[Turned], list[int], list[str]]:
    """Cells of the turned table, the body rows that could not be named, and notes."""
    lines, unread, notes = _lines(view, block, context)
    units = list(dict.fromkeys(line.unit for line in lines if line.unit and not line.is_total))
    has_total = any(line.is_total for line in lines)
    whole: str | None = None
    if not has_total and units and (len(units) == 1 or _adds_up(view, block, lines, units)):
        whole = units[0]
    numbers = {u: n for n, u in enumerate((u for u in units if u != whole), 1)}
    named = [m for m in block.measures if m.key and not is_other(m.key)]
    has_all = any(m.item == "three_public" for m in named) and any(m.item is None for m in named)
    items = {_item(m, has_all=has_all) for m in named}
    out: list[Turned] = []
    for line in lines:
        number = None if line.is_total or line.unit == whole else numbers.get(line.unit or "")
        prefix = f"U{number}/" if number else ""
        for column in block.measures:
            if column.key is None or not view.starts_at(line.r, column.c):
                continue
            kept = is_other(column.key)  # 团组数, 批次: of the whole, under its printed words
            item = "T" if kept else _item(column, has_all=has_all)
            parents = [prefix + p for p in item_parents(item, has_all=has_all)]
            row = Row(
                line.r, prefix + item, _item_label(column),
                len(parents) + (1 if prefix else 0), parents, unit_name=line.unit,
                confidence=Decimal(1),
            )  # fmt: skip
            if number and (has_total or whole):
                _hang_on_total(row, item, items)
            turned = column if kept else _column(column, line.vintage)
            out.append(Turned(row, turned, column.c))
    return out, unread, notes


def _hang_on_total(row: Row, item: str, items: set[str]) -> None:
    """A unit's item is a part of the same item of the whole; its own sums are not counted again."""
    parts = {i for i in items if item in item_parents(i, has_all="all" in items)}
    row.parents = [] if parts else [item]
    row.is_sum = bool(parts)


def _item(column: Column, *, has_all: bool) -> str:
    if column.item is None:
        return "all" if has_all else "T"
    return "T" if column.item == "three_public" else column.item


def _item_label(column: Column) -> str:
    """The header word that names the item; of a total the word that says so."""
    named = [text for text in column.path if _is_item(text)]
    return named[-1] if named else column.path[-1]


def _is_item(text: str) -> bool:
    meaning = meaning_of(text)
    return meaning is not None and meaning.item is not None


def _column(column: Column, vintage: str) -> Column:
    """The column under which the amount stands after turning: its meaning without the item."""
    meaning = replace(column.meaning, item=None, vintage=vintage or column.meaning.vintage)
    label = {"prior": "上年", "change": "增减", "change_rate": "增减%"}.get(vintage, "")
    item = _item_label(column)
    path = tuple(text for text in (*column.path, label) if text and text != item) or ("金额",)
    return Column(column.c, path, "measure", meaning, meaning.key(), money_unit=column.money_unit)


def _lines(view: View, block: Block, context: Context) -> tuple[list[_Line], list[int], list[str]]:
    lines: list[_Line] = []
    unread: list[int] = []
    notes: list[str] = []
    year_columns = [c for c in block.labels if c.role == "year"]
    coded = _coded_rows(view, block)
    for r in range(view.body_row, view.n_rows):
        if is_blank_row(view, block, r):
            continue
        if r in coded and (len(coded) > 1 or lines):
            unread.append(r)  # the same items once more, by functional class
            continue
        if not has_amounts(view, block, r) and not _labels(view, block, r):
            continue
        vintage = ""
        if year_columns:
            found = _vintage(view.texts[r][year_columns[0].c], context.fiscal_year)
            if found is None:
                unread.append(r)
                continue
            vintage = found
        words = _labels(view, block, r)
        if not words and lines and not year_columns:
            unread.append(r)
            continue
        total = not words or r in coded or any(is_total(w) for w in words)
        unit = None if total else normalise(words[-1])
        if unit is None and not words and lines and year_columns:
            unit, total = lines[-1].unit, lines[-1].is_total
        lines.append(_Line(r, unit, total, vintage))
    return lines, unread, notes


def _coded_rows(view: View, block: Block) -> set[int]:
    """Rows of a functional class: no units, and no wholes beside the total."""
    codes = [c.c for c in block.labels if c.role in {"code", "part"}]
    return {
        r
        for r in range(view.body_row, view.n_rows)
        if any((bare_code(view.texts[r][c]) or "").startswith("2") for c in codes)
    }


def _labels(view: View, block: Block, r: int) -> list[str]:
    return [
        view.texts[r][c.c]
        for c in block.labels
        if c.role not in {"year", "lineno", "ordinal", "unit_code", "text"} and view.texts[r][c.c]
    ]


def _adds_up(view: View, block: Block, lines: list[_Line], units: list[str]) -> bool:
    """Whether the first unit's total is the sum of the others, or it is the document's unit."""
    column = block.measures[0].c
    sums: dict[str, Decimal] = {}
    for line in lines:
        if line.vintage == "" and line.unit:
            sums[line.unit] = amount_at(view, line.r, column) or Decimal(0)
    if fold(squash(units[0])) and units[0] in sums:
        rest = [sums.get(u, Decimal(0)) for u in units[1:]]
        return abs(sum(rest) - sums[units[0]]) <= len(rest) * Decimal("0.01")
    return False
