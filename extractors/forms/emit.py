"""Rows x columns of a recognised table -> cells with keys, parents and places."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from extractors.contracts import Cell, MeasureKind, RowKind
from extractors.forms.columns import Block, Column
from extractors.forms.facets import KIND_PARENTS, nearest
from extractors.forms.links import (
    Place,
    column_parents,
    detached_columns,
    incomplete,
    second_breakdown,
    settle_sides,
    unknown_parents,
)
from extractors.forms.rows import Row
from extractors.forms.unknown import is_other
from extractors.forms.view import View
from extractors.forms.vocab import FormSpec, vocabulary
from extractors.layout import TableCell
from extractors.money import Printed, parse_money, to_yuan
from extractors.text import normalise

_KINDS = {"basic", "personnel", "public_use", "project"}


@dataclass(slots=True)
class Target:
    """The table that cells are written for."""

    document_id: str
    form: str
    table_no: int
    spec: FormSpec
    money_unit: str | None
    engine: str
    confidence: Decimal


@dataclass(slots=True)
class Emitted:
    """Cells, the grid positions they came from, and positions that were not read.

    ``kept`` are positions of columns that nobody knows, kept under their printed words.
    """

    cells: list[Cell] = field(default_factory=list)
    typed: set[tuple[int, int]] = field(default_factory=set)
    kept: set[tuple[int, int]] = field(default_factory=set)
    unread: dict[tuple[int, int], str] = field(default_factory=dict)


def emit(view: View, target: Target, places: Iterable[Place], out: Emitted) -> None:
    """Append one cell per (row, column) of ``places``; grid row and column say where it stands."""
    found = [place for place in places if not place[0].is_heading]
    row_keys = {row.key for row, _, _, _ in found}
    settle_sides(view, found)
    by_amounts = unknown_parents(view, found)
    beside = second_breakdown(view, found)
    columns: dict[int, set[str]] = {}
    for _, column, _, block in found:
        if column.key:
            columns.setdefault(id(block), set()).add(column.key)
    parents = {row.key: nearest(row.parents, row_keys) for row, _, _, _ in found}
    with_children = {p for p in parents.values() if p}
    open_to, grouped = incomplete(found, by_amounts)
    detached = {key: detached_columns(target.spec, keys) for key, keys in columns.items()}
    for row, column, c, block in found:
        if column.key is None or not view.starts_at(row.r, c):
            continue
        kind = RowKind.LEAF
        if row.is_total or row.key.endswith("/T"):
            kind = RowKind.TOTAL
        elif row.key in with_children or row.is_sum:
            kind = RowKind.SUBTOTAL
        printed = columns[id(block)] - {column.key}
        apart = detached[id(block)]
        above = column_parents(column, apart)
        parent_column = by_amounts.get((id(block), c)) or nearest(above, printed)
        if column.path[:-1] in open_to[id(block)] and parent_column in grouped[id(block)]:
            parent_column = None
        if (id(block), c) in beside:
            parent_column = None
        links = _Links(kind.value, parents[row.key], parent_column)
        cell = _cell(view, target, row, column, c, block, links)
        out.cells.append(cell)
        if cell.amount is None:
            out.unread[(row.r, c)] = "不是一个数字"
        else:
            (out.kept if is_other(column.key) else out.typed).add((row.r, c))


class _Links(NamedTuple):
    """What a cell is in its table: kind of row, and the sums it is a part of."""

    row_kind: str
    parent_row: str | None
    parent_column: str | None


def _cell(
    view: View, target: Target, row: Row, column: Column, c: int, block: Block, links: _Links
) -> Cell:
    grid = view.cells[row.r][c]
    printed = parse_money(grid.text)
    key = column.key or ""
    measure_kind = _measure_kind(row, column, printed)
    is_money = measure_kind is MeasureKind.MONEY
    own_unit = printed.money_unit if printed else None
    money_unit = (own_unit or column.money_unit or target.money_unit) if is_money else None
    amount = printed.value if printed else None
    yuan = to_yuan(amount, money_unit) if amount is not None and money_unit else None
    ulp = to_yuan(printed.ulp, money_unit) if printed and money_unit else None
    known = vocabulary().measures.get(key)
    spec = target.spec
    meaning = column.meaning
    kind = meaning.kind if meaning.kind in _KINDS else KIND_PARENTS.get(meaning.kind or "")
    economic = meaning.economic or (known.economic_code if known is not None else None)
    economic = economic or row.economic
    return Cell(
        document_id=target.document_id,
        cell_id=f"{target.form}#{target.table_no}/{row.key}/{key}",
        form=target.form,
        table_no=target.table_no,
        row_ord=row.r,
        row_key=row.key,
        row_label=row.label,
        row_kind=links.row_kind,
        row_level=row.level,
        parent_row_key=links.parent_row,
        block=block.side,
        code=row.code,
        code_scheme=row.scheme,
        project_name=row.project,
        row_unit_code=row.unit_code,
        row_unit_name=row.unit_name,
        column_ord=c,
        column_key=key,
        column_label=column.label,
        parent_column_key=links.parent_column,
        measure_kind=measure_kind.value,
        fund=meaning.fund or row.fund or block.fund or spec.fund,
        vintage=meaning.vintage_field or row.vintage or spec.vintage or "current",
        expenditure_kind=kind or row.kind or _constant_kind(block, spec),
        economic_code=economic,
        raw_text=grid.text,
        amount=amount,
        money_unit=money_unit,
        decimals=printed.decimals if printed else None,
        amount_yuan=yuan,
        ulp_yuan=ulp,
        is_blank=bool(printed and printed.is_blank),
        page=grid.page,
        x0=grid.bbox.x0,
        top=grid.bbox.top,
        x1=grid.bbox.x1,
        bottom=grid.bbox.bottom,
        engine=target.engine,
        confidence=_confidence(target, row, column, grid),
    )


def _measure_kind(row: Row, column: Column, printed: Printed | None) -> MeasureKind:
    if row.counts:
        return MeasureKind.COUNT
    if (column.key or "").startswith("change_rate") or (printed is not None and printed.is_percent):
        return MeasureKind.PERCENT
    return MeasureKind(column.measure_kind) if column.measure_kind else MeasureKind.MONEY


def _constant_kind(block: Block, spec: FormSpec) -> str | None:
    kind = block.kind or spec.kind
    return kind if kind in _KINDS else None


def _confidence(target: Target, row: Row, column: Column, grid: TableCell) -> Decimal:
    value = target.confidence * row.confidence
    if is_other(column.key):
        value *= Decimal("0.6")
    elif column.note:
        value *= Decimal("0.85")
    elif column.meaning.is_composed:
        value *= Decimal("0.95")
    if "\n" in normalise(grid.text):
        value *= Decimal("0.95")
    return value.quantize(Decimal("0.001"))
