"""The figures of a unit: appropriation lines in yuan, and the sums over them.

Everything that a disclosure prints is a sum over lines (`Ledger.total`), so tables agree with
each other and with the narrative by construction.  Rounding to 万元 happens at the print.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml

DATA = Path(__file__).parent / "data"
ZERO = Decimal(0)
WAN = Decimal(10000)
CENT = Decimal("0.01")


@cache
def codes(scheme: str) -> dict[str, str]:
    """Names of the classification codes that the samples use: `function` or `economic`."""
    table: dict[str, dict[str, str]] = yaml.safe_load((DATA / "codes.yml").read_text("utf-8"))
    return table[scheme]


@cache
def function_classes() -> dict[str, str]:
    """The functional classes (3 digits) in the order in which the forms list them."""
    return {k: v for k, v in codes("function").items() if len(k) == 3}


def rounded(yuan: Decimal, money_unit: str) -> Decimal:
    """An amount as printed: in 万元 or 元, two decimals, half up."""
    return (yuan / (WAN if money_unit == "万元" else 1)).quantize(CENT, ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Line:
    """One appropriation: what for (function, economic item, project) and from which fund."""

    unit: str
    function: str
    economic: str
    fund: str  # GPB.OWN, GPB.UPPER, GF.OWN, ..., SPECIAL, OWN.BUSINESS ...
    carry: bool
    project: str | None
    economic_label: str | None
    yuan: Decimal
    prior_yuan: Decimal

    @property
    def kind(self) -> str:
        """project | personnel | public_use."""
        if self.project:
            return "project"
        return "personnel" if self.economic[:3] in ("301", "303") else "public_use"

    @property
    def book(self) -> str:
        """GPB | GF | SOE | SPECIAL | OWN."""
        return self.fund.split(".")[0]

    @property
    def fiscal(self) -> bool:
        return self.book in ("GPB", "GF", "SOE")


Test = Callable[[Line], bool]


@dataclass(slots=True)
class Ledger:
    """The lines of one unit, or of several (a department), for one fiscal year."""

    unit_name: str
    unit_code: str
    year: int
    lines: list[Line]
    facts: dict[str, Any] = field(default_factory=dict)
    units: list[Ledger] = field(default_factory=list)

    def total(self, test: Test = lambda _: True, prior: bool = False) -> Decimal:
        """Sum in yuan over the lines that pass the test, of this year or of the year before."""
        return sum((x.prior_yuan if prior else x.yuan for x in self.lines if test(x)), ZERO)

    def functions(self, test: Test = lambda _: True, digits: int = 7) -> list[str]:
        """Functional codes, cut to `digits`, of the lines with money this year, sorted."""
        return sorted({x.function[:digits] for x in self.lines if x.yuan and test(x)})

    def economics(self, test: Test, digits: int = 5) -> list[str]:
        """Economic codes, cut to `digits`, of the lines with money this year, sorted."""
        return sorted({x.economic[:digits] for x in self.lines if x.yuan and test(x)})

    def projects(self, test: Test = lambda _: True) -> list[tuple[str, str]]:
        """(functional code, project name) with money this year, in the order of the data."""
        seen: dict[tuple[str, str], None] = {}
        for x in self.lines:
            if x.project and x.yuan and test(x):
                seen[(x.function, x.project)] = None
        return list(seen)


def _amount(value: Any) -> Decimal:
    return Decimal(str(value))


def _lines(raw: dict[str, Any], year: int) -> list[Line]:
    years = list(raw["years"])
    n = years.index(year)
    scale = WAN if raw["money_unit"] == "万元" else Decimal(1)
    back = _amount(raw.get("first_prior_factor", 1))

    def pick(values: list[Any]) -> tuple[Decimal, Decimal]:
        if len(values) != len(years):
            raise ValueError(f"{raw['unit_name']}: {values} does not give {len(years)} years")
        now = _amount(values[n]) * scale
        if n:
            return now, _amount(values[n - 1]) * scale
        # The year before the first year of the data: the first year times a factor,
        # in whole hundreds of yuan.
        return now, (now * back / 100).quantize(Decimal(1), ROUND_HALF_UP) * 100

    out: list[Line] = []

    def add(
        block: dict[str, Any], items: dict[str, list[Any]], carry: bool, name: str | None
    ) -> None:
        for code, values in items.items():
            if code not in codes("economic"):
                raise ValueError(f"{raw['unit_name']}: no economic code {code}")
            now, before = pick(values)
            label = (block.get("labels") or {}).get(code)
            out.append(
                Line(
                    raw["unit_name"],
                    block["function"],
                    code,
                    block["fund"],
                    carry,
                    name,
                    label,
                    now,
                    before,
                )
            )

    for block in raw.get("basic", []):
        add(block, block["items"], False, None)
    for block in raw.get("projects", []):
        add(block, block["items"], False, block["name"])
    for block in raw.get("carry", []):
        add(block, block["items"], True, block["name"])
    for x in out:
        if x.function not in codes("function"):
            raise ValueError(f"{raw['unit_name']}: no functional code {x.function}")
    return out


@cache
def load(name: str) -> dict[str, Any]:
    """One data file of `tests/typeset/data`."""
    raw: dict[str, Any] = yaml.safe_load((DATA / f"{name}.yml").read_text("utf-8"))
    return raw


def ledger_of(raw: dict[str, Any], year: int) -> Ledger:
    """The ledger of a unit for one fiscal year, from the raw data of its file."""
    facts = {**raw.get("facts", {}).get("all", {}), **raw.get("facts", {}).get(year, {})}
    facts["projects"] = {p["name"]: p for p in raw.get("projects", [])}
    return Ledger(raw["unit_name"], raw["unit_code"], year, _lines(raw, year), facts)


def ledger(name: str, year: int) -> Ledger:
    """The ledger of the unit in data file `name` for one fiscal year."""
    return ledger_of(load(name), year)


def department(name: str, year: int) -> Ledger:
    """A department: the lines of its units, in order; only names and words are its own."""
    raw = load(name)
    return department_of(raw, [ledger(u, year) for u in raw["units"]], year)


def department_of(raw: dict[str, Any], units: list[Ledger], year: int) -> Ledger:
    """A department of the raw data's name and words, with the lines of these units."""
    lines = [x for u in units for x in u.lines]
    facts = {**raw.get("facts", {}).get("all", {}), **raw.get("facts", {}).get(year, {})}
    facts["projects"] = {k: v for u in units for k, v in u.facts["projects"].items()}
    for key in ("staff", "procurement"):  # counted, not typed
        facts[key] = {
            k: sum((_amount(u.facts[key][k]) for u in units), ZERO) for k in units[0].facts[key]
        }
    return Ledger(raw["unit_name"], raw["unit_code"], year, lines, facts, units)
