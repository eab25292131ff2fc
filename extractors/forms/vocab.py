"""The form vocabulary: forms, measures, row items, facets and classification codes.

All of it is data in ``vocabulary/``; this module checks it against strict
schemas once per process and compiles the patterns.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeVar

from pydantic import Field

from extractors.config import StrictModel, load_model
from extractors.errors import ConfigError

FOLDER = Path(__file__).parent / "vocabulary"

Axis = Literal[
    "blocks",
    "auto",
    "function",
    "economic",
    "government",
    "items",
    "project",
    "unit",
    "list",
    "performance",
]


class FormSpec(StrictModel):
    """One statutory form (see vocabulary/forms.yml for the meaning of each key)."""

    zh: str
    axis: Axis
    titles: list[str]
    doc_kind: Literal["budget", "final_account"] | None = None
    fund: str | None = None
    kind: str | None = None
    vintage: str | None = None
    items_matrix: bool = False
    lanci: list[str] = Field(default_factory=list)
    detached: list[str] = Field(default_factory=list)
    signature: list[str] = Field(default_factory=list)
    content: list[str] = Field(default_factory=list)
    absent: list[str] = Field(default_factory=list)


class FormsFile(StrictModel):
    """vocabulary/forms.yml"""

    forms: dict[str, FormSpec]


class Measure(StrictModel):
    """One canonical measure of vocabulary/measures.yml."""

    zh: str
    part_of: str | None = None
    fund: str | None = None
    vintage: str | None = None
    expenditure_kind: str | None = None
    economic_code: str | None = None


class MeasuresFile(StrictModel):
    """vocabulary/measures.yml"""

    measures: dict[str, Measure]


class Item(StrictModel):
    """One canonical row of vocabulary/rows.yml."""

    zh: str
    part_of: str | None = None
    fund: str | None = None
    vintage: str | None = None


class RowsFile(StrictModel):
    """vocabulary/rows.yml"""

    blocks: dict[Literal["revenue", "expenditure", "three_public"], dict[str, Item]]


class FacetsFile(StrictModel):
    """vocabulary/facets.yml"""

    tail: str
    roles: dict[str, list[str]]
    plain: list[str]
    compared: list[str]
    funds: dict[str, list[str]]
    kinds: dict[str, list[str]]
    vintages: dict[str, list[str]]
    economic: dict[str, list[str]]
    items: dict[str, list[str]]


class Entry(NamedTuple):
    """One pattern of the vocabulary; ``id`` names it (``funds/GPB/0``)."""

    value: str
    pattern: re.Pattern[str]
    id: str


Entries = tuple[Entry, ...]


@dataclass(frozen=True)
class Facets:
    """Compiled facets: each group lists its entries, the surest first."""

    roles: Entries
    plain: Entries
    compared: Entries
    funds: Entries
    kinds: Entries
    vintages: Entries
    economic: Entries
    items: Entries


@dataclass(frozen=True)
class Vocabulary:
    """Everything the form reader knows before it sees a document."""

    forms: dict[str, FormSpec]
    titles: Entries
    measures: dict[str, Measure]
    rows: dict[str, dict[str, Item]]
    facets: Facets


def _group(name: str, entries: dict[str, list[str]], tail: str = "") -> Entries:
    return tuple(
        Entry(key, re.compile(pattern.replace("{TAIL}", tail)), f"{name}/{key}/{n}")
        for key, patterns in entries.items()
        for n, pattern in enumerate(patterns)
    )


@cache
def vocabulary() -> Vocabulary:
    """The checked vocabulary.  ConfigError where a file breaks its schema."""
    forms = load_model(FOLDER / "forms.yml", FormsFile).forms
    facets = load_model(FOLDER / "facets.yml", FacetsFile)
    rows = load_model(FOLDER / "rows.yml", RowsFile).blocks
    try:
        compiled = Facets(
            roles=_group("roles", facets.roles),
            plain=_group("plain", {"": facets.plain}, facets.tail),
            compared=_group("compared", {"": facets.compared}),
            funds=_group("funds", facets.funds, facets.tail),
            kinds=_group("kinds", facets.kinds, facets.tail),
            vintages=_group("vintages", facets.vintages, facets.tail),
            economic=_group("economic", facets.economic, facets.tail),
            items=_group("items", facets.items, facets.tail),
        )
        titles = _group("titles", {key: spec.titles for key, spec in forms.items()})
    except re.error as error:
        raise ConfigError(f"{FOLDER}: pattern {error.pattern!r}: {error}") from error
    return Vocabulary(
        forms=forms,
        titles=titles,
        measures=load_model(FOLDER / "measures.yml", MeasuresFile).measures,
        rows={str(k): v for k, v in rows.items()},
        facets=compiled,
    )


#: Says whether an entry (its id) may be used for a text.  The benchmark looks at the
#: vocabulary through one: to see what a place makes use of, and to read without it.
Lens = Callable[[str, str], bool]
_lens: Lens | None = None
_remembered: list[Callable[[], None]] = []
_Function = TypeVar("_Function", bound=Callable[..., Any])


def remembered(size: int) -> Callable[[_Function], _Function]:
    """``lru_cache`` for a function whose answer depends on the vocabulary alone."""

    def wrap(function: _Function) -> _Function:
        cached: Any = lru_cache(maxsize=size)(function)
        _remembered.append(cached.cache_clear)
        result: _Function = cached
        return result

    return wrap


@contextmanager
def seen_through(lens: Lens) -> Iterator[None]:
    """Every look-up within the block asks ``lens`` first; answers remembered are forgotten."""
    global _lens
    before, _lens = _lens, lens
    forget()
    try:
        yield
    finally:
        _lens = before
        forget()


def forget() -> None:
    """Forget every answer that was remembered."""
    for clear in _remembered:
        clear()


def allowed(entry: str, text: str) -> bool:
    """Whether an entry may be used for ``text``; always, unless a lens says otherwise."""
    return _lens is None or _lens(entry, text)


def first_match(entries: Entries, text: str) -> str | None:
    """Value of the first entry whose pattern is the whole of ``text``, or None."""
    for value, pattern, name in entries:
        if pattern.fullmatch(text) and allowed(name, text):
            return value
    return None


@dataclass(frozen=True)
class CodeBook:
    """Classification codes and names of one scheme; names as :func:`key_of_name` gives them."""

    names: dict[str, str]
    by_name: dict[str, tuple[str, ...]]

    def find(self, name: str) -> tuple[str, ...]:
        """All codes that carry this name, ascending."""
        key = key_of_name(name)
        found = self.by_name.get(key, ())
        return found if found and allowed("codes", key) else ()


_NOISE = re.compile(r"[\s()\[\]<>《》、,.·:;\-]|类$|款$|项$")


def key_of_name(name: str) -> str:
    """A class name without punctuation, for comparison."""
    return _NOISE.sub("", name)


@cache
def code_books() -> dict[str, CodeBook]:
    """Code books by scheme: function, economic_department, economic_government.

    The lists are what published documents print (vocabulary/codes.json); they
    name most codes, not all, so a code that is missing here is still a code.
    """
    data: dict[str, dict[str, str]] = json.loads((FOLDER / "codes.json").read_text("utf-8"))
    books = {}
    for scheme, names in data.items():
        by_name: dict[str, list[str]] = {}
        for code in sorted(names):
            for name in names[code].split("|"):
                by_name.setdefault(key_of_name(name), []).append(code)
        books[scheme] = CodeBook(
            {c: n.split("|")[0] for c, n in names.items()},
            {n: tuple(c) for n, c in by_name.items()},
        )
    return books
