"""One row of the indicator grid, or one labelled value, on its way to a record."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from extractors.contracts import Attribute, Indicator
from extractors.layout import TableCell
from extractors.money import parse_amount, to_yuan
from extractors.performance.grid import words
from extractors.performance.target import read_target, read_weight
from extractors.text import squash

#: Fields of a raw indicator row that a row cut by the page break may continue.
TEXT_FIELDS = ("level3", "target", "basis", "prior", "scoring", "evidence")

#: Kinds of attribute that hold a number.
_NUMBERS = {"money", "number", "percent"}


@dataclass(slots=True)
class Line:
    """One indicator row before it becomes a record: texts by column, place of its row."""

    texts: dict[str, str]
    cell: TableCell
    project: str | None
    scope: int


_QUOTED_DUTY = re.compile(
    '[“"](?P<a>[^“”"]{6,})[”"]的?(?:工作|主要)?职[能责]|职[能责]:?[“"](?P<b>[^“”"]{6,})[”"]'
)
_SECOND_LEVEL = re.compile(r"[^指]{2,10}指标")


def split_levels(texts: dict[str, str], level1: frozenset[str]) -> None:
    """Part levels that one cell prints run together (产出指标数量指标发布报告) in place.

    Only where the cell begins with a known first level and goes on with a second one.
    """
    third = squash(texts.get("level3", ""))
    if squash(texts.get("level1", "")) in level1:
        return
    for first in sorted(level1, key=len, reverse=True):
        second = _SECOND_LEVEL.match(third, len(first)) if third.startswith(first) else None
        if second is not None and second.end() < len(third):
            texts["level1"], texts["level2"] = first, second[0]
            texts["level3"] = third[second.end() :]
            return


def to_indicator(
    line: Line, number: int, *, form: str, table_no: int, document_id: str
) -> Indicator:
    """The record of a row: "" for a blank cell, None for a column not printed."""
    texts = line.texts
    target = read_target(texts.get("target", ""), texts.get("operator", ""), texts.get("unit", ""))
    weight = texts.get("weight", "")
    place = line.cell.bbox
    return Indicator(
        document_id=document_id,
        indicator_id=f"{form}#{table_no}/{number}",
        form=form,
        table_no=table_no,
        indicator_ord=number,
        project_name=line.project if form != "P1" else None,
        level1=squash(texts.get("level1", "")) or None,
        level2=squash(texts.get("level2", "")) or None,
        level3=texts.get("level3") or None,
        target_text=_target_text(texts),
        target_operator=target.operator,
        target_value=_fitting(target.value),
        target_unit=target.unit,
        basis=texts.get("basis"),
        prior_text=texts.get("prior"),
        weight_text=texts.get("weight"),
        weight=_fitting(read_weight(weight)),
        scoring_rule=texts.get("scoring"),
        evidence_text=texts.get("evidence"),
        page=line.cell.page,
        x0=place.x0,
        top=place.top,
        x1=place.x1,
        bottom=place.bottom,
    )


def to_attribute(
    key: str, kind: str, cell: TableCell, scope: str, money_unit: str | None, *, document_id: str
) -> Attribute | None:
    """The record of a labelled cell; None where a number is due and none stands there.

    ``money_unit`` is the unit of an amount of money.  A blank amount is kept as
    a printed zero of no precision; a blank number or percentage is not kept.
    """
    printed = parse_amount(cell.text) if kind in _NUMBERS else None
    if kind in _NUMBERS:
        if printed is None or (printed.is_blank and kind != "money"):
            return None
        if printed.is_percent is not (kind == "percent"):
            return None
    money = printed if money_unit is not None else None
    return Attribute(
        document_id=document_id,
        attribute_id=f"{key}@{scope}#0",
        attribute=key,
        scope=scope,
        value_text=(words(cell.text) or None) if printed is None else None,
        value_number=printed.value if printed else None,
        unit=money_unit if money else ("%" if kind == "percent" else None),
        decimals=printed.decimals if printed else None,
        value_yuan=to_yuan(money.value, money_unit) if money and money_unit else None,
        ulp_yuan=to_yuan(money.ulp, money_unit) if money and money_unit else None,
        is_personal=kind == "person" and bool(squash(cell.text)),
        raw_text=cell.text,
        page=cell.page,
        x0=cell.bbox.x0,
        top=cell.bbox.top,
        x1=cell.bbox.x1,
        bottom=cell.bbox.bottom,
    )


def quoted_duties(objective: Attribute) -> list[Attribute]:
    """``performance.quoted_duty`` for each duty that an objective puts in quotation marks.

    An objective names the duty that it rests on (依据“……”职能); its place is the objective's.
    """
    text = objective.value_text or ""
    return [
        replace(
            objective,
            attribute_id=f"performance.quoted_duty@{objective.scope}#{n}",
            attribute="performance.quoted_duty",
            value_text=hit["a"] or hit["b"],
            raw_text=hit["a"] or hit["b"],
        )
        for n, hit in enumerate(_QUOTED_DUTY.finditer(text))
    ]


def _target_text(texts: dict[str, str]) -> str:
    """The target as a person reads it: operator and unit from their own columns around it."""
    target = texts.get("target", "")
    operator = texts.get("operator", "")
    if operator and squash(operator) != "定性" and target:
        target = f"{operator}{target}"
    return f"{target}{texts.get('unit', '')}" if target else ""


def _fitting(value: Decimal | None) -> Decimal | None:
    """A number that the record's 6 decimals hold exactly, else None (the text is kept)."""
    if value is None or int(value.as_tuple().exponent) < -6 or abs(value) >= Decimal(10) ** 22:
        return None
    return value
