"""Slips of a reader about a whole table or document: form, unit, year, fund, continuation."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal
from typing import Any

from extractors.contracts import Cell, DocumentFacts, FormTable
from extractors.money import YUAN_PER
from tests.bench.fault_tools import (
    Table,
    pick,
    tables_of,
    with_cells,
    without_rows,
)
from tests.unit.expectations.build import copy


def _scaled(facts: DocumentFacts, ratio: Decimal, forms: set[Table]) -> DocumentFacts:
    unit = {v: k for k, v in YUAN_PER.items()}

    def scale(r: Any) -> Any:
        per = YUAN_PER.get(r.money_unit or "")
        return replace(r, money_unit=unit.get(per * ratio, r.money_unit)) if per else r

    out = copy(facts)
    out.form_tables = [scale(t) if (t.form, t.table_no) in forms else t for t in facts.form_tables]
    out.cells = [
        replace(
            scale(c),
            amount_yuan=None if c.amount_yuan is None else c.amount_yuan * ratio,
            ulp_yuan=None if c.ulp_yuan is None else c.ulp_yuan * ratio,
        )
        if (c.form, c.table_no) in forms and c.measure_kind == "money"
        else c
        for c in facts.cells
    ]
    return out


def wrong_unit(facts: DocumentFacts, dice: random.Random) -> DocumentFacts | None:
    """The money unit of a table is misread."""
    cells = pick(facts, dice)
    if not cells:
        return None
    unit = YUAN_PER.get(cells[0].money_unit or "万元", Decimal(10000))
    ratio = Decimal("0.0001") if unit == 10000 else Decimal(10000)
    return _scaled(facts, ratio, {(cells[0].form, cells[0].table_no)})


def wrong_unit_everywhere(facts: DocumentFacts, _: random.Random) -> DocumentFacts | None:
    """The money unit of all tables is misread; the sentences state theirs."""
    unit = YUAN_PER.get(next((c.money_unit for c in facts.cells if c.money_unit), None) or "万元")
    return _scaled(
        facts, Decimal("0.0001") if unit == 10000 else Decimal(10000), set(tables_of(facts))
    )


def wrong_continuation(facts: DocumentFacts, dice: random.Random) -> DocumentFacts | None:
    """The rows of a table after a page break are added to another table."""
    cells = pick(facts, dice, 16)
    if not cells:
        return None
    rows = [k for _, k in sorted({(c.row_ord, c.row_key) for c in cells})]
    late = set(rows[dice.randrange(3, len(rows) - 1) :]) if len(rows) > 4 else set()
    others = [k for k in sorted(tables_of(facts)) if k[0] != cells[0].form and k[0][0] in "TJ"]
    if not late or not others:
        return None
    form, table_no = dice.choice(others)
    there = tables_of(facts)[form, table_no]
    known, last = {c.row_key for c in there}, max(c.row_ord for c in there)
    totals = {c.row_key for c in there if c.row_kind == "total"}
    moved = [
        replace(
            c, form=form, table_no=table_no, row_ord=last + 1 + c.row_ord,
            cell_id=f"{form}#{table_no}/{c.row_key}/{c.column_key}",
            parent_row_key=c.parent_row_key if c.parent_row_key in known | late
            else next(iter(sorted(totals)), None),
        )
        for c in cells
        if c.row_key in late and c.row_key not in known
    ]  # fmt: skip
    return with_cells(facts, cells, without_rows(cells, late) + moved)


def lose_form(facts: DocumentFacts, dice: random.Random) -> DocumentFacts | None:
    """A table is not found."""
    cells = pick(facts, dice, 1)
    if not cells:
        return None
    gone = cells[0].form
    out = copy(facts)
    out.cells = [c for c in facts.cells if c.form != gone]
    out.form_tables = [t for t in facts.form_tables if t.form != gone]
    return out


def wrong_form(facts: DocumentFacts, dice: random.Random) -> DocumentFacts | None:
    """A table is taken for another form with the same columns, which the document lacks or not."""
    names = {"T03": "T05", "T05": "T03", "T08": "T09", "T09": "T08", "T06": "FISCAL_BASIC",
             "T02": "J02", "J03": "J05", "J05": "J03", "J08": "J09", "J09": "J08"}  # fmt: skip
    here = sorted({f for f, _ in tables_of(facts) if f in names})
    if not here:
        return None
    old = dice.choice(here)
    new = names[old]
    both = {old: new, new: old}

    def swap(r: Any) -> Any:
        return replace(r, form=both[r.form]) if r.form in both else r

    out = copy(facts)
    out.form_tables = [swap(t) for t in facts.form_tables]
    out.cells = [
        replace(swap(c), cell_id=c.cell_id.replace(c.form + "#", both[c.form] + "#", 1))
        if c.form in both
        else c
        for c in facts.cells
    ]
    return out


def wrong_year(facts: DocumentFacts, dice: random.Random) -> DocumentFacts | None:
    """The year of the cover is misread."""
    if facts.document.fiscal_year is None:
        return None
    out = copy(facts)
    out.document = replace(
        facts.document, fiscal_year=facts.document.fiscal_year + dice.choice((-1, 1))
    )
    return out


_FUNDS = {"gpb": ("gf", "soe"), "gf": ("soe", "gpb"), "own_funds": ("own_other",),
          "in.gpb": ("in.gf",), "in.gf": ("in.soe",), "fiscal": ("gpb",),
          "carry_fiscal": ("carry_nonfiscal",), "basic": ("project",)}  # fmt: skip


def wrong_fund(facts: DocumentFacts, dice: random.Random) -> DocumentFacts | None:
    """A column or row is taken for another fund (or kind) than it prints."""
    cells = pick(facts, dice)
    if not cells:
        return None
    axis = "column_key" if dice.random() < 0.7 else "row_key"
    keys = {getattr(c, axis) for c in cells if c.amount}
    found = sorted(k for k in keys if k in _FUNDS)
    if not found:
        return None
    old = dice.choice(found)
    new = dice.choice(_FUNDS[old])
    swap = {old: new, new: old}
    out = []
    for c in cells:
        key = getattr(c, axis)
        if key in swap:
            changed = replace(c, **{axis: swap[key]})
            c = replace(
                changed,
                cell_id=f"{c.form}#{c.table_no}/{changed.row_key}/{changed.column_key}",
            )
        out.append(c)
    return with_cells(facts, cells, out)


def foreign_table(facts: DocumentFacts, dice: random.Random) -> DocumentFacts | None:
    """A table of another unit in the same file is taken for this unit's: all amounts differ."""
    cells = pick(facts, dice)
    if not cells:
        return None
    factor = dice.choice((Decimal("0.37"), Decimal("1.63"), Decimal("0.081")))

    def other(c: Cell) -> Cell:
        if not c.amount or c.amount_yuan is None or c.decimals is None:
            return c
        amount = (c.amount * factor).quantize(Decimal(1).scaleb(-c.decimals))
        return replace(c, amount=amount, amount_yuan=amount * (c.amount_yuan / c.amount),
                       raw_text=str(amount))  # fmt: skip

    out = with_cells(facts, cells, [other(c) for c in cells])
    name = dice.choice((None, "某某局"))  # above another unit's table stands its name, or none
    out.form_tables = [
        replace(t, stated_unit_name=name)
        if (t.form, t.table_no) == (cells[0].form, cells[0].table_no)
        else t
        for t in out.form_tables
    ]
    return out


def unknown_table(facts: DocumentFacts, dice: random.Random) -> DocumentFacts | None:
    """A table is not found and stands among those that were not recognised."""
    out = lose_form(facts, dice)
    if out is None:
        return None
    here = {t.form for t in out.form_tables}
    gone: list[FormTable] = [t for t in facts.form_tables if t.form not in here]
    out.form_tables += [replace(t, form=None) for t in gone[:1]]
    return out
