"""A performance form whose head and indicators the page break parted into two tables."""

from __future__ import annotations

from extractors.audit import audit
from extractors.forms import read_forms
from extractors.performance import read_performance
from tests.unit.forms.tables import budget, layout, table

HEAD = """
    部门名称 | 某局 | <  | <
    年度绩效目标 | 主要职责。 | < | <
    年度预算（万元） | 资金总额 | 其他资金 | 0.10
"""
REST = """
    一级指标 | 二级指标 | 三级指标 | 指标值 | 指标设定依据 | 分值权重
    产出指标 | 数量指标 | 绩效评价数量 | ≥60家 | 方案 | 50
    效益指标 | 社会效益指标 | 新增数量 | ≥5家 | 方案 | 50
"""
BUDGET = """
    项目 | 合计
    甲 | 1.00
"""


def test_indicators_on_the_next_page_belong_to_the_form_before_them() -> None:
    tables = (
        table(HEAD, "部门整体支出绩效目标表", page=1),
        table(REST, page=2, ordinal=1),
    )
    forms = read_forms(layout(*tables, pages=2), budget())
    assert [(form, no) for form, no, _ in forms.performance] == [("P1", 1), ("P1", 1)]
    assert [t.form for t in forms.form_tables] == ["P1", None]
    assert forms.form_tables[1].note == "上一张绩效表的续表"
    indicators, _ = read_performance(forms.performance, document_id="d" * 64)
    assert [(i.indicator_id, i.level3) for i in indicators] == [
        ("P1#1/0", "绩效评价数量"),
        ("P1#1/1", "新增数量"),
    ]


def test_a_grid_that_follows_no_performance_form_stays_unknown() -> None:
    other = (
        table(HEAD, "部门整体支出绩效目标表", page=1),
        table(BUDGET, "某表", page=2, ordinal=1),
        table(REST, page=2, ordinal=2),
    )
    far = (table(HEAD, "部门整体支出绩效目标表", page=1), table(REST, page=4, ordinal=1))
    for tables in (other, far):
        forms = read_forms(layout(*tables, pages=4), budget())
        assert [(form, no) for form, no, _ in forms.performance] == [("P1", 1)]


def test_a_summary_of_scores_is_no_form_and_leaves_nothing_unexplained() -> None:
    scores = table(
        """
        一级指标 | 分值 | 得分 | 得分率
        决策 | 20 | 17.90 | 89.50%
        合计 | 20 | 17.90 | 89.50%
        """,
        "表2：综合评价得分情况表",
    )
    forms = read_forms(layout(scores), budget())
    assert forms.form_tables[0].form is None
    checked = audit("d" * 64, forms)
    assert not checked.unexplained
    assert checked.kinds["评分汇总"] == 6
    amounts = table("科目 | 分值 | 金额\n甲 | 20 | 17.90", "某表")
    assert audit("d" * 64, read_forms(layout(amounts), budget())).unexplained
