"""Forms that run over a page."""

from decimal import Decimal

from tests.unit.forms.reading import amounts, cell, read
from tests.unit.forms.tables import table

_HEAD = ("表04", "2026年市级部门财政拨款收支预算总表", "511-某某局 单位：万元")


def test_rows_without_amounts_below_a_repeated_header_are_rows() -> None:
    result = read(
        table(
            """
            收入 | < | 支出 | <
            项目 | 预算数 | 项目 | 预算数
            一、一般公共预算 | 90.00 | 一、一般公共服务支出 | 60.00
            二、政府性基金预算 |  | 二、外交支出 | 40.00
            三、国有资本经营预算 |  | 三、国防支出 |
            本年收入合计 | 90.00 |  |
            """,
            *_HEAD,
        ),
        table(
            """
            收入 | < | 支出 | <
            项目 | 预算数 | 项目 | 预算数
            四、上年结转结余 |  |  |
            一般公共预算 |  |  |
            政府性基金预算 |  |  |
            国有资本经营预算 |  |  |
            收入总计 | 100.00 | 支出总计 | 100.00
            """,
            *_HEAD,
            page=2,
            ordinal=1,
        ),
    )
    got = amounts(result)
    assert [t.form for t in result.form_tables] == ["T04"]
    assert got["T04#1/in.T/total"] == 100
    assert got["T04#1/ex.T/total"] == 100
    assert cell(result, "T04#1/in.carry.gf/total").amount in {None, Decimal(0)}
