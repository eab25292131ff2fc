"""Amounts as printed: text to Decimal, with the printed precision kept.

A blank, a dash or a slash is "no amount", which is exactly zero and adds no
rounding width; ``0.00`` is a rounded zero and does.  Brackets, triangles and
full-width minus signs mark negatives.  Source: the forms themselves.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from extractors.text import squash

#: Yuan in one money unit.
YUAN_PER: dict[str, Decimal] = {
    "元": Decimal(1),
    "千元": Decimal(1_000),
    "万元": Decimal(10_000),
    "百万元": Decimal(1_000_000),
    "亿元": Decimal(100_000_000),
}

_BLANK = {"", "-", "--", "---", "—", "——", "–", "―", "─", "/", "\\", "无", "*", "**"}
_SUPPRESSED = {"*", "**", "***", "…", "……", "..."}
_NUMBER = re.compile(r"(?P<sign>[-+−–△▲]?)(?P<digits>\d+(?:[,，]\d{3})+|\d+)(?P<fraction>\.\d+)?")
_PERCENT = re.compile(r"(?P<sign>[-+−–△▲]?)(?P<digits>\d+)(?P<fraction>\.\d+)?%")

#: Raised, lowered and circled digits refer to a note or are an exponent; NFKC makes them digits.
_MARK = re.compile("[²³¹⁰⁴-⁹₀-₉①-⒛⓪-⓿❶-➓]")


@dataclass(frozen=True, slots=True)
class Printed:
    """A number as printed.

    ``value`` is the number, ``decimals`` the digits after the point (0 for an
    integer, None for a blank), ``is_blank`` whether nothing but a dash stands
    there, ``is_percent`` whether a per-cent sign follows, ``money_unit`` the unit that
    the cell itself prints behind the number.
    """

    value: Decimal
    decimals: int | None
    is_blank: bool = False
    is_percent: bool = False
    money_unit: str | None = None

    @property
    def ulp(self) -> Decimal:
        """One unit in the last printed place; 0 for a blank."""
        return Decimal(0) if self.decimals is None else Decimal(1).scaleb(-self.decimals)


@lru_cache(maxsize=65536)
def parse_amount(text: str) -> Printed | None:
    """Read one cell's text as an amount or a percentage.

    Returns None where the text is not exactly one number (a label, two numbers,
    a suppressed figure): the caller keeps the raw text and reports it.
    """
    if _MARK.search(text):
        return None
    s = squash(text)
    if s in _SUPPRESSED:
        return None
    if s in _BLANK:
        return Printed(Decimal(0), None, is_blank=True)
    negative = False
    if len(s) > 2 and s[0] == "(" and s[-1] == ")":
        negative, s = True, s[1:-1]
    percent = _PERCENT.fullmatch(s)
    match = percent or _NUMBER.fullmatch(s)
    if match is None:
        return None
    fraction = match["fraction"] or ""
    value = Decimal(re.sub("[,，]", "", match["digits"]) + fraction)
    if match["sign"] in {"-", "−", "–", "△", "▲"}:
        negative = not negative
    return Printed(
        -value if negative else value, max(len(fraction) - 1, 0), is_percent=bool(percent)
    )


_WITH_UNIT = re.compile(
    r"(?P<open>\(?)[¥￥]?(?P<number>[^¥￥\u4e00-\u9fff]+)(?P<unit>百万元|亿元|万元|千元|元)?(?P<close>\)?)"
)


@lru_cache(maxsize=65536)
def parse_money(text: str) -> Printed | None:
    """:func:`parse_amount`, and an amount with its unit: ``¥120.00``, ``120.00万元``.

    For cells of a form, whose amounts some places print that way one by one; ``money_unit``
    is then the cell's own.
    """
    plain = parse_amount(text)
    match = None if plain else _WITH_UNIT.fullmatch(squash(text))
    if match is None or bool(match["open"]) != bool(match["close"]):
        return plain
    printed = parse_amount(match["open"] + match["number"] + match["close"])
    if printed is None or printed.is_blank or printed.is_percent:
        return None
    return replace(printed, money_unit=match["unit"])


_UNIT = re.compile(
    r"(?:金额单位|货币单位|计量单位|计价单位|单位)[:：]?(?:人民币)?(?P<unit>百万元|亿元|万元|千元|元)|"
    r"[(（](?:单位[:：]?)?(?:人民币)?(?P<bracket>百万元|亿元|万元|千元|元)[)）]"
)


def find_money_unit(text: str) -> str | None:
    """Money unit that a caption or header states (``单位：万元``), or None.

    ``编制单位`` names a unit of the state, not of money, and is never read as one.
    """
    s = squash(text)
    for match in _UNIT.finditer(s):
        if s[: match.start()].endswith(("编制", "填报", "预算", "公开", "部门")) and match["unit"]:
            continue
        return match["unit"] or match["bracket"]
    return None


def to_yuan(value: Decimal, money_unit: str) -> Decimal:
    """``value`` in ``money_unit`` as yuan, exactly.  KeyError for an unknown unit."""
    return value * YUAN_PER[money_unit]
