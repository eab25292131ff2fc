"""Nine tables with one joined code column, in 元 with thousands separators.

What differs from the split layout: the narrative comes first; titles are those of the
provinces that say 总表; the total row is the last one; revenue and expenditure have unit rows
(单位代码, 单位名称) above the codes; the general-public-budget table shows the year before and
the change; projects are split by fund, not by economic class; the fiscal table includes
上年结转 and 结转下年; the three public expenses are one row with the items as columns.
"""

from __future__ import annotations

from decimal import Decimal

from ..ledger import ZERO, Ledger, Test, codes
from ..pages import Grid, GridCell, head, header_lines, plain
from ..rows import (
    Printer,
    both,
    carried,
    current,
    every,
    fiscal,
    function,
    fund,
    kind,
    measures,
)

PRINT = Printer("元", zero="0.00", thousands=True)
BLANK = Printer("元", zero="", thousands=True)
DASH = Printer("元", zero="-", thousands=True)

Column = tuple[str, Test]
Lines = list[list[GridCell | None]]

ORDINALS = "一二三四五六七八九十"
CLASSES = ["201", "205", "206", "207", "208", "210", "212", "221"]

TITLES = {
    "T01": "收支预算总表",
    "T02": "收入预算总表",
    "T03": "支出预算总表",
    "T04": "财政拨款收支预算总表",
    "T05": "一般公共预算支出预算表",
    "T06": "一般公共预算基本支出预算表",
    "PROJ_ALL": "项目支出预算表",
    "T08": "政府性基金预算支出预算表",
    "T09": "国有资本经营预算支出预算表",
    "T10": "一般公共预算“三公”经费支出预算表",
}

T01_IN: list[Column] = [
    ("in.gpb", fund("GPB")),
    ("in.gf", fund("GF")),
    ("in.soe", fund("SOE")),
    ("in.special", fund("SPECIAL")),
    ("in.own.business", fund("OWN.BUSINESS")),
    ("in.own.operating", fund("OWN.OPERATING")),
    ("in.own.subsidy", fund("OWN.SUBSIDY")),
    ("in.own.affiliate", fund("OWN.AFFILIATE")),
    ("in.own.other", fund("OWN.OTHER")),
]
T01_LABELS = [
    "一、一般公共预算拨款收入",
    "二、政府性基金预算拨款收入",
    "三、国有资本经营预算拨款收入",
    "四、财政专户管理资金收入",
    "五、事业收入",
    "六、事业单位经营收入",
    "七、上级补助收入",
    "八、附属单位上缴收入",
    "九、其他收入",
]


def nothing(_: object) -> bool:
    """No line at all: a row or column of the form that this unit never fills."""
    return False


def title(ledger: Ledger, form: str) -> str:
    """`2024年` + 单位 or 部门 + title."""
    return f"{ledger.year}年{'部门' if ledger.units else '单位'}{TITLES[form]}"


def grid(
    form: str, ledger: Ledger, lines: Lines, header_rows: int, widths: list[float], **more: object
) -> Grid:
    return Grid(
        form,
        1,
        title(ledger, form),
        lines,
        header_rows=header_rows,
        widths=widths,
        number=f"预算公开{list(TITLES).index(form) + 1:02d}表",
        unit_name=ledger.unit_name,
        unit_label="编制部门：" if ledger.units else "编制单位：",
        money_unit="元",
        **more,  # type: ignore[arg-type]
    )


def _in(key: str, label: str, amount: Decimal, printer: Printer = PRINT) -> list[GridCell | None]:
    return [GridCell(label, align="l"), printer.cell(amount, key, "total")]


def t01(ledger: Ledger) -> Grid:
    """收支预算总表: ordinal names without codes, 本年合计, 上年结转, 结转下年."""
    total = ledger.total
    left = [
        _in(key, label, total(test)) for (key, test), label in zip(T01_IN, T01_LABELS, strict=True)
    ]
    right: Lines = [
        [
            GridCell(f"{ORDINALS[n]}、{codes('function')[code]}", align="l"),
            PRINT.cell(total(function(code)), f"ex.{code}", "total"),
        ]
        for n, code in enumerate(CLASSES)
    ]
    right.append(plain(["", ""]))
    tail_left = [
        _in("in.current", "本年收入合计", total(current)),
        _in("in.carry", "上年结转结余", total(carried)),
        _in("in.T", "收入总计", total()),
    ]
    tail_right = [
        _in("ex.current", "本年支出合计", total()),
        _in("ex.carry_out", "结转下年", ZERO),
        _in("ex.T", "支出总计", total()),
    ]
    lines = header_lines([head("收入", "项目", "预算数"), head("支出", "项目", "预算数")])
    lines += [a + b for a, b in zip(left + tail_left, right + tail_right, strict=True)]
    return grid("T01", ledger, lines, 2, [140, 95, 140, 95], row_height=24)


def leaf_codes(ledger: Ledger, scope: Test) -> list[str]:
    return sorted({c for d in (3, 5, 7) for c in ledger.functions(scope, d)})


def code_row(
    ledger: Ledger, code: str, key: str, columns: list[Column], scope: Test
) -> list[GridCell | None]:
    indent = "　" * ((len(code) - 3) // 2)
    return [
        GridCell(code, align="l"),
        GridCell(indent + codes("function")[code], align="l"),
        *measures(PRINT, ledger, key, columns, both(scope, function(code))),
    ]


def _unit_rows(ledger: Ledger, columns: list[Column]) -> Lines:
    """For each unit its own row, then its codes; the total row last."""
    lines: Lines = []
    for n, unit in enumerate(ledger.units or [ledger], 1):
        lines.append(
            [
                GridCell(unit.unit_code, align="l", bold=True),
                GridCell(unit.unit_name, align="l", bold=True),
                *measures(PRINT, unit, f"U{n}", columns, every, True),
            ]
        )
        for code in leaf_codes(unit, every):
            lines.append(code_row(unit, code, f"U{n}/{code}", columns, every))
    lines.append(total_row(ledger, columns, every))
    return lines


def total_row(ledger: Ledger, columns: list[Column], scope: Test) -> list[GridCell | None]:
    return [
        GridCell("合  计", cols=2, bold=True),
        None,
        *measures(PRINT, ledger, "T", columns, scope, True),
    ]


def t02(ledger: Ledger) -> Grid:
    """收入预算总表, landscape by /Rotate, with unit rows."""
    columns: list[Column] = [
        ("total", every),
        ("carry", carried),
        ("gpb", fund("GPB")),
        ("gf", fund("GF")),
        ("soe", fund("SOE")),
        ("special_account", fund("SPECIAL")),
        ("own_business", fund("OWN.BUSINESS")),
        ("own_operating", fund("OWN.OPERATING")),
        ("own_other", fund("OWN.OTHER")),
    ]
    lines = header_lines(
        [
            "单位（科目）编码",
            "单位（科目）名称",
            "合计",
            "上年结转结余",
            head(
                "财政拨款收入",
                "一般公共预算拨款收入",
                "政府性基金预算拨款收入",
                "国有资本经营预算拨款收入",
            ),
            "财政专户管理资金收入",
            "事业收入",
            "事业单位经营收入",
            "其他收入",
        ]
    )
    lines += _unit_rows(ledger, columns)
    return grid(
        "T02",
        ledger,
        lines,
        2,
        [54, 140, 74, 62, 74, 66, 66, 66, 62, 58, 58],
        landscape=True,
        rotate=True,
        repeat_header=True,
        size=8,
    )


def t03(ledger: Ledger) -> Grid:
    """支出预算总表 with unit rows."""
    columns: list[Column] = [
        ("total", every),
        ("basic", kind("basic")),
        ("project", kind("project")),
        ("remit_upward", nothing),
        ("operating", nothing),
        ("subsidy_affiliates", nothing),
    ]
    lines = header_lines(
        [
            "单位（科目）编码",
            "单位（科目）名称",
            "合计",
            "基本支出",
            "项目支出",
            "上缴上级支出",
            "事业单位经营支出",
            "对附属单位补助支出",
        ]
    )
    lines += _unit_rows(ledger, columns)
    return grid(
        "T03", ledger, lines, 1, [54, 140, 72, 72, 70, 48, 54, 54], repeat_header=True, size=8
    )


def t04(ledger: Ledger) -> Grid:
    """财政拨款收支预算总表 with 上年结转 and 结转下年."""
    total = ledger.total
    books = {"gpb": "GPB", "gf": "GF", "soe": "SOE"}
    names = ["（一）一般公共预算拨款", "（二）政府性基金预算拨款", "（三）国有资本经营预算拨款"]

    def of(book: str) -> Test:
        return lambda x: x.book == book

    left = [_in("in.current", "一、本年收入", total(fiscal), BLANK)]
    left += [
        _in(f"in.{k}", name, total(fund(book)), BLANK)
        for (k, book), name in zip(books.items(), names, strict=True)
    ]
    left.append(_in("in.carry", "二、上年结转", total(both(carried, lambda x: x.fiscal)), BLANK))
    left += [
        _in(f"in.carry.{k}", name, total(both(carried, of(book))), BLANK)
        for (k, book), name in zip(books.items(), names, strict=True)
    ]
    scope: Test = lambda x: x.fiscal  # noqa: E731
    columns: list[Column] = [("total", every)] + [(k, of(b)) for k, b in books.items()]

    def row(label: str, key: str, test: Test) -> list[GridCell | None]:
        return [
            GridCell(label, align="l"),
            *measures(BLANK, ledger, key, columns, both(scope, test)),
        ]

    right = [row("一、本年支出", "ex.current", every)]
    right += [
        row(f"（{ORDINALS[n]}）{codes('function')[c]}", f"ex.{c}", function(c))
        for n, c in enumerate(CLASSES)
    ]
    right.append(row("二、结转下年", "ex.carry_out", nothing))
    left += [plain(["", ""]) for _ in range(len(right) - len(left))]
    left.append(_in("in.T", "收入总计", total(scope), BLANK))
    right.append(row("支出总计", "ex.T", every))
    lines = header_lines(
        [
            head("收入", "项目", "预算数"),
            head(
                "支出",
                "项目",
                "合计",
                "一般公共预算",
                "政府性基金预算",
                "国有资本经营预算",
            ),
        ]
    )
    lines += [a + b for a, b in zip(left, right, strict=True)]
    return grid("T04", ledger, lines, 2, [104, 72, 112, 72, 72, 66, 58], row_height=22, size=8)
