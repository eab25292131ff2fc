"""Sentences whose numbers are remembered: what is printed and the fact it states."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

from .ledger import CENT, ZERO
from .pages import Stated

HUNDRED = Decimal(100)

#: (pattern, item or instance number, slot) -> text to print instead: a planted error.
Slips = Mapping[tuple[str, str | int, str], str]


def percent(part: Decimal, whole: Decimal) -> Decimal:
    """Share in percent, two decimals half up; 0 of 0 is 0.00."""
    if whole == 0:
        return ZERO.quantize(CENT)
    return (part / whole * HUNDRED).quantize(CENT, ROUND_HALF_UP)


def growth(now: Decimal, before: Decimal) -> Decimal:
    """Growth over the year before in percent; from nothing to something is not defined."""
    if before == 0 and now != 0:
        raise ValueError(f"growth from 0 to {now} cannot be printed")
    return percent(now - before, before)


class Digits(str):
    """A number as it is to be printed (`21`, `0.6`)."""


class Speaker:
    """Formats the sentences of a narrative and keeps the numbers they state.

    Slot values: Decimal (printed with two decimals), int (a count), Digits, str (a text slot).
    A slot name may end in `_` where the bare name is a word of Python.
    `delta` and `g` are printed without sign; their facts are signed.
    """

    def __init__(self, slips: Slips | None = None) -> None:
        self.slips = dict(slips or {})
        self.stated: list[Stated] = []
        self._count: dict[str, int] = {}

    def say(self, pattern: str, template: str, /, **slots: Decimal | int | str) -> str:
        """The sentence; its slots become facts of the pattern's next instance.

        The slot `item` is what the sentence is about: it goes with every other slot.
        """
        item = str(slots.pop("item")) if "item" in slots else None
        n = self._count.get(pattern, 0)
        self._count[pattern] = n + 1
        words: dict[str, str] = {}
        for slot, value in slots.items():
            if isinstance(value, str):
                text = str(value)
            elif isinstance(value, int):
                text = str(abs(value))
            else:
                text = f"{abs(value):.2f}"
            slip = self.slips.pop((pattern, item if item is not None else n, slot), None)
            if slip is not None:
                text = slip
            words[slot] = text
            number: Decimal | None = None
            if not isinstance(value, str) or isinstance(value, Digits):
                number = Decimal(text)
                if not isinstance(value, str) and value < 0:
                    number = -number
            self.stated.append(Stated(pattern, n, slot.rstrip("_"), item, number, text))
        return template.format(item=item, **words)

    def change(self, now: Decimal, before: Decimal) -> dict[str, Decimal | int | str]:
        """Slots dir, delta, gdir, g of a change against the year before."""
        down = now < before
        return {
            "dir": "减少" if down else "增加",
            "delta": now - before,
            "gdir": "下降" if down else "增长",
            "g": growth(now, before),
        }

    def check(self) -> None:
        """Every slip must have been used: a planted error that is not printed is a bug."""
        if self.slips:
            raise ValueError(f"slips never printed: {sorted(map(str, self.slips))}")
