"""Small documents for tests: forms, sentences, names written as plain data.

``document({"T05": {"T": {"total": "3.00", "basic": "1.00"}, "206": {...}}})`` makes the
records that reading such a document would yield; parents follow the shared vocabulary.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml

import extractors
from extractors.contracts import (
    Attribute,
    Cell,
    Document,
    DocumentFacts,
    FormTable,
    Indicator,
    Mention,
)
from extractors.money import YUAN_PER, parse_amount

DOC = "d" * 64
_LISTS = (
    "form_tables", "cells", "mentions", "indicators", "attributes", "unexplained_tokens"
)  # fmt: skip
PLACE = {"page": 1, "x0": 0.0, "top": 0.0, "x1": 10.0, "bottom": 10.0}
_TEXT_SLOTS = {
    "reason",
    "dir",
    "gdir",
    "name",
    "basis",
    "org",
    "period",
    "class",
    "kuan",
    "xiang",
    "use",
    "text",
    "title",
    "term",
}


@cache
def _vocabulary() -> tuple[dict[str, Any], dict[str, Any]]:
    folder = Path(extractors.__file__).parent / "forms" / "vocabulary"
    measures = yaml.safe_load((folder / "measures.yml").read_text(encoding="utf-8"))["measures"]
    blocks = yaml.safe_load((folder / "rows.yml").read_text(encoding="utf-8"))["blocks"]
    rows = {key: spec for block in blocks.values() for key, spec in block.items()}
    return measures, rows


def _ancestor(key: str, printed: set[str], spec: Mapping[str, Any]) -> str | None:
    parent = spec.get(key, {}).get("part_of")
    while parent and parent not in printed:
        parent = spec.get(parent, {}).get("part_of")
    return parent


def parent_column(key: str, printed: set[str]) -> str | None:
    """Nearest printed column that ``key`` is a part of."""
    for prefix in ("prior_", "change_"):
        if key.startswith(prefix):
            plain = {c.removeprefix(prefix) for c in printed if c.startswith(prefix)}
            found = _ancestor(key.removeprefix(prefix), plain, _vocabulary()[0])
            return prefix + found if found else None
    return _ancestor(key, printed, _vocabulary()[0])


def parent_row(key: str, printed: set[str]) -> str | None:
    """Nearest printed row that ``key`` is a part of."""
    block, _, rest = key.rpartition(".") if key.startswith("ex.") else ("", "", key)
    base = rest.split("#")[0]
    if "#" in rest and base in printed:
        return base
    if base.isdigit():
        for length in (5, 3):
            parent = f"{block}.{base[:length]}" if block else base[:length]
            if len(base) > length and parent in printed:
                return parent
        for total in ("ex.current", "ex.T") if block else ("T",):
            if total in printed:
                return total
        return None
    if key[0] in "PU" and key[1:].isdigit():
        if key[0] == "P" and "U1" in printed:
            return "U1"
        return "T" if "T" in printed else None
    return _ancestor(key, printed, _vocabulary()[1])


def cell(form: str, row: str, column: str, text: str, **more: Any) -> Cell:
    """One cell; ``text`` as printed, in ``money_unit`` (万元 by default)."""
    unit = more.pop("money_unit", "万元")
    kind = "percent" if column.startswith("change_rate") else "money"
    printed = parse_amount(text)
    amount = printed.value if printed else None
    money = kind == "money" and unit is not None
    table = more.pop("table_no", 1)
    code = row.split("#")[0].removeprefix("ex.").rpartition("/")[2]
    values: dict[str, Any] = {
        "document_id": DOC,
        "cell_id": f"{form}#{table}/{row}/{column}",
        "form": form,
        "table_no": table,
        "row_ord": 0,
        "row_key": row,
        "row_label": row,
        "row_kind": "leaf",
        "row_level": 0,
        "parent_row_key": None,
        "block": None,
        "code": code if code.isdigit() else None,
        "code_scheme": None,
        "project_name": None,
        "row_unit_code": None,
        "row_unit_name": None,
        "column_ord": 0,
        "column_key": column,
        "column_label": column,
        "parent_column_key": None,
        "measure_kind": kind,
        "fund": None,
        "vintage": None,
        "expenditure_kind": None,
        "economic_code": None,
        "raw_text": text,
        "amount": amount,
        "money_unit": unit if kind == "money" else None,
        "decimals": printed.decimals if printed else None,
        "amount_yuan": amount * YUAN_PER[unit] if money and amount is not None else None,
        "ulp_yuan": printed.ulp * YUAN_PER[unit] if money and printed else None,
        "is_blank": bool(printed and printed.is_blank),
        "engine": "ruled",
        "confidence": Decimal(1),
        **PLACE,
    }
    return Cell(**{**values, **more})


def table(form: str, rows: Mapping[str, Mapping[str, str]], **more: Any) -> list[Cell]:
    """Cells of one form; a row's key ``@`` gives its label, ``@project`` its project."""
    columns = {c for r in rows.values() for c in r if not c.startswith("@")}
    detached = {"carry", "income", "carry_out"} if form in ("J08", "J09") else set()
    out = []
    for n, (row, values) in enumerate(rows.items()):
        parent = parent_row(row, set(rows) - {row})
        has_parts = any(parent_row(r, set(rows) - {r}) == row for r in rows)
        for m, (column, text) in enumerate(values.items()):
            if column.startswith("@"):
                continue
            out.append(
                cell(
                    form,
                    row,
                    column,
                    text,
                    row_ord=n,
                    column_ord=m,
                    row_label=values.get("@", row),
                    project_name=values.get("@project"),
                    row_kind="subtotal" if has_parts else "leaf",
                    parent_row_key=parent,
                    parent_column_key=None
                    if column in detached
                    else parent_column(column, columns - {column}),
                    **more,
                )
            )
    return out


def form_table(form: str | None, is_empty: bool = False, **more: Any) -> FormTable:
    """One recognised (or, with form None, unrecognised) table."""
    values: dict[str, Any] = {
        "document_id": DOC,
        "form": form,
        "table_no": 1,
        "title": f"{form}表" if form else None,
        "pages": (1,),
        "money_unit": "万元",
        "money_unit_source": "table",
        "decimals": 2,
        "stated_unit_name": "某单位",
        "n_rows": 5,
        "n_cols": 5,
        "header_rows": 1,
        "is_empty": is_empty,
        "engine": "ruled",
        "confidence": Decimal(1),
        "note": None,
        **PLACE,
    }
    return FormTable(**{**values, **more})


def mention(key: str, text: str, item: str | None = None, unit: str = "万元") -> Mention:
    """One slot, ``N02.src#0/amt`` and its text; numbers in 万元 unless ``unit`` says otherwise."""
    head, slot = key.split("/")
    pattern, _, instance = head.partition("#")
    slot_unit = "%" if slot in {"pct", "g"} else unit
    printed = None if slot in _TEXT_SLOTS else parse_amount(text.rstrip("%"))
    money = YUAN_PER.get(slot_unit)
    role = "text" if printed is None else "count" if money is None and slot_unit != "%" else "level"
    return Mention(
        document_id=DOC,
        mention_id=key,
        pattern=pattern,
        instance=int(instance or 0),
        slot=slot,
        item=item,
        section=None,
        role=role,
        value=printed.value if printed else None,
        value_text=None if printed else text,
        unit=slot_unit if printed else None,
        decimals=printed.decimals if printed else None,
        value_yuan=printed.value * money if printed and money else None,
        ulp_yuan=printed.ulp * money if printed and money else None,
        raw_text=text,
        sentence=f"{item or ''}{text}",
        **PLACE,
    )


_AMOUNTS = re.compile(r"performance\.(budget|fund|fiscal|other|carry)_(?!execution_rate)")
_NUMBERS = {"execution_rate": "%", "execution_weight": None, "weight_total": None}


def attribute(key: str, text: str, ordinal: int = 1) -> Attribute:
    """One attribute, ``P2#1/performance.unit_name`` and its text (amounts in 万元)."""
    scope, _, name = key.rpartition("/")
    is_money = bool(_AMOUNTS.match(name))
    field = name.removeprefix("performance.")
    printed = parse_amount(text) if is_money or field in _NUMBERS else None
    return Attribute(
        document_id=DOC,
        attribute_id=f"{name}@{scope}#{ordinal}",
        attribute=name,
        scope=scope or None,
        value_text=text,
        value_number=printed.value if printed else None,
        unit="万元" if is_money and printed else _NUMBERS.get(field),
        decimals=printed.decimals if printed else None,
        value_yuan=printed.value * 10000 if is_money and printed else None,
        ulp_yuan=printed.ulp * 10000 if is_money and printed else None,
        is_personal=False,
        raw_text=text,
        **PLACE,
    )


def indicator(key: str, weight: str, **more: Any) -> Indicator:
    """One indicator row, ``P2#1/0`` and its weight as printed."""
    head, _, ordinal = key.partition("/")
    form, _, table_no = head.partition("#")
    printed = parse_amount(weight)
    values: dict[str, Any] = {
        "document_id": DOC,
        "indicator_id": key,
        "form": form,
        "table_no": int(table_no or 1),
        "indicator_ord": int(ordinal),
        "project_name": None,
        "level1": "产出指标",
        "level2": "数量指标",
        "level3": f"指标{ordinal}",
        "target_text": ">=1",
        "target_operator": ">=",
        "target_value": Decimal(1),
        "target_unit": None,
        "basis": "依据",
        "prior_text": "1",
        "weight_text": weight,
        "weight": printed.value if printed and not printed.is_blank else None,
        "scoring_rule": None,
        "evidence_text": None,
        **PLACE,
    }
    return Indicator(**{**values, **more})


def document(
    forms: Mapping[str, Mapping[str, Mapping[str, str]]] | None = None,
    mentions: Mapping[str, Any] | None = None,
    attributes: Mapping[str, str] | None = None,
    indicators: Mapping[str, Any] | None = None,
    empty: tuple[str, ...] = (),
    unmatched: int = 0,
    money_unit: str | None = "万元",
    **more: Any,
) -> DocumentFacts:
    """A whole document; ``mentions`` values are a text or [text, item] or [text, item, unit]."""
    head: dict[str, Any] = {
        "document_id": DOC,
        "file_name": "a.pdf",
        "status": "ok",
        "reason": None,
        "unit_name": "某单位",
        "unit_code": None,
        "fiscal_year": 2024,
        "doc_kind": "budget",
        "scope": "unit",
        "family": "generic",
        "signed_on": None,
        "pages": 1,
        "tokens_in_tables": 10,
        "tokens_typed": 10,
        "extractor_version": "test",
    }
    facts = DocumentFacts(Document(**{**head, **more}))
    for form, rows in (forms or {}).items():
        facts.form_tables.append(form_table(form, is_empty=not rows, n_rows=max(1, len(rows))))
        facts.cells += table(form, rows, money_unit=money_unit)
    facts.form_tables += [form_table(form, is_empty=True) for form in empty]
    facts.form_tables += [form_table(None) for _ in range(unmatched)]
    for key, value in (mentions or {}).items():
        facts.mentions.append(mention(key, *([value] if isinstance(value, str) else value)))
    for n, (key, value) in enumerate((attributes or {}).items(), 1):
        facts.attributes.append(attribute(key, value, n))
    for key, spec in (indicators or {}).items():
        extra = dict(spec) if isinstance(spec, Mapping) else {"weight": spec}
        facts.indicators.append(indicator(key, extra.pop("weight", "10"), **extra))
    return facts


def copy(facts: DocumentFacts) -> DocumentFacts:
    """A document whose lists can be changed."""
    out = DocumentFacts(facts.document)
    for name in _LISTS:
        setattr(out, name, list(getattr(facts, name)))
    return out


def renamed(facts: DocumentFacts, document_id: str) -> DocumentFacts:
    """The same document under another id."""
    out = copy(facts)
    out.document = replace(out.document, document_id=document_id)
    for name in _LISTS:
        rows = [replace(r, document_id=document_id) for r in getattr(out, name)]
        setattr(out, name, rows)
    return out
