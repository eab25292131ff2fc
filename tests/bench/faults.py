"""Faults put into the facts of a clean document: slips of a publisher, slips of a reader.

A publisher's slip changes one printed number.  A reader's slip is what goes wrong between the
page and the facts: a column lost, a header taken for its neighbour's, a page added to the wrong
table.  Each function gives the changed document, or None where the document has no place for it.
Reader's slips are silent: the audit that would list lost numbers is assumed to have seen nothing,
and what remains (row and column numbers, boxes) stays where it was on the page.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

from extractors.contracts import Cell, DocumentFacts, FormTable
from extractors.money import YUAN_PER
from tests.conformance.cases import set_number
from tests.unit.expectations.build import copy

Table = tuple[str, int]
Fault = Callable[[DocumentFacts, random.Random], DocumentFacts | None]


def numbers(facts: DocumentFacts) -> Iterator[tuple[str, Decimal, int]]:
    """(fact, value, decimals) of every printed number that a publisher may have got wrong."""
    for c in facts.cells:
        if c.amount is not None and not c.is_blank:
            yield c.cell_id, c.amount, c.decimals or 0
    for m in facts.mentions:
        if m.value is not None:
            yield m.mention_id, m.value, m.decimals or 0
    for a in facts.attributes:
        if a.value_number is not None and a.value_yuan is not None:
            yield a.attribute_id, a.value_number, a.decimals or 0
    for i in facts.indicators:
        if i.weight is not None:
            yield f"{i.indicator_id}/weight", i.weight, 0


def add_to(facts: DocumentFacts, fact: str, value: Decimal, change: Decimal) -> DocumentFacts:
    """The document with one number changed."""
    changed = set_number(facts, fact, value + change)
    if changed is None:
        raise KeyError(fact)
    return changed


def _tables(facts: DocumentFacts) -> dict[Table, list[Cell]]:
    out: dict[Table, list[Cell]] = defaultdict(list)
    for c in facts.cells:
        out[c.form, c.table_no].append(c)
    return out


def _pick(facts: DocumentFacts, dice: random.Random, least: int = 8) -> list[Cell] | None:
    """The cells of one table of the statutory forms that has numbers enough."""
    good = [
        cells
        for (form, _), cells in sorted(_tables(facts).items())
        if re.fullmatch(r"[TJ]\d\d", form) and sum(bool(c.amount) for c in cells) >= least
    ]
    return dice.choice(good) if good else None


def _columns(cells: list[Cell]) -> list[str]:
    order = {c.column_key: c.column_ord for c in cells}
    used = {c.column_key for c in cells if c.amount}
    return sorted(used, key=lambda k: (order[k], k))


def _rows(cells: list[Cell]) -> list[str]:
    order = {c.row_key: c.row_ord for c in cells}
    used = {c.row_key for c in cells if c.amount}
    return sorted(used, key=lambda k: (order[k], k))


def _with(facts: DocumentFacts, old: list[Cell], new: list[Cell]) -> DocumentFacts:
    gone = {c.cell_id for c in old}
    out = copy(facts)
    out.cells = [c for c in facts.cells if c.cell_id not in gone] + new
    return out


def _moved(cell: Cell, content: Cell | None) -> Cell:
    """A cell in its place on the form, with the number that another one printed."""
    if content is None:
        return replace(
            cell, raw_text="", amount=Decimal(0), amount_yuan=Decimal(0), ulp_yuan=Decimal(0),
            decimals=None, is_blank=True,
        )  # fmt: skip
    names = ("raw_text", "amount", "amount_yuan", "ulp_yuan", "decimals", "is_blank")
    places = ("page", "x0", "top", "x1", "bottom")
    return replace(cell, **{n: getattr(content, n) for n in (*names, *places)})


def _without_column(cells: list[Cell], key: str) -> list[Cell]:
    parent = next(c.parent_column_key for c in cells if c.column_key == key)
    return [
        replace(c, parent_column_key=parent) if c.parent_column_key == key else c
        for c in cells
        if c.column_key != key
    ]


def _without_rows(cells: list[Cell], keys: set[str]) -> list[Cell]:
    parents = {c.row_key: c.parent_row_key for c in cells}

    def above(key: str | None) -> str | None:
        while key is not None and key in keys:
            key = parents.get(key)
        return key

    return [
        replace(c, parent_row_key=above(c.parent_row_key)) for c in cells if c.row_key not in keys
    ]


def lose_column(facts: DocumentFacts, dice: random.Random) -> DocumentFacts | None:
    """A column of a table is not read."""
    cells = _pick(facts, dice)
    columns = _columns(cells) if cells else []
    if not cells or len(columns) < 2:
        return None
    return _with(facts, cells, _without_column(cells, dice.choice(columns)))


def shift_columns(facts: DocumentFacts, dice: random.Random) -> DocumentFacts | None:
    """From some column on, every number stands under the header of its neighbour."""
    cells = _pick(facts, dice)
    if not cells:
        return None
    order = sorted({(c.column_ord, c.column_key) for c in cells})
    if len(order) < 3:
        return None
    keys = [k for _, k in order]
    start, step = dice.randrange(1, len(keys)), dice.choice((1, -1))
    place = {(c.row_key, c.column_key): c for c in cells}
    new = []
    for c in cells:
        n = keys.index(c.column_key)
        source = n - step if n >= start else n
        found = place.get((c.row_key, keys[source])) if 0 <= source < len(keys) else None
        new.append(c if source == n else _moved(c, found))
    return _with(facts, cells, new)


def swap_columns(facts: DocumentFacts, dice: random.Random) -> DocumentFacts | None:
    """Two columns are taken for each other."""
    cells = _pick(facts, dice)
    columns = _columns(cells) if cells else []
    if not cells or len(columns) < 2:
        return None
    a, b = dice.sample(columns, 2)
    place = {(c.row_key, c.column_key): c for c in cells}
    other = {a: b, b: a}
    new = [
        _moved(c, place.get((c.row_key, other[c.column_key]))) if c.column_key in other else c
        for c in cells
    ]
    return _with(facts, cells, new)


def lose_row(facts: DocumentFacts, dice: random.Random) -> DocumentFacts | None:
    """A row is not read."""
    cells = _pick(facts, dice)
    return _with(facts, cells, _without_rows(cells, {dice.choice(_rows(cells))})) if cells else None


def double_row(facts: DocumentFacts, dice: random.Random) -> DocumentFacts | None:
    """A row at a page's end is read a second time, under a key of its own."""
    cells = _pick(facts, dice)
    leaves = [k for k in _rows(cells or []) if not k.startswith(("T", "in.T", "ex.T"))]
    if not cells or not leaves:
        return None
    key = dice.choice(leaves)
    again = [
        replace(c, row_key=f"{key}/2", cell_id=f"{c.form}#{c.table_no}/{key}/2/{c.column_key}")
        for c in cells
        if c.row_key == key
    ]
    return _with(facts, [], again)


def merge_rows(facts: DocumentFacts, dice: random.Random) -> DocumentFacts | None:
    """Two rows are read as one: its blanks are filled from the second, whose others are lost."""
    cells = _pick(facts, dice)
    rows = _rows(cells or [])
    if not cells or len(rows) < 3:
        return None
    n = dice.randrange(len(rows) - 1)
    second = {c.column_key: c for c in cells if c.row_key == rows[n + 1]}
    merged = [
        _moved(c, second[c.column_key])
        if c.row_key == rows[n] and c.is_blank and c.column_key in second
        else c
        for c in cells
    ]
    return _with(facts, cells, _without_rows(merged, {rows[n + 1]}))


def shift_rows(facts: DocumentFacts, dice: random.Random) -> DocumentFacts | None:
    """From some row on, every number stands beside the label of the row below."""
    cells = _pick(facts, dice)
    if not cells:
        return None
    keys = [k for _, k in sorted({(c.row_ord, c.row_key) for c in cells})]
    if len(keys) < 4:
        return None
    start = dice.randrange(1, len(keys) - 1)
    place = {(c.row_key, c.column_key): c for c in cells}
    new = []
    for c in cells:
        n = keys.index(c.row_key)
        if n < start:
            new.append(c)
        else:
            source = None if n == start else place.get((keys[n - 1], c.column_key))
            new.append(_moved(c, source))
    return _with(facts, cells, new)


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
    cells = _pick(facts, dice)
    if not cells:
        return None
    unit = YUAN_PER.get(cells[0].money_unit or "万元", Decimal(10000))
    ratio = Decimal("0.0001") if unit == 10000 else Decimal(10000)
    return _scaled(facts, ratio, {(cells[0].form, cells[0].table_no)})


def wrong_unit_everywhere(facts: DocumentFacts, _: random.Random) -> DocumentFacts | None:
    """The money unit of all tables is misread; the sentences state theirs."""
    unit = YUAN_PER.get(next((c.money_unit for c in facts.cells if c.money_unit), None) or "万元")
    return _scaled(
        facts, Decimal("0.0001") if unit == 10000 else Decimal(10000), set(_tables(facts))
    )


def wrong_continuation(facts: DocumentFacts, dice: random.Random) -> DocumentFacts | None:
    """The rows of a table after a page break are added to another table."""
    cells = _pick(facts, dice, 16)
    if not cells:
        return None
    rows = [k for _, k in sorted({(c.row_ord, c.row_key) for c in cells})]
    late = set(rows[dice.randrange(3, len(rows) - 1) :]) if len(rows) > 4 else set()
    others = [k for k in sorted(_tables(facts)) if k[0] != cells[0].form and k[0][0] in "TJ"]
    if not late or not others:
        return None
    form, table_no = dice.choice(others)
    there = _tables(facts)[form, table_no]
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
    return _with(facts, cells, _without_rows(cells, late) + moved)


def lose_form(facts: DocumentFacts, dice: random.Random) -> DocumentFacts | None:
    """A table is not found."""
    cells = _pick(facts, dice, 1)
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
    here = sorted({f for f, _ in _tables(facts) if f in names})
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
    cells = _pick(facts, dice)
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
    return _with(facts, cells, out)


def foreign_table(facts: DocumentFacts, dice: random.Random) -> DocumentFacts | None:
    """A table of another unit in the same file is taken for this unit's: all amounts differ."""
    cells = _pick(facts, dice)
    if not cells:
        return None
    factor = dice.choice((Decimal("0.37"), Decimal("1.63"), Decimal("0.081")))

    def other(c: Cell) -> Cell:
        if not c.amount or c.amount_yuan is None or c.decimals is None:
            return c
        amount = (c.amount * factor).quantize(Decimal(1).scaleb(-c.decimals))
        return replace(c, amount=amount, amount_yuan=amount * (c.amount_yuan / c.amount),
                       raw_text=str(amount))  # fmt: skip

    return _with(facts, cells, [other(c) for c in cells])


def _mention_rows(facts: DocumentFacts) -> dict[str, list[int]]:
    rows: dict[str, list[int]] = defaultdict(list)
    for n, m in enumerate(facts.mentions):
        if m.value_yuan is not None:
            rows[m.mention_id.rpartition("/")[0]].append(n)
    return rows


def wrong_concept(facts: DocumentFacts, dice: random.Random) -> DocumentFacts | None:
    """A sentence is read under another pattern's name: its numbers are another thing's."""
    by_slot: dict[str, list[int]] = defaultdict(list)
    for n, m in enumerate(facts.mentions):
        if m.value_yuan:
            by_slot[m.slot].append(n)
    good = [v for v in by_slot.values() if len({facts.mentions[n].value for n in v}) > 1]
    if not good:
        return None
    slot = dice.choice(good)
    a = dice.choice(slot)
    others = [n for n in slot if facts.mentions[n].value != facts.mentions[a].value]
    b = dice.choice(others)
    return _swap_mentions(facts, a, b, both=False)


def _swap_mentions(facts: DocumentFacts, a: int, b: int, *, both: bool) -> DocumentFacts:
    names = ("value", "value_yuan", "ulp_yuan", "decimals", "unit", "raw_text", "sentence", "page",
             "x0", "top", "x1", "bottom")  # fmt: skip
    out = copy(facts)
    first, second = facts.mentions[a], facts.mentions[b]
    out.mentions[a] = replace(first, **{n: getattr(second, n) for n in names})
    if both:
        out.mentions[b] = replace(second, **{n: getattr(first, n) for n in names})
    return out


def wrong_role(facts: DocumentFacts, dice: random.Random) -> DocumentFacts | None:
    """Within one sentence the amount and the change are taken for each other."""
    good = [v for v in _mention_rows(facts).values()
            if len({facts.mentions[n].value for n in v}) > 1]  # fmt: skip
    if not good:
        return None
    a, b = dice.sample(dice.choice(good), 2)
    return _swap_mentions(facts, a, b, both=True)


def dash_as_zero(facts: DocumentFacts, dice: random.Random) -> DocumentFacts | None:
    """The dashes of a table are read as printed zeros."""
    cells = _pick(facts, dice)
    if not cells:
        return None
    step = next((c.ulp_yuan for c in cells if c.ulp_yuan), Decimal(100))
    new = [
        replace(c, is_blank=False, decimals=2, ulp_yuan=step, raw_text="0.00") if c.is_blank else c
        for c in cells
    ]
    return _with(facts, cells, new)


def lose_sign(facts: DocumentFacts, dice: random.Random) -> DocumentFacts | None:
    """A sign is lost, or a dash before a number is taken for one."""
    found = [(f, v) for f, v, _ in numbers(facts) if v and not f.endswith("/weight")]
    if not found:
        return None
    fact, value = dice.choice(found)
    return set_number(facts, fact, -value)


def lose_number(facts: DocumentFacts, dice: random.Random) -> DocumentFacts | None:
    """A printed number is read as a blank cell."""
    cells = _pick(facts, dice)
    filled = [c for c in cells or [] if c.amount]
    return set_number(facts, dice.choice(filled).cell_id, None) if filled else None


def unknown_table(facts: DocumentFacts, dice: random.Random) -> DocumentFacts | None:
    """A table is not found and stands among those that were not recognised."""
    out = lose_form(facts, dice)
    if out is None:
        return None
    here = {t.form for t in out.form_tables}
    gone: list[FormTable] = [t for t in facts.form_tables if t.form not in here]
    out.form_tables += [replace(t, form=None) for t in gone[:1]]
    return out


READER_FAULTS: dict[str, Fault] = {
    f.__name__: f
    for f in (
        lose_column, shift_columns, swap_columns, lose_row, double_row, merge_rows, shift_rows,
        wrong_unit, wrong_unit_everywhere, wrong_continuation, lose_form, unknown_table,
        wrong_form, foreign_table, wrong_year, wrong_fund, wrong_concept, wrong_role,
        dash_as_zero, lose_sign, lose_number,
    )
}  # fmt: skip
