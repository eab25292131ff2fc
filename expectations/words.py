"""Words in both languages, and units of measure in them."""

from __future__ import annotations

from typing import NamedTuple

#: Units as they are printed, in English.
UNITS_EN = {
    "元": "yuan",
    "千元": "thousand yuan",
    "万元": "ten thousand yuan",
    "百万元": "million yuan",
    "亿元": "100 million yuan",
    "分": "points",
    "年": "(year)",
    "人": "persons",
    "辆": "vehicles",
    "台": "items",
    "个": "items",
    "户": "households",
}


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
