"""Cases of every identity, derived by changing one thing in a document where it holds.

A *world* is a list of documents that are judged together; its first one is the subject.  For
an identity, a world in which an instance passes gives the pass case; the others follow by
changing the reported operand to a value the rule itself must accept or refuse.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import duckdb

from expectations.catalogue import Catalogue
from expectations.judge import judge, load_facts, verdict_rows
from extractors.contracts import DocumentFacts, Verdict
from extractors.money import YUAN_PER
from tests.unit.expectations.build import copy
from tests.unit.expectations.lists import list_units

World = list[DocumentFacts]


def judge_world(world: World, catalogue: Catalogue, subjects: int = 1) -> list[Verdict]:
    """Verdicts on the first documents; the others are last year's, the budget or the units."""
    with duckdb.connect(config={"threads": 2}) as connection:
        load_facts(connection, world)
        ids = [f.document.document_id for f in world[:subjects]]
        connection.execute("ALTER TABLE facts.document ADD COLUMN is_current BOOLEAN DEFAULT true")
        connection.execute("ALTER TABLE facts.document ADD COLUMN unit_key VARCHAR")
        connection.execute(
            "ALTER TABLE facts.document ADD COLUMN published_on DATE DEFAULT DATE '2024-02-21'"
        )
        connection.execute(
            "UPDATE facts.document SET unit_key = CASE WHEN ? = 'department' AND scope = 'unit' "
            "THEN document_id ELSE 'subject' END",
            [world[0].document.scope],
        )
        units = [f.document.document_id for f in world if f.document.scope == "unit"]
        listed = [(f"某单位{n}", f"U{n}", None, [u]) for n, u in enumerate(units, 1)]
        departments = [
            i for f, i in zip(world, ids, strict=False) if f.document.scope == "department"
        ]
        list_units(connection, dict.fromkeys(departments, listed))
        judge(connection, catalogue, documents=ids)
        return verdict_rows(connection)


def only_spaces(facts: DocumentFacts, spaces: set[str]) -> DocumentFacts:
    """The document with these forms and patterns alone."""
    out = copy(facts)
    out.form_tables = [t for t in out.form_tables if t.form in spaces or "FORM" in spaces]
    out.cells = [c for c in out.cells if c.form in spaces]
    out.mentions = [m for m in out.mentions if m.pattern in spaces]
    out.indicators = [i for i in out.indicators if i.form in spaces]
    roots = tuple(f"{s}#" for s in spaces)
    out.attributes = [a for a in out.attributes if (a.scope or "").startswith(roots)]
    return out


def without(facts: DocumentFacts, space: str) -> DocumentFacts:
    """The document without one form, pattern or performance table."""
    out = copy(facts)
    out.form_tables = [t for t in out.form_tables if t.form != space and space != "FORM"]
    out.cells = [c for c in out.cells if c.form != space]
    out.mentions = [m for m in out.mentions if m.pattern != space]
    out.indicators = [i for i in out.indicators if i.form != space]
    out.attributes = [a for a in out.attributes if not (a.scope or "").startswith(f"{space}#")]
    return out


def _set(rows: list[Any], index: int, **changes: Any) -> None:
    rows[index] = replace(rows[index], **changes)


def set_number(facts: DocumentFacts, fact: str, value: Decimal | None) -> DocumentFacts | None:
    """The document with another number (None: a blank) at a cell, mention, attribute or weight."""
    out = copy(facts)
    for n, c in enumerate(out.cells):
        if c.cell_id == fact:
            per = YUAN_PER.get(c.money_unit or "", Decimal(1))
            step = Decimal(1).scaleb(-(c.decimals or 0)) * per
            if value is None:
                _set(out.cells, n, raw_text="", amount=Decimal(0), amount_yuan=Decimal(0),
                     ulp_yuan=Decimal(0), decimals=None, is_blank=True)  # fmt: skip
            else:
                decimals = 2 if c.decimals is None else c.decimals
                step = Decimal(1).scaleb(-decimals) * per
                money = c.measure_kind == "money"
                _set(out.cells, n, raw_text=str(value), amount=value, decimals=decimals,
                     amount_yuan=value * per if money else None,
                     ulp_yuan=step if money else None, is_blank=False)  # fmt: skip
            return out
    for n, m in enumerate(out.mentions):
        if m.mention_id == fact and m.role != "text":
            if value is None:
                del out.mentions[n]
            else:
                per = YUAN_PER.get(m.unit or "", Decimal(1))
                yuan = value * per if m.value_yuan is not None else None
                _set(out.mentions, n, value=value, raw_text=str(value), value_yuan=yuan)
            return out
    for n, a in enumerate(out.attributes):
        if a.attribute_id == fact and a.value_number is not None:
            if value is None:
                del out.attributes[n]
            else:
                per = YUAN_PER.get(a.unit or "", Decimal(1))
                yuan = value * per if a.value_yuan is not None else None
                _set(out.attributes, n, value_number=value, value_yuan=yuan)
            return out
    for n, i in enumerate(out.indicators):
        if fact == f"{i.indicator_id}/weight":
            _set(out.indicators, n, weight=value, weight_text="" if value is None else str(value))
            return out
    return None


def set_text(facts: DocumentFacts, fact: str, text: str) -> DocumentFacts | None:
    """The document with another text at a name, label, text slot or indicator field."""
    out = copy(facts)
    found = False
    row, _, column = fact.rpartition("/")
    for n, c in enumerate(out.cells):
        if f"{c.form}#{c.table_no}/{c.row_key}" == row and column in ("@project", "@label"):
            _set(
                out.cells, n, **{{"@project": "project_name", "@label": "row_label"}[column]: text}
            )
            found = True
    for n, m in enumerate(out.mentions):
        if column == "@item" and m.mention_id.startswith(f"{row}/"):
            _set(out.mentions, n, item=text)
            found = True
        elif m.mention_id == fact and m.role == "text":
            _set(out.mentions, n, value_text=text)
            found = True
    for n, a in enumerate(out.attributes):
        if a.attribute_id == fact and a.value_number is None:
            _set(out.attributes, n, value_text=text)
            found = True
    names = {"level3": "level3", "target": "target_text", "weight": "weight_text"}
    for n, i in enumerate(out.indicators):
        if row == i.indicator_id and column in names:
            more = {"weight": None} if column == "weight" else {}
            _set(out.indicators, n, **{names[column]: text}, **more)
            found = True
    for n, t in enumerate(out.form_tables):
        if row == f"FORM#{t.table_no}/{t.form}" and column in ("stated_unit_name", "money_unit"):
            _set(out.form_tables, n, **{column: text or None})
            found = True
    if fact == "DOC#1/self/unit_name":
        out.document = replace(out.document, unit_name=text)
        found = True
    return out if found else None


@dataclass(frozen=True, slots=True)
class Passing:
    """An instance that holds in a world, the start of an identity's other cases."""

    world: World
    verdict: Verdict
