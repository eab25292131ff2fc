"""Closed sets of words that fields of the records take."""

from __future__ import annotations

from enum import StrEnum


class DocumentStatus(StrEnum):
    """What became of one file.  Everything but OK names why it could not be read."""

    OK = "ok"
    NOT_PDF = "not_pdf"
    HTML_AS_PDF = "html_as_pdf"
    EMPTY_FILE = "empty_file"
    TRUNCATED = "truncated"
    ENCRYPTED = "encrypted"
    NO_PAGES = "no_pages"
    SCAN = "scan"
    NO_KNOWN_FORM = "no_known_form"
    TOO_LARGE = "too_large"
    CRASHED = "crashed"


#: How the note of a table begins that has neither a form's title nor a form's columns: a list of
#: units, of terms, of names.  No form that the document lacks can hide in it.
NOT_A_FORM = "不是报表"


class RowKind(StrEnum):
    LEAF = "leaf"
    SUBTOTAL = "subtotal"
    TOTAL = "total"


class MeasureKind(StrEnum):
    MONEY = "money"
    PERCENT = "percent"
    COUNT = "count"


class VerdictStatus(StrEnum):
    """相符 / 尾差 / 不符 / 不适用 / 无法核对 / 程序故障."""

    PASS = "PASS"
    PASS_ROUNDED = "PASS_ROUNDED"
    FAIL = "FAIL"
    NOT_APPLICABLE = "NOT_APPLICABLE"
    NOT_EVALUABLE = "NOT_EVALUABLE"
    ERROR = "ERROR"


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Attribution(StrEnum):
    PUBLISHER = "publisher"
    EXTRACTION = "extraction"
    UNDETERMINED = "undetermined"
