"""Words for how an identity is judged: the two sides, the kinds, the reasons for no conclusion."""

from __future__ import annotations

import re

from expectations.reports.labels.disclosure import FORM
from expectations.words import Words

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
OTHER_SIDES = (Words("印出的内容", "As printed"), Words("按规则为", "By the rule"))

#: How an identity of each kind is judged, in plain words.
KIND: dict[str, Words] = {
    "sum": Words(
        "各分项相加应等于合计。各数都经过四舍五入，所以允许一点尾差：分项越多，允许的尾差越大。",
        "The parts must add up to the total. Every number is rounded, so a small difference "
        "is allowed; the more parts, the more.",
    ),
    "same": Words(
        "同一个数印在两处，应当一样；只差末位一个单位的，列为提示。",
        "The same amount is printed twice and must be the same; one unit in the last place apart "
        "is a notice.",
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
    "units_not_listed": Words(
        "部门文件没有逐个列出所属单位", "The department's document does not list its units"
    ),
    "unit_list_open": Words(
        "部门文件所列单位相加不等于合计，名单可能不全",
        "The listed units do not make the department's total: the list may not be whole",
    ),
    "unit_documents_missing": Words(
        "有所属单位的文件没有收到", "Documents of some of its units are not here"
    ),
    "unit_ambiguous": Words(
        "有所属单位的文件不能确定（同时列在别的部门，或疑为部门文件）",
        "Documents of some units are uncertain (listed by two departments, or the department's own)",
    ),
    "unit_form_incomplete": Words(
        "这张表在有的所属单位文件里没有或没有读全",
        "Some unit's document lacks this table, or it was not read completely",
    ),
    "units_exchange_money": Words(
        "单位之间有（或不能排除）上级补助、附属单位上缴等往来，汇总时要抵销",
        "Units give each other money, or may: consolidation takes it out",
    ),
    "precondition_false": Words("不具备这项核对的前提", "Its precondition does not hold"),
    "no_instance": Words("这份文件没有这一项", "The document has no such item"),
    "no_similar_name": Words("没有相近的名称", "There is no similar name"),
    "adjusted_to_100": Words(
        "各项占比合计为100%，末位作了调整", "the shares make exactly 100 %: one was adjusted"
    ),
    "adjusted_to_total": Words(
        "取整后为使各项之和等于合计，末位作了调整",
        "rounded amounts were adjusted in the last place so that they add up",
    ),
    "publication_date_unknown": Words(
        "不知道公开日期（门户没有标明）", "The portal states no publication date"
    ),
    "signing_date_unknown": Words("文件没有落款日期", "The document bears no date"),
    "rounding_undecided": Words(
        "尾差能否同时成立，没有得出结论",
        "Whether the roundings go together could not be decided",
    ),
    "improbable_rounding": Words(
        "四舍五入可以解释，但少见，建议看一眼",
        "Rounding can explain it, but rarely does: have a look",
    ),
}


#: ``2/5 甲、乙``: the units that a reason is about, of those that there are.
_COUNTED = re.compile(r"(\d+)/(\d+) (.+)")


def reason_words(reason: str | None) -> Words:
    """Plain words of a typed reason; ``form_missing: T05`` keeps its detail, as do units' names."""
    if not reason:
        return Words("未注明原因", "No reason given")
    key, _, detail = reason.partition(":")
    words = REASON.get(key.strip().lower())
    if words is None:
        return Words(reason, reason)
    detail = detail.strip()
    if not detail:
        return words
    if counted := _COUNTED.fullmatch(detail):
        some, listed, names = counted.groups()
        zh, en = f"{listed} 家中的 {some} 家：{names}", f"{some} of {listed}: {names}"
        return Words(f"{words.zh}（{zh}）", f"{words.en} ({en})")
    form = FORM.get(detail)
    zh, en = form if form else (detail, detail)
    return Words(f"{words.zh}（{zh}）", f"{words.en} ({en})")
