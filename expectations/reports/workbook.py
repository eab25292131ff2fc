"""Findings as a workbook and as CSV, for people who work in a spreadsheet.

Nothing in a document can become a formula: strings are written as strings, and
what would start a formula gets an apostrophe in front (:func:`neutralise`).
Amounts are numbers in the workbook, with as many decimals as were printed, and
plain decimal text in the CSV.  Each is written in Chinese and in English: a reader wants one.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from expectations.reports.documents import DocumentView, Report
from expectations.reports.files import write_if_changed
from expectations.reports.tables import (
    FINDING_COLUMNS,
    Lang,
    Link,
    Money,
    PageOf,
    Sheet,
    finding_rows,
    sheets,
)
from expectations.reports.text import neutralise, plain_decimal, shorten, without_controls

#: Excel's limits: characters in a cell, rows in a sheet, digits of a number.
_MAX_TEXT = 32_000
_MAX_ROWS = 1_048_000
_MAX_DIGITS = 15

#: Rows with links (two each): Excel accepts 65,530 links in one sheet; the rest is plain text.
_MAX_LINKED_ROWS = 32_000
#: Points: a row is as high as its longest text needs, but no higher than this.
_LINE, _MAX_HEIGHT = 15, 240


def write_workbook(
    report: Report,
    path: Path,
    generated: datetime,
    page_of: PageOf = DocumentView.page_of,
    lang: Lang = "zh",
) -> None:
    """The workbook: findings, documents, what was not checked, and what the words mean."""
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "constant_memory": True,
    }
    title = "预决算公开核对结果" if lang == "zh" else "Budget disclosure check"
    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties({"title": title, "created": generated.replace(tzinfo=None)})
        for sheet in sheets(report, page_of, lang):
            _sheet(book, sheet, lang)


def write_csv(
    report: Report,
    path: Path,
    *,
    review: bool,
    page_of: PageOf = DocumentView.page_of,
    lang: Lang = "zh",
) -> None:
    """The first sheet as CSV, UTF-8 with BOM so that Excel reads the Chinese.

    ``review`` writes the review queue instead of the findings.
    """
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([column.heading(lang) for column in FINDING_COLUMNS])
    for row in finding_rows(report, page_of, lang, review=review):
        writer.writerow([_csv_value(value) for value in row])
    write_if_changed(path, text.getvalue().encode("utf-8-sig"))


def _book(lang: Lang, report: Report, path: Path, generated: datetime) -> None:
    write_workbook(report, path, generated, lang=lang)


def _csv(lang: Lang, review: bool, report: Report, path: Path, _: datetime) -> None:
    write_csv(report, path, review=review, lang=lang)


#: Files of a site for people who work in a spreadsheet -> what writes them.
TABLES: dict[str, Callable[[Report, Path, datetime], None]] = {
    "findings.xlsx": partial(_book, "zh"),
    "findings-en.xlsx": partial(_book, "en"),
    "findings.csv": partial(_csv, "zh", False),
    "findings-en.csv": partial(_csv, "en", False),
    "review/review.csv": partial(_csv, "zh", True),
    "review/review-en.csv": partial(_csv, "en", True),
}


def _csv_value(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Link):
        return value.target
    if isinstance(value, Money):
        value = value.amount
    if isinstance(value, Decimal):
        return plain_decimal(value)
    return neutralise(without_controls(str(value)))


def _sheet(book: xlsxwriter.Workbook, content: Sheet, lang: Lang) -> None:
    sheet = book.add_worksheet(content.name)
    head = book.add_format(
        {"bold": True, "bg_color": "#1F3A4D", "font_color": "#FFFFFF", "valign": "vcenter",
         "text_wrap": True, "border": 1, "border_color": "#FFFFFF"}
    )  # fmt: skip
    body = book.add_format({"valign": "top", "text_wrap": True})
    formats: dict[int, Format] = {}
    widths = [column.width for column in content.columns]
    for at, width in enumerate(widths):
        sheet.set_column(at, at, width)
    sheet.set_row(0, 24 if lang == "zh" else 48)
    for at, column in enumerate(content.columns):
        sheet.write_string(0, at, column.heading(lang), head)
    sheet.freeze_panes(1, content.fixed)
    sheet.set_landscape()
    sheet.set_paper(8)  # A3
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    last = 0
    for last, row in enumerate(content.rows, start=1):
        if last > _MAX_ROWS:
            more = (
                "以下省略：超过表格的最大行数，全部内容见 CSV"
                if lang == "zh"
                else "The rest is in the CSV: a sheet holds no more rows"
            )
            sheet.write_string(last, 0, more, body)
            break
        sheet.set_row(last, _height(row, widths))
        for at, value in enumerate(row):
            _cell(book, sheet, last, at, value, body, formats)
    sheet.autofilter(0, 0, last, len(widths) - 1)
    if content.printed:
        sheet.print_area(0, 0, last, content.printed - 1)


def _height(row: list[Any], widths: list[int]) -> int:
    """Points that the longest wrapped text of the row needs; not every program finds out itself."""
    lines = 1
    for value, width in zip(row, widths, strict=True):
        if isinstance(value, str) and (len(value) * 2 > width or "\n" in value):
            parts = value.split("\n")
            # a line is never filled to its last column: words and numbers are not cut
            room = max(width * 9 // 10, 1)
            lines = max(lines, sum(-(-_columns(part) // room) or 1 for part in parts))
    return min(lines * _LINE, _MAX_HEIGHT)


def _columns(text: str) -> int:
    """Width in characters of a western font: a Chinese character takes two."""
    return sum(2 if c > "\u2e7f" else 1 for c in text)


def _cell(
    book: xlsxwriter.Workbook,
    sheet: Worksheet,
    row: int,
    column: int,
    value: Any,
    body: Format,
    formats: dict[int, Format],
) -> None:
    least = 0
    if isinstance(value, Money):
        value, least = value.amount, 2
    if value is None or value == "":
        sheet.write_blank(row, column, None, body)
    elif isinstance(value, Link):
        if row <= _MAX_LINKED_ROWS:
            sheet.write_url(row, column, f"external:{value.target}", None, value.text)
        else:
            sheet.write_string(row, column, value.target, body)
    elif isinstance(value, Decimal) and len(value.as_tuple().digits) <= _MAX_DIGITS:
        exponent = value.as_tuple().exponent
        places = max(least, -exponent) if isinstance(exponent, int) else least
        if places not in formats:
            pattern = "#,##0" + ("." + "0" * places if places else "")
            formats[places] = book.add_format({"valign": "top", "num_format": pattern})
        sheet.write_number(row, column, value, formats[places])
    elif isinstance(value, int):
        sheet.write_number(row, column, value, body)
    else:
        text = plain_decimal(value) if isinstance(value, Decimal) else str(value)
        sheet.write_string(
            row, column, neutralise(shorten(without_controls(text), _MAX_TEXT)), body
        )
