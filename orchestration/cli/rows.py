"""Rows of a query for people and programs: a table, CSV, JSON or a workbook.

Amounts stay exact: a DECIMAL is written with all its digits and without padding zeros,
in JSON as a string, in a workbook as a number only where the number holds every digit.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, TextIO

Row = Sequence[Any]
#: What a sheet of a workbook holds at most, header included.
SHEET_ROWS = 1_048_576
#: Longest text of a cell of a workbook.
CELL_TEXT = 32_767


def plain(value: Decimal, spec: str = "f") -> str:
    """All digits of a decimal, no exponent, no padding zeros (``spec`` ``,f`` groups them)."""
    text = format(value, spec)
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("", "-0") else text


def _csv_value(value: Any) -> Any:
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (list, dict)):
        return json.dumps(value, ensure_ascii=False, default=_json_value)
    return value


def _json_value(value: Any) -> Any:
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return str(value)


def write_csv(names: Sequence[str], rows: Iterable[Row], stream: TextIO) -> None:
    """UTF-8 CSV with a header; nulls are empty."""
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(names)
    for row in rows:
        writer.writerow([_csv_value(v) for v in row])


def write_json(names: Sequence[str], rows: Iterable[Row], stream: TextIO) -> None:
    """A JSON array with one object per line; decimals are strings, dates ISO 8601."""
    stream.write("[")
    separator = "\n"
    for row in rows:
        stream.write(separator)
        stream.write(
            json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False, default=_json_value)
        )
        separator = ",\n"
    stream.write("\n]\n")


def write_xlsx(names: Sequence[str], rows: Iterable[Row], path: Path) -> None:
    """A workbook with one sheet: header frozen and filtered, text never taken for a formula.

    Raises ValueError when the rows do not fit on a sheet.
    """
    import xlsxwriter

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet = book.add_worksheet("query")
        bold = book.add_format({"bold": True, "bottom": 1})
        number = book.add_format({"num_format": "#,##0.00####"})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.set_column(0, max(0, len(names) - 1), 18)
        sheet.freeze_panes(1, 0)
        for column, name in enumerate(names):
            sheet.write_string(0, column, name, bold)
        line = 0
        for line, row in enumerate(rows, 1):
            if line >= SHEET_ROWS:
                raise ValueError(f"超过工作表的 {SHEET_ROWS - 1} 行，请改用 CSV")
            for column, value in enumerate(row):
                _write_cell(sheet, line, column, value, number, day)
        if names:
            sheet.autofilter(0, 0, line, len(names) - 1)


def _write_cell(sheet: Any, line: int, column: int, value: Any, number: Any, day: Any) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(line, column, value)
    elif isinstance(value, Decimal):
        # a workbook's number has 15 digits
        if Decimal(repr(float(value))) == value:
            sheet.write_number(line, column, float(value), number)
        else:
            sheet.write_string(line, column, plain(value))
    elif isinstance(value, (int, float)):
        sheet.write_number(line, column, value)
    elif isinstance(value, (date, datetime)):
        sheet.write_datetime(line, column, value, day)
    else:
        sheet.write_string(line, column, str(_csv_value(value))[:CELL_TEXT])


def print_table(names: Sequence[str], rows: Iterator[Row], limit: int, title: str | None) -> None:
    """A table on the terminal; amounts right-aligned in groups of three."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table
    from rich.text import Text

    shown = [row for _, row in zip(range(limit), rows, strict=False)]
    more = next(rows, None) is not None
    table = Table(title=title and escape(title), title_justify="left")
    for index, name in enumerate(names):
        numeric = any(isinstance(r[index], (int, float, Decimal)) for r in shown)
        table.add_column(escape(name), justify="right" if numeric else "left", overflow="fold")
    for row in shown:
        table.add_row(*(Text(_shown(v)) for v in row))
    # into a file or a pipe nothing is folded
    Console(width=None if sys.stdout.isatty() else 400).print(table)
    if more:
        print(f"只显示前 {limit} 行；用 --limit 调整，或用 --csv、--output 写出全部")


def _shown(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return plain(value, ",f")
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(_csv_value(value))
