"""Tables whose rows cross classifications."""

from decimal import Decimal

from tests.unit.forms.reading import amounts, cell, read
from tests.unit.forms.tables import table

_HEAD = """
            功能科目 | 政府经济分类 | 部门经济分类 | 合计 | 基本支出 | 项目支出
            合计 |  |  | 100.00 | 60.00 | 40.00
"""


def test_words_of_the_row_above_in_front_of_a_code_are_set_aside() -> None:
    result = read(
        table(
            _HEAD.strip()
            + """
            2240101-行政运行 | 50102-社会保障缴费 | 30108-养老保险 | 20.00 | 20.00 |
            2240101-行政运行 | 险缴费50102-社会保障缴费 | 缴费30109-职业年金缴费 | 40.00 | 40.00 |
            2240109-应急管理 | 50201-办公经费 | 30201-办公费 | 40.00 |  | 40.00
            """,
            "支出总表",
            "单位：万元",
        )
    )
    assert amounts(result)["T03#1/2240101+50102+30109/total"] == 40
    got = cell(result, "T03#1/2240101+50102+30109/total")
    assert (got.code, got.economic_code) == ("2240101", "30109")
    assert got.row_label.endswith("职业年金缴费")


def test_a_row_short_of_a_code_is_left_unread_and_a_sum_is_not() -> None:
    result = read(
        table(
            _HEAD.strip()
            + """
            2240101-行政运行 |  |  | 60.00 | 60.00 |
            2240101-行政运行 | 50102-社会保障缴费 | 30108-养老保险 | 60.00 | 60.00 |
             | 50201-办公经费 | 30201-办公费 | 30.00 |  | 30.00
            2240109-应急管理 | 没有代码的字 | 30202-印刷费 | 10.00 |  | 10.00
            """,
            "支出总表",
            "单位：万元",
        )
    )
    keys = {c.row_key for c in result.cells}
    assert keys == {"T", "2240101", "2240101+50102+30108"}
    assert amounts(result)["T03#1/2240101/total"] == Decimal(60)
    unread = result.readings[0].emitted.unread
    assert set(unread.values()) == {"行未识别"}
    assert result.form_tables[0].confidence < 1
