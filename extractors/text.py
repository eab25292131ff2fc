"""Normalising printed text, so that the same words compare equal.

PDF producers leave Kangxi radicals, full-width digits and CJK radicals from the
supplement block in the text layer.  NFKC maps the first two; of the 115
radicals of the supplement it maps two, so the others that occur in budget
documents are listed here.  Raw text is always kept beside.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

#: CJK Radicals Supplement (U+2E80..) that NFKC leaves alone -> the character they stand for.
_RADICALS = str.maketrans(
    {
        "⺍": "小", "⺒": "巳", "⺓": "幺", "⺔": "幺", "⺕": "彐", "⺗": "心", "⺘": "扌", "⺙": "攴",
        "⺛": "旡", "⺝": "月", "⺞": "歹", "⺟": "母", "⺠": "民", "⺡": "氵", "⺢": "氺", "⺣": "灬",
        "⺤": "爪", "⺥": "爫", "⺧": "牛", "⺨": "犭", "⺩": "王", "⺫": "目", "⺬": "示", "⺭": "礻",
        "⺮": "竹", "⺯": "糸", "⺰": "纟", "⺱": "网", "⺲": "罒", "⺳": "网", "⺶": "羊", "⺷": "羊",
        "⺸": "羊", "⺹": "老", "⺺": "聿", "⺻": "聿", "⺼": "肉", "⺽": "臼", "⺾": "艹", "⺿": "艹",
        "⻀": "艹", "⻁": "虎", "⻂": "衤", "⻃": "西", "⻄": "西", "⻅": "见", "⻆": "角", "⻇": "角",
        "⻈": "讠", "⻉": "贝", "⻊": "足", "⻋": "车", "⻌": "辶", "⻍": "辶", "⻎": "辶", "⻏": "阝",
        "⻐": "钅", "⻑": "长", "⻒": "长", "⻓": "长", "⻔": "门", "⻕": "阝", "⻖": "阝", "⻗": "雨",
        "⻘": "青", "⻙": "韦", "⻚": "页", "⻛": "风", "⻜": "飞", "⻝": "食", "⻞": "食", "⻟": "食",
        "⻠": "饣", "⻡": "首", "⻢": "马", "⻣": "骨", "⻤": "鬼", "⻥": "鱼", "⻦": "鸟", "⻧": "卤",
        "⻨": "麦", "⻩": "黄", "⻪": "黾", "⻫": "斉", "⻬": "齐", "⻭": "歯", "⻮": "齿", "⻯": "竜",
        "⻰": "龙", "⻱": "龟", "⻲": "亀", "⻳": "龟",
    }
)  # fmt: skip

_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "‟": '"', "〝": '"', "〞": '"', "＂": '"',
                         "‘": "'", "’": "'", "‛": "'", "＇": "'"})  # fmt: skip
_SPACE = re.compile(r"\s+")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]")


@lru_cache(maxsize=65536)
def normalise(text: str) -> str:
    """NFKC, radicals to characters, invisible characters dropped, spaces folded to one.

    Keeps quotes, punctuation and word spaces: this is the form in which labels
    and sentences are stored.
    """
    text = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text.translate(_RADICALS)))
    return _SPACE.sub(" ", text).strip()


@lru_cache(maxsize=65536)
def squash(text: str) -> str:
    """:func:`normalise`, then all white space removed: for matching labels and sentences.

    NFKC already maps full-width brackets, colons and commas to ASCII.
    """
    # Once more: marks that a space kept apart may now combine.
    return unicodedata.normalize("NFKC", _SPACE.sub("", normalise(text)))


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """:func:`squash`, then quotation marks unified: equality of names and titles."""
    return squash(text).translate(_QUOTES)
