"""The catalogue of identities: YAML under a strict schema.

``expectations/identities/*.yml`` hold the identities, ``maps.yml`` the look-up
tables they name, ``whys.yml`` the English of why they must hold, ``laws.yml`` the laws that they
rest on, ``retired.yml`` the ids that are never used again.  Unknown keys, duplicate keys, unquoted
codes, unknown maps, unknown laws and addresses outside the grammar are refused with file and line.
"""

from __future__ import annotations

import hashlib
import re
from functools import cached_property, lru_cache
from pathlib import Path
from string import Formatter
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ConfigDict, model_validator

from expectations.address import Address, AddressError, parse_address
from extractors.config import StrictModel, load_model
from extractors.errors import ConfigError

__all__ = ["Catalogue", "ConfigError", "Each", "Identity", "When", "load_catalogue"]

FOLDER = Path(__file__).parent / "identities"
#: Files of the folder that hold no identities.
_LOOKED_UP = ("maps.yml", "whys.yml", "laws.yml", "retired.yml")

Kind = Literal[
    "sum", "same", "ratio", "growth", "bound", "presence", "text", "set", "sql", "joint"
]  # fmt: skip


def _as_tuple(value: Any) -> Any:
    if value is None:
        return ()
    return tuple(value) if isinstance(value, list) else (value,)


Strings = Annotated[tuple[str, ...], BeforeValidator(_as_tuple)]


class _Strict(StrictModel):
    model_config = ConfigDict(
        extra="forbid", frozen=True, strict=True, ignored_types=(cached_property,)
    )


class Each(_Strict):
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


class When(_Strict):
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
SAID = ("reported", "computed", "difference", "unit", "name", "lead", "place", "form")


class Says(_Strict):
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


class Law(_Strict):
    """A law by its full titles; ``year`` is that of the text in force that was read."""

    zh: str
    en: str
    year: int


class LegalGround(_Strict):
    """What an identity rests on: a law of ``laws.yml`` and its article."""

    law: str
    article: int


class Identity(_Strict):
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
        Literal["<=", ">=", "equal", "any", "none_near", "subset", "numeric", "printed", "zero"]
        | None
    ) = None
    near: str | None = None
    when: tuple[When, ...] = ()
    root: str | None = None
    attribution: Literal["undetermined"] | None = None
    query: str | None = None

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


class Catalogue(_Strict):
    """All identities and maps; ``version`` is the catalogue's own."""

    version: int
    identities: tuple[Identity, ...]
    maps: dict[str, dict[str, str]]

    @cached_property
    def by_id(self) -> dict[str, Identity]:
        """Identities by id."""
        return {i.id: i for i in self.identities}

    @cached_property
    def digest(self) -> str:
        """Fingerprint of every identity and map: another one where any of them changed."""
        content = self.model_dump_json(include={"identities", "maps"})
        return hashlib.sha256(content.encode()).hexdigest()[:16]

    def only(self, *ids: str) -> Catalogue:
        """A catalogue of these identities alone, for tests and single checks."""
        return Catalogue(
            version=self.version, identities=tuple(self.by_id[i] for i in ids), maps=self.maps
        )


class _Defaults(_Strict):
    """What the identities of one file have in common."""

    doc_kind: str | None = None
    severity: str | None = None
    kind: str | None = None
    scope: str | None = None
    why: str | None = None
    needs: str | None = None


class _File(_Strict):
    version: int
    defaults: _Defaults = _Defaults()
    identities: tuple[Identity, ...]

    @model_validator(mode="before")
    @classmethod
    def _with_defaults(cls, data: Any) -> Any:
        if not isinstance(data, dict) or not isinstance(data.get("identities"), list):
            return data
        defaults = data.get("defaults")
        common = defaults if isinstance(defaults, dict) else {}
        entries = tuple({**common, **e} if isinstance(e, dict) else e for e in data["identities"])
        return {**data, "identities": entries}


class _Whys(_Strict):
    version: int
    whys: dict[str, str]


class _Laws(_Strict):
    version: int
    laws: dict[str, Law]


class _Retirement(_Strict):
    version: int
    zh: str
    en: str


class _Retired(_Strict):
    version: int
    retired: dict[str, _Retirement]


class _Maps(_Strict):
    version: int
    maps: dict[str, dict[str, str]]


def _line_of_id(path: Path, identity: str) -> int:
    lines = path.read_text(encoding="utf-8").splitlines()
    wanted = re.compile(rf"\bid: *[\"']?{re.escape(identity)}[\"']?(?:[,}}\s]|$)")
    return max((n for n, line in enumerate(lines, 1) if wanted.search(line)), default=1)


_DIGITS = "零一二三四五六七八九"


def _article_zh(number: int) -> str:
    """第六条, 第十四条: articles of a law are numbered below 100."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else _DIGITS[tens] + "十"
    return f"第{head}{_DIGITS[ones] if ones or not tens else ''}条"


def _legal_words(identity: Identity, laws: dict[str, Law], place: str) -> dict[str, str]:
    """Title, year and article of the legal ground in both languages; nothing where there is none."""
    ground = identity.legal
    if ground is None:
        return {}
    if ground.law not in laws:
        raise ConfigError(f"{place}: {identity.id}: unknown law {ground.law}")
    law = laws[ground.law]
    return {
        "legal_zh": f"《{law.zh}》（{law.year}年）{_article_zh(ground.article)}",
        "legal_en": f"{law.en} ({law.year}), Article {ground.article}",
    }


@lru_cache(maxsize=8)
def load_catalogue(folder: Path | None = None) -> Catalogue:
    """Load ``*.yml`` of ``folder`` (the project's catalogue by default), strictly.

    Raises ConfigError naming the file, line and key of the first fault.
    """
    folder = folder or FOLDER
    files = sorted(p for p in folder.glob("*.yml") if p.name not in _LOOKED_UP)
    if not files:
        raise ConfigError(f"{folder}: no identities")
    maps = load_model(folder / "maps.yml", _Maps).maps if (folder / "maps.yml").exists() else {}
    said = folder / "whys.yml"
    whys = load_model(said, _Whys).whys if said.exists() else None
    known = folder / "laws.yml"
    laws = load_model(known, _Laws).laws if known.exists() else {}
    gone = folder / "retired.yml"
    retired = load_model(gone, _Retired).retired if gone.exists() else {}
    found: dict[str, tuple[Identity, str]] = {}
    for path in files:
        for identity in load_model(path, _File).identities:
            place = f"{path}:{_line_of_id(path, identity.id)}"
            if identity.id in found:
                first = found[identity.id][1]
                raise ConfigError(f"{place}: identity {identity.id} is already defined at {first}")
            if identity.id in retired:
                raise ConfigError(f"{place}: identity {identity.id} was retired: {gone.name}")
            for address in identity.addresses:
                for key in (address.row, address.column):
                    if key.map and key.map not in maps:
                        raise ConfigError(f"{place}: {identity.id}: unknown map {key.map}")
            if whys is not None and identity.why not in whys:
                raise ConfigError(f"{place}: {identity.id}: `why` has no English in {said.name}")
            english = whys.get(identity.why) if whys is not None else identity.why_en
            words = {"why_en": english, **_legal_words(identity, laws, place)}
            found[identity.id] = (identity.model_copy(update=words), place)
    return Catalogue(version=1, identities=tuple(i for i, _ in found.values()), maps=maps)
