"""Small tables read to cells, for the tests of this folder."""

from decimal import Decimal

from extractors.contracts import Cell
from extractors.forms import FormsResult, read_forms
from extractors.identity import DocumentIdentity
from extractors.layout import LogicalTable
from tests.unit.forms.tables import budget, layout


def read(
    *tables: LogicalTable, identity: DocumentIdentity | None = None, pages: int = 9
) -> FormsResult:
    return read_forms(layout(*tables, pages=pages), identity or budget())


def amounts(result: FormsResult) -> dict[str, Decimal | None]:
    return {c.cell_id: c.amount for c in result.cells if not c.is_blank}


def cell(result: FormsResult, cell_id: str) -> Cell:
    return next(c for c in result.cells if c.cell_id == cell_id)
