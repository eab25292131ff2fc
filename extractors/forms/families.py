"""Form families: what a place prints otherwise than the shared vocabulary expects.

A family file holds differences only.  A document of a place that has none is
read with the shared vocabulary alone (family ``generic``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from pydantic import Field

from extractors.config import StrictModel, load_model
from extractors.errors import ConfigError
from extractors.forms.vocab import allowed, vocabulary
from extractors.text import squash

GENERIC = "generic"
FOLDER = Path(__file__).parent / "families"


class Match(StrictModel):
    """When a document belongs to a family: its unit's name, or words in its form heads."""

    names: list[str] = Field(default_factory=list)
    captions: list[str] = Field(default_factory=list)


class Family(StrictModel):
    """One family file.

    ``titles`` adds title patterns to forms (as in vocabulary/forms.yml);
    ``lanci`` gives the measures in the order of the column numbers (栏次) where
    they are not the statutory ones; ``forms`` lists what the place prints, in
    its order.
    """

    id: str
    zh: str
    match: Match
    forms: list[str] = Field(default_factory=list)
    titles: dict[str, list[str]] = Field(default_factory=dict)
    lanci: dict[str, list[str]] = Field(default_factory=dict)


@cache
def families(folder: Path = FOLDER) -> tuple[Family, ...]:
    """All families, checked.  ConfigError names file, line and what is wrong."""
    found = []
    for path in sorted(folder.glob("*.yml")):
        family = load_model(path, Family)
        if family.id != path.stem:
            raise ConfigError(f"{path}:1: id {family.id} is not the file's name")
        _check(family, path)
        found.append(family)
    return tuple(found)


def _check(family: Family, path: Path) -> None:
    known = vocabulary()
    for form in (*family.forms, *family.titles, *family.lanci):
        if form not in known.forms:
            raise ConfigError(f"{path}:1: form {form} is not in vocabulary/forms.yml")
    for form, measures in family.lanci.items():
        for measure in measures:
            if measure not in known.measures:
                raise ConfigError(f"{path}:1: lanci.{form}: no measure {measure}")
    patterns = [*family.match.names, *family.match.captions]
    for pattern in (*patterns, *(p for group in family.titles.values() for p in group)):
        try:
            re.compile(pattern)
        except re.error as error:
            raise ConfigError(f"{path}:1: pattern {pattern}: {error}") from error


def family_of(unit_name: str | None, captions: Iterable[str]) -> Family | None:
    """The family of a document: by the name of its unit, else by all of its caption words."""
    heads = [squash(text) for text in captions]
    by_caption = None
    for family in families():
        if not allowed(f"families/{family.id}", family.id):
            continue
        if unit_name and any(re.search(p, unit_name) for p in family.match.names):
            return family
        wanted = family.match.captions
        if (
            wanted
            and by_caption is None
            and all(any(re.search(p, h) for h in heads) for p in wanted)
        ):
            by_caption = family
    return by_caption


def extra_title(family: Family | None, text: str) -> str | None:
    """The form that a family's own title pattern names, or None."""
    if family is None:
        return None
    s = squash(text)
    for form, patterns in family.titles.items():
        if any(re.fullmatch(p, s) for p in patterns):
            return form
    return None
