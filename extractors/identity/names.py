"""Names of bodies in the heads of forms."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from extractors.layout import Line
from extractors.money import find_money_unit
from extractors.text import normalise

#: Points by which the edges of two lines of one head may differ.
_SLACK = 6.0
_HAN = re.compile(r"[\u4e00-\u9fff]")
_STATED = re.compile(
    r"(?:编制单位|填报单位|编制部门|填报部门|预算单位|预算部门|单位名称|部门名称|公开部门|公开单位|部门|单位)"
    r"(?:\(盖章\)|\(公章\))? ?[:：] ?(?!(?:百|亿|万|千)?元)(.+?)"
    r"(?= *(?:金额)?单位 ?[:：]| +(?:百|亿|万|千)?元$| *公开\d+表|$)"
)


def stated_unit_in(text: str) -> str | None:
    """Unit name of a form-head line such as ``编制单位：某某局 单位：万元``, or None."""
    match = _STATED.search(normalise(text))
    if match is None or len(text) > 120:
        return None
    name = match[1].strip()
    if not name or find_money_unit("单位:" + name) or not _HAN.search(name) or "。" in name:
        return None
    return name


_CUT_MONEY = re.compile(r"(?:^|.*[ 额币])单位 ?[:：] ?(?:人民币)?(?:百万|亿|万|千)?$")
_REST_OF_MONEY = re.compile(r"(?P<before>.*?)(?:^| )(?P<rest>(?:百万|亿|万|千)?元)")
_REST_OF_NAME = re.compile(r"(?P<rest>[\u4e00-\u9fff()]{1,12})(?: (?P<after>.*))?")
#: How the names of bodies end.
BODY_END = re.compile(
    r".+(?:局|委|委员会|办|办公室|厅|院|校|学|中心|园|所|站|馆|队|处|会|部|署|社|团|司|关|地|狱|道|镇|乡"
    r"|政府|本级)(?:\(.*\))?"
)


def head_lines(lines: Sequence[Line]) -> list[str]:
    """Texts of the lines above a form, words wrapped over two lines put together.

    A money unit (``单位：万`` / ``元``) goes on in the last word of the next line, a
    body's name (``部门：某某市人民法`` / ``院``) in the first word, below its own line.
    """
    texts = [normalise(line.text) for line in lines]
    for i, (upper, lower) in enumerate(pairwise(lines)):
        if upper.page != lower.page or not texts[i]:
            continue
        if lower.bbox.top - upper.bbox.bottom > upper.bbox.bottom - upper.bbox.top:
            continue
        money = _REST_OF_MONEY.fullmatch(texts[i + 1])
        if money and _CUT_MONEY.fullmatch(texts[i]):
            whole = texts[i] + money["rest"]
            right_below = abs(lower.bbox.x1 - upper.bbox.x1) <= _SLACK or not money["before"]
            if find_money_unit(whole) and right_below:
                texts[i], texts[i + 1] = whole, money["before"].strip()
                continue
        name = stated_unit_in(texts[i])
        rest = _REST_OF_NAME.fullmatch(texts[i + 1])
        if name is None or rest is None or abs(lower.bbox.x0 - upper.bbox.x0) > _SLACK:
            continue
        if BODY_END.fullmatch(name + rest["rest"]) and name in texts[i]:
            texts[i] = texts[i].replace(name, name + rest["rest"], 1)
            texts[i + 1] = rest["after"] or ""
    return [_whole_unit(text) for text in texts if text]


def _whole_unit(text: str) -> str:
    """``单位：万`` and nothing behind it can only mean 万元."""
    return text + "元" if re.fullmatch(r"(?:金额)?单位 ?[:：] ?(?:百万|亿|万|千)", text) else text
