"""Layouts of performance tables that other provinces print, with invented figures."""

from __future__ import annotations

from decimal import Decimal

from extractors.layout import LogicalTable
from extractors.performance import read_performance
from tests.unit.performance.grids import table


def _rows(*tables: LogicalTable) -> list[tuple[object, ...]]:
    indicators, _ = read_performance([("P2", 1, t) for t in tables], document_id="d" * 64)
    return [
        (i.level1, i.level2, i.level3, i.target_operator, i.target_value, i.target_unit, i.weight)
        for i in indicators
    ]


def test_term_and_year_side_by_side() -> None:
    read = _rows(
        table([
            ["项目名称", "河道保洁经费", "^", "^", "^", "^", "^", "^"],
            ["总体目标", "中长期目标（2024年—2026年）", "^", "^", "年度目标", "^", "^", "^"],
            ["绩效指标", "一级指标", "二级指标", "三级指标", "指标值", "二级指标", "三级指标", "指标值"],
            ["|", "产出指标", "数量指标", "保洁河道长度", "≥300公里", "数量指标", "保洁河道长度", "≥100公里"],
            ["|", "|", "质量指标", "水质达标率", "≥95%", "质量指标", "水质达标率", "≥90%"],
            ["|", "效益指标", "社会效益指标", "投诉下降率", "≥30%", "社会效益指标", "", ""],
            ["|", "满意度指标", "服务对象满意度指标", "居民满意度", "≥95%", "服务对象满意度指标", "居民满意度", "≥92%"],
        ])
    )  # fmt: skip
    assert read == [
        ("产出指标", "数量指标", "保洁河道长度", ">=", Decimal(100), "公里", None),
        ("产出指标", "质量指标", "水质达标率", ">=", Decimal(90), "%", None),
        ("满意度指标", "服务对象满意度指标", "居民满意度", ">=", Decimal(92), "%", None),
    ]


def test_operator_unit_and_weight_in_columns_of_their_own() -> None:
    read = _rows(
        table([
            ["项目名称", "办案业务费", "^", "^", "^", "^", "^"],
            ["一级指标", "二级指标", "三级指标", "指标性质", "指标值", "度量单位", "权重（%）"],
            ["产出指标", "数量指标", "办理案件数", "≥", "1200", "件", "20"],
            ["|", "时效指标", "按期办结率", "=", "100", "%", "15"],
            ["成本指标", "经济成本指标", "案均成本", "≤", "0.35", "万元", "10"],
            ["效益指标", "社会效益指标", "公信力", "定性", "稳步提升", "", "30"],
        ])
    )  # fmt: skip
    assert read == [
        ("产出指标", "数量指标", "办理案件数", ">=", Decimal(1200), "件", Decimal(20)),
        ("产出指标", "时效指标", "按期办结率", "=", Decimal(100), "%", Decimal(15)),
        ("成本指标", "经济成本指标", "案均成本", "<=", Decimal("0.35"), "万元", Decimal(10)),
        ("效益指标", "社会效益指标", "公信力", None, None, None, Decimal(30)),
    ]


def test_words_of_other_provinces() -> None:
    for third, target, unit, weight in (
        ("指标内容", "预期指标值", "指标单位", "分值（权重）"),
        ("三级指标名称", "年初目标值", "计量单位", "指标分值"),
        ("绩效指标名称", "预期值", "指标值单位", "权重分值"),
    ):
        read = _rows(
            table([
                ["项目名称", "培训经费", "^", "^", "^", "^"],
                ["一级指标", "二级指标", third, target, unit, weight],
                ["产出指标", "数量指标", "培训期数", "≥4", "期", "25"],
            ])
        )  # fmt: skip
        assert read == [("产出指标", "数量指标", "培训期数", ">=", Decimal(4), "期", Decimal(25))]


def test_levels_run_together_in_one_cell() -> None:
    read = _rows(
        table([
            ["部门名称", "某市某局", "^", "^", "^"],
            ["活动", "绩效指标", "指标性质", "指标值", "度量单位"],
            ["运行监测", "产出指标数量指标发布监测报告", "≥", "12", "篇"],
            ["|", "效益指标社会效益指标行业认知提升", "定性", "优", ""],
            ["|", "指标体系建设", "=", "1", "套"],
        ])
    )  # fmt: skip
    assert [r[:3] for r in read] == [
        ("产出指标", "数量指标", "发布监测报告"),
        ("效益指标", "社会效益指标", "行业认知提升"),
        ("运行监测", None, "指标体系建设"),
    ]


def test_levels_cut_by_a_page_break() -> None:
    head = ["一级指标", "二级指标", "三级指标", "指标值"]
    first = table([
        ["项目名称", "水务资金", "^", "^"],
        head,
        ["", "数量指标", "移民补贴人数", "=17人"],
        ["|", "|", "河道长度", "=5公里"],
    ])  # fmt: skip
    second = table([
        ["绩效指标", *head],
        ["|", "产出指标", "", "水库座数", "=24座"],
        ["|", "|", "质量指标", "验收合格率", "=100%"],
        ["|", "", "社会效益指标", "改善用水", "是"],
        ["|", "|", "|", "节约用水", "是"],
    ])  # fmt: skip
    assert [r[:3] for r in _rows(first, second)] == [
        ("产出指标", "数量指标", "移民补贴人数"),
        ("产出指标", "数量指标", "河道长度"),
        ("产出指标", "数量指标", "水库座数"),
        ("产出指标", "质量指标", "验收合格率"),
        (None, "社会效益指标", "改善用水"),
        (None, "社会效益指标", "节约用水"),
    ]


def test_a_label_beside_the_grid_opens_no_form() -> None:
    read = _rows(
        table([
            ["项目名称", "甲项目", "^", "^", "^"],
            ["绩效指标", "一级指标", "二级指标", "三级指标", "指标值"],
            ["|", "产出指标", "数量指标", "次数", "≥3次"],
            ["|", "", "社会效益指标", "影响", "是"],
            ["备注", "无", "^", "^", "^"],
        ])
    )  # fmt: skip
    assert [r[2] for r in read] == ["次数", "影响"]
