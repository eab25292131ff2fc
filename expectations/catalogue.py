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
from typing import Any

from pydantic import model_validator

from expectations.identity import CatalogueModel, Identity, Law
from extractors.config import load_model
from extractors.errors import ConfigError

__all__ = ["Catalogue", "ConfigError", "Identity", "load_catalogue"]

FOLDER = Path(__file__).parent / "identities"
#: Files of the folder that hold no identities.
_LOOKED_UP = ("maps.yml", "whys.yml", "laws.yml", "retired.yml")


class Catalogue(CatalogueModel):
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


class _Defaults(CatalogueModel):
    """What the identities of one file have in common."""

    doc_kind: str | None = None
    severity: str | None = None
    kind: str | None = None
    scope: str | None = None
    why: str | None = None
    needs: str | None = None


class _File(CatalogueModel):
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


class _Whys(CatalogueModel):
    version: int
    whys: dict[str, str]


class _Laws(CatalogueModel):
    version: int
    laws: dict[str, Law]


class _Retirement(CatalogueModel):
    version: int
    zh: str
    en: str


class _Retired(CatalogueModel):
    version: int
    retired: dict[str, _Retirement]


class _Maps(CatalogueModel):
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
