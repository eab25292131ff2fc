"""Findings as a workbook and as CSV, for people who work in a spreadsheet.

Nothing in a document can become a formula: strings are written as strings, and
what would start a formula gets an apostrophe in front (:func:`neutralise`).
Amounts are numbers in the workbook, with as many decimals as were printed, and
plain decimal text in the CSV.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from expectations.reports.details import check_rows
from expectations.reports.documents import DocumentView, Report
from expectations.reports.files import write_if_changed
from expectations.reports.labels import ATTRIBUTION, SEVERITY, STATE, VERDICT, VERDICT_MEANING
from expectations.reports.text import (
    decimal_or_none,
    neutralise,
    plain_decimal,
    shorten,
    trim,
    without_controls,
)
from expectations.reports.view import FindingView, JudgedView, OperandView
from extractors.contracts import VerdictStatus

#: Excel's limits: characters in a cell, rows in a sheet, digits of a number.
_MAX_TEXT = 32_000
_MAX_ROWS = 1_048_000
_MAX_DIGITS = 15

#: Rows with links (two each): Excel accepts 65,530 links in one sheet; the rest is plain text.
_MAX_LINKED_ROWS = 32_000
#: Where a finding is shown, as an address relative to the file.
PageOf = Callable[[DocumentView, FindingView], str]


@dataclass(frozen=True, slots=True)
class _Link:
    """A link to a file of the report, relative to the workbook."""

    target: str
    text: str


@dataclass(frozen=True, slots=True)
class _Money:
    """An amount of money: at least two decimals are shown."""

    amount: Decimal


#: Column heading and width in characters.
FINDING_COLUMNS: tuple[tuple[str, int], ...] = (
    ("序号", 6),
    ("单位", 28),
    ("年度", 7),
    ("文件种类", 11),
    ("严重程度", 9),
    ("问题", 70),
    ("公开数", 16),
    ("核算数", 16),
    ("差额", 12),
    ("允许尾差", 10),
    ("计量单位", 9),
    ("表", 30),
    ("行", 30),
    ("列", 20),
    ("页", 6),
    ("看报告", 9),
    ("看原件", 9),
    ("可能原因", 40),
    ("同因不符项数", 12),
    ("归因", 22),
    ("规则编号", 22),
    ("规则", 50),
    ("豁免", 30),
    ("与上次相比", 11),
    ("首次发现", 12),
    ("文件名", 36),
    ("文件指纹", 20),
)

SUMMARY_COLUMNS: tuple[tuple[str, int], ...] = (
    ("单位", 28),
    ("年度", 7),
    ("文件种类", 11),
    ("读取结果", 16),
    ("没有读取的原因", 40),
    ("相符", 8),
    ("尾差", 8),
    ("不符", 8),
    ("待复核", 8),
    ("无法核对", 9),
    ("不适用", 8),
    ("错误", 7),
    ("提示", 7),
    ("说明", 7),
    ("表内数字", 9),
    ("已读入", 9),
    ("已解释", 9),
    ("页数", 7),
    ("文件名", 36),
    ("文件指纹", 20),
)

UNCHECKED_COLUMNS: tuple[tuple[str, int], ...] = (
    ("单位", 28),
    ("年度", 7),
    ("文件种类", 11),
    ("规则编号", 22),
    ("规则", 60),
    ("没有核对的原因", 40),
    ("项数", 7),
    ("文件名", 36),
    ("文件指纹", 20),
)


def write_workbook(
    report: Report, path: Path, generated: datetime, page_of: PageOf = DocumentView.page_of
) -> None:
    """The workbook: 问题清单, 核对汇总, 未能核对 and a sheet that explains the words."""
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "constant_memory": True,
    }
    with xlsxwriter.Workbook(str(path), options) as book:
        book.set_properties(
            {"title": "预决算公开核对结果", "created": generated.replace(tzinfo=None)}
        )
        _sheet(book, "问题清单", FINDING_COLUMNS, _finding_rows(report, page_of, review=False))
        _sheet(book, "核对汇总", SUMMARY_COLUMNS, _summary_rows(report))
        _sheet(book, "未能核对", UNCHECKED_COLUMNS, _unchecked_rows(report))
        meanings = ([VERDICT[key].zh, words.zh] for key, words in VERDICT_MEANING.items())
        _sheet(book, "读表说明", (("结论", 14), ("含义", 90)), meanings)


def write_csv(
    report: Report, path: Path, *, review: bool, page_of: PageOf = DocumentView.page_of
) -> None:
    """The first sheet as CSV, UTF-8 with BOM so that Excel reads the Chinese.

    ``review`` writes the review queue instead of the findings.
    """
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([heading for heading, _ in FINDING_COLUMNS])
    for row in _finding_rows(report, page_of, review=review):
        writer.writerow([_csv_value(value) for value in row])
    write_if_changed(path, text.getvalue().encode("utf-8-sig"))


def _csv_value(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, _Link):
        return value.target
    if isinstance(value, _Money):
        value = value.amount
    if isinstance(value, Decimal):
        return plain_decimal(value)
    return neutralise(without_controls(str(value)))


def _sheet(
    book: xlsxwriter.Workbook,
    name: str,
    columns: tuple[tuple[str, int], ...],
    rows: Iterator[list[Any]] | Any,
) -> None:
    sheet = book.add_worksheet(name)
    head = book.add_format(
        {"bold": True, "bg_color": "#1F3A4D", "font_color": "#FFFFFF", "valign": "vcenter",
         "text_wrap": True, "border": 1, "border_color": "#FFFFFF"}
    )  # fmt: skip
    body = book.add_format({"valign": "top", "text_wrap": True})
    formats: dict[int, Format] = {}
    for at, (_, width) in enumerate(columns):
        sheet.set_column(at, at, width)
    sheet.set_row(0, 24)
    for at, (heading, _) in enumerate(columns):
        sheet.write_string(0, at, heading, head)
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    last = 0
    for last, row in enumerate(rows, start=1):
        if last > _MAX_ROWS:
            sheet.write_string(last, 0, "以下省略：超过表格的最大行数，全部内容见 CSV", body)
            break
        for at, value in enumerate(row):
            _cell(book, sheet, last, at, value, body, formats)
    sheet.autofilter(0, 0, last, len(columns) - 1)


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
    if isinstance(value, _Money):
        value, least = value.amount, 2
    if value is None or value == "":
        sheet.write_blank(row, column, None, body)
    elif isinstance(value, _Link):
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


def _finding_rows(report: Report, page_of: PageOf, *, review: bool) -> Iterator[list[Any]]:
    number = 0
    for document in report.documents:
        for finding in document.review if review else document.findings:
            number += 1
            page = page_of(document, finding)
            row = _finding_row(document, finding, page)
            yield [number, *_head(document), *row, *_tail(document)]


def _head(document: DocumentView) -> list[Any]:
    return [document.name, document.document.fiscal_year, document.kind.zh]


def _tail(document: DocumentView) -> list[Any]:
    return [document.document.file_name, document.document.document_id]


def _finding_row(document: DocumentView, view: FindingView, page: str) -> list[Any]:
    main, finding = view.main, view.finding
    where = _reported(main)
    verdict = main.verdict if main else None
    return [
        SEVERITY[finding.severity].zh,
        finding.sentence_zh,
        _number(main, verdict.reported if verdict else None),
        _number(main, verdict.computed if verdict else None),
        _amount(main, trim(verdict.difference) if verdict else None),
        _amount(main, trim(verdict.tolerance) if verdict else None),
        main.unit.zh if main else "",
        view.form_label.zh,
        where.row if where else "",
        where.column if where else "",
        "、".join(str(p) for p in view.pages),
        _Link(page, "打开"),
        _original(document, view.page or 1),
        finding.likely_cause_zh,
        len(view.judged),
        ATTRIBUTION[finding.attribution].zh,
        verdict.identity if verdict else "",
        main.identity.zh if main else "",
        "；".join(f"{w.reason}（至 {w.expires}）" for w in view.waivers),
        STATE[view.history.state].zh if view.history and view.history.state in STATE else "",
        str(view.history.first_seen_on) if view.history else "",
    ]


def _original(document: DocumentView, page: int) -> _Link | None:
    if not document.original or document.original.startswith("file:"):
        return None
    return _Link(f"{unquote(document.original)}#page={page}", f"第 {page} 页")


def _reported(main: JudgedView | None) -> OperandView | None:
    if main is None or not main.operands:
        return None
    return next((o for o in main.operands if o.side == "reported"), main.operands[0])


def _number(main: JudgedView | None, text: str | None) -> Decimal | _Money | str | None:
    number = decimal_or_none(text)
    return text if number is None else _amount(main, number)


def _amount(main: JudgedView | None, number: Decimal | None) -> Decimal | _Money | None:
    """The number as money where its unit is one: years and persons have no decimals."""
    is_money = main is not None and main.unit.zh.endswith("元")
    return _Money(number) if is_money and number is not None else number


def _summary_rows(report: Report) -> Iterator[list[Any]]:
    for d in report.documents:
        severities = d.severity_counts
        counts = [
            d.counts.get(s, 0)
            for s in ("PASS", "PASS_ROUNDED", "FAIL", "REVIEW", "NOT_EVALUABLE", "NOT_APPLICABLE")
        ]
        yield [
            *_head(d),
            d.status.zh,
            d.document.reason,
            *counts,
            *(severities[s] for s in ("error", "warning", "info")),
            d.document.tokens_in_tables,
            d.document.tokens_typed,
            d.document.tokens_explained,
            d.document.pages,
            *_tail(d),
        ]


def _unchecked_rows(report: Report) -> Iterator[list[Any]]:
    for d in report.documents:
        identities = report.data.identities
        for row in check_rows(identities, d.tallies, VerdictStatus.NOT_EVALUABLE):
            reason = row.reason.zh if row.reason else ""
            yield [*_head(d), row.identity.id, row.identity.zh, reason, row.n, *_tail(d)]
