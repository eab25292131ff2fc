"""The same words in both languages."""

from __future__ import annotations

from typing import NamedTuple


class Words(NamedTuple):
    """The same words in both languages."""

    zh: str
    en: str


#: Units as they are printed; beside a difference a per cent is a percentage point.
_UNITS: dict[str, str] = {
    "元": "yuan",
    "千元": "thousand yuan",
    "万元": "10,000 yuan",
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


def unit_words(unit: str | None, *, is_difference: bool = False) -> Words:
    """A unit of measure in both languages; unknown ones as they are printed."""
    if not unit:
        return Words("", "")
    if unit == "%":
        return Words("个百分点", "percentage points") if is_difference else Words("%", "%")
    return Words(unit, _UNITS.get(unit, unit))
