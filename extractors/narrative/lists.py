"""Lists that the text gives: the tables of the contents page, the divisions of a unit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from extractors.attributes import text_attribute
from extractors.contracts import Attribute, Mention
from extractors.layout import Paragraph
from extractors.narrative.grammar import ORDINAL
from extractors.text import normalise, squash

LEADER = re.compile(r"[\s.…·。⋯\-—–_]*\d{0,4}[\s.…·\-]*$")
_TABLE_NUMBER = r"(?:附?表|附件)[\d一二三四五六七八九十\-.]+[、:.]?"
_TITLE = re.compile(
    rf"^(?:{ORDINAL}|{_TABLE_NUMBER}|\d{{1,2}}[.、](?=20\d\d年))*(?P<title>.*表(?:\([^()]*\))?)"
)
#: Entries that head a part of the document and name no single table.
_PART = re.compile(r"第.部分.*|.{0,3}|.*(?:部门|单位)预算(?:公开)?表|.*预算公开表|.*决算公开表")
_CONTENTS = re.compile(".{0,40}(?:目录|目次)")
_LONGEST_ENTRY = 80
_PAGES_OF_CONTENTS = 4


def contents_entries(paragraphs: Sequence[Paragraph]) -> list[tuple[Paragraph, str]]:
    """Lines of the contents page (目录) with their text, squashed and without page numbers.

    The list ends at the first running text or where its first entry comes again.
    """
    start = next((i for i, p in enumerate(paragraphs) if _CONTENTS.fullmatch(squash(p.text))), None)
    if start is None:
        return []
    first_page = paragraphs[start].places[0][0]
    seen: set[str] = set()
    out: list[tuple[Paragraph, str]] = []
    for paragraph in paragraphs[start + 1 :]:
        key = squash(LEADER.sub("", normalise(paragraph.text)))
        if not key:
            continue
        page = paragraph.places[0][0]
        if len(key) > _LONGEST_ENTRY or "。" in key or page >= first_page + _PAGES_OF_CONTENTS:
            break
        if key in seen:
            break
        seen.add(key)
        out.append((paragraph, key))
    return out


def table_of_contents(
    entries: Iterable[tuple[Paragraph, str]], document_id: str
) -> list[Attribute]:
    """``toc.form_title`` for each table among the entries of the contents page, in order."""
    out: list[Attribute] = []
    for paragraph, key in entries:
        match = _TITLE.fullmatch(key)
        if match is None or _PART.fullmatch(match["title"]):
            continue
        on_page, box = paragraph.locate(0, len(paragraph.text))
        title = match["title"]
        out.append(
            text_attribute(document_id, "toc.form_title", "contents", len(out), title,
                           paragraph.text, on_page, box)
        )  # fmt: skip
    return out


def department_entries(mentions: Iterable[Mention], document_id: str) -> list[Attribute]:
    """``org.department`` for each division that the sentence on the organisation lists."""
    out: list[Attribute] = []
    for mention in mentions:
        if mention.slot != "dept_list" or mention.value_text is None:
            continue
        for name in re.split("[、,;]|和(?=[^、]*$)", mention.value_text):
            name = name.strip("。")
            if name:
                box = (mention.x0, mention.top, mention.x1, mention.bottom)
                out.append(
                    text_attribute(document_id, "org.department", f"ORG.sub#{mention.instance}",
                                   len(out), name, name, mention.page, box)
                )  # fmt: skip
    return out
