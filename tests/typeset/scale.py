"""Any number of different, consistent disclosures, for load tests."""

from __future__ import annotations

from .catalog import INVENTED
from .draw import render
from .invent import scale_unit
from .ledger import ledger_of
from .pages import Disclosure
from .split import document as split


def disclosure(n: int) -> Disclosure:
    """The n-th invented unit's disclosure of 2024 (n >= 0), before it is drawn."""
    return split.document(f"scale_{n}", ledger_of(scale_unit(n), 2024), mark=INVENTED)


def pdf(n: int) -> bytes:
    """The same as PDF: about 24 pages, 110 kB, a third of a second."""
    return render(disclosure(n))
