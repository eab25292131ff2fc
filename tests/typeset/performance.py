"""Performance target tables: whole unit (P1) and one per project (P2)."""

from __future__ import annotations

from typing import Any

from .ledger import Ledger
from .pages import Grid, GridCell
from .rows import Printer, both, current, every, fund

MONEY = Printer("万元", zero="0.00")

P1_FIELDS = ["level1", "level2", "level3", "target", "basis", "weight"]
P2_FIELDS = [
    "level1",
    "level2",
    "level3",
    "target",
    "basis",
    "prior",
    "weight",
    "rule",
    "evidence",
]


def _line(n: int, *cells: tuple[int, GridCell]) -> list[GridCell | None]:
    line: list[GridCell | None] = [None] * n
    for c, cell in cells:
        line[c] = cell
    return line


def _indicator_lines(rows: list[list[str]]) -> list[list[GridCell | None]]:
    """Indicator rows; equal first levels are merged, and equal second levels within them."""
    lines: list[list[GridCell | None]] = [
        [GridCell(t, align="l" if c in (2, 4) else "c") for c, t in enumerate(row)] for row in rows
    ]
    for c in (0, 1):
        start = 0
        for r in range(1, len(rows) + 1):
            if r == len(rows) or rows[r][: c + 1] != rows[start][: c + 1]:
                first = lines[start][c]
                assert first is not None
                first.rows = r - start
                for k in range(start + 1, r):
                    lines[k][c] = None
                start = r
    return lines


def _records(fields: list[str], rows: list[list[str]]) -> list[dict[str, str]]:
    return [dict(zip(fields, row, strict=True)) for row in rows]


def p1(ledger: Ledger) -> Grid:
    """单位整体绩效目标表, six columns."""
    data: dict[str, Any] = ledger.facts["p1"]
    own = ledger.total(fund("GPB.OWN", "GF.OWN", "SOE.OWN"))
    upper = ledger.total(fund("GPB.UPPER", "GF.UPPER", "SOE.UPPER"))
    # What is not the year's own appropriation is "other" here, carry-over included: the
    # form knows three sources only.
    other = ledger.total(every) - own - upper

    def money(yuan: Any, key: str) -> GridCell:
        amount = MONEY.amount(yuan)
        return GridCell(MONEY.text(amount), cols=2, attribute=key, amount=amount)

    b = True
    lines: list[list[GridCell | None]] = [
        _line(
            6,
            (0, GridCell("单位名称（盖章）", cols=2, bold=b)),
            (2, GridCell(ledger.unit_name, cols=4, attribute="performance.unit_name")),
        ),
        _line(
            6,
            (0, GridCell("单位联系人", cols=2, bold=b)),
            (2, GridCell(data["contact"], attribute="performance.contact")),
            (3, GridCell("联系电话", bold=b)),
            (4, GridCell(data["phone"], cols=2, attribute="performance.phone")),
        ),
        _line(
            6,
            (0, GridCell("年度绩效目标", cols=2, bold=b)),
            (2, GridCell(data["goal"], cols=4, align="l", attribute="performance.objective")),
        ),
        _line(
            6,
            (0, GridCell("年度预算（万元）", rows=4, cols=2, bold=b)),
            (2, GridCell("资金来源", cols=2)),
            (4, GridCell("资金总额（万元）", cols=2)),
        ),
        _line(
            6,
            (2, GridCell("财政资金（万元）", rows=2)),
            (3, GridCell("上级安排")),
            (4, money(upper, "performance.fund_upper")),
        ),
        _line(6, (3, GridCell("本级安排")), (4, money(own, "performance.fund_own"))),
        _line(
            6,
            (2, GridCell("其他资金（万元）")),
            (3, GridCell("其他")),
            (4, money(other, "performance.budget_other")),
        ),
        [
            GridCell(t, bold=b)
            for t in ("一级指标", "二级指标", "三级指标", "指标值", "指标设定依据", "分值权重")
        ],
        *_indicator_lines(data["indicators"]),
    ]
    # The form prints the second level in every row.
    for line, row in zip(lines[8:], data["indicators"], strict=True):
        line[1] = GridCell(row[1])
    return Grid(
        "P1",
        1,
        "单位整体绩效目标表",
        lines,
        header_rows=0,
        widths=[58, 62, 130, 74, 120, 60],
        subtitle=f"（{ledger.year}年）",
        cut_rows=True,
        new_page=False,
        row_height=24,
        indicators=_records(P1_FIELDS, data["indicators"]),
    )


def p2(ledger: Ledger, n: int) -> Grid:
    """项目支出绩效目标表 of the n-th (0-based) project, nine columns."""
    data: dict[str, Any] = ledger.facts["p2"][n]
    mine = both(current, lambda x: x.project == data["name"])
    total = ledger.total(mine)
    fiscal = ledger.total(both(mine, lambda x: x.fiscal))

    def money(yuan: Any, key: str, cols: int = 1) -> GridCell:
        amount = MONEY.amount(yuan)
        return GridCell(MONEY.text(amount), cols=cols, attribute=key, amount=amount)

    b = True
    # The place of the leader's label moves with the width of the project name.
    at = 5 if data["leader"] else 6
    lines: list[list[GridCell | None]] = [
        _line(
            9,
            (0, GridCell("预算单位", cols=2, bold=b)),
            (2, GridCell(ledger.unit_name, cols=7, attribute="performance.unit_name")),
        ),
        _line(
            9,
            (0, GridCell("项目名称", cols=2, bold=b)),
            (2, GridCell(data["name"], cols=at - 2, attribute="performance.project_name")),
            (at, GridCell("项目负责人", bold=b)),
            (at + 1, GridCell(data["leader"], cols=8 - at, attribute="performance.leader")),
        ),
        _line(
            9,
            (0, GridCell("项目资金（万元）", cols=2, bold=b)),
            (2, GridCell("年度预算总额")),
            (3, money(total, "performance.budget_total")),
            (4, GridCell("其中：财政拨款")),
            (5, money(fiscal, "performance.budget_fiscal")),
            (6, GridCell("其他资金")),
            (7, money(total - fiscal, "performance.budget_other", 2)),
        ),
        _line(
            9,
            (0, GridCell("项目总体目标", cols=2, bold=b)),
            (2, GridCell(data["goal"], cols=7, align="l", attribute="performance.objective")),
        ),
        [
            GridCell(t, bold=b)
            for t in (
                "一级指标",
                "二级指标",
                "三级指标",
                "指标值",
                "指标值设置依据",
                "上年完成值",
                "指标分值权重",
                "指标赋分规则",
                "佐证资料",
            )
        ],
        *_indicator_lines(data["indicators"]),
    ]
    return Grid(
        "P2",
        n + 1,
        "项目支出绩效目标表",
        lines,
        header_rows=0,
        widths=[44, 44, 92, 52, 56, 56, 44, 56, 52],
        subtitle=f"（{ledger.year}年）",
        cut_rows=True,
        new_page=False,
        row_height=24,
        indicators=_records(P2_FIELDS, data["indicators"]),
    )


def tables(ledger: Ledger) -> list[Grid]:
    """P1 and the P2 tables of the unit, as far as its data has them."""
    out = [p1(ledger)] if "p1" in ledger.facts else []
    return out + [p2(ledger, n) for n in range(len(ledger.facts.get("p2", [])))]
