"""Names of projects: in the title of a table, and parts that a page break cut from one."""

from __future__ import annotations

import re
from collections.abc import Iterable

from extractors.layout import Line, LogicalTable
from extractors.text import squash

_TITLE = re.compile(
    r"(?:\(?[\d一二三四五六七八九十]{1,3}[).、]+)?(?P<name>.{3,}?)(?:项目)?(?:支出)?绩效目标(?:申报|填报)?表"
)
#: What a fiscal system prints before the project's name: code of the unit, its name.
_TITLE_CODES = re.compile(r"\d{6}_[^_]+_")
#: A caption line that is this long and does not end as these do goes on in the next.
_FULL_LINE = 18
_COMPLETE = tuple("表:。;)元")
#: Titles that name the kind of table and no project.
_GENERIC = re.compile(
    r"(?:\d{4}年度?)?(?:[省市区县]级|部门|单位|财政|预算|专项|重点|[一二]级|整体|支出|项目|资金|其他)*"
)
#: A project code with the name behind it (11000022T000000447090-安全检查), and how codes begin.
_CODED = re.compile(r"\d{8,}[A-Z]\d{6,}-.")
_CODE_START = re.compile(r"\d{6,}")


def project_in_title(table: LogicalTable) -> tuple[str, Line] | None:
    """The project that a table's title names, with the caption line; None if it names none."""
    title = squash(table.title or "")
    places = [n for n, line in enumerate(table.caption) if squash(line.text) == title]
    if not places:
        return None
    line = table.caption[places[-1]]
    before = squash(table.caption[places[-1] - 1].text) if places[-1] else ""
    if len(before) >= _FULL_LINE and not before.endswith(_COMPLETE):
        title = before + title
    match = _TITLE.fullmatch(_TITLE_CODES.sub("", title))
    if match is None or _GENERIC.fullmatch(match["name"]):
        return None
    return match["name"], line


def continues_name(name: str, project: str, projects: Iterable[str]) -> bool:
    """Is ``name`` the rest of ``project`` that the page break cut?  Only codes can tell."""
    if not any(_CODED.match(known) for known in projects):
        return False
    if _CODE_START.match(name):
        return _CODED.match(project) is None and not _CODED.match(name)
    return True
