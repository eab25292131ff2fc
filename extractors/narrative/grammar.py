"""Macros of the pattern language, compiled to plain regular expressions.

``{money:amt}``      an amount with its money unit            -> level (delta, if named so)
``{pct:pct}``        a percentage                             -> ratio (growth, if named g)
``{count:n:辆}``      a whole number and its measure word       -> count
``{count:n:人:[人名]}`` the same, the printed forms of the measure word being a regex
``{qty:area:平方米}``  a decimal number and its measure word      -> level
``{year:y}``         2024年                                   -> count
``{item:kind:vocab}`` one of the printed forms of a vocabulary; names the mention's item
``{vocab:name}``     the same without a slot
``{change}``         比上年预算增加1.00万元，增长2.00% / 与上年持平 -> basis prior dir delta gdir g
``{share}``          ，占本年支出预算2.00%                       -> pct
``{use}``            ，主要用于…                              -> use
``{start}``          start of a clause, its ordinal skipped
``{lead}``           unit name and year in front of a whole-budget concept
Any other named group is a text slot; ``tail`` is where child patterns look.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from extractors.errors import ConfigError

UNITS = "亿元|百万元|万元|千元|元"
NUMBER = r"(?<![\d.])(?:(?<![\dA-Za-z])[-−])?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
INTEGER = r"(?<![\d.,])(?:\d{1,3}(?:,\d{3})+|\d+)"
#: A bare zero stands for "0万元" (事业收入为0；).
BARE_ZERO = r"(?<=[^\d.,]0)(?=[;。,、)]|$)"
ORDINAL = (
    r"(?:[一二三四五六七八九十]+[、.]|\([一二三四五六七八九十]+\)[、.]?|"
    r"\d{1,2}[、.](?!\d)|\(\d{1,2}\)[、.]?|[①-⑳][、.]?)"
)
UP = "增加|增长|上升|提高|上涨|调增|增幅|多"
DOWN = "减少|下降|降低|减低|压减|调减|减幅|降幅|少"

_START = rf"(?:^|(?<=[。;:,、(])|(?<=包括)|(?<=其中))(?:其中[:,]?)?{ORDINAL}?(?:其中[:,]?)?"
_NOT_WHOLE = "拨款|公共预算|公共财政|政府性基金|基金预算|国有资本|三公|专户|采购|经费|费用|决算|"
_NOT_WHOLE += "(?<!安)全[国省市县区州旗镇乡]|下属|所属学校|所属[^单]{0,4}中心|"
_NOT_WHOLE += "基本支出|项目支出|补助|转移|绩效|委托|会议费|培训费|其他资金|单位资金"
_LEAD = rf"(?:(?!{_NOT_WHOLE})[^。;:,]|(?<=年),){{0,70}}?"

#: A template's choice of words left standing (增加（减少）0万元): no sign, so only with a zero.
_EITHER = rf"(?:\((?:{UP}|{DOWN}|降低)\)(?=为?0(?:\.0+)?(?:{UNITS}|%)))"
_CHANGE = (
    r"(?:(?P<basis>同比(?=[增减上下提降])|(?:比|较|同|与|和)(?:本单位|本部门)?(?:上年|上一年|去年|\d{4}年)(?:度)?"
    r"(?:\([^()]{0,12}\))?[^,。;:()\d]{0,30}?)"
    rf"(?:(?P<prior>{NUMBER})(?P<prior_u>{UNITS}))?"
    r"(?:,[^,。;:()\d]{0,24}?)?(?:各|均|分别|有所)?"
    rf"(?:(?P<dir>{UP}|{DOWN}){_EITHER}?(?:了|额)?(?:为)?(?P<delta>{NUMBER})(?P<delta_u>{UNITS})"
    rf"(?:\((?:上年|去年|20\d\d年)[^()\d,;]{{0,12}}?为?(?P<prior_9>{NUMBER})(?P<prior_9_u>{UNITS})"
    r"[^()\d]{0,20}\))?"
    rf"(?:[,、(]?(?:同比)?(?P<gdir>{UP}|{DOWN}){_EITHER}?(?:了|率|幅度)?(?:为)?(?P<g>{NUMBER})%\)?|\((?P<g_3>{NUMBER})%\))?"
    rf"|(?P<gdir_2>{UP}|{DOWN})(?:了)?(?P<g_2>{NUMBER})%"
    r"|(?<!基本)(?P<flat>持平|相同|一致|相等|无变化|无增减|没有变化|保持不变)))"
)
_SHARE = rf"(?:[,(]?占(?:[^,。;:\d%]{{0,20}})(?P<pct>{NUMBER})%\)?)"

_USE = (
    r"(?:[,。](?:主要)?(?:是)?用于(?P<use>[^。]*?)"
    rf"(?=。|$|[,;](?:比|较|与|和)(?:上年|去年|20\d\d)|;[^。;]{{0,40}}?{NUMBER}(?:{UNITS})))"
)

_MACRO = re.compile(r"\{(?P<name>[a-z_]+)(?::(?P<args>[^{}]*))?\}")


@dataclass(frozen=True, slots=True)
class Slot:
    """What one named group yields: level | delta | ratio | growth | count | text."""

    name: str
    group: str
    role: str
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class CompiledPattern:
    """One regular expression with the meaning of its groups."""

    regex: re.Pattern[str]
    slots: tuple[Slot, ...]
    item_group: str | None
    vocabulary: str | None
    source: str = ""


def _role(name: str, default: str) -> str:
    if name == "delta":
        return "delta"
    if name == "g":
        return "growth"
    return default


def compile_pattern(source: str, vocabularies: dict[str, dict[str, str]]) -> CompiledPattern:
    """Compile one pattern.

    Raises ConfigError for an unknown macro or vocabulary and for a regular
    expression that does not compile.
    """
    roles: dict[str, tuple[str, str | None]] = {}
    item: list[str] = []

    def expand(match: re.Match[str]) -> str:
        name, args = match["name"], (match["args"] or "").split(":")
        first = args[0]
        if name == "money":
            roles[first] = (_role(_slot_name(first), "level"), None)
            return rf"(?P<{first}>{NUMBER})(?:(?P<{first}_u>{UNITS})|{BARE_ZERO})"
        if name == "pct":
            roles[first] = (_role(_slot_name(first), "ratio"), "%")
            return rf"(?P<{first}>{NUMBER})%"
        if name == "count":
            roles[first] = ("count", args[1])
            return rf"(?P<{first}>{INTEGER}){args[-1]}"
        if name == "qty":
            roles[first] = ("level", args[1])
            return rf"(?P<{first}>{NUMBER}){args[1]}"
        if name == "year":
            roles[first] = ("count", "年")
            return rf"(?P<{first}>\d{{4}})年"
        if name in {"item", "vocab"}:
            book = first if name == "vocab" else args[1]
            if book not in vocabularies:
                raise ConfigError(f"pattern {source}: vocabulary {book} does not exist")
            forms = "|".join(f"(?:{form})" for form in vocabularies[book].values())
            if name == "vocab":
                return f"(?:{forms})"
            item.extend([first, book])
            return f"(?P<{first}>{forms})"
        fixed = {
            "start": _START, "lead": _LEAD, "share": _SHARE, "change": _CHANGE, "use": _USE
        }  # fmt: skip
        if name not in fixed:
            raise ConfigError(f"pattern {source}: macro {{{name}}} does not exist")
        if name == "share":
            roles["pct"] = ("ratio", "%")
        if name == "change":
            roles.update(prior=("level", None), prior_9=("level", None), delta=("delta", None))
            roles.update(g=("growth", "%"), g_2=("growth", "%"), g_3=("growth", "%"))
        return fixed[name]

    try:
        regex = re.compile(_MACRO.sub(expand, source))
    except re.error as error:
        raise ConfigError(f"pattern {source}: {error}") from error
    slots = []
    for group in sorted(regex.groupindex, key=regex.groupindex.__getitem__):
        if group.endswith("_u") or group == "tail":
            continue
        role, unit = roles.get(group, ("text", None))
        slots.append(Slot(_slot_name(group), group, role, unit))
    return CompiledPattern(
        regex, tuple(slots), item[0] if item else None, item[1] if item else None, source
    )


def _slot_name(group: str) -> str:
    """``g_2`` is a second way to write slot ``g``."""
    return re.sub(r"_\d$", "", group)


def direction(word: str | None) -> int:
    """+1 for a word of growth, -1 for one of decline, 0 without one."""
    if word is None:
        return 0
    return -1 if re.fullmatch(DOWN, word) else 1


def canonical_item(printed: str, vocabulary: dict[str, str]) -> str:
    """Canonical name of a printed item (both squashed), or the printed one if none fits."""
    for name, form in vocabulary.items():
        if re.fullmatch(form, printed):
            return name
    return printed
