"""Build :class:`DocumentFacts` by hand (:mod:`tests.support.facts_writer` writes them).

``document("甲单位", 2024)`` starts a document; ``add_table(facts, "T03", ROWS, COLUMNS)``
adds one table from plain rows::

    add_table(
        facts,
        "T03",
        columns=["total", "basic", "project"],
        rows=[
            ("T", "总计", ["10.00", "6.00", "4.00"]),
            ("206", "科学技术支出", ["10.00", "6.00", "4.00"]),
            ("2060501", "机构运行", ["10.00", "6.00", "4.00"]),
        ],
    )

Parents of rows and columns follow the same rules as the readers': code prefixes for
classification rows, ``part_of`` of the vocabulary for columns and fixed rows, always the
nearest printed ancestor.  Blank text is a printed blank.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from extractors.contracts import (
    Attribute,
    Cell,
    Document,
    DocumentFacts,
    FormTable,
    Indicator,
    Mention,
)

VOCABULARY = Path(__file__).resolve().parents[2] / "extractors" / "forms" / "vocabulary"
YUAN = {"元": Decimal(1), "千元": Decimal(1000), "万元": Decimal(10000)}
ECONOMIC_FORMS = ("T06", "J06")

Row = tuple[str, str, Sequence[str]]


def _vocabulary() -> tuple[dict[str, Any], dict[str, Any]]:
    measures = yaml.safe_load((VOCABULARY / "measures.yml").read_text(encoding="utf-8"))
    rows = yaml.safe_load((VOCABULARY / "rows.yml").read_text(encoding="utf-8"))
    merged: dict[str, Any] = {}
    for block in rows["blocks"].values():
        merged.update(block)
    return measures["measures"], merged


MEASURES, FIXED_ROWS = _vocabulary()


def sha(name: str) -> str:
    """A stand-in for the sha256 of a file, from any text."""
    return hashlib.sha256(name.encode()).hexdigest()


def document(unit_name: str | None, fiscal_year: int | None, **values: Any) -> DocumentFacts:
    """An empty, readable budget document of one unit; ``values`` override any field."""
    name = values.pop("name", f"{unit_name}{fiscal_year}")
    fields: dict[str, Any] = {
        "document_id": sha(name),
        "file_name": f"{name}.pdf",
        "status": "ok",
        "reason": None,
        "unit_name": unit_name,
        "unit_code": None,
        "fiscal_year": fiscal_year,
        "doc_kind": "budget",
        "scope": "unit",
        "family": "generic",
        "signed_on": None,
        "pages": 10,
        "extractor_version": "test",
    }
    return DocumentFacts(Document(**(fields | values)))


def _ancestor(key: str, printed: set[str], part_of: dict[str, str | None]) -> str | None:
    """Nearest printed ancestor along ``part_of``."""
    parent = part_of.get(key)
    while parent is not None and parent not in printed:
        parent = part_of.get(parent)
    return parent


def row_parent(key: str, printed: set[str]) -> str | None:
    """Parent of a row as the readers' rules have it."""
    prefix, _, local = key.rpartition("/")
    lead = prefix + "/" if prefix else ""
    block = ""
    if local.startswith(("in.", "ex.")) and local not in FIXED_ROWS:
        block, local = local[:3], local[3:]
    code = local.partition("#")[0]
    if code.isdigit():
        candidates = [code] if "#" in local else []
        candidates += [code[:n] for n in (5, 3) if n < len(code)]
        for candidate in candidates:
            if lead + block + candidate in printed:
                return lead + block + candidate
    elif local in FIXED_ROWS:
        return _ancestor(
            local, printed, {k: (v or {}).get("part_of") for k, v in FIXED_ROWS.items()}
        )
    elif local == "T":
        return None
    if re.fullmatch(r"P\d+", local) and not prefix:
        units = [k for k in printed if re.fullmatch(r"U\d+", k)]
        if len(units) == 1:
            return units[0]
    if prefix:
        return prefix
    total = block + "T"
    return total if total in printed else None


def add_table(
    facts: DocumentFacts,
    form: str,
    columns: Sequence[str],
    rows: Sequence[Row],
    *,
    table_no: int = 1,
    money_unit: str = "万元",
    projects: dict[str, str] | None = None,
    units: dict[str, str] | None = None,
    parents: dict[str, str | None] | None = None,
    stated_unit_name: str | None = None,
    page: int = 1,
) -> DocumentFacts:
    """Add one table; ``rows`` are (row_key, label, one text per column).

    ``projects`` and ``units`` name the project or unit of a row; ``parents`` overrides the
    parent of a row.  Returns ``facts`` to chain calls.
    """
    printed_rows = {key for key, _, _ in rows}
    printed_columns = set(columns)
    part_of = {k: (v or {}).get("part_of") for k, v in MEASURES.items()}
    document_id = facts.document.document_id
    any_amount = False
    decimals_seen = 0
    for row_ord, (row_key, label, texts) in enumerate(rows):
        code = row_key.rpartition("/")[2].partition("#")[0].removeprefix("ex.")
        is_code = code.isdigit()
        parent = (parents or {}).get(row_key, row_parent(row_key, printed_rows))
        unit_name = (units or {}).get(row_key.partition("/")[0])
        for column_ord, (column, text) in enumerate(zip(columns, texts, strict=True)):
            base = column.removeprefix("prior_")
            spec: dict[str, Any] = MEASURES.get(base) or {}
            row_spec: dict[str, Any] = FIXED_ROWS.get(row_key) or {}
            blank = text in ("", "-", "—")
            amount = Decimal(0) if blank else Decimal(text.replace(",", ""))
            decimals = None if blank else max(0, -int(amount.as_tuple().exponent))
            any_amount = any_amount or not blank
            decimals_seen = max(decimals_seen, decimals or 0)
            factor = YUAN[money_unit]
            ulp = Decimal(0) if decimals is None else factor.scaleb(-decimals)
            facts.cells.append(
                Cell(
                    document_id=document_id,
                    cell_id=f"{form}#{table_no}/{row_key}/{column}",
                    form=form,
                    table_no=table_no,
                    row_ord=row_ord,
                    row_key=row_key,
                    row_label=label,
                    row_kind="total"
                    if row_key in ("T", "in.T", "ex.T")
                    else "subtotal"
                    if any(row_parent(k, printed_rows) == row_key for k in printed_rows - {row_key})
                    else "leaf",
                    row_level=0 if row_key in ("T", "in.T", "ex.T") else 1,
                    parent_row_key=parent,
                    block=row_key[:2] if row_key.startswith(("in.", "ex.")) else None,
                    code=code if is_code else None,
                    code_scheme=(
                        ("economic_department" if form in ECONOMIC_FORMS else "function")
                        if is_code
                        else None
                    ),
                    project_name=(projects or {}).get(row_key),
                    row_unit_code=None,
                    row_unit_name=unit_name,
                    column_ord=column_ord,
                    column_key=column,
                    column_label=spec.get("zh", column),
                    parent_column_key=None
                    if column.startswith("prior_")
                    else _ancestor(column, printed_columns, part_of),
                    measure_kind="money",
                    fund=spec.get("fund") or row_spec.get("fund"),
                    vintage="prior"
                    if column.startswith("prior_")
                    else spec.get("vintage") or row_spec.get("vintage"),
                    expenditure_kind=spec.get("expenditure_kind"),
                    economic_code=spec.get("economic_code"),
                    raw_text=text,
                    amount=amount,
                    money_unit=money_unit,
                    decimals=decimals,
                    amount_yuan=amount * factor,
                    ulp_yuan=ulp,
                    is_blank=blank,
                    page=page,
                    x0=50.0 + 60 * column_ord,
                    top=100.0 + 12 * row_ord,
                    x1=105.0 + 60 * column_ord,
                    bottom=110.0 + 12 * row_ord,
                    engine="ruled",
                    confidence=Decimal(1),
                )
            )
    facts.form_tables.append(
        FormTable(
            document_id=document_id,
            form=form,
            table_no=table_no,
            title=form,
            pages=(page,),
            money_unit=money_unit,
            money_unit_source="table",
            decimals=decimals_seen,
            stated_unit_name=stated_unit_name or facts.document.unit_name,
            n_rows=len(rows) + 1,
            n_cols=len(columns) + 1,
            header_rows=1,
            is_empty=not any_amount,
            engine="ruled",
            confidence=Decimal(1),
            note=None,
            page=page,
            x0=40.0,
            top=80.0,
            x1=560.0,
            bottom=120.0 + 12 * len(rows),
        )
    )
    return facts


def add_mention(
    facts: DocumentFacts,
    pattern: str,
    slot: str,
    value: str | None,
    *,
    instance: int = 0,
    item: str | None = None,
    role: str = "level",
    unit: str | None = "万元",
    value_text: str | None = None,
) -> DocumentFacts:
    """Add one slot of one narrative pattern."""
    number = None if value is None else Decimal(value)
    factor = YUAN.get(unit or "")
    decimals = None if number is None else max(0, -int(number.as_tuple().exponent))
    money = number is not None and factor is not None
    facts.mentions.append(
        Mention(
            document_id=facts.document.document_id,
            mention_id=f"{pattern}#{instance}/{slot}",
            pattern=pattern,
            instance=instance,
            slot=slot,
            item=item,
            section=None,
            role=role,
            value=number,
            value_text=value_text,
            unit=unit,
            decimals=decimals,
            value_yuan=number * factor if money and number is not None and factor else None,
            ulp_yuan=factor.scaleb(-(decimals or 0)) if money and factor is not None else None,
            raw_text=value or value_text or "",
            sentence=f"{item or ''}{value or value_text or ''}{unit or ''}",
            page=9,
            x0=50.0,
            top=50.0,
            x1=90.0,
            bottom=60.0,
        )
    )
    return facts


def add_attribute(
    facts: DocumentFacts,
    attribute: str,
    value_text: str | None,
    *,
    scope: str = "P2#1",
    is_personal: bool = False,
) -> DocumentFacts:
    """Add one text attribute."""
    ordinal = sum(1 for a in facts.attributes if a.attribute == attribute and a.scope == scope)
    facts.attributes.append(
        Attribute(
            document_id=facts.document.document_id,
            attribute_id=f"{attribute}@{scope}#{ordinal}",
            attribute=attribute,
            scope=scope,
            value_text=value_text,
            value_number=None,
            unit=None,
            decimals=None,
            value_yuan=None,
            ulp_yuan=None,
            is_personal=is_personal,
            raw_text=value_text or "",
        )
    )
    return facts


def add_indicator(
    facts: DocumentFacts, project_name: str, level3: str, weight_text: str, *, table_no: int = 1
) -> DocumentFacts:
    """Add one indicator row of a project performance table."""
    ordinal = sum(1 for i in facts.indicators if i.table_no == table_no)
    facts.indicators.append(
        Indicator(
            document_id=facts.document.document_id,
            indicator_id=f"P2#{table_no}/{ordinal}",
            form="P2",
            table_no=table_no,
            indicator_ord=ordinal,
            project_name=project_name,
            level1="产出指标",
            level2="数量指标",
            level3=level3,
            target_text=">=1",
            target_operator=">=",
            target_value=Decimal(1),
            target_unit="次",
            basis=None,
            prior_text=None,
            weight_text=weight_text,
            weight=Decimal(weight_text) if weight_text.isdigit() else None,
            scoring_rule=None,
            evidence_text=None,
            page=20,
            x0=50.0,
            top=50.0,
            x1=90.0,
            bottom=60.0,
        )
    )
    return facts
