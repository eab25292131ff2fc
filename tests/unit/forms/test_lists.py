"""Procurement lists."""

from tests.unit.forms.reading import cell, read
from tests.unit.forms.tables import budget, table


def test_units_of_a_procurement_list_carry_their_items() -> None:
    result = read(
        table(
            """
            采购品目大类 | 专项名称 | 经济科目 | 采购品目名称 | 合计 | 财政拨款
            合计 |  |  |  | 30.00 | 30.00
            货物 |  |  |  | 10.00 | 10.00
            某市规划局 |  |  |  | 10.00 | 10.00
             | 定额 | 办公费 | 复印纸 | 4.00 | 4.00
             | 定额 | 办公费 | 其他用品 | 6.00 | 6.00
            服务 |  |  |  | 20.00 | 20.00
            某市规划局 |  |  |  | 20.00 | 20.00
             | 维护费 |  |  | 20.00 | 20.00
             |  | 委托业务费 | 测绘服务 | 20.00 | 20.00
            """,
            "政府采购支出表",
            "单位：万元",
        ),
        identity=budget(unit="某市规划局"),
    )
    unit = cell(result, "PROC#1/U1/total")
    assert (unit.parent_row_key, unit.row_unit_name) == ("goods", "某市规划局")
    assert unit.row_kind == "subtotal"
    assert cell(result, "PROC#1/U2/total").parent_row_key == "services"
    item = cell(result, "PROC#1/I2/total")
    assert (item.parent_row_key, item.row_unit_name) == ("U1", "某市规划局")
    # the part of a sum below the unit is no second part of the unit
    assert cell(result, "PROC#1/I3/total").parent_row_key == "U2"
    assert cell(result, "PROC#1/I4/total").parent_row_key is None


def test_lists_without_units_keep_their_groups() -> None:
    result = read(
        table(
            """
            采购品目大类 | 专项名称 | 采购品目名称 | 合计 | 财政拨款
            合计 |  |  | 4.00 | 4.00
            货物 |  |  | 4.00 | 4.00
             | 定额 | 复印纸 | 4.00 | 4.00
            """,
            "政府采购支出表",
            "单位：万元",
        )
    )
    assert cell(result, "PROC#1/goods/total").parent_row_key == "T"
    assert cell(result, "PROC#1/I1/total").parent_row_key is None
