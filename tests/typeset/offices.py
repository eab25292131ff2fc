"""A small department with a head office, and what may go wrong between it and its units."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import cache

from .draw import render
from .joined import document as joined
from .ledger import Ledger, department_of, ledger_of, load

DEPARTMENT = "示例市虚拟文博局"
#: Head office and two units: names, and whose invented figures they have.
UNITS = {
    "示例市虚拟文博局（本级）": "museum_records",
    "示例市虚拟科普馆": "museum_science",
    "示例市虚拟陈列馆": "museum_records",
}
YEAR = 2024
NOTE = "合成示例，非真实单位"


def unit_ledger(name: str, more_yuan: int = 0) -> Ledger:
    """The figures of a unit; ``more_yuan`` more for one item of its basic expenditure."""
    made = ledger_of({**load(UNITS[name]), "unit_name": name}, YEAR)
    n = next(i for i, x in enumerate(made.lines) if x.economic == "30201" and x.book == "GPB")
    line = replace(made.lines[n], yuan=made.lines[n].yuan + Decimal(more_yuan))
    return replace(made, lines=[*made.lines[:n], line, *made.lines[n + 1 :]])


@cache
def unit_pdf(name: str, more_yuan: int = 0, note: str = NOTE) -> bytes:
    """The disclosure of a unit.  FontMissingError where the fonts are not installed."""
    return render(joined.document("unit", unit_ledger(name, more_yuan), note))


@cache
def department_pdf() -> bytes:
    """The disclosure of the department, which lists its units and adds them up."""
    ledgers = [unit_ledger(name) for name in UNITS]
    whole = department_of({**load("museum"), "unit_name": DEPARTMENT}, ledgers, YEAR)
    return render(joined.document("department", whole, NOTE))
