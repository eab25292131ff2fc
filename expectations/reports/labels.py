"""The words of the report, Chinese and English, in one place.

A reader is an officer of a finance or audit department: the words are those of
the forms and of everyday language, never those of the program.
"""

from __future__ import annotations

import re
from typing import NamedTuple


class Words(NamedTuple):
    """The same words in both languages."""

    zh: str
    en: str


SEVERITY: dict[str, Words] = {
    "error": Words("错误", "Error"),
    "warning": Words("提示", "Notice"),
    "info": Words("说明", "Remark"),
}
SEVERITY_ORDER: dict[str, int] = {"error": 0, "warning": 1, "info": 2}

VERDICT: dict[str, Words] = {
    "PASS": Words("相符", "Agrees"),
    "PASS_ROUNDED": Words("尾差", "Rounding"),
    "FAIL": Words("不符", "Disagrees"),
    "REVIEW": Words("待复核", "To be reviewed"),
    "NOT_EVALUABLE": Words("无法核对", "Could not check"),
    "NOT_APPLICABLE": Words("不适用", "Not applicable"),
    "ERROR": Words("程序故障", "Program fault"),
}
VERDICT_CSS: dict[str, str] = {
    "PASS": "pass",
    "PASS_ROUNDED": "rounded",
    "FAIL": "fail",
    "REVIEW": "review",
    "NOT_EVALUABLE": "unchecked",
    "NOT_APPLICABLE": "na",
    "ERROR": "fault",
}
VERDICT_MEANING: dict[str, Words] = {
    "PASS": Words("两边的数（或文字）完全一样。", "Both sides are exactly the same."),
    "PASS_ROUNDED": Words(
        "有很小的差额，四舍五入就能解释，不算问题。",
        "A small difference that rounding alone explains; not a problem.",
    ),
    "FAIL": Words(
        "差额超出了四舍五入能解释的范围，或文字不一致。",
        "The difference is larger than rounding can explain, or the wording differs.",
    ),
    "REVIEW": Words(
        "两边不一样，但程序可能读错，先由人对照原件复核，不认定为单位差错。",
        "The sides differ, but the program may have misread: a person looks at the original "
        "first. Not counted as an error of the unit.",
    ),
    "NOT_EVALUABLE": Words(
        "应当核对，但缺表、缺数或有内容没有读出来，所以没有结论。",
        "Should be checked, but a table or number is missing or was not read: no conclusion.",
    ),
    "NOT_APPLICABLE": Words(
        "这份文件没有这一项，不需要核对。", "The document has no such item; nothing to check."
    ),
    "ERROR": Words("程序自身出错，请告知维护人员。", "The program itself failed; tell its makers."),
}

ATTRIBUTION: dict[str, Words] = {
    "publisher": Words("公开文件自身前后不一致", "The published document contradicts itself"),
    "extraction": Words("程序可能读错", "The program may have misread"),
    "undetermined": Words("原因尚不能确定", "Cause not determined"),
}

ATTRIBUTION_MEANING: dict[str, Words] = {
    "publisher": Words(
        "这几处都完整读出，没有读错的迹象。哪一处印错，请单位核实。",
        "all places were read completely, with no sign of a misreading. "
        "Which of them is wrong is for the unit to say.",
    ),
    "extraction": Words(
        "未认定为单位差错。请对照原件：读错的，请告知程序维护人员。",
        "Not counted as an error of the unit. Compare the original.",
    ),
    "undetermined": Words(
        "可能是程序读错，也可能确有差错或另有口径，未认定为单位差错。请对照原件。",
        "The program may have misread, or the unit may have its reasons. "
        "Not counted as an error of the unit. Compare the original.",
    ),
}

DOC_KIND: dict[str, Words] = {
    "budget": Words("预算", "Budget"),
    "final_account": Words("决算", "Final account"),
}
SCOPE: dict[str, Words] = {
    "department": Words("部门", "Department"),
    "unit": Words("单位", "Unit"),
}

DOCUMENT_STATUS: dict[str, Words] = {
    "ok": Words("已读取", "Read"),
    "not_pdf": Words("不是 PDF 文件", "Not a PDF file"),
    "html_as_pdf": Words("网页冒充 PDF", "A web page saved as PDF"),
    "empty_file": Words("空文件", "Empty file"),
    "truncated": Words("文件不完整", "Incomplete file"),
    "encrypted": Words("文件加密", "Encrypted file"),
    "no_pages": Words("没有页面", "No pages"),
    "scan": Words("扫描件，没有文字", "Scanned images without text"),
    "no_known_form": Words("没有认出预决算表", "No known budget form"),
    "too_large": Words("文件过大", "Too large"),
    "crashed": Words("读取时程序出错", "The program failed while reading"),
}

#: What came of one document, in a word.
OUTCOME: dict[str, Words] = {
    "error": Words("有错误", "With errors"),
    "warning": Words("有提示", "With notices"),
    "partial": Words("核对不全", "Incomplete check"),
    "clean": Words("未发现问题", "None found"),
    "unread": Words("没有读取", "Not read"),
}

#: What to do about a file that was not read.
STATUS_ADVICE: dict[str, Words] = {
    "scan": Words(
        "扫描件只有图片。请提供由 Word、Excel 等直接导出的 PDF；公开时也应使用这种文件，便于查询。",
        "A scan holds images only. Provide the PDF exported from the word processor.",
    ),
    "encrypted": Words("请提供没有打开密码的文件。", "Provide the file without a password."),
    "html_as_pdf": Words(
        "下载到的是网页，不是 PDF。请打开公开页面，重新下载附件。",
        "What was downloaded is a web page. Download the attachment again.",
    ),
    "not_pdf": Words(
        "请把 Word、Excel 等文件另存为 PDF 再核对。",
        "Save the document as PDF, then check it.",
    ),
    "truncated": Words(
        "文件可能没有下载完整，请重新下载或重新导出。", "Download or export it again."
    ),
    "empty_file": Words("文件是空的，请重新下载或重新导出。", "Download or export it again."),
    "no_pages": Words("请重新导出 PDF。", "Export the PDF again."),
    "no_known_form": Words(
        "请确认这是预算或决算公开文件；如果是，请告知程序维护人员。",
        "Make sure that this is a budget or final account; if it is, tell the makers.",
    ),
    "too_large": Words("请拆分后再核对。", "Split it, then check the parts."),
    "crashed": Words("请把这份文件交给程序维护人员。", "Pass this file to the makers."),
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


#: What the two compared numbers are, by kind of identity: the one in question, the other.
SIDES: dict[str, tuple[Words, Words]] = {
    "sum": (Words("印出的合计", "Printed total"), Words("按分项相加", "Its parts add up to")),
    "one_part": (Words("印出的合计", "Printed total"), Words("它的分项", "Its only part")),
    "same": (Words("这里印的", "Printed here"), Words("另一处印的", "Printed elsewhere")),
    "ratio": (Words("印出的比例", "Printed share"), Words("重新计算", "Recomputed")),
    "growth": (Words("印出的增减幅度", "Printed change"), Words("重新计算", "Recomputed")),
    "text": (Words("这里的写法", "Written here"), Words("另一处的写法", "Written elsewhere")),
    "set": (Words("这里列出的", "Listed here"), Words("另一处列出的", "Listed elsewhere")),
    "<=": (Words("印出的数", "Printed"), Words("不应超过", "Must not exceed")),
    ">=": (Words("印出的数", "Printed"), Words("不应小于", "Must not be less than")),
}
OTHER_SIDES = (Words("印出的内容", "As printed"), Words("应为", "Expected"))

#: What the latest run says of a finding that it has.
STATE: dict[str, Words] = {
    "new": Words("新增", "New"),
    "standing": Words("仍在", "Standing"),
}

#: Why a finding appeared or went, as the history of findings says it.
CHANGE_REASON: dict[str, Words] = {
    "first_judged": Words("第一次核对这份文件", "first judged"),
    "republished": Words("单位重新公开了文件", "the document was published again"),
    "withdrawn": Words("文件已撤下", "the document was withdrawn"),
    "read_again": Words("程序重新读取了文件", "the document was read again"),
    "rules_changed": Words("核对规则有变化", "the rules changed"),
    "other_document_changed": Words("对照的文件有变化", "the document compared with changed"),
}

#: How an identity of each kind is judged, in plain words.
KIND: dict[str, Words] = {
    "sum": Words(
        "各分项相加应等于合计。各数都经过四舍五入，所以允许一点尾差：分项越多，允许的尾差越大。",
        "The parts must add up to the total. Every number is rounded, so a small difference "
        "is allowed; the more parts, the more.",
    ),
    "same": Words(
        "同一个数印在两处，应当一样；只差末位一个单位的，列为提醒。",
        "The same amount is printed twice and must be the same; one unit in the last place apart "
        "is a warning.",
    ),
    "ratio": Words(
        "用印出的数重新计算占比，应等于印出的百分比（允许四舍五入）。",
        "The share computed from the printed numbers must equal the printed percentage "
        "(rounding allowed).",
    ),
    "growth": Words(
        "用印出的数重新计算增减幅度，应等于印出的百分比（允许四舍五入）。",
        "The growth computed from the printed numbers must equal the printed percentage "
        "(rounding allowed).",
    ),
    "bound": Words("一个数不应超过另一个数。", "One number must not exceed another."),
    "presence": Words("应当有的内容，要能找到。", "What must be disclosed must be there."),
    "text": Words(
        "同一个名称在各处应当写得一样（忽略空格、全角半角和引号样式）。",
        "The same name must be written alike everywhere (spaces, width and quote style ignored).",
    ),
    "set": Words("两处列出的项目应当相同。", "Both lists must hold the same items."),
    "joint": Words(
        "几项核对单独看都能用四舍五入解释，放在一起也应当能用同一组真实数解释；不能时，证明随问题列出。",
        "Checks that each hold within rounding must hold for one and the same set of true "
        "amounts; where none exists, the numbers that prove it are shown.",
    ),
}

#: Typed reasons of 无法核对 and 不适用, said plainly; an unknown reason is shown as it is.
REASON: dict[str, Words] = {
    "form_missing": Words("没有找到这张表", "The table was not found"),
    "form_unmatched": Words(
        "有表没有认出来，可能就是这张", "An unrecognised table may be this one"
    ),
    "form_not_printed": Words("这份文件没有这张表", "The document does not print this table"),
    "form_empty": Words("这张表是空表", "The table is empty"),
    "not_stated": Words("文字说明里没有这句话", "The narrative has no such sentence"),
    "not_printed": Words("表里没有这一行或这一列", "The table has no such row or column"),
    "row_unknown": Words(
        "表里有一行没有认出来，可能就是这一行", "A row that was not recognised may be this one"
    ),
    "no_printed_parts": Words("表里没有列出分项", "The table prints no parts"),
    "not_comparable": Words("两处口径不同，不能比较", "The two places are not comparable"),
    "cell_unreadable": Words("格子里的数没有读出来", "The number could not be read"),
    "money_unit_unknown": Words("没有找到金额单位", "The money unit is not stated"),
    "not_a_number": Words("印的不是数字", "What is printed is no number"),
    "base_too_small": Words("基数太小，四舍五入后算不准", "The base is too small after rounding"),
    "base_zero": Words("上年数为零，算不出增减幅度", "The base is zero, no rate exists"),
    "document_unreadable": Words("文件没有读取", "The document was not read"),
    "document_kind_unknown": Words("没有认出是预算还是决算", "Budget or final account: not known"),
    "other_document_kind": Words("只适用于另一类文件", "Applies to the other kind of document"),
    "other_scope": Words("只适用于部门（或单位）文件", "Applies to the other scope"),
    "other_family": Words("只适用于别处的表式", "Applies to forms of other places"),
    "no_related_document": Words(
        "没有可以对照的文件（上年、下属单位或决算）",
        "No document to compare with (last year, units or final account)",
    ),
    "precondition_false": Words("不具备这项核对的前提", "Its precondition does not hold"),
    "no_instance": Words("这份文件没有这一项", "The document has no such item"),
    "no_similar_name": Words("没有相近的名称", "There is no similar name"),
    "adjusted_to_100": Words(
        "各项占比合计为100%，末位作了调整", "the shares make exactly 100 %: one was adjusted"
    ),
    "rounding_undecided": Words(
        "尾差能否同时成立，没有得出结论",
        "Whether the roundings go together could not be decided",
    ),
    "improbable_rounding": Words(
        "四舍五入可以解释，但少见，建议看一眼",
        "Rounding can explain it, but rarely does: have a look",
    ),
}


def reason_words(reason: str | None) -> Words:
    """Plain words of a typed reason; ``form_missing: T05`` keeps its detail."""
    if not reason:
        return Words("未注明原因", "No reason given")
    key, _, detail = reason.partition(":")
    words = REASON.get(key.strip().lower())
    if words is None:
        return Words(reason, reason)
    detail = detail.strip()
    if not detail:
        return words
    form = FORM.get(detail)
    zh, en = form if form else (detail, detail)
    return Words(f"{words.zh}（{zh}）", f"{words.en} ({en})")
