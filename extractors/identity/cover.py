"""The cover: the lines before the contents, with the name set in one of a few ways.

A cover says kind and year around the name (某局2026年部门预算), above it (2026年度部门预算公开 /
某局), or beside a label (预算单位：某局); names and words wrap over lines.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.identity.names import BODY_END, stated_unit_in
from extractors.text import squash

_DIGITS = dict(zip("〇○零oO一二三四五六七八九", "00000123456789", strict=True))
_CHINESE_YEAR = re.compile(
    r"二\s*([〇○零oO0])\s*([一二三四五六七八九〇○零])\s*([〇○零一二三四五六七八九])\s*(?=年)"
)
_END = re.compile(r"目录|目次|第.部分.*|附件.*|一、.*")
#: Most lines of a cover.
LONGEST_COVER = 8
_TITLE = re.compile(
    r"(?:关于)?(?:20\d\d年?(?:度)?)?(?P<name>[^\d年]{4,60}?)(?:\(?20\d\d年(?:度)?\)?)?(?:度)?"
    r"(?:(?:部门|单位|财政)?(?:综合)?(?:预算|决算)).*"
)
_KIND_FIRST = re.compile(
    r"(?:20\d\d年?(?:度)?)?(?:[省市区县州]级)?(?:部门|单位)?(?:综合)?(?:预算|决算)(?:信息)?(?:公开)?"
    r"(?:说明|情况说明|报告|材料|文本|书|表)?(?P<name>[^\d年:]{4,40}?)(?:20\d\d年.*)?"
)
_DATE = re.compile(r"20\d\d年\d{1,2}月(?:\d{1,2}日)?")
_APPENDIX = re.compile(r"附件\d*[:：]?|\(公开稿\)|公开\d*")


def arabic_years(text: str) -> str:
    """A text with its years in figures: 二〇二六年 is 2026年."""
    return _CHINESE_YEAR.sub(lambda m: "2" + "".join(_DIGITS.get(d, d) for d in m.groups()), text)


def cover_lines(lead: Sequence[str]) -> list[str] | None:
    """Squashed lines before the contents; None where no contents (or first part) follows soon."""
    lines: list[str] = []
    for text in lead[: LONGEST_COVER + 2]:
        s = squash(text)
        if _APPENDIX.fullmatch(s) or not s:
            continue
        if _END.fullmatch(s):
            return lines
        lines.append(s)
        if len(lines) > LONGEST_COVER:
            break
    return None


def cover_year(lines: Sequence[str]) -> int | None:
    """The only year that the cover names, its date aside; None where it names none or several."""
    if not re.search("预算|决算", "".join(lines)):
        return None
    years = set()
    for line in lines:
        years |= set(re.findall(r"(?<!\d)20[0-3]\d(?=年|$|[^\d])", _DATE.sub("", line)))
    return int(years.pop()) if len(years) == 1 else None


def cover_name(lines: Sequence[str]) -> str | None:
    """The name on the cover as printed (not cleaned), wrapped over lines as it may be."""
    for line in lines:
        stated = stated_unit_in(line)
        if stated is not None and not re.search("预算|决算|年", stated):
            return stated
    kept = [line for line in lines if not re.match("(?:部门|单位)(?:编码|代码)", line)]
    joined = "".join(kept)
    if len(kept) <= 6:
        match = _TITLE.fullmatch(joined)
        if match is not None and "表" not in match["name"]:
            return match["name"]
    match = _KIND_FIRST.fullmatch(_DATE.sub("", joined))
    if match is not None and BODY_END.fullmatch(match["name"]):
        return match["name"]
    return None


def without_kind_word(name: str) -> str:
    """某市统计局部门 (2026年度部门预算) is 某市统计局: the word belongs to the kind of document."""
    bare = name.removesuffix("部门")
    return bare if bare != name and BODY_END.fullmatch(bare) else name
