"""Lines to paragraphs in reading order, over page breaks."""

from __future__ import annotations

import re

from extractors.layout import BBox, Line, PageContent, Paragraph

_HEADING = re.compile(
    r"(?:第[一二三四五六七八九十百]+(?:部分|章|节)|[一二三四五六七八九十]+、|[(（][一二三四五六七八九十]+[)）]|"
    r"\d{1,2}[.．、](?!\d)|[(（]\d{1,2}[)）]|附件|附表|目\s*录)"
)
#: A line that starts a paragraph whatever its place.
_STARTER = _HEADING
#: Headings are shorter than this many characters.
_HEADING_LENGTH = 45
_SENTENCE_END = "。；：！？;:!?"
_LEADERS = re.compile(r"[.…·．\s]{4,}\d{1,3}$")


def paragraphs_of(pages: list[PageContent]) -> tuple[Paragraph, ...]:
    """Paragraphs of the running text: page headers, footers and tables are already apart."""
    groups: list[list[Line]] = []
    previous: Line | None = None
    broken = True
    right = 0.0
    for page in pages:
        edge = _right_edge(page) or right
        grids = sorted(page.grids, key=lambda g: g.bbox.top)
        for line in page.lines:
            new = broken or previous is None
            if previous is not None and previous.page == line.page:
                new = new or any(
                    previous.bbox.top <= g.bbox.top and g.bbox.bottom <= line.bbox.bottom
                    for g in grids
                )
            if previous is not None and not new:
                new = _starts(previous, line, page, edge if previous.page == page.number else right)
            if new:
                groups.append([])
            groups[-1].append(line)
            previous = line
            broken = False
        if any(not page.lines or g.bbox.top >= page.lines[-1].bbox.top for g in grids):
            broken = True
        right = edge
    return tuple(_paragraph(i, group) for i, group in enumerate(groups))


def _right_edge(page: PageContent) -> float | None:
    """Where full lines end on a page."""
    ends = sorted(line.bbox.x1 for line in page.lines)
    return ends[-max(1, len(ends) // 6)] if ends else None


def _starts(previous: Line, line: Line, page: PageContent, right: float) -> bool:
    """Does ``line`` begin a new paragraph after ``previous``?"""
    size = max(previous.size, 1.0)
    if _STARTER.match(line.text) and (
        previous.text[-1] in _SENTENCE_END
        or previous.bbox.x1 < right - 1.5 * size
        or _HEADING.match(previous.text) is not None
    ):
        return True
    if _LEADERS.search(previous.text):
        return True
    if abs(line.size - previous.size) > 0.18 * size:
        return True
    # Room was left for the next character: the paragraph ended there.
    if previous.bbox.x1 < right - 2.2 * size:
        return True
    if previous.page == line.page:
        pitch = line.bbox.top - previous.bbox.top
        if pitch > 3.2 * size:
            return True
    indent = line.bbox.x0 - previous.bbox.x0
    return previous.text[-1] in _SENTENCE_END and indent > 1.2 * size


def _paragraph(ordinal: int, lines: list[Line]) -> Paragraph:
    text = ""
    places: list[tuple[int, BBox]] = []
    for line in lines:
        if text and _needs_space(text[-1], line.text[0]):
            places.append(places[-1])
            text += " "
        text += line.text
        places.extend((line.page, box) for box in line.char_boxes)
    heading = (
        len(lines) <= 2
        and len(text) <= _HEADING_LENGTH
        and _HEADING.match(text) is not None
        and text[-1] not in "。；;，,"
    )
    return Paragraph(ordinal, text, tuple(places), heading)


def _needs_space(before: str, after: str) -> bool:
    """Only Latin words are parted by the line's end; Chinese and numbers run on."""
    return before.isascii() and before.isalpha() and after.isascii() and after.isalpha()
