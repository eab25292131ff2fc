"""The eleven tables with split code columns and a 栏次 row, in 万元 (forms as in 新疆).

类 | 款 | 项 in three columns, the total first, blanks for zero, one amount column per fund
and expenditure kind; 政府性基金 and 国有资本 tables stay empty with a sentence below.
"""

from __future__ import annotations

from .ledger import Ledger, Test, codes, function_classes
from .pages import Grid, GridCell, head, header_lines, plain
from .rows import (
    Printer,
    both,
    carried,
    current,
    economic,
    every,
    fiscal,
    function,
    fund,
    gpb,
    kind,
    measures,
    project,
    project_rows,
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


def _grid(form: str, number: int, title: str, ledger: Ledger, lines: list, **more: object) -> Grid:
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


def _ordinals(labels: int, n: int) -> list[GridCell | None]:
    return plain(["※"] * labels + [str(k + 1) for k in range(n)])


def _two_blocks(
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


def _tree(
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
    lines += _two_blocks(ledger, T01_IN, [("total", every)], every)
    return _grid(
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
    lines += [_ordinals(4, 12), *_tree(ledger, T02_COLUMNS, every)]
    return _grid(
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
    lines += [_ordinals(4, 3), *_tree(ledger, KIND_COLUMNS, every)]
    return _grid(
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
    lines += _two_blocks(ledger, T04_IN, columns, fiscal)
    return _grid(
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
    lines += [_ordinals(4, 3), *_tree(ledger, KIND_COLUMNS, gpb)]
    return _grid(
        "T05",
        5,
        "一般公共预算支出情况表",
        ledger,
        lines,
        header_rows=4,
        widths=[36, 28, 28, 180, 68, 68, 68],
        row_height=20,
    )


def t06(ledger: Ledger) -> Grid:
    """一般公共预算基本支出情况表; long, runs over the page without a repeated header."""
    scope = both(gpb, kind("basic"))
    lines = header_lines(
        [
            head("科目", head("经济分类科目编码", "类", "款"), "经济分类科目名称"),
            head("一般公共预算基本支出", "合计", "人员经费", "公用经费"),
        ]
    )
    lines += [
        _ordinals(3, 3),
        [
            *plain(["", ""]),
            GridCell("总计", bold=True),
            *measures(PRINT, ledger, "T", T06_COLUMNS, scope, True),
        ],
    ]
    for code in sorted({c for d in (3, 5) for c in ledger.economics(scope, d)}):
        bold = len(code) == 3
        lines.append(
            [
                GridCell(code[:3], bold=bold),
                GridCell(code[3:]),
                GridCell(codes("economic")[code], align="l", bold=bold),
                *measures(PRINT, ledger, code, T06_COLUMNS, both(scope, economic(code)), bold),
            ]
        )
    return _grid(
        "T06",
        6,
        "一般公共预算基本支出情况表",
        ledger,
        lines,
        header_rows=4,
        widths=[40, 34, 190, 70, 70, 70],
        row_height=24,
    )


def t07(ledger: Ledger) -> Grid:
    """一般公共预算项目支出情况表, landscape; project rows carry the full code, no 项 row."""
    scope = both(gpb, kind("project"))
    columns: list[Column] = [("total", every)]
    columns += [(f"e{code}", economic(code)) for code in ECONOMIC_COLUMNS]
    lines = header_lines(
        [
            head("科目编码", "类", "款", "项"),
            "功能分类科目名称",
            "项目名称",
            "项目支出合计",
            "工资福利支出",
            "商品服务支出",
            "对个人和家庭的补助",
            "债务利息及费用支出",
            "资本性支出（基本建设）",
            "资本性支出",
            "对企业补助（基本建设）",
            "对企业补助",
            "对社会保障基金补助",
            "其他支出",
        ]
    )
    lines.append(_ordinals(5, 11))
    tree = _tree(ledger, columns, scope, leaves=False, extra=1)
    below = {
        code: [p for p in project_rows(ledger, scope) if p[1].startswith(code)]
        for code in ledger.functions(scope, 5)
    }
    for line in tree:
        lines.append(line)
        first, second = line[0], line[1]
        code = (first.text if first else "") + (second.text if second else "")
        for key, function_code, name in below.get(code, []):
            lines.append(
                [
                    *plain([function_code[:3], function_code[3:5], function_code[5:]]),
                    GridCell(codes("function")[function_code], align="l"),
                    GridCell(name, align="l"),
                    *measures(PRINT, ledger, key, columns, both(gpb, project(function_code, name))),
                ]
            )
    return _grid(
        "T07",
        7,
        "一般公共预算项目支出情况表",
        ledger,
        lines,
        header_rows=3,
        widths=[28, 24, 24, 74, 110, 46, 42, 44, 44, 44, 44, 42, 44, 42, 44, 40],
        landscape=True,
        size=8,
    )


def _book_table(ledger: Ledger, form: str, number: int, name: str, book: str) -> Grid:
    """T08 and T09: empty with a sentence below where the unit has no such money."""
    title = f"{name}预算支出情况表"
    columns: list[Column] = [
        ("total", every),
        ("personnel", kind("personnel")),
        ("public_use", kind("public_use")),
        ("project", kind("project")),
    ]
    lines = header_lines(
        [
            head("科目", FUNCTION_HEAD, "功能分类科目名称"),
            head(f"{name}预算支出", "合计", head("基本支出", "人员经费", "公用经费"), "项目支出"),
        ]
    )
    lines.append(_ordinals(4, 4))
    note = None
    if ledger.total(fund(book)):
        lines += _tree(ledger, columns, fund(book))
    else:
        note = empty_sentence(ledger, name, title)
    return _grid(
        form,
        number,
        title,
        ledger,
        lines,
        header_rows=4,
        widths=[36, 28, 28, 150, 60, 60, 60, 60],
        row_height=20,
        note=note,
    )


def empty_sentence(ledger: Ledger, name: str, title: str) -> str:
    """The sentence that stands for an empty table."""
    return f"{ledger.unit_name}{ledger.year}年没有使用{name}预算拨款安排的支出，{title}为空表。"


def t08(ledger: Ledger) -> Grid:
    """政府性基金预算支出情况表."""
    return _book_table(ledger, "T08", 8, "政府性基金", "GF")


def t09(ledger: Ledger) -> Grid:
    """国有资本经营预算支出情况表."""
    return _book_table(ledger, "T09", 9, "国有资本经营", "SOE")


#: The items of the three-public table: key, label, economic codes.
THREE_PUBLIC: list[tuple[str, str, tuple[str, ...]]] = [
    ("T", "合计", ("30212", "30217", "31013", "30231")),
    ("abroad", "因公出国（境）费", ("30212",)),
    ("reception", "公务接待费", ("30217",)),
    ("vehicle", "公务用车购置及运行费（小计）", ("31013", "30231")),
    ("vehicle_purchase", "其中：公务用车购置费", ("31013",)),
    ("vehicle_running", "公务用车运行费", ("30231",)),
]


def three_public(item: str) -> Test:
    """Fiscal lines of one item of the three-public table."""
    wanted = next(codes_ for key, _, codes_ in THREE_PUBLIC if key == item)
    return both(fiscal, lambda x: x.economic in wanted)


def t10(ledger: Ledger) -> Grid:
    """财政拨款“三公”经费支出情况表."""
    columns: list[Column] = [
        ("total", every),
        ("gpb", fund("GPB")),
        ("gf", fund("GF")),
        ("soe", fund("SOE")),
    ]
    lines = header_lines(
        [
            "“三公”经费支出内容",
            "合计",
            head("资金来源", "一般公共预算", "政府性基金", "国有资本经营预算"),
        ]
    )
    lines.append(_ordinals(1, 4))
    for key, label, _ in THREE_PUBLIC:
        bold = key in ("T", "vehicle")
        lines.append(
            [
                GridCell(label, align="c" if key == "T" else "l", bold=bold),
                *measures(PRINT, ledger, key, columns, three_public(key), bold),
            ]
        )
    return _grid(
        "T10",
        10,
        "财政拨款“三公”经费支出情况表",
        ledger,
        lines,
        header_rows=3,
        widths=[170, 70, 70, 70, 70],
        row_height=22,
    )


def t11(ledger: Ledger) -> Grid:
    """上年结转结余情况明细表, landscape: total, unit row, project rows."""
    part: dict[str, Test] = {"fiscal": lambda x: x.fiscal, "nonfiscal": lambda x: not x.fiscal}
    columns: list[Column] = [("total", every)]
    for name, test in part.items():
        columns.append((name, test))
        for k in ("personnel", "public_use", "project"):
            columns.append((f"{name}_{k}", both(test, kind(k))))
    inner = ["合计", head("基本支出", "人员经费", "公用经费"), "项目支出"]
    lines = header_lines(["项目名称", "总计", head("财政拨款", *inner), head("非财政拨款", *inner)])
    lines.append(_ordinals(1, 9))
    note = None
    if ledger.total(carried):
        rows: list[tuple[str, str, Test]] = [
            ("T", "总计", carried),
            ("U1", ledger.unit_name, carried),
        ]
        for n, (code, name) in enumerate(ledger.projects(carried), 1):
            rows.append((f"P{n}", name, both(carried, project(code, name))))
        for key, label, scope in rows:
            lines.append(
                [
                    GridCell(label, align="c" if key == "T" else "l", bold=key == "T"),
                    *measures(PRINT, ledger, key, columns, scope, key == "T"),
                ]
            )
    else:
        note = f"{ledger.unit_name}{ledger.year}年没有上年结转结余，上年结转结余情况明细表为空表。"
    return _grid(
        "T11",
        11,
        "上年结转结余情况明细表",
        ledger,
        lines,
        header_rows=4,
        widths=[190] + [58] * 9,
        landscape=True,
        note=note,
    )


def tables(ledger: Ledger) -> list[Grid]:
    """The eleven tables in order."""
    return [t(ledger) for t in (t01, t02, t03, t04, t05, t06, t07, t08, t09, t10, t11)]
