"""Words of a header path -> facets -> canonical measure key.

A facet says one thing about the amounts below it: from which fund, for what
kind of expenditure, of which year, for which economic class.  The facets along
a header path combine, the nearer word refining the farther one, and the key of
the measure is composed from them (``fiscal_personnel``, ``prior_total`` ...).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from extractors.forms.compose import compose
from extractors.forms.labels import take_apart
from extractors.forms.vocab import code_books, first_match, remembered, vocabulary

#: Fund code -> part of a measure key.
FUND_KEYS = {
    "GPB": "gpb", "GPB.OWN": "gpb_own", "GPB.UPPER": "gpb_upper", "GPB.GENERAL": "gpb_general",
    "GPB.NONTAX": "gpb_nontax", "GF": "gf", "GF.OWN": "gf_own", "GF.UPPER": "gf_upper",
    "SOE": "soe", "SOE.OWN": "soe_own", "SOE.UPPER": "soe_upper", "FISCAL": "fiscal",
    "SPECIAL": "special_account", "SPECIAL.EDU": "special_edu", "SPECIAL.OTHER": "special_other",
    "OWN": "own_funds", "OWN.BUSINESS": "own_business", "OWN.OPERATING": "own_operating",
    "OWN.SUBSIDY": "own_subsidy", "OWN.AFFILIATE": "own_affiliate", "OWN.OTHER": "own_other",
    "NONFISCAL": "nonfiscal",
}  # fmt: skip
#: Fund -> the funds of which it is an exhaustive part, nearest first.
FUND_PARENTS = {
    "GPB": ("FISCAL",), "GF": ("FISCAL",), "SOE": ("FISCAL",),
    "GPB.UPPER": ("FISCAL",), "GF.UPPER": ("FISCAL",), "SOE.UPPER": ("FISCAL",),
    "GPB.OWN": ("GPB", "FISCAL"), "GF.OWN": ("GF", "FISCAL"), "SOE.OWN": ("SOE", "FISCAL"),
    "GPB.NONTAX": ("GPB", "FISCAL"), "GPB.GENERAL": ("GPB", "FISCAL"),
    "SPECIAL.EDU": ("SPECIAL",), "SPECIAL.OTHER": ("SPECIAL",),
    "OWN.BUSINESS": ("OWN",), "OWN.OPERATING": ("OWN",), "OWN.SUBSIDY": ("OWN",),
    "OWN.AFFILIATE": ("OWN",), "OWN.OTHER": ("OWN",),
}  # fmt: skip
KIND_PARENTS = {
    "personnel": "basic", "public_use": "basic",
    "project_other_operation": "project", "project_specific_target": "project",
}  # fmt: skip
#: Kinds that are parts of the total only where nothing says 其中.
_SIDE_KINDS = {"operating", "remit_upward", "subsidy_affiliates"}
#: Kinds that are no part of the total at all.
_DETACHED = {
    "procurement", "procurement_sme", "procurement_small", "project_ex_capital", "ex_capital",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a column (or a row label) is about; None where it does not say.

    ``is_plain`` marks words that mean the amount itself (合计, 预算数);
    ``side`` is ``in`` or ``ex`` where the word names revenue or expenditure;
    ``is_composed`` where the vocabulary knows its parts and not the word as a whole;
    ``is_compared`` where it compares with last year and what stands below it is a change.
    """

    fund: str | None = None
    kind: str | None = None
    vintage: str | None = None
    economic: str | None = None
    item: str | None = None
    of_which: bool = False
    side: str | None = None
    is_composed: bool = False
    is_compared: bool = False

    def key(self) -> str:
        """Canonical measure key."""
        if self.vintage == "surplus":
            return "use_surplus"
        parts = [FUND_KEYS[self.fund]] if self.fund else []
        if self.kind:
            parts.append(self.kind)
        if self.economic:
            parts.append("e" + self.economic)
        core = "_".join(parts)
        if self.vintage in {"carry", "carry_out"}:
            return f"{self.vintage}_{core}" if core else self.vintage
        if self.vintage == "current":
            return core or "current"
        if self.vintage:
            return f"{self.vintage}_{core or 'total'}"
        return core or "total"

    @property
    def vintage_field(self) -> str | None:
        """Value of Cell.vintage."""
        return {
            "prior": "prior", "prior_actual": "prior", "change": "change",
            "change_rate": "change", "carry": "carry_over", "carry_out": "carry_over",
            "surplus": "carry_over", "budget": "current", "current": "current",
        }.get(self.vintage or "")  # fmt: skip


_JOINT = re.compile(
    r"(?P<lead>上年|年初|年末|年终|以前年度)?(?P<fund>.+?)(?:的)?"
    r"(?P<carry>(?:结转|结余)(?:和|、|与|及)?(?:结转|结余)?)(?P<tail>下年)?(?:资金|收入)?(?:合计|小计)?"
)
_PRIOR = re.compile(r"上年(?:度)?(?P<rest>.+)")
#: Below words that compare with last year: the change itself; a named amount (本年预算数) is none.
_BARE_AMOUNT = re.compile("金额|数额|额|数|绝对[数额]")
_CHANGED = re.compile("增减|变动|变化|增加")
_SIDE = (("in", re.compile("收入")), ("ex", re.compile("支出")))


@remembered(8192)
def meaning_of(text: str, fiscal_year: int | None = None) -> Meaning | None:
    """Facets of one header element; None where the vocabulary does not know it."""
    label = take_apart(text, fiscal_year)
    core = label.core
    if not core:
        return Meaning(of_which=label.of_which)
    facets = vocabulary().facets
    side = next((s for s, p in _SIDE if p.search(core)), None)
    if first_match(facets.plain, core) is not None:
        return Meaning(of_which=label.of_which, side=side)
    found = Meaning(of_which=label.of_which, side=side)
    if first_match(facets.compared, core) is not None:
        return replace(found, is_compared=True)
    if value := first_match(facets.vintages, core):
        return replace(found, vintage=value)
    if value := first_match(facets.kinds, core):
        return replace(found, kind=value)
    if value := first_match(facets.funds, core):
        return replace(found, fund=value)
    if value := first_match(facets.items, core):
        return replace(found, item=value)
    if value := first_match(facets.economic, core):
        return replace(found, economic=value)
    joint = _JOINT.fullmatch(core)
    if joint:
        fund = first_match(facets.funds, joint["fund"])
        if fund:
            out = joint["tail"] or joint["lead"] in {"年末", "年终"}
            return Meaning(
                fund=fund, vintage="carry_out" if out else "carry", of_which=label.of_which
            )
    composed = compose(core)
    if composed is not None:
        return Meaning(
            composed.fund, composed.kind, composed.vintage, item=composed.item,
            of_which=label.of_which, side=side, is_composed=True,
        )  # fmt: skip
    if code := _economic_class(core):
        return Meaning(economic=code, of_which=label.of_which, side=side)
    prior = _PRIOR.fullmatch(core)
    if prior:
        inner = meaning_of(prior["rest"])
        if inner is not None and inner.vintage is None:
            return replace(inner, vintage="prior", of_which=label.of_which)
    return None


def _economic_class(name: str) -> str | None:
    """Code of an economic class (类) that a header names in full; the department's first."""
    for scheme in ("economic_department", "economic_government"):
        codes = [c for c in code_books()[scheme].find(name) if len(c) == 3]
        if len(codes) == 1:
            return codes[0]
    return None


def combine(elements: Iterable[str], fiscal_year: int | None = None) -> tuple[Meaning, list[str]]:
    """Facets of a header path, top first; and the elements that nothing explains."""
    total = Meaning()
    unknown: list[str] = []
    elements = list(elements)
    for text in elements:
        one = meaning_of(text, fiscal_year)
        if one is None:
            unknown.append(text)
            continue
        total = Meaning(
            fund=_refine_fund(total.fund, one.fund),
            kind=_refine_kind(total.kind, one.kind),
            vintage=_refine_vintage(total.vintage, one.vintage),
            economic=one.economic or total.economic,
            item=one.item or total.item,
            of_which=one.of_which or total.of_which,
            side=one.side or total.side,
            is_composed=one.is_composed or total.is_composed,
            is_compared=one.is_compared or total.is_compared,
        )
    if total.is_compared and total.vintage is None:
        leaf = take_apart(elements[-1], fiscal_year).core
        if _BARE_AMOUNT.fullmatch(leaf) or _CHANGED.search(leaf):
            total = replace(total, vintage="change")
        elif first_match(vocabulary().facets.compared, leaf) is not None:
            unknown.append(elements[-1])
    return total, unknown


def _refine_fund(outer: str | None, inner: str | None) -> str | None:
    return inner or outer


def _refine_kind(outer: str | None, inner: str | None) -> str | None:
    if outer == "project" and inner == "ex_capital":
        return "project_ex_capital"
    return inner or outer


def _refine_vintage(outer: str | None, inner: str | None) -> str | None:
    if (inner == "current" and outer) or (inner == "carry" and outer == "carry_out"):
        return outer
    if outer in {"prior", "change", "change_rate"} and inner == "budget":
        return outer
    return inner or outer


@lru_cache(maxsize=2048)
def parents_of(meaning: Meaning) -> tuple[str, ...]:
    """Keys of the measures of which this one may be an exhaustive part, nearest first."""
    if meaning.kind in _DETACHED or meaning.vintage == "change_rate":
        return ()
    if meaning.of_which and (meaning.kind in _SIDE_KINDS or not meaning.kind):
        return ()
    found: list[str] = []
    if meaning.vintage != "surplus":
        for wider in _wider(replace(meaning, of_which=False)):
            if wider.vintage is None and wider.key() == "total":
                found.append("current")
            found.append(wider.key())
    if meaning.vintage in {"carry", "carry_out", "surplus", "current"}:
        found.append("total")
    return tuple(key for key in dict.fromkeys(found) if key != meaning.key())


def _wider(meaning: Meaning) -> list[Meaning]:
    """The same amounts with one facet after the other given up, nearest first."""
    out: list[Meaning] = []
    if meaning.economic:
        meaning = replace(meaning, economic=None)
        out.append(meaning)
    while meaning.kind:
        meaning = replace(meaning, kind=KIND_PARENTS.get(meaning.kind))
        out.append(meaning)
    if meaning.fund:
        out += [replace(meaning, fund=fund) for fund in FUND_PARENTS.get(meaning.fund, ())]
        out.append(replace(meaning, fund=None))
    return out


def nearest(parents: Collection[str], printed: Collection[str]) -> str | None:
    """The first parent that is printed."""
    return next((p for p in parents if p in printed), None)
