"""Many projects in one table, and forms that the page cuts."""

from __future__ import annotations

from decimal import Decimal

from tests.unit.performance.grids import table
from tests.unit.performance.reading import FORM, by_key, read


def test_row_cut_inside_its_cells_is_joined() -> None:
    rows = [*FORM[:7], ["", "", "", "", "（续）", "", "", "", ""], *FORM[7:]]
    rows[7] = ["", "", "", "", "及工作计划", "", "", "", ""]
    rows[8] = ["产出指标", *rows[8][1:]]
    indicators, _ = read(("P2", 1, table(rows)))
    assert len(indicators) == 4
    assert indicators[1].basis == "自定义及工作计划"


def test_list_with_projects_and_operators_in_columns() -> None:
    rows = [
        ["项目名称", "项目总额", "其中：", "^", "绩效目标", "一级指标", "二级指标", "三级指标", "绩效指标性质", "本年绩效指标值", "绩效度量单位"],
        ["|", "|", "财政资金", "其他资金", "|", "|", "|", "|", "|", "|", "|"],
        ["11-安全检查", "67.786", "67.786", "", "目标一", "产出指标", "质量指标", "办结率", "≥", "90", "%"],
        ["|", "|", "|", "|", "|", "效益指标", "社会效益指标", "顺利完成", "定性", "好", ""],
        ["12-创建评审", "45.134", "45.134", "", "目标二", "成本指标", "经济成本指标", "评审费", "≤", "259480", "元"],
    ]  # fmt: skip
    indicators, attributes = read(("P2", 1, table(rows)))
    assert [i.project_name for i in indicators] == ["11-安全检查", "11-安全检查", "12-创建评审"]
    first, words, last = indicators
    assert (first.target_operator, first.target_value, first.target_unit) == (">=", 90, "%")
    assert first.target_text == "≥90%"
    assert (words.target_operator, words.target_text) == (None, "好")
    assert (last.target_value, last.target_unit) == (259_480, "元")
    found = by_key(attributes)
    assert found["performance.budget_total@P2#1"].value_number == Decimal("67.786")
    assert found["performance.budget_total@P2#1.2"].value_number == Decimal("45.134")
    assert found["performance.objective@P2#1.2"].value_text == "目标二"


def test_a_coded_project_name_cut_by_the_page_is_joined() -> None:
    rows = [
        ["项目名称", "项目总额", "一级指标", "二级指标", "三级指标", "指标值"],
        ["11000022T000000447090-安全检查工", "1.00", "产出指标", "数量指标", "甲", "1个"],
        ["作经费", "", "产出指标", "数量指标", "乙", "2个"],
        ["11000022T00", "2.00", "产出指标", "数量指标", "丙", "3个"],
        ["0000447091-补助", "", "产出指标", "数量指标", "丁", "4个"],
        ["11000022T000000447092-评审", "3.00", "产出指标", "数量指标", "戊", "5个"],
    ]
    indicators, attributes = read(("P2", 1, table(rows)))
    first, second, third = (
        "11000022T000000447090-安全检查工作经费", "11000022T000000447091-补助", "11000022T000000447092-评审"
    )  # fmt: skip
    assert [i.project_name for i in indicators] == [first, first, second, second, third]
    names = [a.value_text for a in attributes if a.attribute == "performance.project_name"]
    assert names == [first, second, third]


def test_the_rest_of_a_name_beside_several_rows_is_added_once() -> None:
    rows = [
        ["项目名称", "项目总额", "一级指标", "二级指标", "三级指标", "指标值"],
        ["11000022T000000447090-全市", "1.00", "产出指标", "数量指标", "甲", "1个"],
        ["安全检查", "", "产出指标", "数量指标", "乙", "2个"],
        ["|", "|", "产出指标", "数量指标", "丙", "3个"],
        ["|", "|", "产出指标", "数量指标", "丁", "4个"],
    ]
    indicators, _ = read(("P2", 1, table(rows)))
    assert {i.project_name for i in indicators} == {"11000022T000000447090-全市安全检查"}


LIST = ["项目名称", "项目总额", "绩效目标", "一级指标", "二级指标", "三级指标", "指标值"]


def test_one_name_over_several_blocks_keeps_every_amount() -> None:
    rows = [
        LIST,
        ["11-培训", "33.50", "目标一", "产出指标", "数量指标", "甲", "1个"],
        ["|", "|", "|", "产出指标", "数量指标", "乙", "2个"],
        ["|", "600.70", "目标二", "产出指标", "数量指标", "丙", "3个"],
        [
            "",
            "6.75",
            "目标三",
            "产出指标",
            "数量指标",
            "丁",
            "4个",
        ],  # the page broke the name's cell
        ["12-评审", "45.00", "目标四", "产出指标", "数量指标", "戊", "5个"],
        ["12-评审", "45.00", "目标四", "产出指标", "数量指标", "己", "6个"],  # repeated, not merged
    ]
    indicators, attributes = read(("P2", 1, table(rows)))
    found = by_key(attributes)
    amounts = {k: a.value_number for k, a in found.items() if "budget_total" in k}
    assert amounts == {
        "performance.budget_total@P2#1": Decimal("33.50"),
        "performance.budget_total@P2#1.2": Decimal("600.70"),
        "performance.budget_total@P2#1.3": Decimal("6.75"),
        "performance.budget_total@P2#1.4": Decimal("45.00"),
    }
    assert found["performance.objective@P2#1.3"].value_text == "目标三"
    assert found["performance.project_name@P2#1.3"].value_text == "11-培训"
    assert [i.project_name for i in indicators] == ["11-培训"] * 4 + ["12-评审"] * 2


def test_an_amount_printed_on_the_second_page_of_its_cell() -> None:
    rows = [
        LIST,
        ["11-培训", "", "目标一", "产出指标", "数量指标", "甲", "1个"],
        ["", "33.50", "", "产出指标", "数量指标", "乙", "2个"],
    ]
    _, attributes = read(("P2", 1, table(rows)))
    totals = [a for a in attributes if a.attribute == "performance.budget_total"]
    assert [(a.scope, a.value_number) for a in totals] == [("P2#1", Decimal("33.50"))]


def test_a_repeated_header_with_spoilt_labels_keeps_the_columns() -> None:
    rows = [
        LIST,
        ["11-培训", "33.50", "目标一", "产出指标", "数量指标", "甲", "1个"],
        ["项目名称 11000", "项目总额", "绩效目标\n及经费", *LIST[3:]],
        ["12-评审", "45.00", "目标二", "产出指标", "数量指标", "乙", "2个"],
        ["项目名称", "项目总额", "目标二", "产出指标", "数量指标", "丙", "3个"],
    ]
    indicators, attributes = read(("P2", 1, table(rows)))
    assert [i.project_name for i in indicators] == ["11-培训", "12-评审", "12-评审"]
    found = by_key(attributes)
    assert found["performance.budget_total@P2#1.2"].value_number == 45
    assert found["performance.objective@P2#1.2"].value_text == "目标二"


def test_indicators_cut_from_their_head_by_the_page() -> None:
    head = [["项目名称", "干部培训", "^", "^"], ["年度目标", "甲。", "^", "^"]]
    rest = [
        ["一级指标", "二级指标", "三级指标", "指标值", "分值", "得分"],
        ["产出指标", "数量指标", "乙", "1个", "10", "9"],
    ]
    more = [[*rest[0]], ["效益指标", "社会效益指标", "丙", "2个", "10", "8"]]
    indicators, attributes = read(
        ("PEVAL", 1, table(head)), ("PEVAL", 1, table(rest)), ("PEVAL", 1, table(more))
    )
    assert [(i.indicator_id, i.project_name) for i in indicators] == [
        ("PEVAL#1/0", "干部培训"),
        ("PEVAL#1/1", "干部培训"),
    ]
    found = by_key(attributes)
    assert found["performance.score@I/PEVAL#1/1"].value_number == 8
    assert found["performance.objective@PEVAL#1"].value_text == "甲。"


def test_continuation_without_a_header_keeps_the_columns() -> None:
    head = [["一级指标", "二级指标", "三级指标", "指标值"], ["产出指标", "数量指标", "甲", "1个"]]
    rest = [["产出指标", "数量指标", "乙", "2个"], ["效益指标", "社会效益指标", "丙", "3个"]]
    other = [["甲", "乙", "丙", "丁"], ["1", "2", "3", "4"]]
    indicators, _ = read(("P2", 1, table(head)), ("P2", 2, table(rest)), ("P2", 3, table(other)))
    assert [i.indicator_id for i in indicators] == ["P2#1/0", "P2#2/0", "P2#2/1"]


def test_a_second_form_without_a_name_keeps_its_amounts() -> None:
    form = [
        ["专项资金情况（万元）", "资金总额：", "237.50", "^"],
        ["一级指标", "二级指标", "三级指标", "目标值"],
        ["产出指标", "数量指标", "甲", "≥90%"],
    ]
    other = [["专项资金情况（万元）", "资金总额：", "80.00", "^"], *form[1:]]
    indicators, attributes = read(("P2", 1, table([*form, *other])))
    assert [(a.scope, a.value_number) for a in attributes] == [
        ("P2#1", Decimal("237.50")),
        ("P2#1.2", Decimal("80.00")),
    ]
    assert len(indicators) == 2


def test_two_forms_in_one_table_are_two_projects() -> None:
    indicators, attributes = read(("P2", 1, table([*FORM, *FORM])))
    assert len(indicators) == 8
    names = [a.scope for a in attributes if a.attribute == "performance.project_name"]
    assert names == ["P2#1", "P2#1.2"]
