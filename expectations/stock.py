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
    needs: str | None = None  # another table that the check looks into


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


def _refers(table: str, column: str, to: str, key: str | None = None) -> StockCheck:
    key = key or column
    return StockCheck(
        f"{table}.{column}.refers_to_{to.rpartition('.')[2]}",
        table,
        "UnexpectedRowsExpectation",
        f"{table} 的 {column} 都在 {to} 中",
        f"every {column} of {table} is in {to}",
        {
            "unexpected_rows_query": f"SELECT {column} FROM {{batch}} WHERE {column} IS NOT NULL "
            f"AND {column} NOT IN (SELECT {key} FROM {to} WHERE {key} IS NOT NULL)"
        },
        needs=to,
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
    _refers("main.fct_cell", "document_id", "main.dim_document"),
    _refers("main.fct_mention", "document_id", "main.dim_document"),
    _refers("main.fct_verdict", "document_id", "main.dim_document"),
    _refers("main.fct_verdict", "unit_sk", "main.dim_unit"),
    *(
        _refers(fact, column, f"main.{dimension}")
        for fact in ("main.fct_expenditure", "main.fct_revenue")
        for column, dimension in (
            ("unit_sk", "dim_unit"),
            ("function_key", "dim_function"),
            ("fund_key", "dim_fund"),
            ("fiscal_year", "dim_fiscal_year"),
        )
    ),
)

#: Tables whose number of rows is held against that of the last release.
COUNTED = (
    "main.dim_document",
    "main.dim_unit",
    "main.fct_cell",
    "main.fct_mention",
    "main.fct_expenditure",
    "main.fct_revenue",
    "main.fct_verdict",
)
_BAND = ".row_count.in_band"
#: A release may lose a tenth of a table's rows and double them, and a little more where it is small.
_LEAST, _MOST, _SLACK = 0.9, 2.0, 1000


def row_count_checks(previous: Mapping[str, int]) -> tuple[StockCheck, ...]:
    """One check for each table of COUNTED: its rows lie in the band of the last release.

    ``previous``: rows of the tables in the last release (:func:`rows_of`).  A table that it
    does not have must only have rows at all.  Warnings: a portal that was added or closed
    is a reason, a partition that was lost is not.
    """
    checks = []
    for table in COUNTED:
        rows = previous.get(table)
        low = 1 if not rows else int(rows * _LEAST)
        band: dict[str, Any] = {"min_value": low}
        if rows:
            band["max_value"] = int(rows * _MOST) + _SLACK
        checks.append(
            StockCheck(
                f"{table}{_BAND}",
                table,
                "ExpectTableRowCountToBeBetween",
                f"{table} 的行数与上次发布相比在合理范围内",
                f"the rows of {table} lie within the band of the last release",
                band,
                "warning",
            )
        )
    return tuple(checks)


def rows_of(evaluated: Mapping[str, int]) -> dict[str, int]:
    """Rows by table, from the rows that each check of a release looked at (by check name)."""
    return {n.removesuffix(_BAND): rows for n, rows in evaluated.items() if n.endswith(_BAND)}
