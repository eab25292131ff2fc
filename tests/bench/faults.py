"""Faults put into the facts of a clean document: slips of a publisher, slips of a reader.

A publisher's slip changes one printed number.  A reader's slip is what goes wrong between the
page and the facts: a column lost, a header taken for its neighbour's, a page added to the wrong
table.  Each function gives the changed document, or None where the document has no place for it.
A number lost inside a grid is listed by the token audit, as in every real reading, and an amount
beside a table lowers its confidence.  All other slips are silent: what is read is read under a wrong
name, and what remains (row and column numbers, boxes) stays where it was on the page.
"""

from tests.bench.fault_tools import Fault, add_to, numbers
from tests.bench.faults_cells import (
    cut_row,
    dash_as_zero,
    double_row,
    lose_column,
    lose_number,
    lose_row,
    merge_rows,
    shift_columns,
    shift_rows,
    swap_columns,
)
from tests.bench.faults_tables import (
    foreign_table,
    lose_form,
    unknown_table,
    wrong_continuation,
    wrong_form,
    wrong_fund,
    wrong_unit,
    wrong_unit_everywhere,
    wrong_year,
)
from tests.bench.faults_text import lose_sign, wrong_concept, wrong_role

__all__ = ["READER_FAULTS", "Fault", "add_to", "numbers"]

READER_FAULTS: dict[str, Fault] = {
    f.__name__: f
    for f in (
        lose_column, shift_columns, swap_columns, lose_row, cut_row, double_row, merge_rows, shift_rows,
        wrong_unit, wrong_unit_everywhere, wrong_continuation, lose_form, unknown_table,
        wrong_form, foreign_table, wrong_year, wrong_fund, wrong_concept, wrong_role,
        dash_as_zero, lose_sign, lose_number,
    )
}  # fmt: skip
