"""Helpers that both table layouts share: tests over lines, amount cells, rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from .ledger import Ledger, Line, Test, rounded
from .pages import GridCell


def current(x: Line) -> bool:
    """Money of the year itself, not carried over."""
    return not x.carry


def carried(x: Line) -> bool:
    """Money carried over from the year before."""
    return x.carry


def fiscal(x: Line) -> bool:
    """Fiscal appropriation of the year itself."""
    return x.fiscal and not x.carry


def gpb(x: Line) -> bool:
    """General public budget appropriation of the year itself."""
    return x.book == "GPB" and not x.carry


def every(x: Line) -> bool:
    """Any line."""
    return True


def both(*tests: Test) -> Test:
    """All of the tests."""
    return lambda x: all(t(x) for t in tests)


def fund(*names: str) -> Test:
    """Current lines of the funds named: `GPB.OWN`, or `OWN` for all of a book."""
    return lambda x: not x.carry and (x.fund in names or x.book in names)


def kind(*names: str) -> Test:
    """Lines of the expenditure kinds named; `basic` is personnel and public_use."""
    wanted = set(names) | ({"personnel", "public_use"} if "basic" in names else set())
    return lambda x: x.kind in wanted


def function(code: str) -> Test:
    """Lines of a functional code and what is below it; `` for all."""
    return lambda x: x.function.startswith(code)


def economic(code: str) -> Test:
    """Lines of an economic code and what is below it."""
    return lambda x: x.economic.startswith(code)


def project(code: str, name: str) -> Test:
    """Lines of one project under one functional code."""
    return lambda x: x.function == code and x.project == name


@dataclass(frozen=True, slots=True)
class Printer:
    """How a layout prints an amount."""

    money_unit: str
    zero: str = ""
    thousands: bool = False

    def amount(self, yuan: Decimal) -> Decimal:
        """The amount as printed."""
        return rounded(yuan, self.money_unit)

    def text(self, amount: Decimal) -> str:
        """Characters of a printed amount; zero has its own."""
        if amount == 0:
            return self.zero
        return f"{amount:,.2f}" if self.thousands else f"{amount:.2f}"

    def cell(self, yuan: Decimal, row_key: str, column_key: str, bold: bool = False) -> GridCell:
        """A cell that prints an amount and knows which one."""
        amount = self.amount(yuan)
        return GridCell(
            self.text(amount), align="r", bold=bold, key=(row_key, column_key), amount=amount
        )


def measures(
    printer: Printer,
    ledger: Ledger,
    row_key: str,
    columns: Iterable[tuple[str, Test]],
    scope: Test,
    bold: bool = False,
) -> list[GridCell | None]:
    """Amount cells of a row: each column's lines within the row's scope."""
    return [
        printer.cell(ledger.total(both(scope, test)), row_key, key, bold) for key, test in columns
    ]


def project_rows(ledger: Ledger, scope: Test) -> list[tuple[str, str, str]]:
    """(row key, functional code, name) of the projects; keys count within a code."""
    count: dict[str, int] = {}
    out = []
    for code, name in ledger.projects(scope):
        count[code] = count.get(code, 0) + 1
        out.append((f"{code}#{count[code]}", code, name))
    return out
