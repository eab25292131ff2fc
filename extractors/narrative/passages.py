"""Passages of the text that hold no amount and yet are compared: duties, terms, headings.

A performance table quotes the unit's duties, the contents page its headings, the tables use
terms that the glossary must explain.  What stands in these places becomes text mentions:

* ``DUTY.item/text``  one duty of the section 主要职能 (主要职责);
* ``GLOSS.item/term`` one term that the glossary (名词解释) explains;
* ``TOC.item/title``  one section that the contents page (目录) lists;
* ``HEAD.item/title`` one heading of the text behind it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from extractors.layout import Paragraph
from extractors.narrative.grammar import ORDINAL
from extractors.narrative.lists import LEADER
from extractors.narrative.outline import Block
from extractors.text import squash

_MARK = re.compile(rf"(?:第[一二三四五六七八九十]+部分[、:]?|{ORDINAL})*")
_DUTIES = re.compile(r"[^。,;:]{0,30}(?:职能职责|职[能责])(?:情况|概况|简介)?")
#: A part of the same section that speaks of another matter.
_OTHER = re.compile("机构|人员|编制|构成|处室|转变|概况$")
_TERM = re.compile(
    r"(?P<term>[^:,。;()\d][^:,。;()]{1,29}?(?:\([^():,。;]{1,20}\)[^:,。;()]{0,12}?)?)"
    r"(?:(?P<colon>:)|,?(?:是|主要|通常|一般)?指)"
)
#: What follows the colon of a term that bears no number; a table's head (单位:万元) is none.
_MEANING = re.compile(".{0,24}?(?:指|是|为|反映|包括)")
_GLOSSARY = re.compile("(?:专业|专用|相关)?名词(?:解释|说明)")
_TABLE = re.compile(r".*表(?:\([^()]*\))?")
#: A lead-in (某某局的主要职责是:) is no duty.
_SHORTEST_DUTY = 6


#: The patterns of these mentions; none of them reads a number.
PASSAGES = frozenset({"DUTY.item", "GLOSS.item", "TOC.item", "HEAD.item"})


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of one block: ``text[start:end]`` of ``blocks[block_no]`` for a pattern's slot."""

    key: str
    slot: str
    block_no: int
    span: tuple[int, int]


def find_passages(
    blocks: Sequence[Block], entries: Iterable[tuple[Paragraph, str]]
) -> Iterator[Passage]:
    """Duties, terms, entries of the contents page and headings, in reading order.

    ``entries``: the lines of the contents page (:func:`~extractors.narrative.lists.contents_entries`).
    """
    listed = {paragraph.ordinal for paragraph, _ in entries}
    last = max(listed, default=-1)
    explains = False  # a title that is no heading (名词解释 in the middle of a page) opens it too
    for number, block in enumerate(blocks):
        text, ordinal = block.text.text, block.text.source.ordinal
        start = _after_mark(text)
        if ordinal in listed:
            end = len(squash(LEADER.sub("", text)))
            if end > start and not _TABLE.fullmatch(text[start:end]):
                yield Passage("TOC.item", "title", number, (start, end))
            continue
        if ordinal < last or start >= len(text):
            continue
        if block.is_heading:
            yield Passage("HEAD.item", "title", number, (start, len(text)))
        explains = _GLOSSARY.fullmatch(text[start:]) is not None or (
            explains and not (block.is_heading and text.startswith("第"))
        )
        if explains or block.section == "glossary":
            term = _TERM.match(text, start)
            if term is not None and (
                start or not term["colon"] or _MEANING.match(text, term.end())
            ):
                yield Passage("GLOSS.item", "term", number, term.span("term"))
        elif _is_duty(block) and len(text) - start >= _SHORTEST_DUTY and not text.endswith(":"):
            yield Passage("DUTY.item", "text", number, (start, len(text)))


def _after_mark(text: str) -> int:
    hit = _MARK.match(text)
    return hit.end() if hit is not None else 0


def _is_duty(block: Block) -> bool:
    """Whether a block stands under a heading of duties, and under none of another matter."""
    marked = [squash(LEADER.sub("", h)) for h in block.headings]
    names = [h[_after_mark(h) :] for h in marked]
    above = names[:-1] if block.is_heading else names
    hit = next((n for n, name in enumerate(above) if _DUTIES.fullmatch(name)), None)
    return hit is not None and not any(_OTHER.search(name) for name in names[hit + 1 :])
