"""A header word read part by part, where the vocabulary has no pattern for it as a whole.

``上级下达的政府性基金预算财政拨款结转`` stands in no list, but each of its parts says one
thing: the fund, its origin, the year.  The parts must make up the whole word, and must not
contradict each other; then the word has the meaning that they have together.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from extractors.config import StrictModel, load_model
from extractors.errors import ConfigError
from extractors.forms.vocab import FOLDER

_MAX_WORD = 40
#: A book of the budget names the fund of a 财政拨款 more closely.
_WITHIN = {"FISCAL": {"GPB", "GF", "SOE", "GPB.NONTAX"}, "SPECIAL": {"SPECIAL.EDU"}}
_UPPER = {"GPB": "GPB.UPPER", "GF": "GF.UPPER", "SOE": "SOE.UPPER"}


class HeaderWordsFile(StrictModel):
    """vocabulary/header_words.yml"""

    parts: dict[str, list[str]]


@cache
def _parts() -> tuple[re.Pattern[str], tuple[str, ...]]:
    """One pattern with a group per part, and the parts' names in the order of the groups."""
    path = FOLDER / "header_words.yml"
    file = load_model(path, HeaderWordsFile)
    names = tuple(file.parts)
    try:
        pattern = "|".join(f"(?P<p{n}>{'|'.join(file.parts[k])})" for n, k in enumerate(names))
        return re.compile(pattern), names
    except re.error as error:
        raise ConfigError(f"{path}:1: pattern {error.pattern!r}: {error}") from error


def parts_of(word: str) -> list[str] | None:
    """Names of the parts of a word, without plain ones; None where one is not known."""
    if len(word) > _MAX_WORD:
        return None
    pattern, names = _parts()
    found: list[str] = []
    at = 0
    while at < len(word):
        match = pattern.match(word, at)
        if match is None or match.end() == at:
            return None
        found.append(names[int(str(match.lastgroup)[1:])])
        at = match.end()
    return [name for name in found if name != "plain"]


class Composed(NamedTuple):
    """The facets that the parts of a word name together."""

    fund: str | None = None
    kind: str | None = None
    vintage: str | None = None
    item: str | None = None


def compose(word: str) -> Composed | None:
    """The facets of a word, or None where its parts do not make one meaning.

    A word of plain parts alone (资金合计) has no facet.
    """
    parts = parts_of(word)
    if parts is None:
        return None
    said = set(parts)
    funds = _one_fund({p[5:] for p in said if p.startswith("fund:")})
    kinds = _one_kind({p[5:] for p in said if p.startswith("kind:")})
    items = _one_item({p[5:] for p in said if p.startswith("item:")})
    vintage = _vintage(said, parts)
    if max(len(funds), len(kinds), len(items)) > 1 or vintage == "?":
        return None
    fund = next(iter(funds), None)
    if "origin:upper" in said:
        if fund not in {None, "FISCAL", *_UPPER}:
            return None
        fund = _UPPER[fund if fund in _UPPER else "GPB"]
    if vintage == "surplus":
        fund = None
    if items and fund == "FISCAL":
        fund = None  # the form is about nothing else
    kind = next(iter(kinds), None)
    if vintage == "current" and (fund or kind):
        vintage = None
    return Composed(fund, kind, vintage, next(iter(items), None))


def _one_fund(funds: set[str]) -> set[str]:
    for wide, narrow in _WITHIN.items():
        if wide in funds and funds & narrow:
            funds = funds - {wide}
    return funds


def _one_kind(kinds: set[str]) -> set[str]:
    return kinds - {"basic"} if len(kinds) == 2 else kinds


def _one_item(items: set[str]) -> set[str]:
    if {"vehicle_purchase", "vehicle_running"} <= items:
        return items - {"vehicle_purchase", "vehicle_running"} | {"vehicle"}
    return items - {"vehicle"} if items & {"vehicle_purchase", "vehicle_running"} else items


def _vintage(said: set[str], parts: Sequence[str]) -> str | None:
    """The vintage that the parts name; ``?`` where they contradict each other."""
    if "surplus" in said or ("use" in said and "carry" in said and "fund:NONFISCAL" in said):
        return "surplus" if not said & {"change", "rate", "out"} else "?"
    if "carry" in said:
        if said & {"change", "rate", "executed", "compare"}:
            return "?"
        return "carry_out" if "out" in said else "carry"
    if said & {"out", "use", "begin"}:
        return "?"
    if "rate" in said:
        return "change_rate" if said & {"change", "compare"} else "?"
    if "change" in said or ("compare" in said and "prior" in said):
        return "change"
    if "compare" in said:
        return "?"
    if "prior" in said:
        return "prior_actual" if "executed" in said else "prior"
    return "current" if "current" in said and "executed" not in said else None
