"""Text for matching, with the way back to the page.

Patterns match on text without white space, after NFKC and with one kind of
quotation mark.  Every character of it knows which character of the printed
paragraph it came from, so that each number of a match has its own place.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from extractors.layout import BBox, Paragraph
from extractors.text import fold, normalise, squash


@dataclass(frozen=True, slots=True)
class SquashedText:
    """A paragraph as patterns see it.

    ``text[i]`` stems from ``source.text[origins[i]]``; the printed character
    runs up to, not including, ``ends[i]`` (a base with combining marks is one).
    """

    source: Paragraph
    text: str
    origins: tuple[int, ...]
    ends: tuple[int, ...]

    def raw(self, start: int, end: int) -> str:
        """The printed text behind ``text[start:end]``, white space and all."""
        if start >= end:
            return ""
        return self.source.text[self.origins[start] : self.ends[end - 1]]

    def words(self, start: int, end: int) -> str:
        """``text[start:end]`` as a label is stored: squashed, with the printed quotation marks."""
        return squash(self.raw(start, end))

    def locate(self, start: int, end: int) -> tuple[int, BBox]:
        """Page and box of ``text[start:end]``; an empty span is located at its start."""
        last = max(end - 1, start)
        return self.source.locate(self.origins[start], self.ends[last])

    def sentence(self, start: int, end: int) -> str:
        """The whole printed sentence around ``text[start:end]``, for a reader to see."""
        lo = max(self.text.rfind(mark, 0, start) for mark in "。!?") + 1
        stops = [i for mark in "。!?" if (i := self.text.find(mark, end)) >= 0]
        hi = min(stops, default=len(self.text) - 1) + 1
        return normalise(self.raw(lo, hi))


def squash_paragraph(paragraph: Paragraph) -> SquashedText:
    """Squash one paragraph and keep the offsets.

    Raises ValueError when ``places`` does not have one place per character.
    """
    if len(paragraph.places) != len(paragraph.text):
        raise ValueError(f"paragraph {paragraph.ordinal}: places and text differ in length")
    out: list[str] = []
    origins: list[int] = []
    ends: list[int] = []
    raw = paragraph.text
    i = 0
    while i < len(raw):
        j = i + 1
        while j < len(raw) and unicodedata.combining(raw[j]):
            j += 1
        piece = fold(raw[i:j])
        out.append(piece)
        origins.extend([i] * len(piece))
        ends.extend([j] * len(piece))
        i = j
    return SquashedText(paragraph, "".join(out), tuple(origins), tuple(ends))
