"""Words for the parts of a disclosure: kinds, forms, attributes, groups of rules."""

from __future__ import annotations

import re

from expectations.reports.labels.words import Words

DOC_KIND: dict[str, Words] = {
    "budget": Words("预算", "Budget"),
    "final_account": Words("决算", "Final account"),
}
SCOPE: dict[str, Words] = {
    "department": Words("部门", "Department"),
    "unit": Words("单位", "Unit"),
}

#: Canonical names of the statutory forms, for where a document prints no title.
FORM: dict[str, Words] = {
    "T01": Words("收支总体情况表", "Overall revenue and expenditure"),
    "T02": Words("收入总体情况表", "Overall revenue"),
    "T03": Words("支出总体情况表", "Overall expenditure"),
    "T04": Words("财政拨款收支总体情况表", "Fiscal appropriation overview"),
    "T05": Words("一般公共预算支出情况表", "General public budget expenditure"),
    "T06": Words("一般公共预算基本支出情况表", "Basic expenditure, general public budget"),
    "T07": Words("一般公共预算项目支出情况表", "Project expenditure, general public budget"),
    "T08": Words("政府性基金预算支出情况表", "Government fund expenditure"),
    "T09": Words("国有资本经营预算支出情况表", "State capital operation expenditure"),
    "T10": Words("“三公”经费支出情况表", "Travel abroad, vehicles and receptions"),
    "T11": Words("上年结转结余情况明细表", "Carry-over detail"),
    "J01": Words("收入支出决算总表", "Overall final account"),
    "J02": Words("收入决算表", "Revenue, final account"),
    "J03": Words("支出决算表", "Expenditure, final account"),
    "J04": Words("财政拨款收入支出决算总表", "Fiscal appropriation, final account"),
    "J05": Words("一般公共预算财政拨款支出决算表", "General public budget, final account"),
    "J06": Words("一般公共预算财政拨款基本支出决算表", "Basic expenditure, final account"),
    "J07": Words("财政拨款“三公”经费支出决算表", "Three public items, final account"),
    "J08": Words("政府性基金预算财政拨款收入支出决算表", "Government funds, final account"),
    "J09": Words("国有资本经营预算财政拨款支出决算表", "State capital, final account"),
    "P1": Words("整体支出绩效目标表", "Whole-unit performance targets"),
    "P2": Words("项目支出绩效目标表", "Project performance targets"),
}

_GROUPS: tuple[tuple[str, Words], ...] = (
    (r"X[A-Z]?$", Words("表与表之间", "Between tables")),
    (r"N\d*|NI$", Words("文字说明", "Narrative")),
    (r"PERF$", Words("绩效目标", "Performance targets")),
    (r"TXT$", Words("名称与文字", "Names and wording")),
    (r"CMP$", Words("公开是否齐全", "Completeness")),
    (r"CLS$", Words("科目归类", "Classification")),
    (r"STF|AST|PROC$", Words("人员、资产与采购", "Staff, assets and procurement")),
    (r"TIM$", Words("公开是否及时", "Timeliness")),
    (r"VAL|ANA$", Words("数值是否合理", "Plausibility")),
    (r"JOINT$", Words("尾差合在一起", "Roundings taken together")),
)


def group_order(group: Words) -> int:
    """Forms first, in their statutory order, then the other parts of a disclosure."""
    order = [*FORM.values(), *(words for _, words in _GROUPS)]
    return order.index(group) if group in order else len(order)


def identity_group(identity_id: str) -> Words:
    """The part of a disclosure that an identity is about, from the head of its id."""
    head = identity_id.split(".", 1)[0]
    if head in FORM:
        return FORM[head]
    for pattern, words in _GROUPS:
        if re.fullmatch(pattern, head):
            return words
    return Words("其他", "Other")


_ATTRIBUTE: dict[str, str] = {
    "unit_name": "单位名称",
    "toc.form_title": "目录中的表名",
    "performance.unit_name": "预算单位",
    "performance.department": "主管部门",
    "performance.implementing_unit": "实施单位",
    "performance.project_name": "项目名称",
    "performance.project_code": "项目编码",
    "performance.project_kind": "项目类别",
    "performance.objective": "总体目标",
    "performance.project_objective": "项目总目标",
    "performance.contact": "联系人",
    "performance.leader": "负责人",
    "performance.phone": "联系电话",
    "performance.budget_total": "年度预算总额",
    "performance.budget_fiscal": "其中：财政拨款",
    "performance.budget_carry": "上年结转",
    "performance.budget_other": "其他资金",
    "performance.fund_upper": "上级安排",
    "performance.fund_own": "本级安排",
    "performance.budget_basic": "基本支出",
    "performance.budget_project": "项目支出",
    "performance.project_total": "项目资金总额",
    "performance.fiscal_basic": "财政拨款基本支出",
    "performance.fiscal_project": "财政拨款项目支出",
    "performance.other_basic": "其他资金基本支出",
    "performance.other_project": "其他资金项目支出",
    "performance.budget_adjusted": "全年预算数",
    "performance.budget_executed": "全年执行数",
    "performance.fiscal_adjusted": "财政拨款全年预算数",
    "performance.fiscal_executed": "财政拨款全年执行数",
    "performance.carry_adjusted": "上年结转全年预算数",
    "performance.carry_executed": "上年结转全年执行数",
    "performance.other_adjusted": "其他资金全年预算数",
    "performance.other_executed": "其他资金全年执行数",
    "performance.execution_rate": "执行率",
    "performance.fiscal_execution_rate": "财政拨款执行率",
    "performance.carry_execution_rate": "上年结转执行率",
    "performance.other_execution_rate": "其他资金执行率",
    "performance.execution_weight": "预算执行分值",
    "performance.execution_score": "预算执行得分",
    "performance.weight_total": "总分",
    "performance.score_total": "总得分",
    "performance.score": "得分",
    "performance.achieved": "实际完成值",
    "performance.deviation": "偏差原因及改进措施",
}
_PART: dict[str, str] = {
    "@project": "项目名称",
    "@label": "行名",
    "level1": "一级指标",
    "level2": "二级指标",
    "level3": "三级指标",
    "target": "指标值",
    "basis": "设定依据",
    "prior": "上年完成值",
    "weight": "分值权重",
}


def attribute_word(attribute: str) -> str:
    """The printed word of an attribute; the key itself where there is none."""
    return _ATTRIBUTE.get(attribute, attribute)


def part_word(part: str) -> str | None:
    """The column of a part of a row or an indicator."""
    return _PART.get(part)
