"""The tables by economic item, project, fund and carry-over (T06 to T11), and all eleven."""

from __future__ import annotations

from ..ledger import Ledger, Test, codes
from ..pages import Grid, GridCell, head, header_lines, plain
from ..rows import (
    both,
    carried,
    economic,
    every,
    fiscal,
    fund,
    gpb,
    kind,
    measures,
    project,
    project_rows,
)
from .tables_function import (
    ECONOMIC_COLUMNS,
    FUNCTION_HEAD,
    PRINT,
    T06_COLUMNS,
    Column,
    grid,
    ordinals,
    t01,
    t02,
    t03,
    t04,
    t05,
    tree,
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
        ordinals(3, 3),
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
    return grid(
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
    lines.append(ordinals(5, 11))
    rows = tree(ledger, columns, scope, leaves=False, extra=1)
    below = {
        code: [p for p in project_rows(ledger, scope) if p[1].startswith(code)]
        for code in ledger.functions(scope, 5)
    }
    for line in rows:
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
    return grid(
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
    lines.append(ordinals(4, 4))
    note = None
    if ledger.total(fund(book)):
        lines += tree(ledger, columns, fund(book))
    else:
        note = empty_sentence(ledger, name, title)
    return grid(
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
    lines.append(ordinals(1, 4))
    for key, label, _ in THREE_PUBLIC:
        bold = key in ("T", "vehicle")
        lines.append(
            [
                GridCell(label, align="c" if key == "T" else "l", bold=bold),
                *measures(PRINT, ledger, key, columns, three_public(key), bold),
            ]
        )
    return grid(
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
    lines.append(ordinals(1, 9))
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
    return grid(
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
