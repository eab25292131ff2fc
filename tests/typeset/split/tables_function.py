"""The eleven tables with split code columns and a 栏次 row, in 万元 (forms as in 新疆).

类 | 款 | 项 in three columns, the total first, blanks for zero, one amount column per fund
and expenditure kind; 政府性基金 and 国有资本 tables stay empty with a sentence below.
"""

from __future__ import annotations

from ..ledger import Ledger, Test, codes, function_classes
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
    gpb,
    kind,
    measures,
)

PRINT = Printer("万元")

Column = tuple[str, Test]

FUNCTION_HEAD = head("功能分类科目编码", "类", "款", "项")

T02_COLUMNS: list[Column] = [
    ("total", every),
    ("fiscal", fiscal),
    ("gpb", fund("GPB.OWN")),
    ("gpb_upper", fund("GPB.UPPER")),
    ("gf", fund("GF.OWN")),
    ("gf_upper", fund("GF.UPPER")),
    ("soe", fund("SOE.OWN")),
    ("soe_upper", fund("SOE.UPPER")),
    ("special_account", fund("SPECIAL")),
    ("own_funds", fund("OWN")),
    ("carry_fiscal", both(carried, lambda x: x.fiscal)),
    ("carry_nonfiscal", both(carried, lambda x: not x.fiscal)),
]
KIND_COLUMNS: list[Column] = [
    ("total", every),
    ("basic", kind("basic")),
    ("project", kind("project")),
]
T06_COLUMNS: list[Column] = [
    ("total", every),
    ("personnel", kind("personnel")),
    ("public_use", kind("public_use")),
]
ECONOMIC_COLUMNS = ["301", "302", "303", "307", "309", "310", "311", "312", "313", "399"]

#: Rows of the revenue block of T01: key, label, lines, bold.
T01_IN: list[tuple[str, str, Test, bool]] = [
    ("in.current", "一、本年收入", current, True),
    ("in.gpb", "1.一般公共预算拨款", fund("GPB"), True),
    ("in.gpb.own", "其中：一般财力", fund("GPB.OWN"), False),
    ("in.gpb.upper", "上级一般公共预算安排转移支付", fund("GPB.UPPER"), False),
    ("in.gf", "2.基金预算拨款", fund("GF"), True),
    ("in.gf.own", "其中：政府性基金收入", fund("GF.OWN"), False),
    ("in.gf.upper", "上级政府性基金安排转移支付", fund("GF.UPPER"), False),
    ("in.soe", "3.国有资本经营预算拨款", fund("SOE"), True),
    ("in.soe.own", "其中：国有资本经营收入", fund("SOE.OWN"), False),
    ("in.soe.upper", "上级国有资本经营预算安排转移支付", fund("SOE.UPPER"), False),
    ("in.special", "4.财政专户核拨", fund("SPECIAL"), False),
    ("in.own", "5.单位资金", fund("OWN"), True),
    ("in.own.business", "其中：事业收入", fund("OWN.BUSINESS"), False),
    ("in.own.subsidy", "上级补助收入", fund("OWN.SUBSIDY"), False),
    ("in.own.affiliate", "附属单位上缴收入", fund("OWN.AFFILIATE"), False),
    ("in.own.operating", "事业单位经营收入", fund("OWN.OPERATING"), False),
    ("in.own.other", "其他收入", fund("OWN.OTHER"), False),
    ("in.carry", "二、上年结转结余", carried, True),
    ("in.carry.fiscal", "1、财政拨款结转", both(carried, lambda x: x.fiscal), True),
    ("in.carry.gpb", "其中：一般公共预算拨款", both(carried, lambda x: x.book == "GPB"), False),
    ("in.carry.gf", "基金预算拨款", both(carried, lambda x: x.book == "GF"), False),
    ("in.carry.soe", "国有资本经营预算拨款", both(carried, lambda x: x.book == "SOE"), False),
    ("in.carry.nonfiscal", "2、非财政拨款结转结余", both(carried, lambda x: not x.fiscal), True),
    ("in.carry.special", "其中：财政专户核拨", both(carried, lambda x: x.book == "SPECIAL"), False),
    ("in.carry.own", "单位资金", both(carried, lambda x: x.book == "OWN"), False),
]
T04_IN: list[tuple[str, str, Test, bool]] = [
    ("in.fiscal", "一、财政拨款（补助）", fiscal, True),
    ("in.gpb", "一般公共预算", fund("GPB"), False),
    ("in.gf", "政府性基金预算", fund("GF"), False),
    ("in.soe", "国有资本经营预算", fund("SOE"), False),
]


def grid(
    form: str,
    number: int,
    title: str,
    ledger: Ledger,
    lines: list[list[GridCell | None]],
    **more: object,
) -> Grid:
    return Grid(
        form,
        1,
        title,
        lines,
        number=f"表 {number}",
        unit_name=ledger.unit_name,
        money_unit="万元",
        **more,  # type: ignore[arg-type]
    )


def ordinals(labels: int, n: int) -> list[GridCell | None]:
    return plain(["※"] * labels + [str(k + 1) for k in range(n)])


def two_blocks(
    ledger: Ledger,
    left: list[tuple[str, str, Test, bool]],
    columns: list[Column],
    scope: Test,
) -> list[list[GridCell | None]]:
    """Revenue rows left, functional classes right, totals in the last row."""
    right = list(function_classes().items())
    lines: list[list[GridCell | None]] = []
    for n in range(max(len(left), len(right))):
        line: list[GridCell | None] = []
        if n < len(left):
            key, label, test, bold = left[n]
            line += [GridCell(label, align="l", bold=bold)]
            line += [PRINT.cell(ledger.total(test), key, "total", bold)]
        else:
            line += plain(["", ""])
        code, name = right[n]
        line += [GridCell(f"{code} {name}", align="l")]
        line += measures(PRINT, ledger, f"ex.{code}", columns, both(scope, function(code)))
        lines.append(line)
    total = ledger.total(scope)
    lines.append(
        [
            GridCell("收入总计", bold=True),
            PRINT.cell(total, "in.T", "total", True),
            GridCell("支出总计", bold=True),
            *measures(PRINT, ledger, "ex.T", columns, scope, True),
        ]
    )
    return lines


def tree(
    ledger: Ledger, columns: list[Column], scope: Test, leaves: bool = True, extra: int = 0
) -> list[list[GridCell | None]]:
    """Total row, then class, 款 and 项 rows with split codes; `extra` blank label columns."""
    lines: list[list[GridCell | None]] = [
        [
            *plain(["", "", ""]),
            GridCell("总计", bold=True),
            *plain([""] * extra),
            *measures(PRINT, ledger, "T", columns, scope, True),
        ]
    ]
    for code in sorted({c for d in (3, 5, 7) for c in ledger.functions(scope, d)}):
        if len(code) == 7 and not leaves:
            continue
        bold = len(code) < 7
        lines.append(
            [
                GridCell(code[:3], bold=bold),
                GridCell(code[3:5], bold=bold),
                GridCell(code[5:7]),
                GridCell(codes("function")[code], align="l", bold=bold),
                *plain([""] * extra),
                *measures(PRINT, ledger, code, columns, both(scope, function(code)), bold),
            ]
        )
    return lines


def t01(ledger: Ledger) -> Grid:
    """单位收支总体情况表."""
    lines = header_lines([head("收入", "项目", "预算数"), head("支出", "支出功能分类", "预算数")])
    lines += two_blocks(ledger, T01_IN, [("total", every)], every)
    return grid(
        "T01", 1, "单位收支总体情况表", ledger, lines, header_rows=2, widths=[150, 70, 170, 70]
    )


def t02(ledger: Ledger) -> Grid:
    """单位收入总体情况表, landscape, twelve amount columns."""
    lines = header_lines(
        [
            FUNCTION_HEAD,
            "功能分类科目名称",
            "总计",
            head(
                "财政拨款（补助）",
                "财政拨款（补助）小计",
                "一般公共预算",
                "上级一般公共预算安排的转移支付",
                "政府性基金预算",
                "上级政府性基金安排的转移支付",
                "国有资本经营预算",
                "上级国有资本经营预算安排的转移支付",
            ),
            "财政专户（教育收费）",
            "单位资金",
            "财政拨款结转",
            "非财政拨款结转结余",
        ]
    )
    lines += [ordinals(4, 12), *tree(ledger, T02_COLUMNS, every)]
    return grid(
        "T02",
        2,
        "单位收入总体情况表",
        ledger,
        lines,
        header_rows=3,
        widths=[28, 24, 24, 90, 46, 46, 46, 52, 44, 52, 44, 52, 42, 42, 42, 46],
        landscape=True,
        size=8,
    )


def t03(ledger: Ledger) -> Grid:
    """单位支出总体情况表."""
    lines = header_lines(
        [
            head("科目", FUNCTION_HEAD, "功能分类科目名称"),
            head("支出预算", "合计", "基本支出", "项目支出"),
        ]
    )
    lines += [ordinals(4, 3), *tree(ledger, KIND_COLUMNS, every)]
    return grid(
        "T03",
        3,
        "单位支出总体情况表",
        ledger,
        lines,
        header_rows=4,
        widths=[36, 28, 28, 180, 68, 68, 68],
        row_height=20,
    )


def t04(ledger: Ledger) -> Grid:
    """财政拨款收支预算总体情况表: appropriation of the year itself."""
    columns: list[Column] = [
        ("total", every),
        ("gpb", fund("GPB")),
        ("gf", fund("GF")),
        ("soe", fund("SOE")),
    ]
    lines = header_lines(
        [
            head("财政拨款收入", "项目", "合计"),
            head(
                "财政拨款支出",
                "支出功能分类",
                "合计",
                "一般公共预算",
                "政府性基金预算",
                "国有资本经营预算",
            ),
        ]
    )
    lines += two_blocks(ledger, T04_IN, columns, fiscal)
    return grid(
        "T04",
        4,
        "财政拨款收支预算总体情况表",
        ledger,
        lines,
        header_rows=2,
        widths=[110, 54, 150, 54, 54, 54, 54],
        repeat_header=True,
    )


def t05(ledger: Ledger) -> Grid:
    """一般公共预算支出情况表."""
    lines = header_lines(
        [
            head("科目", FUNCTION_HEAD, "功能分类科目名称"),
            head("一般公共预算支出", "合计", "基本支出", "项目支出"),
        ]
    )
    lines += [ordinals(4, 3), *tree(ledger, KIND_COLUMNS, gpb)]
    return grid(
        "T05",
        5,
        "一般公共预算支出情况表",
        ledger,
        lines,
        header_rows=4,
        widths=[36, 28, 28, 180, 68, 68, 68],
        row_height=20,
    )
