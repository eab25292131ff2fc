"""Names of bodies in the heads of forms."""

from __future__ import annotations

import re

from extractors.money import find_money_unit
from extractors.text import normalise

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
