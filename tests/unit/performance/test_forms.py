"""Whole-unit and project forms: heads, funds, names and indicators."""

from __future__ import annotations

from decimal import Decimal

from tests.unit.performance.grids import table
from tests.unit.performance.reading import FORM, by_key, read


def test_form_of_one_project() -> None:
    indicators, attributes = read(("P2", 1, table(FORM)))
    found = by_key(attributes)
    assert found["performance.unit_name@P2#1"].value_text == "某市科技信息中心"
    assert found["performance.project_name@P2#1"].value_text == "“科教兴市”影视宣传及业务经费"
    assert found["performance.objective@P2#1"].value_text == "制作播出24期电视栏目。"
    total = found["performance.budget_total@P2#1"]
    assert (total.value_number, total.unit, total.value_yuan) == (Decimal("21.60"), "万元", 216_000)
    assert found["performance.budget_fiscal@P2#1"].value_number == Decimal("21.60")
    assert found["performance.budget_other@P2#1"].ulp_yuan == 100
    leader = found["performance.leader@P2#1"]
    assert not leader.is_personal  # nothing is printed, so nothing is told of a person
    assert leader.value_text is None  # printed without a name: said so, not left out
    assert [i.level1 for i in indicators] == ["产出指标", "产出指标", "产出指标", "效益指标"]
    assert [i.level2 for i in indicators] == ["数量指标", "数量指标", "时效指标", "社会效益指标"]
    assert [i.weight for i in indicators] == [10, 10, 10, 30]
    assert {i.project_name for i in indicators} == {"“科教兴市”影视宣传及业务经费"}
    second = indicators[1]
    assert (second.target_operator, second.target_value, second.target_unit) == (">=", 22, "个")
    assert (second.basis, second.prior_text, second.evidence_text) == (
        "自定义",
        "新增指标",
        "工作资料",
    )
    assert (second.page, second.x0, second.top) == (1, 100, 220)
    assert indicators[3].target_value is None


def test_duties_that_an_objective_quotes() -> None:
    goal = "依据“承担科技统计工作”职能，完成统计；按照“为创新型城市建设提供保障”的工作职责办理“双创”职能。"
    _, attributes = read(("P1", 1, table([["年度绩效目标", goal]])))
    quoted = [a for a in attributes if a.attribute == "performance.quoted_duty"]
    assert [a.value_text for a in quoted] == ["承担科技统计工作", "为创新型城市建设提供保障"]
    assert [a.attribute_id for a in quoted] == [
        "performance.quoted_duty@P1#1#0",
        "performance.quoted_duty@P1#1#1",
    ]
    (objective,) = [a for a in attributes if a.attribute == "performance.objective"]
    assert {(a.page, a.x0, a.top) for a in quoted} == {
        (objective.page, objective.x0, objective.top)
    }


def test_whole_unit_table_with_weights_of_words() -> None:
    rows = [
        ["单位名称（盖章）", "^", "某市科技信息服务中心", "^", "^", "^"],
        ["单位联系人", "^", "张三", "联系电话", "1234567", "^"],
        ["年度绩效目标", "^", "主要职责。", "^", "^", "^"],
        ["年度预算(万元)", "^", "资金来源", "^", "资金总额（万元）", "^"],
        ["", "^", "财政资金（万元）", "上级安排", "0.00", "^"],
        ["", "^", "|", "本级安排", "332.27", "^"],
        ["", "^", "其他资金（万元）", "其他", "0.10", "^"],
        ["一级指标", "二级指标", "三级指标", "指标值", "指标设定依据", "分值权重"],
        ["履职效能", "数量指标", "绩效评价数量", "≥60 家", "方案", "履职效能"],
        ["履职效能", "数量指标", "新增数量", "≥5 家", "方案", "50%"],
    ]
    indicators, attributes = read(("P1", 1, table(rows)))
    found = by_key(attributes)
    assert found["performance.fund_upper@P1#1"].value_number == 0
    assert found["performance.fund_own@P1#1"].value_number == Decimal("332.27")
    assert found["performance.budget_other@P1#1"].value_number == Decimal("0.10")
    assert "performance.budget_total@P1#1" not in found  # 资金总额 heads a column here
    people = {k for k, a in found.items() if a.is_personal}
    assert people == {"performance.contact@P1#1", "performance.phone@P1#1"}
    assert [(i.weight, i.weight_text) for i in indicators] == [(None, "履职效能"), (50, "50%")]
    assert {i.project_name for i in indicators} == {None}


def test_row_that_lost_its_leading_cells_is_moved_back() -> None:
    rows = [
        *FORM,
        [
            "栏目完成及时性",
            "=2期",
            "自定义",
            "新增指标",
            "10",
            "按照正常比例赋分",
            "工作资料",
            "",
            "",
        ],
    ]
    indicators, _ = read(("P2", 1, table(rows)))
    last = indicators[-1]
    assert (last.level3, last.target_text, last.weight) == ("栏目完成及时性", "=2期", 10)
    assert (last.level1, last.level2) == ("效益指标", "社会效益指标")  # of the row before it
    assert last.evidence_text == "工作资料"


def test_a_first_level_of_another_wording_is_not_moved() -> None:
    rows = [*FORM[:5], ["社会贡献", "数量指标", "服务人次", "≥5次", "自定义", "", "10", "", ""]]
    indicators, _ = read(("P2", 1, table(rows)))
    assert [(i.level1, i.level3) for i in indicators] == [("社会贡献", "服务人次")]


def test_funds_under_a_header_of_two_levels() -> None:
    rows = [
        ["部门名称", "某局", "^", "^", "^", "^", "^", "^"],
        ["总体资金情况（万元）", "预算支出总额", "财政拨款", "^", "^", "其他资金", "^", "^"],
        ["|", "|", "合计", "基本支出", "项目支出", "合计", "基本支出", "项目支出"],
        ["|", "9.00", "6.00", "2.00", "4.00", "3.00", "1.00", "2.00"],
        ["一级指标", "二级指标", "三级指标", "指标值", "^", "^", "^", "^"],
        ["产出指标", "数量指标", "甲", "1个", "^", "^", "^", "^"],
    ]
    _, attributes = read(("P1", 1, table(rows)))
    numbers = {a.attribute[12:]: a.value_number for a in attributes if a.unit == "万元"}
    assert numbers == {
        "budget_total": 9, "budget_fiscal": 6, "fiscal_basic": 2, "fiscal_project": 4,
        "budget_other": 3, "other_basic": 1, "other_project": 2,
    }  # fmt: skip


def test_self_evaluation() -> None:
    rows = [
        ["项目名称", "干部培训", "^", "^", "^", "^", "^", "^"],
        ["项目资金\n（万元）", "", "年初预\n算数", "全年预\n算数", "全年执行数", "分值", "执行率", "得分"],
        ["|", "年度资金总额：", "180.61", "180.03", "180.02", "10.0", "99.99%", "9.9"],
        ["|", "其中：财政\n拨款", "140.61", "140.61", "140.60", "--", "0.0%", "--"],
        ["|", "上\n年结转", "40.00", "39.42", "39.42", "--", "--", "--"],
        ["|", "其\n他资金", "0.00", "0.00", "0.00", "--", "--", "--"],
        ["一级指\n标", "二级指标", "三级指标", "年度指\n标值", "实际完成值", "分值", "得\n分", "偏差原因分析\n及\n改进措施"],
        ["产出指标", "数量指标", "培训人数", "≥300人", "366人", "6", "5.5", "无偏差"],
        ["产出指标", "数量指标", "培训班次", "≥4次", "4次", "6", "6", ""],
        ["总分", "^", "^", "^", "^", "100", "94.7", ""],
    ]  # fmt: skip
    indicators, attributes = read(("P2", 1, table(rows)))
    found = {k: a.value_number for k, a in by_key(attributes).items() if a.value_number is not None}
    assert found == {
        f"performance.{key}": Decimal(value)
        for key, value in {
            "budget_total@P2#1": "180.61", "budget_adjusted@P2#1": "180.03",
            "budget_executed@P2#1": "180.02", "execution_weight@P2#1": "10.0",
            "execution_rate@P2#1": "99.99", "execution_score@P2#1": "9.9",
            "budget_fiscal@P2#1": "140.61", "fiscal_adjusted@P2#1": "140.61",
            "fiscal_executed@P2#1": "140.60", "fiscal_execution_rate@P2#1": "0.0",
            "budget_carry@P2#1": "40.00", "carry_adjusted@P2#1": "39.42",
            "carry_executed@P2#1": "39.42", "budget_other@P2#1": "0.00",
            "other_adjusted@P2#1": "0.00", "other_executed@P2#1": "0.00",
            "score@I/P2#1/0": "5.5", "score@I/P2#1/1": "6",
            "weight_total@P2#1": "100", "score_total@P2#1": "94.7",
        }.items()
    }  # fmt: skip
    assert [(i.level3, i.target_text, i.weight) for i in indicators] == [
        ("培训人数", "≥300人", 6),
        ("培训班次", "≥4次", 6),
    ]
    texts = {k: a.value_text for k, a in by_key(attributes).items()}
    assert texts["performance.achieved@I/P2#1/0"] == "366人"
    assert texts["performance.deviation@I/P2#1/0"] == "无偏差"
    assert by_key(attributes)["performance.execution_rate@P2#1"].unit == "%"


def test_year_beside_whole_project_and_column_objectives() -> None:
    rows = [
        ["项目名称", "某工程", "^", "^"],
        ["项目资金总额", "8,200,000.00", "年度资金申请总额", "4,100,000.00"],
        ["其他资金", "5.00", "其他资金", "0.00"],
        ["项目总目标", "^", "年度总体目标", "^"],
        ["建成。", "^", "开工。", "^"],
        ["一级指标", "二级指标", "三级指标", "年度(/项目)指标值"],
        ["产出指标", "数量指标", "面积", "≥13459.00(平方米)"],
    ]
    indicators, attributes = read(("P2", 1, table(rows, captions=("单位：元",))))
    found = by_key(attributes)
    assert found["performance.budget_total@P2#1"].value_yuan == 4_100_000
    assert found["performance.project_total@P2#1"].value_yuan == 8_200_000
    assert found["performance.budget_other@P2#1"].value_number == 0
    assert found["performance.objective@P2#1"].value_text == "开工。"
    assert found["performance.project_objective@P2#1"].value_text == "建成。"
    assert (indicators[0].target_value, indicators[0].target_unit) == (
        Decimal("13459.00"),
        "平方米",
    )


def test_two_labels_over_two_values_are_not_guessed() -> None:
    rows = [
        ["部门名称", "某局", "^", "^", "^"],
        ["总体资金情况（万元）", "预算支出总额", "财政拨款", "其他资金", "^"],
        ["", "|", "合计", "基本支出", "基本支出"],
        ["", "9.00", "6.00", "2.00", "1.00"],
        ["一级指标", "二级指标", "三级指标", "指标值", "权重"],
        ["产出指标", "数量指标", "甲", "1个", "100"],
    ]
    _, attributes = read(("P1", 1, table(rows)))
    found = by_key(attributes)
    assert found["performance.budget_total@P1#1"].value_number == 9
    assert found["performance.budget_fiscal@P1#1"].value_number == 6
    assert "performance.budget_basic@P1#1" not in found


def test_project_named_by_the_title_only() -> None:
    rows = [["一级指标", "二级指标", "三级指标", "目标值"], ["产出指标", "数量指标", "甲", "≥90%"]]
    title = "市行政中心保安服务项目绩效目标表"
    indicators, attributes = read(("P2", 1, table(rows, title=title, captions=(title,))))
    assert indicators[0].project_name == "市行政中心保安服务"
    assert [a.value_text for a in attributes] == ["市行政中心保安服务"]
    generic = "2026年项目支出绩效目标表"
    indicators, attributes = read(("P2", 1, table(rows, title=generic, captions=(generic,))))
    assert indicators[0].project_name is None
    assert not attributes


def test_project_named_by_a_title_of_two_lines() -> None:
    rows = [["一级指标", "二级指标", "三级指标", "目标值"], ["产出指标", "数量指标", "甲", "≥90%"]]
    broken = ("301007_某市公安局国际机场分局_全国民航反", "电诈中心建设项目绩效目标表")
    indicators, _ = read(("P2", 1, table(rows, title=broken[1], captions=broken)))
    assert indicators[0].project_name == "全国民航反电诈中心建设"
    apart = ("2026年某市公安局国际机场分局部门预算公开表", broken[1])
    indicators, _ = read(("P2", 1, table(rows, title=broken[1], captions=apart)))
    assert indicators[0].project_name == "电诈中心建设"


def test_a_group_label_before_the_levels_is_not_the_third_level() -> None:
    rows = [
        ["绩效指标", "一级指标", "二级指标", "三级指标", "实施周期指标值", "年度指标值"],
        ["|", "产出指标", "数量指标", "任务数", "≥50", "≥20"],
    ]
    indicators, _ = read(("P1", 1, table(rows)))
    assert [(i.level3, i.target_text) for i in indicators] == [("任务数", "≥20")]
