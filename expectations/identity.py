"""One identity as its YAML declares it: what it compares, where, when, and what it says."""

from __future__ import annotations

import re
from functools import cached_property
from string import Formatter
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ConfigDict, model_validator

from expectations.address import Address, AddressError, parse_address
from extractors.config import StrictModel

Kind = Literal[
    "sum", "same", "ratio", "growth", "bound", "presence", "text", "set", "sql", "joint"
]  # fmt: skip


def _as_tuple(value: Any) -> Any:
    if value is None:
        return ()
    return tuple(value) if isinstance(value, list) else (value,)


Strings = Annotated[tuple[str, ...], BeforeValidator(_as_tuple)]


class CatalogueModel(StrictModel):
    """A part of the catalogue: unknown keys and loose types are refused."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, strict=True, ignored_types=(cached_property,)
    )


class Each(CatalogueModel):
    """Over what an identity is repeated: exactly one of the first five keys.

    ``rows``/``columns``/``cells``/``tables`` name forms; ``pairs`` lists (a, b).
    ``row`` and ``column`` are regular expressions that keys must match in full,
    ``printed`` a column (or row, for columns) in which something must be printed,
    ``parts`` keeps only keys with printed parts of that sort.
    """

    rows: Strings = ()
    columns: Strings = ()
    cells: Strings = ()
    tables: Strings = ()
    pairs: tuple[tuple[str, ...], ...] = ()
    row: str | None = None
    column: str | None = None
    parts: Literal["rows", "units", "columns"] | None = None
    nonzero: bool = False

    @model_validator(mode="before")
    @classmethod
    def _lists(cls, data: Any) -> Any:
        if isinstance(data, dict) and isinstance(data.get("pairs"), list):
            pairs = [tuple(p) if isinstance(p, list) else (p,) for p in data["pairs"]]
            return {**data, "pairs": tuple(pairs)}
        return data

    @model_validator(mode="after")
    def _one_axis(self) -> Each:
        axes = [n for n in ("rows", "columns", "cells", "tables", "pairs") if getattr(self, n)]
        if len(axes) != 1:
            raise ValueError("`each` needs exactly one of rows, columns, cells, tables, pairs")
        for pattern in (self.row, self.column):
            if pattern is not None:
                re.compile(pattern)
                if re.search(r"\(\?[!<=]", pattern):
                    raise ValueError("patterns run in DuckDB, which knows no look-around")
        return self

    @property
    def axis(self) -> str:
        """rows | columns | cells | tables | pairs."""
        names = ("rows", "columns", "cells", "tables", "pairs")
        return next(n for n in names if getattr(self, n))

    @property
    def forms(self) -> tuple[str, ...]:
        """Forms that the quantifier ranges over (none for pairs)."""
        return () if self.axis == "pairs" else getattr(self, self.axis)


class When(CatalogueModel):
    """A precondition: the sum (or count) of ``of`` compared with that of ``to``.

    ``printed`` and ``not_printed`` ask whether anything is there; ``matches`` whether a text
    of ``of`` matches ``pattern``.
    """

    of: Strings
    op: Literal["=", "!=", ">", ">=", "<", "<=", "printed", "not_printed", "matches"]
    to: Strings = ()
    count: bool = False
    pattern: str | None = None

    @model_validator(mode="after")
    def _pattern(self) -> When:
        if (self.op == "matches") != (self.pattern is not None):
            raise ValueError("`pattern` goes with op `matches`")
        return self

    @cached_property
    def sides(self) -> tuple[tuple[Address, ...], tuple[Address, ...]]:
        """Parsed addresses of both sides."""
        return tuple(map(parse_address, self.of)), tuple(map(parse_address, self.to))


#: What a sentence of an identity's own can name.
SAID = ("reported", "computed", "difference", "unit", "name", "instance", "lead", "place", "form")


class Says(CatalogueModel):
    """A failure in the identity's own words, for kinds whose general sentence would say little.

    Fields in braces: ``reported``, ``computed`` and ``difference`` as printed, ``unit`` theirs; ``lead``
    the place of the reported number, ``place`` its form, ``name`` its row; ``form`` the statutory
    title of the form that the instance names.  No full stop at the end.
    """

    zh: str
    en: str

    @model_validator(mode="after")
    def _known_fields(self) -> Says:
        for text in (self.zh, self.en):
            for _, field, spec, conversion in Formatter().parse(text):
                if field is not None and (field not in SAID or spec or conversion):
                    raise ValueError(f"`says` knows the fields {', '.join(SAID)}, not {{{field}}}")
            if text.endswith(("。", ".")):
                raise ValueError("`says` has no full stop at the end")
        return self


class Law(CatalogueModel):
    """A law by its full titles; ``year`` is that of the text in force that was read."""

    zh: str
    en: str
    year: int


class LegalGround(CatalogueModel):
    """What an identity rests on: a law of ``laws.yml`` and its article."""

    law: str
    article: int


class Identity(CatalogueModel):
    """One identity.  Its id is stable and never reused; ``version`` counts changes."""

    id: str
    version: int = 1
    kind: Kind
    severity: Literal["error", "warning", "info"]
    zh: str
    en: str
    why: str
    why_en: str | None = None  # of `whys.yml`, where `why` stands with its English
    legal: LegalGround | None = None
    legal_zh: str | None = None  # of `laws.yml`, with the article
    legal_en: str | None = None
    says: Says | None = None
    doc_kind: Literal["budget", "final_account"] | None = None
    scope: Literal["department", "unit"] | None = None
    families: Strings = ()
    needs: Literal["prior_year", "units", "budget"] | None = None
    each: Each | None = None
    reported: Strings = ()
    computed: Strings = ()
    whole: Strings = ()
    change: Strings = ()
    op: (
        Literal[
            "<=",
            ">=",
            "equal",
            "any",
            "within",
            "none_near",
            "subset",
            "numeric",
            "printed",
            "zero",
        ]
        | None
    ) = None
    near: str | None = None
    when: tuple[When, ...] = ()
    root: str | None = None
    attribution: Literal["undetermined"] | None = None
    query: str | None = None
    given: dict[str, str] = {}  # values of the query's `$name`, where identities share one query

    @model_validator(mode="before")
    @classmethod
    def _lists(cls, data: Any) -> Any:
        if isinstance(data, dict) and isinstance(data.get("when"), list):
            return {**data, "when": tuple(data["when"])}
        return data

    @model_validator(mode="after")
    def _complete(self) -> Identity:
        wanted = {
            "sum": ("reported", "computed"),
            "same": ("reported", "computed"),
            "ratio": ("reported", "computed", "whole"),
            "growth": ("reported", "computed", "change"),
            "bound": ("reported", "computed", "op"),
            "presence": ("reported", "op"),
            "text": ("reported", "computed", "op"),
            "set": ("reported", "computed", "op"),
            "sql": ("query",),
            "joint": (),
        }[self.kind]
        missing = [name for name in wanted if not getattr(self, name)]
        if missing:
            raise ValueError(f"kind {self.kind} needs {', '.join(missing)}")
        if self.needs == "units" and self.kind != "sum":
            raise ValueError("what needs the units is a sum: only for sums their set is proven")
        asked = set(re.findall(r"\$([a-z]\w*)", self.query or ""))
        if asked != set(self.given):
            raise ValueError(f"the query asks for {sorted(asked)}, given are {sorted(self.given)}")
        try:
            list(self.terms)
            for condition in self.when:
                _ = condition.sides
        except AddressError as error:
            raise ValueError(str(error)) from error
        return self

    @cached_property
    def terms(self) -> tuple[tuple[str, Address], ...]:
        """(side, address) of every operand; sides reported, computed, whole, change."""
        return tuple(
            (side, parse_address(text))
            for side in ("reported", "computed", "whole", "change")
            for text in getattr(self, side)
        )

    @cached_property
    def addresses(self) -> tuple[Address, ...]:
        """Every address, preconditions included."""
        conditions = [a for condition in self.when for side in condition.sides for a in side]
        return (*(a for _, a in self.terms), *conditions)

    @cached_property
    def forms(self) -> tuple[str, ...]:
        """Forms without which the identity says nothing, in the order of mention."""
        own = list(self.each.forms) if self.each else []
        own += [a.form for _, a in self.terms if a.form and a.optional < 2 and "$" not in a.form]
        return tuple(dict.fromkeys(own))
