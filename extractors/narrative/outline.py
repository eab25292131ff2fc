"""Paragraphs put under their headings.

Places number their sections differently, so a section is known by the words of
its heading and not by its ordinal; the ordinal only gives the level.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from extractors.layout import Paragraph
from extractors.narrative.grammar import NUMBER, UNITS
from extractors.narrative.schema import SectionRule
from extractors.narrative.squashed import SquashedText, squash_paragraph
from extractors.text import normalise

_LEVELS = (
    re.compile(r"第[一二三四五六七八九十]+部分[、:]?"),
    re.compile(r"[一二三四五六七八九十]{1,3}[、.]"),
    re.compile(r"\([一二三四五六七八九十]{1,3}\)[、.]?"),
    re.compile(r"\d{1,2}[、.](?!\d)"),
    re.compile(r"\(\d{1,2}\)[、.]?"),
)
_AMOUNT = re.compile(rf"{NUMBER}(?:{UNITS}|%)")
#: What a heading that ends with a full stop must speak of.
_HEADING_WORD = re.compile("情况|说明|费用|经费|概况|规模|结构")
_UNNUMBERED = re.compile("[^:]{0,30}(?:预算|决算)?(?:编制|情况|相关情况)说明")
_LONGEST_HEADING = 60
#: A line shorter than this that ends without a full stop is a caption, not a wrapped line.
_SHORTEST_WRAPPED = 20
_TERMINAL = tuple("。;:!?…》")
_RUN_IN_HEADING = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}[、.]|\([一二三四五六七八九十]{1,3}\)[、.]?)"
    r"(?:关于)?[^。,;:()]{2,50}?(?:情况|表)的?(?:总体)?说明(?:\(详见[^()]{1,20}\))?(?![。;:])"
)
_PAGE_NUMBER = re.compile(r"[-—]?\d{1,3}[-—]?")


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph of running text with the headings above it.

    ``headings`` are the open headings as printed, outermost first; ``section``
    is the key of the innermost one that the section rules know.
    """

    text: SquashedText
    headings: tuple[str, ...]
    section: str | None
    is_heading: bool = False

    @property
    def path(self) -> str | None:
        """Headings joined for display; None before the first one."""
        return " / ".join(self.headings) or None


def heading_level(squashed: str) -> int | None:
    """Level by the style of the ordinal (0 = 第一部分, 1 = 一、 ...); None without one."""
    for level, pattern in enumerate(_LEVELS):
        if pattern.match(squashed):
            return level
    return None


def _is_heading(paragraph: Paragraph, text: str) -> bool:
    if not text or len(text) > _LONGEST_HEADING or _AMOUNT.search(text):
        return False
    if text.endswith("。") and not _HEADING_WORD.search(text):
        return False
    if re.search("[。;,!?]", text.rstrip("。")):
        return False
    if heading_level(text) is None:
        return paragraph.is_heading or _UNNUMBERED.fullmatch(text) is not None
    return True


def join_wrapped(paragraphs: Sequence[Paragraph]) -> Iterator[Paragraph]:
    """Join a paragraph that was cut (mostly by a page break) to its rest.

    Only where the first part cannot be complete (long, no closing mark) and the
    second cannot be a start (no ordinal, no heading).
    """
    held: Paragraph | None = None
    for paragraph in _part_headings(paragraphs):
        text = squash_paragraph(paragraph).text
        if not text or _PAGE_NUMBER.fullmatch(text):
            continue
        if held is not None:
            before = squash_paragraph(held).text
            cut = len(before) >= _SHORTEST_WRAPPED and not before.endswith(_TERMINAL)
            if (
                cut
                and not _is_heading(held, before)
                and heading_level(text) is None
                and not paragraph.is_heading
                and re.search("[,。;]", before + text[:80])
            ):
                held = replace(held, text=held.text + paragraph.text,
                               places=held.places + paragraph.places)  # fmt: skip
                continue
            yield held
        held = paragraph
    if held is not None:
        yield held


def _part_headings(paragraphs: Sequence[Paragraph]) -> Iterator[Paragraph]:
    """Part a heading from the text that was set (or read) right behind it."""
    for paragraph in paragraphs:
        squashed = squash_paragraph(paragraph)
        hit = _RUN_IN_HEADING.match(squashed.text)
        if hit is None or hit.end() >= len(squashed.text):
            yield paragraph
            continue
        cut = squashed.origins[hit.end()]
        yield replace(paragraph, text=paragraph.text[:cut], places=paragraph.places[:cut],
                      is_heading=True)  # fmt: skip
        yield replace(paragraph, text=paragraph.text[cut:], places=paragraph.places[cut:],
                      is_heading=False)  # fmt: skip


def section_of(heading: str, rules: Sequence[SectionRule]) -> str | None:
    """Section key of a squashed heading; None if no rule knows it."""
    for rule in rules:
        if re.search(rule.heading, heading):
            return rule.key
    return None


def outline(paragraphs: Sequence[Paragraph], rules: Sequence[SectionRule]) -> list[Block]:
    """Blocks in reading order, headings included (they are the open heading of themselves)."""
    open_headings: list[tuple[int, str, str | None]] = []
    blocks: list[Block] = []
    for paragraph in join_wrapped(paragraphs):
        text = squash_paragraph(paragraph)
        heading = _is_heading(paragraph, text.text)
        if heading:
            level = heading_level(text.text)
            # A heading without an ordinal opens a new part of the document.
            rank = 0 if level is None else level
            while open_headings and open_headings[-1][0] >= rank:
                open_headings.pop()
            key = section_of(text.text, rules)
            open_headings.append((rank, normalise(paragraph.text), key))
        keys = [key for _, _, key in open_headings if key]
        blocks.append(
            Block(
                text,
                tuple(printed for _, printed, _ in open_headings),
                keys[-1] if keys else None,
                heading,
            )
        )
    return blocks
