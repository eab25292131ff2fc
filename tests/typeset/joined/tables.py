"""The tables by code, economic item, project and fund (T05 to T10), and all ten."""

from __future__ import annotations

from ..ledger import Ledger, Test, codes
from ..pages import Grid, GridCell, head, header_lines
from ..rows import (
    both,
    carried,
    economic,
    every,
    function,
    fund,
    gpb,
    kind,
    measures,
    project,
    project_rows,
)
from ..speak import growth
from ..split.tables import three_public
from .tables_whole import (
    DASH,
    PRINT,
    Column,
    code_row,
    grid,
    leaf_codes,
    t01,
    t02,
    t03,
    t04,
    total_row,
)


def _change_cells(ledger: Ledger, key: str, scope: Test) -> list[GridCell | None]:
    """Prior year, this year by kind, change in yuan and in percent."""
    now, before = ledger.total(scope), ledger.total(scope, prior=True)
    rate = growth(now, before)
    shown = f"{rate:.2f}" if rate else "0.00"
    return [
        PRINT.cell(before, key, "prior_total"),
        PRINT.cell(now, key, "total"),
        PRINT.cell(ledger.total(both(scope, kind("basic"))), key, "basic"),
        PRINT.cell(ledger.total(both(scope, kind("project"))), key, "project"),
        PRINT.cell(now - before, key, "change_total"),
        GridCell(shown, align="r", key=(key, "change_rate_total"), amount=rate),
    ]


def t05(ledger: Ledger) -> Grid:
    """一般公共预算支出预算表 with the year before and the change."""
    y = ledger.year
    lines = header_lines(
        [
            "科目编码",
            "科目名称",
            f"{y - 1}年预算数",
            head(f"{y}年预算数", "小计", "基本支出", "项目支出"),
            head(f"{y}年预算数比{y - 1}年预算数", "增减额", "增减%"),
        ]
    )
    for code in leaf_codes(ledger, gpb):
        cells = code_row(ledger, code, code, [], gpb)
        lines.append(cells + _change_cells(ledger, code, both(gpb, function(code))))
    lines.append([GridCell("合  计", cols=2, bold=True), None, *_change_cells(ledger, "T", gpb)])
    return grid(
        "T05", ledger, lines, 2, [46, 132, 74, 74, 74, 70, 66, 42], repeat_header=True, size=8
    )


def t06(ledger: Ledger) -> Grid:
    """一般公共预算基本支出预算表 by economic item."""
    scope = both(gpb, kind("basic"))
    columns: list[Column] = [
        ("total", every),
        ("personnel", kind("personnel")),
        ("public_use", kind("public_use")),
    ]
    lines = header_lines(
        [head("部门预算支出经济分类科目", "科目编码", "科目名称"), "合计", "人员经费", "公用经费"]
    )
    for code in sorted({c for d in (3, 5) for c in ledger.economics(scope, d)}):
        indent = "" if len(code) == 3 else "　"
        lines.append(
            [
                GridCell(code, align="l"),
                GridCell(indent + codes("economic")[code], align="l"),
                *measures(PRINT, ledger, code, columns, both(scope, economic(code))),
            ]
        )
    lines.append(total_row(ledger, columns, scope))
    return grid("T06", ledger, lines, 2, [60, 170, 80, 80, 80], row_height=20)


def proj_all(ledger: Ledger) -> Grid:
    """项目支出预算表: every project from every fund."""
    columns: list[Column] = [
        ("total", every),
        ("gpb", fund("GPB")),
        ("gf", fund("GF")),
        ("soe", fund("SOE")),
        ("special_account", fund("SPECIAL")),
        ("own_funds", fund("OWN")),
        ("carry", carried),
    ]
    lines = header_lines(
        [
            "科目编码",
            "项目名称",
            "合计",
            head("本年财政拨款", "一般公共预算", "政府性基金预算", "国有资本经营预算"),
            "财政专户管理资金",
            "单位资金",
            "上年结转结余",
        ]
    )
    for key, code, name in project_rows(ledger, every):
        lines.append(
            [
                GridCell(code, align="l"),
                GridCell(name, align="l"),
                *measures(PRINT, ledger, key, columns, project(code, name)),
            ]
        )
    lines.append(total_row(ledger, columns, kind("project")))
    return grid("PROJ_ALL", ledger, lines, 2, [48, 130, 70, 70, 66, 56, 50, 60, 60], size=8)


def _book_table(ledger: Ledger, form: str, book: str, name: str) -> Grid:
    columns: list[Column] = [
        ("total", every),
        ("basic", kind("basic")),
        ("project", kind("project")),
    ]
    lines = header_lines(
        ["科目编码", "科目名称", head(f"{ledger.year}年预算数", "合计", "基本支出", "项目支出")]
    )
    note = None
    if ledger.total(fund(book)):
        for code in leaf_codes(ledger, fund(book)):
            lines.append(code_row(ledger, code, code, columns, fund(book)))
        lines.append(total_row(ledger, columns, fund(book)))
    else:
        body = "部门" if ledger.units else "单位"
        note = f"注：本{body}{ledger.year}年没有{name}预算安排的支出，故本表无数据。"
    return grid(form, ledger, lines, 2, [70, 180, 80, 80, 80], row_height=20, note=note)


def t08(ledger: Ledger) -> Grid:
    """政府性基金预算支出预算表."""
    return _book_table(ledger, "T08", "GF", "政府性基金")


def t09(ledger: Ledger) -> Grid:
    """国有资本经营预算支出预算表."""
    return _book_table(ledger, "T09", "SOE", "国有资本经营")


#: Columns of the three-public matrix in their printed order.
MATRIX = ["T", "abroad", "vehicle", "vehicle_purchase", "vehicle_running", "reception"]


def t10(ledger: Ledger) -> Grid:
    """一般公共预算“三公”经费支出预算表: one row, the items as columns, two years."""
    y = ledger.year
    items = [
        "合计",
        "因公出国（境）费",
        head("公务用车购置及运行费", "小计", "购置费", "运行费"),
        "公务接待费",
    ]
    lines = header_lines([head(f"{y - 1}年预算数", *items), head(f"{y}年预算数", *items)])
    row: list[GridCell | None] = []
    for prior, column in ((True, "prior_total"), (False, "total")):
        for item in MATRIX:
            row.append(DASH.cell(ledger.total(three_public(item), prior), item, column))
    lines.append(row)
    return grid("T10", ledger, lines, 3, [60.0] * 12, landscape=True, size=8)


def tables(ledger: Ledger) -> list[Grid]:
    """The ten tables in order."""
    return [t(ledger) for t in (t01, t02, t03, t04, t05, t06, proj_all, t08, t09, t10)]
