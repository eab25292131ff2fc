"""The shape of ``labels.yml``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import model_validator

from extractors.config import StrictModel, load_model
from extractors.text import fold

LABELS = Path(__file__).parent / "labels.yml"

#: A bracketed unit or note behind a label: （万元）, (盖章), (90).
_BRACKET = re.compile(
    r"\((?:单位[:：])?(?:万元|元|千元|百万元|亿元|盖章|公章|\d{1,3}|\d{1,3}分|总分\d+|%|可选填|概述)\)"
)


#: A longer label is a sentence.
_MAX_LIKE = 16
_LEAST_SURE = 99

EvaluationColumn = Literal["initial", "adjusted", "executed", "weight", "rate", "score"]


class FieldLabels(StrictModel):
    """One attribute and the labels it is printed under."""

    kind: Literal["text", "long_text", "person", "money", "number", "percent"]
    labels: list[str]


class EvaluationLabels(StrictModel):
    """The fund table of a self-evaluation: labels of its columns, keys of its rows by column."""

    columns: dict[EvaluationColumn, list[str]]
    rows: dict[str, dict[EvaluationColumn, str]]


class LikeLabels(StrictModel):
    """Regular expressions for labels that are in no list, by column and attribute."""

    columns: dict[str, list[str]]
    fields: dict[str, list[str]]


class LabelFile(StrictModel):
    """``labels.yml``."""

    fields: dict[str, FieldLabels]
    captions: list[str]
    columns: dict[
        Literal["level1", "level2", "level3", "target", "operator", "unit", "basis", "prior",
                "weight", "scoring", "evidence", "achieved", "score", "deviation"],
        list[str],
    ]  # fmt: skip
    level1_domain: list[str]
    under: dict[str, dict[str, str]]
    evaluation: EvaluationLabels
    totals: list[str]
    like: LikeLabels

    @model_validator(mode="after")
    def _keys_exist(self) -> LabelFile:
        named = {*self.under, *self.evaluation.rows, *self.like.fields}
        if lost := sorted(set(self.like.columns) - set(self.columns)):
            raise ValueError(f"{lost[0]} is no column")
        for group in self.under.values():
            named |= set(group.values())
        for row in self.evaluation.rows.values():
            named |= set(row.values())
        if unknown := sorted(named - set(self.fields)):
            raise ValueError(f"{unknown[0]} is no attribute of fields")
        return self

    @model_validator(mode="after")
    def _labels_once(self) -> LabelFile:
        seen: set[str] = set()
        for rule in self.fields.values():
            for label in rule.labels:
                if label in seen:
                    raise ValueError(f"label {label} stands under two attributes")
                seen.add(label)
        return self


@dataclass(frozen=True, slots=True)
class Labels:
    """The vocabulary, indexed by folded label; a column's label with its rank (0 = surest)."""

    fields: dict[str, str]
    kinds: dict[str, str]
    captions: frozenset[str]
    columns: dict[str, tuple[str, int]]
    level1: frozenset[str]
    under: dict[str, dict[str, str]]
    evaluation_columns: dict[str, EvaluationColumn]
    evaluation_rows: dict[str, dict[EvaluationColumn, str]]
    totals: frozenset[str]
    like_fields: tuple[tuple[str, re.Pattern[str]], ...]
    like_columns: tuple[tuple[str, re.Pattern[str]], ...]

    def field_of(self, label: str) -> str | None:
        """Attribute of a cleaned label: by the list, else by what the label is like."""
        found = self.fields.get(label)
        if found is not None or not 2 <= len(label) <= _MAX_LIKE or label in self.captions:
            return found
        if label in self.columns or self.column_of(label) is not None:
            return None
        return next((k for k, pattern in self.like_fields if pattern.fullmatch(label)), None)

    def column_of(self, label: str) -> tuple[str, int] | None:
        """Column of a cleaned label with its rank; a label in no list is the least sure."""
        found = self.columns.get(label)
        if found is not None or not 2 <= len(label) <= _MAX_LIKE:
            return found
        if label in self.fields or label in self.captions:
            return None
        hit = next((k for k, pattern in self.like_columns if pattern.fullmatch(label)), None)
        return (hit, _LEAST_SURE) if hit else None


def clean_label(text: str) -> str:
    """A label without line breaks, bracketed unit and final colon."""
    return _BRACKET.sub("", fold(text)).rstrip(":")


def _compiled(patterns: dict[str, list[str]]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((k, re.compile("|".join(f"(?:{p})" for p in ps))) for k, ps in patterns.items())


@cache
def load_labels(path: Path = LABELS) -> Labels:
    """The label vocabulary; ConfigError names file, line and key."""
    file = load_model(path, LabelFile)
    return Labels(
        fields={clean_label(label): k for k, rule in file.fields.items() for label in rule.labels},
        kinds={key: rule.kind for key, rule in file.fields.items()},
        captions=frozenset(clean_label(c) for c in file.captions),
        columns={
            clean_label(label): (column, rank)
            for column, labels in file.columns.items()
            for rank, label in enumerate(labels)
        },
        level1=frozenset(file.level1_domain),
        under=file.under,
        evaluation_columns={
            clean_label(label): column
            for column, labels in file.evaluation.columns.items()
            for label in labels
        },
        evaluation_rows=file.evaluation.rows,
        totals=frozenset(clean_label(label) for label in file.totals),
        like_fields=_compiled(file.like.fields),
        like_columns=_compiled(file.like.columns),
    )
