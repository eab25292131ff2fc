"""Performance tables whose labels are in no list, read by what the labels are like."""

from __future__ import annotations

from decimal import Decimal

from tests.unit.performance.grids import table
from tests.unit.performance.reading import by_key, read

FORM = [
    ["专项（项目）名称", "某县湿地修复专项", "^", "主管部门及单位", "某县林业局", "^"],
    ["年度资金情况（万元）", "年度资金合计", "^", "120.00", "^", "^"],
    ["|", "其中：年度财政拨款", "^", "100.00", "^", "^"],
    ["|", "其他来源资金", "^", "20.00", "^", "^"],
    ["项目年度总体目标", "修复湿地300亩。", "^", "^", "^", "^"],
    ["一级指标内容", "二级指标内容", "三级指标内容", "年度计划指标值", "指标权重", "评分细则"],
    ["产出指标", "数量指标", "修复面积", "≥300亩", "30", "按比例"],
    ["|", "时效指标", "完成时间", "12月底前", "20", "按比例"],
    ["效益指标", "生态效益", "水质", "明显改善", "40", "按等级"],
]


def test_labels_like_the_known_ones() -> None:
    indicators, attributes = read(("P2", 1, table(FORM)))
    found = by_key(attributes)
    assert found["performance.project_name@P2#1"].value_text == "某县湿地修复专项"
    assert found["performance.department@P2#1"].value_text == "某县林业局"
    assert found["performance.budget_total@P2#1"].value_number == Decimal("120.00")
    assert found["performance.budget_fiscal@P2#1"].value_number == Decimal("100.00")
    assert found["performance.budget_other@P2#1"].value_number == Decimal("20.00")
    assert found["performance.objective@P2#1"].value_text == "修复湿地300亩。"
    assert [i.level1 for i in indicators] == ["产出指标", "产出指标", "效益指标"]
    assert [i.level3 for i in indicators] == ["修复面积", "完成时间", "水质"]
    assert (indicators[0].target_operator, indicators[0].target_value) == (">=", 300)
    assert [i.weight for i in indicators] == [30, 20, 40]
