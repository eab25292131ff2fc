"""Any number of different, consistent disclosures, for load tests."""

from __future__ import annotations

from .catalog import INVENTED
from .draw import render
from .invent import scale_unit
from .ledger import ledger_of
from .pages import Disclosure
from .split import document as split


def disclosure(n: int, year: int = 2024) -> Disclosure:
    """The n-th invented unit's disclosure of 2023 or 2024 (n >= 0), before it is drawn."""
    return split.document(f"scale_{n}", ledger_of(scale_unit(n), year), mark=INVENTED)


def pdf(n: int, year: int = 2024) -> bytes:
    """The same as PDF: about 24 pages, 110 kB, a third of a second."""
    return render(disclosure(n, year))
