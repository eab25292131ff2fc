"""A printed target as operator, number and unit (≥60家, >=24期, 不低于95%)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from extractors.text import squash

_OPERATORS = (
    (re.compile(r"(?:>=|≥|≧|不低于|不少于|大于等于|大于或等于|至少)"), ">="),
    (re.compile(r"(?:<=|≤|≦|不超过|不高于|不多于|小于等于|小于或等于|控制在)"), "<="),
    (re.compile(r"(?:>|大于|高于|多于)"), ">"),
    (re.compile(r"(?:<|小于|低于|少于)"), "<"),
    (re.compile(r"(?:=|等于)"), "="),
)
_VALUE = re.compile(
    r"(?P<value>-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?)(?P<unit>[^\d,。;、的]{0,8})"
)
_WEIGHT = re.compile(r"(?P<value>\d+(?:\.\d+)?)(?:分|%)?")


@dataclass(frozen=True, slots=True)
class Target:
    """Operator (= >= <= > <), number and unit; each None where the print has none."""

    operator: str | None
    value: Decimal | None
    unit: str | None


def read_operator(text: str) -> tuple[str | None, str]:
    """The operator that a squashed text begins with, and the rest."""
    for pattern, operator in _OPERATORS:
        match = pattern.match(text)
        if match:
            return operator, text[match.end() :]
    return None, text


def read_target(text: str, operator: str = "", unit: str = "") -> Target:
    """Split a printed target.

    ``operator`` and ``unit`` are the texts of their own columns, where the
    table has them.  A target of words, or of several numbers, has no value.
    """
    printed, rest = read_operator(squash(text))
    found = read_operator(squash(operator))[0] or printed
    match = _VALUE.fullmatch(rest)
    if match is None:
        return Target(found, None, squash(unit) or None)
    own_unit = re.sub(r"^\((.*)\)$", r"\1", match["unit"])
    value = Decimal(match["value"].replace(",", ""))
    return Target(found, value, own_unit or squash(unit) or None)


def read_weight(text: str) -> Decimal | None:
    """A weight as a number; None if words stand there."""
    match = _WEIGHT.fullmatch(squash(text))
    return Decimal(match["value"]) if match else None
