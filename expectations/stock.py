"""Stock expectations on the dimensions and facts of the warehouse, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class StockCheck:
    """One stock expectation: ``expectation`` is the class name in Great Expectations."""

    name: str
    table: str
    expectation: str
    zh: str
    en: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    severity: str = "error"


def _not_null(table: str, column: str) -> StockCheck:
    return StockCheck(
        f"{table}.{column}.not_null",
        table,
        "ExpectColumnValuesToNotBeNull",
        f"{table} 的 {column} 不为空",
        f"{column} of {table} is never null",
        {"column": column},
    )


def _unique(table: str, *columns: str) -> StockCheck:
    many = len(columns) > 1
    return StockCheck(
        f"{table}.{'_'.join(columns)}.unique",
        table,
        "ExpectCompoundColumnsToBeUnique" if many else "ExpectColumnValuesToBeUnique",
        f"{table} 的 {'、'.join(columns)} 不重复",
        f"{', '.join(columns)} of {table} is unique",
        {"column_list": list(columns)} if many else {"column": columns[0]},
    )


def _within(table: str, column: str, *values: str) -> StockCheck:
    return StockCheck(
        f"{table}.{column}.in_set",
        table,
        "ExpectColumnValuesToBeInSet",
        f"{table} 的 {column} 取值在允许范围内",
        f"{column} of {table} is one of the allowed values",
        {"column": column, "value_set": list(values)},
    )


_VERDICTS = ("PASS", "PASS_ROUNDED", "FAIL", "NOT_APPLICABLE", "NOT_EVALUABLE", "ERROR")

STOCK: tuple[StockCheck, ...] = (
    _unique("facts.document", "document_id"),
    _unique("judge.verdict", "document_id", "identity", "instance"),
    _within("judge.verdict", "verdict", *_VERDICTS),
    _within("judge.verdict", "severity", "error", "warning", "info"),
    _unique("judge.finding", "document_id", "root_cause"),
    _not_null("judge.finding", "sentence_zh"),
    _within("judge.finding", "attribution", "publisher", "extraction", "undetermined"),
    _not_null("main.dim_document", "document_id"),
    _unique("main.dim_unit", "unit_sk"),
    _not_null("main.dim_unit", "unit_key"),
    _unique("main.dim_fund", "fund_key"),
    _unique("main.dim_form", "form_key"),
    _unique("main.fct_cell", "document_id", "cell_id"),
    _not_null("main.fct_cell", "raw_text"),
    _unique("main.fct_verdict", "verdict_key"),
    _within("main.fct_verdict", "verdict", *_VERDICTS),
    _not_null("main.fct_expenditure", "amount_yuan"),
    _not_null("main.fct_revenue", "amount_yuan"),
)
