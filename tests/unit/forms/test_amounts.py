"""Money units, signs, blanks and figures that are not shown."""

from decimal import Decimal

from tests.unit.forms.reading import cell, read
from tests.unit.forms.tables import table


def test_no_money_unit_means_no_yuan() -> None:
    result = read(table("科目编码 | 科目名称 | 合计\n201 | 一般公共服务支出 | 5.00", "支出总表"))
    c = cell(result, "T03#1/201/total")
    assert (c.amount, c.amount_yuan, c.money_unit) == (5, None, None)
    assert "金额单位" in (result.form_tables[0].note or "")


def test_money_unit_of_the_document_only_where_all_tables_agree() -> None:
    with_unit = table(
        "科目编码 | 科目名称 | 合计\n201 | 一般公共服务支出 | 5.00", "支出总表", "单位：元"
    )
    other = table(
        "科目编码 | 科目名称 | 合计\n201 | 一般公共服务支出 | 5.00", "政府性基金预算支出表", page=3
    )
    result = read(with_unit, other)
    assert [(t.money_unit, t.money_unit_source) for t in result.form_tables] == [
        ("元", "table"),
        ("元", "document"),
    ]


def test_negatives_dashes_and_suppressed_figures() -> None:
    result = read(
        table(
            """
            科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出
            201 | 一般公共服务支出 | △1.00 | （2.50） | —
            202 | 外交支出 | -3.00 | * | 0.00
            """,
            "支出总表",
            "单位：万元",
        )
    )
    assert cell(result, "T03#1/201/total").amount == -1
    assert cell(result, "T03#1/201/basic").amount == Decimal("-2.50")
    assert cell(result, "T03#1/201/project").is_blank
    assert cell(result, "T03#1/202/basic").amount is None
    zero = cell(result, "T03#1/202/project")
    assert (zero.is_blank, zero.decimals) == (False, 2)
