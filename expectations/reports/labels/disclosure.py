"""Words for the parts of a disclosure: kinds, forms, attributes, groups of rules."""

from __future__ import annotations

import re
from functools import cache

from expectations.words import Words

DOC_KIND: dict[str, Words] = {
    "budget": Words("预算", "Budget"),
    "final_account": Words("决算", "Final account"),
}
SCOPE: dict[str, Words] = {
    "department": Words("部门", "Department"),
    "unit": Words("单位", "Unit"),
}

#: Canonical names of the forms, for where a document prints no title.
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
    "GPB_ECON": Words(
        "一般公共预算支出表（按经济分类）", "General public budget by economic class"
    ),
    "GPB_PROJ_ECON": Words(
        "一般公共预算项目支出表（按经济分类）", "Projects, general public budget, by economic class"
    ),
    "FISCAL_FUNC": Words("财政拨款支出表（功能科目）", "Fiscal appropriation by function"),
    "FISCAL_ECON": Words("财政拨款支出表（经济科目）", "Fiscal appropriation by economic class"),
    "FISCAL_BASIC": Words(
        "财政拨款基本支出表（经济科目）", "Basic expenditure from fiscal appropriation"
    ),
    "FISCAL_PROJ": Words("财政拨款项目支出表", "Projects from fiscal appropriation"),
    "EXP_ECON": Words("支出表（按部门预算经济分类）", "Expenditure by department economic class"),
    "EXP_GOV": Words("支出表（按政府预算经济分类）", "Expenditure by government economic class"),
    "GPB_GOV": Words(
        "一般公共预算支出表（按政府预算经济分类）",
        "General public budget by government economic class",
    ),
    "GPB_BASIC_GOV": Words(
        "一般公共预算基本支出表（按政府预算经济分类）",
        "Basic expenditure, general public budget, by government economic class",
    ),
    "SPECIAL_FUNC": Words("财政专户管理资金支出表", "Fiscal special accounts"),
    "BASIC_ALL": Words("基本支出表", "Basic expenditure"),
    "PROJ_ALL": Words("项目支出表", "Project expenditure"),
    "PROJ_GOAL": Words("项目支出绩效表（清单）", "Projects and their targets (list)"),
    "RUN": Words("机关运行经费支出表", "Organ operating cost"),
    "PROC": Words("政府采购预算表", "Government procurement"),
    "PSVC": Words("政府购买服务预算表", "Services bought by government"),
    "TRANSFER": Words("转移支付预算表", "Transfer payments"),
    "PXFER": Words("转移支付绩效目标表", "Targets of transfer payments"),
    "PEVAL": Words("项目绩效自评表", "Project self-evaluation"),
    "JFISCAL_ECON": Words(
        "财政拨款支出决算明细表", "Fiscal appropriation in detail, final account"
    ),
    "JGPB_ECON": Words(
        "一般公共预算财政拨款支出决算明细表", "General public budget in detail, final account"
    ),
    "JGPB_PROJ": Words(
        "一般公共预算财政拨款项目支出决算表", "Projects, general public budget, final account"
    ),
    "P1": Words("整体支出绩效目标表", "Whole-unit performance targets"),
    "P2": Words("项目支出绩效目标表", "Project performance targets"),
}

_GROUPS: tuple[tuple[str, Words], ...] = (
    (r"X[A-Z]?$", Words("表与表之间", "Between tables")),
    (r"N\d*|NI|UNIT|PROJ$", Words("文字说明", "Narrative")),
    (r"F\d+$", Words("决算说明", "Narrative of final accounts")),
    (r"PERF$", Words("绩效目标", "Performance targets")),
    (r"TXT$", Words("名称与文字", "Names and wording")),
    (r"CMP$", Words("公开是否齐全", "Completeness")),
    (r"CLS$", Words("科目归类", "Classification")),
    (r"STF|AST$", Words("人员、资产与采购", "Staff, assets and procurement")),
    (r"TIM$", Words("公开是否及时", "Timeliness")),
    (r"VAL|ANA$", Words("数值是否合理", "Plausibility")),
    (r"JOINT$", Words("尾差合在一起", "Roundings taken together")),
)


_ORDER = {g: n for n, g in reversed([*enumerate([*FORM.values(), *(w for _, w in _GROUPS)])])}


def group_order(group: Words) -> int:
    """Forms first, in their statutory order, then the other parts of a disclosure."""
    return _ORDER.get(group, len(_ORDER))


@cache
def identity_group(identity_id: str) -> Words:
    """The part of a disclosure that an identity is about, from the head of its id."""
    head = identity_id.split(".", 1)[0]
    if head in FORM:
        return FORM[head]
    for pattern, words in _GROUPS:
        if re.fullmatch(pattern, head):
            return words
    return Words("其他", "Other")


_ATTRIBUTE: dict[str, Words] = {
    "unit_name": Words("单位名称", "unit name"),
    "toc.form_title": Words("目录中的表名", "table named in the contents"),
    "performance.unit_name": Words("预算单位", "budget unit"),
    "performance.department": Words("主管部门", "department in charge"),
    "performance.implementing_unit": Words("实施单位", "implementing unit"),
    "performance.project_name": Words("项目名称", "project name"),
    "performance.project_code": Words("项目编码", "project code"),
    "performance.project_kind": Words("项目类别", "kind of project"),
    "performance.objective": Words("总体目标", "overall objective"),
    "performance.quoted_duty": Words("引用的职责", "quoted duty"),
    "performance.project_objective": Words("项目总目标", "objective of the project"),
    "performance.contact": Words("联系人", "contact"),
    "performance.leader": Words("负责人", "person in charge"),
    "performance.phone": Words("联系电话", "telephone"),
    "performance.budget_total": Words("年度预算总额", "total budget of the year"),
    "performance.budget_fiscal": Words("其中：财政拨款", "of which fiscal appropriation"),
    "performance.budget_carry": Words("上年结转", "carried over"),
    "performance.budget_other": Words("其他资金", "other funds"),
    "performance.fund_upper": Words("上级安排", "from the level above"),
    "performance.fund_own": Words("本级安排", "from the own level"),
    "performance.budget_basic": Words("基本支出", "basic expenditure"),
    "performance.budget_project": Words("项目支出", "project expenditure"),
    "performance.project_total": Words("项目资金总额", "total funds of the project"),
    "performance.fiscal_basic": Words("财政拨款基本支出", "basic expenditure, fiscal"),
    "performance.fiscal_project": Words("财政拨款项目支出", "project expenditure, fiscal"),
    "performance.other_basic": Words("其他资金基本支出", "basic expenditure, other funds"),
    "performance.other_project": Words("其他资金项目支出", "project expenditure, other funds"),
    "performance.budget_adjusted": Words("全年预算数", "adjusted budget"),
    "performance.budget_executed": Words("全年执行数", "executed"),
    "performance.fiscal_adjusted": Words("财政拨款全年预算数", "fiscal, adjusted"),
    "performance.fiscal_executed": Words("财政拨款全年执行数", "fiscal, executed"),
    "performance.carry_adjusted": Words("上年结转全年预算数", "carried over, adjusted"),
    "performance.carry_executed": Words("上年结转全年执行数", "carried over, executed"),
    "performance.other_adjusted": Words("其他资金全年预算数", "other funds, adjusted"),
    "performance.other_executed": Words("其他资金全年执行数", "other funds, executed"),
    "performance.execution_rate": Words("执行率", "execution rate"),
    "performance.fiscal_execution_rate": Words("财政拨款执行率", "execution rate, fiscal"),
    "performance.carry_execution_rate": Words("上年结转执行率", "execution rate, carried over"),
    "performance.other_execution_rate": Words("其他资金执行率", "execution rate, other funds"),
    "performance.execution_weight": Words("预算执行分值", "points for execution"),
    "performance.execution_score": Words("预算执行得分", "score for execution"),
    "performance.weight_total": Words("总分", "total points"),
    "performance.score_total": Words("总得分", "total score"),
    "performance.score": Words("得分", "score"),
    "performance.achieved": Words("实际完成值", "achieved"),
    "performance.deviation": Words("偏差原因及改进措施", "deviation and remedy"),
}
_PART: dict[str, Words] = {
    "@project": Words("项目名称", "project name"),
    "@label": Words("行名", "row label"),
    "level1": Words("一级指标", "first level"),
    "level2": Words("二级指标", "second level"),
    "level3": Words("三级指标", "third level"),
    "target": Words("指标值", "target"),
    "basis": Words("设定依据", "basis of the target"),
    "prior": Words("上年完成值", "last year"),
    "weight": Words("分值权重", "points"),
}


def attribute_word(attribute: str) -> str:
    """The printed word of an attribute; the key itself where there is none."""
    return _ATTRIBUTE[attribute].zh if attribute in _ATTRIBUTE else attribute


def part_word(part: str) -> str | None:
    """The column of a part of a row or an indicator."""
    return _PART[part].zh if part in _PART else None


_OWN = {w.zh: w for w in (*_ATTRIBUTE.values(), *_PART.values(), Words("封面", "cover"))}


def place_words(text: str) -> Words:
    """A row or column in both languages where the word is ours; printed words stay as they are."""
    return _OWN.get(text, Words(text, text))
