"""The shape of ``patterns/*.yml``; anything else in them is refused with file and line."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field, field_validator, model_validator

from extractors.config import StrictModel, load_model
from extractors.errors import ConfigError

PATTERN_FOLDER = Path(__file__).parent / "patterns"

DocKind = Literal["budget", "final_account"]


class SectionRule(StrictModel):
    """Which heading opens which section; the first rule that is found in it wins."""

    key: str
    heading: str

    @field_validator("heading")
    @classmethod
    def _compiles(cls, value: str) -> str:
        re.compile(value)
        return value


class SectionFile(StrictModel):
    """``sections.yml``."""

    sections: list[SectionRule]


class VocabularyFile(StrictModel):
    """``vocabulary.yml``: canonical item -> regex of its printed forms, by vocabulary."""

    vocabularies: dict[str, dict[str, str]]


class PatternRule(StrictModel):
    """One sentence pattern.

    ``regexes`` are alternatives, tried in order, written with the macros of
    :mod:`extractors.narrative.grammar`.  ``sections`` limits the pattern to
    those sections, ``parents`` to the ``tail`` group of a match of one of
    those patterns; with neither it may stand anywhere outside the glossary and
    ``not_sections``.
    """

    key: str
    regexes: list[str] = Field(min_length=1)
    sections: list[str] = []
    not_sections: list[str] = []
    parents: list[str] = []
    kinds: list[DocKind] = ["budget"]
    elsewhere: dict[str, str] = Field(
        {},
        description="section -> key: a match there goes by that key if the document also has "
        "the pattern in another section, so that one list is not added to its repetition",
    )
    item: str | None = Field(None, description="fixed item, where no group names it")
    heading_items: str | None = Field(None, description="vocabulary to find the item in a heading")
    reason: bool = Field(False, description="the reason that follows belongs to it")
    any_year: bool = Field(False, description="its sentence may name another year")
    anywhere: bool = Field(
        False, description="may follow the contents or the glossary (a note under a table)"
    )
    last_only: bool = Field(False, description="only the last match of the document counts")


class FieldRule(StrictModel):
    """One labelled field of a description block."""

    slot: str
    labels: list[str] = Field(min_length=1)
    money: bool = False


class FieldBlockRule(StrictModel):
    """A block of labelled fields, such as the description of one project."""

    key: str
    sections: list[str]
    first: str = Field(description="slot whose label opens a new block")
    fields: list[FieldRule]
    detail_key: str | None = Field(None, description="pattern of the amounts listed in a field")
    detail_slot: str | None = None

    @model_validator(mode="after")
    def _slots_exist(self) -> FieldBlockRule:
        slots = {field.slot for field in self.fields}
        for name in (self.first, self.detail_slot):
            if name is not None and name not in slots:
                raise ValueError(f"{name} is no slot of block {self.key}")
        return self


class NoteRule(StrictModel):
    """A note under a table that says why it is empty without naming the table."""

    key: str
    wordings: list[str] = Field(min_length=1, description="regexes of the whole note")
    forms: dict[str, str] = Field(description="canonical form -> regex found in a table's title")


class Classification(StrictModel):
    """A facet whose words are the names of one level of a classification."""

    scheme: Literal["function", "economic_department", "economic_government"]
    digits: int


class NameFile(StrictModel):
    """``names.yml``: what a pattern key speaks of, in Chinese."""

    names: dict[str, str]


class ConceptRule(StrictModel):
    """One concept: the facets that its subject names, and where it may stand.

    ``has`` must be named (``any`` = whatever value), ``may`` can be; any other
    facet speaks of something else.  ``heads`` are keys (or ``key/item``) of the
    figure whose parts the sentence tells.
    """

    key: str
    slot: str = "amt"
    item: str | None = Field(None, description="facet that names the mention's item")
    has: dict[str, str | list[str]]
    may: dict[str, str | list[str]] = {}
    sections: list[str] = []
    not_sections: list[str] = []
    heads: list[str] = []
    kinds: list[DocKind] = ["budget", "final_account"]
    elsewhere: dict[str, str] = Field({}, description="as in PatternRule")
    head: bool = Field(False, description="parts may be told after it")
    rate_slot: str = Field("pct", description="slot of a completion rate (完成预算的…%)")
    change_key: str | None = Field(None, description="key of a change told apart from its level")
    apart: bool = Field(False, description="its change always goes by change_key")

    @property
    def name(self) -> str:
        """What tells it from the other concepts."""
        return f"{self.key} {self.has} {self.sections} {self.heads}"


class SubjectFile(StrictModel):
    """``subjects.yml``: the words that may stand before an amount, and what they mean together."""

    neutral: list[str]
    facets: dict[str, dict[str, list[str]]]
    items: dict[str, dict[str, str]]
    vocabularies: dict[str, str]
    classifications: dict[str, Classification]
    section_facets: dict[str, dict[str, str]]
    concepts: list[ConceptRule]

    @model_validator(mode="after")
    def _facets_exist(self) -> SubjectFile:
        known = {*self.facets, *self.vocabularies, *self.classifications, "xiang"}
        for rule in self.concepts:
            named = {*rule.has, *rule.may, *([rule.item] if rule.item else [])}
            if unknown := sorted(named - known):
                raise ValueError(f"concept {rule.key}: facet {unknown[0]} does not exist")
            if rule.apart and rule.change_key is None:
                raise ValueError(f"concept {rule.key}: apart needs a change_key")
            if rule.item is not None and rule.item not in rule.has:
                raise ValueError(f"concept {rule.key}: its item {rule.item} must stand in has")
        return self


class PatternFile(StrictModel):
    """Any other file of the folder."""

    patterns: list[PatternRule] = []
    blocks: list[FieldBlockRule] = []
    notes: list[NoteRule] = []


@cache
def load_sections(folder: Path = PATTERN_FOLDER) -> tuple[SectionRule, ...]:
    """Section rules in order of precedence; ConfigError names file, line and key."""
    return tuple(load_model(folder / "sections.yml", SectionFile).sections)


@cache
def load_vocabularies(folder: Path = PATTERN_FOLDER) -> dict[str, dict[str, str]]:
    """Vocabularies by name."""
    return load_model(folder / "vocabulary.yml", VocabularyFile).vocabularies


@cache
def load_names(folder: Path = PATTERN_FOLDER) -> dict[str, str]:
    """Chinese names of pattern keys."""
    return load_model(folder / "names.yml", NameFile).names


@cache
def load_subjects(folder: Path = PATTERN_FOLDER) -> SubjectFile:
    """Words and concepts of the subject grammar."""
    return load_model(folder / "subjects.yml", SubjectFile)


@cache
def load_patterns(folder: Path = PATTERN_FOLDER) -> tuple[PatternFile, ...]:
    """All pattern files by name; rules of an earlier file take a number first."""
    reserved = {"sections.yml", "vocabulary.yml", "subjects.yml", "names.yml"}
    paths = [p for p in sorted(folder.glob("*.yml")) if p.name not in reserved]
    if not paths:
        raise ConfigError(f"{folder}:1: holds no pattern file")
    return tuple(load_model(path, PatternFile) for path in paths)
