"""The same words in both languages."""

from __future__ import annotations

from typing import NamedTuple

from expectations.sentences import UNITS_EN


class Words(NamedTuple):
    """The same words in both languages."""

    zh: str
    en: str


def unit_words(unit: str | None, *, is_difference: bool = False) -> Words:
    """A unit of measure in both languages; an unknown one as it is printed.

    Of two per cents the difference is percentage points.
    """
    if not unit:
        return Words("", "")
    if unit == "%":
        return Words("个百分点", "percentage points") if is_difference else Words("%", "%")
    return Words(unit, UNITS_EN.get(unit, unit))
