"""Words in both languages, and units of measure in them."""

from __future__ import annotations

from typing import NamedTuple

#: Units as they are printed, in English.
UNITS_EN = {
    "元": "yuan",
    "千元": "thousand yuan",
    "万元": "ten thousand yuan",
    "百万元": "million yuan",
    "亿元": "100 million yuan",
    "分": "points",
    "年": "(year)",
    "人": "persons",
    "辆": "vehicles",
    "台": "items",
    "个": "items",
    "户": "households",
}


class Words(NamedTuple):
    """The same words in both languages."""

    zh: str
    en: str


#: Titles of the statutory forms: of budgets by 预算法实施条例 and the ministry's format, of final
#: accounts by the ministry's 部门决算 tables.
FORM_TITLES = {
    "T01": Words("收支总表", "overall revenue and expenditure"),
    "T02": Words("收入总表", "revenue"),
    "T03": Words("支出总表", "expenditure"),
    "T04": Words("财政拨款收支总表", "fiscal appropriation overall"),
    "T05": Words("一般公共预算支出表", "general public budget expenditure"),
    "T06": Words("一般公共预算基本支出表", "basic expenditure of the general public budget"),
    "T08": Words("政府性基金预算支出表", "government fund expenditure"),
    "T09": Words("国有资本经营预算支出表", "state capital operating budget expenditure"),
    "T10": Words("财政拨款“三公”经费支出表", "three public expenses"),
    "J01": Words("收入支出决算总表", "overall revenue and expenditure"),
    "J02": Words("收入决算表", "revenue"),
    "J03": Words("支出决算表", "expenditure"),
    "J04": Words("财政拨款收入支出决算总表", "fiscal appropriation overall"),
    "J05": Words("一般公共预算财政拨款支出决算表", "general public budget expenditure"),
    "J06": Words(
        "一般公共预算财政拨款基本支出决算表", "basic expenditure of the general public budget"
    ),
    "J07": Words("财政拨款“三公”经费支出决算表", "three public expenses"),
    "J08": Words("政府性基金预算财政拨款收入支出决算表", "government fund expenditure"),
    "J09": Words(
        "国有资本经营预算财政拨款支出决算表", "state capital operating budget expenditure"
    ),
}


def unit_words(unit: str | None, *, is_difference: bool = False) -> Words:
    """A unit of measure in both languages; an unknown one as it is printed.

    Of two per cents the difference is percentage points.
    """
    if not unit:
        return Words("", "")
    if unit == "%":
        return Words("个百分点", "percentage points") if is_difference else Words("%", "%")
    return Words(unit, UNITS_EN.get(unit, unit))


def heads(path: str, between: str) -> str:
    """The heads over a column (``其中: / 项目支出``) in words; a bare 其中 says nothing of its own."""
    parts = [part.strip() for part in path.split(" / ")]
    return between.join(p for p in parts if p.rstrip(":：") != "其中") or path
