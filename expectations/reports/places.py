"""Where the facts of a verdict are printed, in the words of the page.

A verdict names facts by their ids.  Beside the ids of cells, mentions,
indicators and attributes there are those of parts of them: the project of a row
(``FORM#1/row/@project``), the weight of an indicator (``P1#1/0/weight``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import cast

from expectations.reports.labels import attribute_word, part_word
from expectations.reports.records import Heads, Hidden, Place
from extractors.contracts import Cell, DocumentFacts, EvidenceItem, FormTable

#: What the judge puts before the ids of facts of other documents.
RELATED_FACT = "^(prior|budget|units):([0-9]+:)?"

#: The attribute that says which project a target form is about.
PROJECT_NAME = "performance.project_name"


def with_projects(
    tables: Mapping[tuple[str | None, int], FormTable], named: Iterable[tuple[str | None, str]]
) -> dict[tuple[str | None, int], FormTable]:
    """Tables by (form, ordinal), those of one project with its name in the title.

    A document prints dozens of target forms under one title; ``named`` is (scope, project).
    """
    found = dict(tables)
    for scope, name in named:
        key = scope_of(scope)
        table = found.get(key)
        if table is not None and name.strip() and "." not in (scope or ""):
            title = table.title or ""
            if name.strip() not in title:
                found[key] = replace(table, title=f"{title}（{name.strip()}）")
    return found


def part_of(fact: str) -> tuple[str, str]:
    """``("T07#1/2060599#2", "@project")`` of ``T07#1/2060599#2/@project``: record and part."""
    base, _, part = fact.rpartition("/")
    return base, part


def place_key(document_id: str, item: EvidenceItem) -> tuple[str, str]:
    """Document and fact of an operand; ``prior:`` and ``units:003:`` are the judge's prefixes."""
    if item.other_document_id is None:
        return document_id, item.fact
    return item.other_document_id, re.sub(RELATED_FACT, "", item.fact)


def heads_of(facts: DocumentFacts) -> Heads:
    """The head of each table on its first page: from the table's top to its first cell."""
    document_id = facts.document.document_id
    first: dict[tuple[str, int, int], float] = {}
    for cell in facts.cells:
        key = (cell.form, cell.table_no, cell.page)
        first[key] = min(cell.top, first.get(key, cell.top))
    heads: Heads = {}
    for table in facts.form_tables:
        if table.form is None:
            continue
        bottom = first.get((table.form, table.table_no, table.page))
        if bottom is not None and bottom > table.top + 1:
            key4 = (document_id, table.form, table.table_no, table.page)
            heads[key4] = (table.x0, table.top, table.x1, bottom)
    return heads


def hidden_of(facts: DocumentFacts) -> Hidden:
    """Boxes of names and telephone numbers, by page: pictures must not spread them."""
    hidden: Hidden = {}
    for a in facts.attributes:
        if a.is_personal and None not in (a.page, a.x0, a.top, a.x1, a.bottom):
            box = cast(tuple[float, float, float, float], (a.x0, a.top, a.x1, a.bottom))
            hidden.setdefault((a.document_id, cast(int, a.page)), []).append(box)
    return hidden


def places_of(
    facts: DocumentFacts, wanted: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], Place]:
    """Places of the wanted (document, fact) pairs that belong to this document."""
    document_id = facts.document.document_id
    mine = {fact for document, fact in wanted if document == document_id}
    if not mine:
        return {}
    named = [(a.scope, a.raw_text) for a in facts.attributes if a.attribute == PROJECT_NAME]
    tables = with_projects({(t.form, t.table_no): t for t in facts.form_tables}, named)
    cells = {c.cell_id: c for c in facts.cells}
    rows: dict[str, Cell] = {}
    for cell in facts.cells:
        rows.setdefault(f"{cell.form}#{cell.table_no}/{cell.row_key}", cell)
    mentions = {m.mention_id: m for m in facts.mentions}
    items = {f"{m.pattern}#{m.instance}": m for m in facts.mentions}
    indicators = {i.indicator_id: i for i in facts.indicators}
    attributes = {a.attribute_id: a for a in facts.attributes}
    places: dict[tuple[str, str], Place] = {}
    for fact in mine:
        base, part = part_of(fact)
        place = None
        if (found := cells.get(fact)) is not None:
            table = tables.get((found.form, found.table_no))
            place = cell_place(
                found.form,
                found.table_no,
                found.row_label,
                found.column_label,
                table,
                found.money_unit,
            )
        elif part.startswith("@") and (row := rows.get(base)) is not None:
            table = tables.get((row.form, row.table_no))
            place = row_place(row.form, row.table_no, row.row_label, part, table, row.x0)
        elif (
            mention := mentions.get(fact) or (items.get(base) if part == "@item" else None)
        ) is not None:
            unit = mention.unit if fact in mentions else None
            place = Place(None, mention.section, mention.item, None, mention.sentence, unit=unit)
        elif (indicator := indicators.get(base)) is not None:
            table = tables.get((indicator.form, indicator.table_no))
            place = indicator_place(
                indicator.form, indicator.table_no, indicator.level3, part, table, indicator.x1
            )
        elif (attribute := attributes.get(fact)) is not None:
            table = tables.get(scope_of(attribute.scope))
            place = attribute_place(
                attribute.attribute, attribute.scope, attribute.is_personal, table, attribute.unit
            )
        if place is not None:
            places[(document_id, fact)] = place
    return places


def cell_place(
    form: str, table_no: int, row: str, column: str, table: FormTable | None, unit: str | None
) -> Place:
    """Place of a printed number of a form; ``unit`` is that of the money."""
    title = table.title if table else None
    return Place(form, title, row, column, table_no=table_no, unit=unit)


def row_place(
    form: str, table_no: int, row: str, part: str, table: FormTable | None, first_x0: float
) -> Place:
    """Place of a row's label or project: marked from the table's edge to the first number."""
    left = table.x0 if table and table.x0 < first_x0 else None
    right = first_x0 if left is not None else None
    title = table.title if table else None
    return Place(form, title, row, part_word(part), table_no=table_no, left=left, right=right)


def indicator_place(
    form: str, table_no: int, name: str | None, part: str, table: FormTable | None, x1: float
) -> Place:
    """Place of one part of an indicator: marked from ``x1``, where its name ends, to the edge.

    The record has one box only, that of the name, or of the whole row.
    """
    title, word = table.title if table else None, part_word(part)
    if table is None or part == "level3" or x1 >= table.x1 - 1:
        return Place(form, title, name, word, table_no=table_no)
    return Place(form, title, name, word, table_no=table_no, left=x1, right=table.x1)


def scope_of(scope: str | None) -> tuple[str, int]:
    """``("P2", 1)`` of ``P2#1`` or ``P2#1.2``; ordinal 0 where the scope names no table."""
    form, _, number = (scope or "").partition("#")
    digits = number.partition(".")[0]
    return form, int(digits) if digits.isdigit() else 0


def attribute_place(
    attribute: str,
    scope: str | None,
    is_personal: bool,
    table: FormTable | None,
    unit: str | None = None,
) -> Place:
    """Place of an attribute: the form that its scope names, and its own word."""
    title = table.title if table else None
    form = scope_of(scope)[0] or None
    word = attribute_word(attribute)
    return Place(form, title, word, None, is_personal=is_personal, unit=unit)
