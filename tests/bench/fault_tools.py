"""What the faults of :mod:`tests.bench.faults` are made with: one table of a document, changed."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal

from extractors.contracts import Cell, DocumentFacts, UnexplainedToken
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


def tables_of(facts: DocumentFacts) -> dict[Table, list[Cell]]:
    out: dict[Table, list[Cell]] = defaultdict(list)
    for c in facts.cells:
        out[c.form, c.table_no].append(c)
    return out


def pick(facts: DocumentFacts, dice: random.Random, least: int = 8) -> list[Cell] | None:
    """The cells of one table of the statutory forms that has numbers enough."""
    good = [
        cells
        for (form, _), cells in sorted(tables_of(facts).items())
        if re.fullmatch(r"[TJ]\d\d", form) and sum(bool(c.amount) for c in cells) >= least
    ]
    return dice.choice(good) if good else None


def columns_of(cells: list[Cell]) -> list[str]:
    order = {c.column_key: c.column_ord for c in cells}
    used = {c.column_key for c in cells if c.amount}
    return sorted(used, key=lambda k: (order[k], k))


def rows_of(cells: list[Cell]) -> list[str]:
    order = {c.row_key: c.row_ord for c in cells}
    used = {c.row_key for c in cells if c.amount}
    return sorted(used, key=lambda k: (order[k], k))


def with_cells(facts: DocumentFacts, old: list[Cell], new: list[Cell]) -> DocumentFacts:
    gone = {c.cell_id for c in old}
    out = copy(facts)
    out.cells = [c for c in facts.cells if c.cell_id not in gone] + new
    return out


def listed(facts: DocumentFacts, lost: list[Cell]) -> DocumentFacts:
    """The document as the token audit leaves it: numbers that nothing typed are listed."""
    printed = [c for c in lost if c.amount is not None and not c.is_blank]
    out = copy(facts)
    first = len(facts.unexplained_tokens)
    out.unexplained_tokens += [
        UnexplainedToken(c.document_id, first + n, c.raw_text, "行未识别", c.page, c.x0, c.top, c.x1,
                         c.bottom)
        for n, c in enumerate(printed)
    ]  # fmt: skip
    typed = max(0, facts.document.tokens_typed - len(printed))
    out.document = replace(facts.document, tokens_typed=typed)
    return out


def moved(cell: Cell, content: Cell | None) -> Cell:
    """A cell in its place on the form, with the number that another one printed."""
    if content is None:
        return replace(
            cell, raw_text="", amount=Decimal(0), amount_yuan=Decimal(0), ulp_yuan=Decimal(0),
            decimals=None, is_blank=True,
        )  # fmt: skip
    names = ("raw_text", "amount", "amount_yuan", "ulp_yuan", "decimals", "is_blank")
    places = ("page", "x0", "top", "x1", "bottom")
    return replace(cell, **{n: getattr(content, n) for n in (*names, *places)})


def without_column(cells: list[Cell], key: str) -> list[Cell]:
    parent = next(c.parent_column_key for c in cells if c.column_key == key)
    return [
        replace(c, parent_column_key=parent) if c.parent_column_key == key else c
        for c in cells
        if c.column_key != key
    ]


def without_rows(cells: list[Cell], keys: set[str]) -> list[Cell]:
    parents = {c.row_key: c.parent_row_key for c in cells}

    def above(key: str | None) -> str | None:
        while key is not None and key in keys:
            key = parents.get(key)
        return key

    return [
        replace(c, parent_row_key=above(c.parent_row_key)) for c in cells if c.row_key not in keys
    ]
