"""Cleaning printed labels, so that the vocabulary can match what is left.

A label carries an ordinal (一、 （二） 3.), words such as 其中, a year, a money
unit in brackets.  They are taken off and kept, never thrown away.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from extractors.text import fold

_CN = "一二三四五六七八九十百"
_ORDINALS: tuple[tuple[int, re.Pattern[str]], ...] = (
    (1, re.compile(rf"[{_CN}]+[、.,:](?!\d)")),
    (2, re.compile(rf"\([{_CN}]+\)、?")),
    (4, re.compile(r"(?:\(\d{1,2}\)|[①-⑳])[、.]?")),
    (3, re.compile(r"\d{1,2}[、.．](?!\d)")),
)
_OF_WHICH = re.compile(r"(?:其中|内含|含)[:：]?|其中")
_MONEY = re.compile(
    r"\((?:单位:)?(?:人民币)?(?:百万元|亿元|万元|千元|元)\)|[,，]?单位:(?:万元|元|千元)"
)
_YEAR = re.compile(r"(20\d\d)年(?:度|初)?")
#: The number of a column behind its name, and how it adds up: 增减额（3）=（2）-（1）.
_FORMULA = re.compile(
    r"(?<=[\u4e00-\u9fff%)])(?:\(\d{1,2}\)(?:=[()\d+\-−*/×÷%]+)?|\d{1,2}=[()\d+\-−*/×÷%]+)$"
)
_QUOTE = re.compile("[\"'「」『』]")
#: A colon or a mark of a note behind a label.
_MARKS = re.compile("(?<=[\u4e00-\u9fff)])[:*※]+$")


@dataclass(frozen=True, slots=True)
class Label:
    """A printed label taken apart.

    ``core`` is what the vocabulary matches; ``level`` the rank of its ordinal
    (1 一、 2 （一） 3 1. 4 (1), 0 none); ``of_which`` whether 其中 stands before it.
    """

    core: str
    level: int = 0
    of_which: bool = False


#: Arabic, Tibetan, Mongolian, Yi, Hangul and Cyrillic letters, and words of Latin letters behind a
#: Chinese one (基本支出BasicExpenditure).
_OTHER_LETTERS = re.compile(
    "[\u0400-\u04ff\u0600-\u077f\u08a0-\u08ff\u0f00-\u0fff\u1100-\u11ff\u1800-\u18af"
    "\ua000-\ua4cf\uac00-\ud7af\ufb50-\ufdff\ufe70-\ufefe]+"
)
_LATIN = re.compile(r"(?<=[\u4e00-\u9fff)])/?\(?[A-Za-z]{3}[A-Za-z&/.,'\-]*\)?$")


def chinese_only(text: str) -> str:
    """A word that is printed in two languages, without the other one.

    Autonomous places print the header and the classes in Chinese and beside it in their own
    language; words with no Chinese at all are left alone.
    """
    if text.isascii() or not has_han(text):
        return text
    return _LATIN.sub("", _OTHER_LETTERS.sub("", text))


@lru_cache(maxsize=16384)
def take_apart(text: str, fiscal_year: int | None = None) -> Label:
    """Take a label apart; years are named relative to ``fiscal_year`` where it is known."""
    s = chinese_only(_QUOTE.sub("", fold(text)))
    s = _MARKS.sub("", _FORMULA.sub("", _MONEY.sub("", s)))
    level, of_which = 0, False
    changed = True
    while changed:
        changed = False
        match = _OF_WHICH.match(s)
        if match and (match[0][-1] == ":" or match[0] == "其中"):
            of_which, s, changed = True, s[match.end() :], True
        for rank, pattern in _ORDINALS:
            match = pattern.match(s)
            if match and match.end() < len(s):
                level, s, changed = level or rank, s[match.end() :], True
                break
    s = _YEAR.sub(lambda m: _relative(int(m[1]), fiscal_year, m[0]), s)
    return Label(s, level, of_which)


def _relative(year: int, fiscal_year: int | None, printed: str) -> str:
    if fiscal_year is None or year == fiscal_year:
        return ""
    if year == fiscal_year - 1:
        return "上年"
    return printed


_CODED = re.compile(r"[\[(【]?(\d{3}(?:\d\d){0,4})[\])】]?[-—–_、.\s:]*(?=\D)(.+)")
_HAN = re.compile(r"[\u4e00-\u9fff]")
#: 类, 款 and 项 apart; with one mark only it may be an amount.
_DOTTED_CODE = re.compile(r"^(\d{3})([.\-—])(\d\d)\2(\d\d)$")
#: Brackets around a code, and the apostrophe by which a spreadsheet knows text.
_WRAP = re.compile(r"^[\[(【〔']+(?=\d+[\])】〕]?$)|(?<=\d)[\])】〕]$")
_BARE_CODE = re.compile(r"\d{3}(?:\d\d){0,4}")


_CODE_BEHIND = re.compile(
    r"(?P<name>[\u4e00-\u9fff][\u4e00-\u9fff()、,]{1,40}?)[\[(](?P<code>[235]\d{4}(?:\d\d)?)[\])]"
)


def split_code(text: str) -> tuple[str, str] | None:
    """``(code, name)`` of one cell, or None.

    Read are ``2010301 行政运行``, ``[2010301]行政运行``, ``2010301-行政运行`` and, with the code in
    brackets behind, ``基本工资（30101）``.
    """
    s = fold(text)
    behind = _CODE_BEHIND.fullmatch(s)
    if behind is not None:
        return behind["code"], behind["name"]
    match = _CODED.fullmatch(s)
    if match is None or match[1][0] not in "235" or not _HAN.match(match[2].lstrip('(“"《')):
        return None
    if len(match[1]) == 3 and s[0].isdigit() and re.match(r"[年月日万元个]|人(?!大)", match[2]):
        return None
    return match[1], match[2]


_LATE = re.compile(r"([\u4e00-\u9fff()、\d]{4,24})([-—–].+)")


def late_code(text: str) -> tuple[str, str] | None:
    """``(words, coded)`` of a cell where words of the cell above stand before a code, or None.

    ``缴费30109-职业年金缴费``: the second line of the cell above, cut off on the page, has
    come into this cell; where both lines lie on each other their characters alternate
    (``缴20费80支50出6-机关事业单位职业年金``).  Only a code with a dash behind it is taken for one.
    """
    match = _LATE.fullmatch(fold(text))
    if match is None or split_code(text) is not None:
        return None
    digits = re.sub(r"\D", "", match[1])
    words = re.sub(r"\d", "", match[1])
    if not words or not match[1][-1].isdigit() or split_code(digits + match[2]) is None:
        return None
    return words, digits + match[2]


def bare_code(text: str) -> str | None:
    """The digits of a cell that holds a classification code and nothing else, or None."""
    s = _DOTTED_CODE.sub(r"\1\3\4", _WRAP.sub("", fold(text)))
    return s if _BARE_CODE.fullmatch(s) and s[0] in "235" else None


#: Words of a column whose numbers count things, or say a share of something.
COUNTS = re.compile(
    r"数量|人数|保有量|个数|台数|辆数|套数|组数|面积|编制数|实有|户数|次数|批次|年限|年份"
)
SHARES = re.compile(r"[%％]|率|比例|比重|占比|幅度|百分")

_NOTE = re.compile(r"(?:注|备注|说明)[:：].*|(?:此|本)表为空.*|.*(?:故|因此)本表(?:为空|无数据).*")


def is_note(text: str) -> bool:
    """Whether a row inside the grid is a remark and no row of the form."""
    return bool(_NOTE.fullmatch(fold(text)))


_TOTAL = re.compile(
    r"(?:(?:本年|当年|本部门|本单位|部门|单位)?(?:人员|公用|人员类|公用类|日常公用)?"
    r"(?:收入|支出|收支|资金|经费)?(?:预算|决算)?(?:总计|合计|共计|总额|小计)(?:数)?)"
)


def is_total(text: str) -> bool:
    """Whether a row label is a total (合计, 支出总计, 本年支出合计 ...)."""
    return bool(_TOTAL.fullmatch(take_apart(text).core))


def has_han(text: str) -> bool:
    """Whether the text has a Chinese character."""
    return bool(_HAN.search(text))
