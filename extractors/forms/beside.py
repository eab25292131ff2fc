"""Amounts beside a table: a row of figures on its page that no grid holds.

A grid ends with its last ruling.  A line of bare amounts below or beside it may be a row that
was cut off; of such a table it cannot be said that everything was read.
"""

from __future__ import annotations

import re

from extractors.layout import DocumentLayout, Line

#: An amount with decimals that no unit, word or further figure follows: a cell's, not a sentence's.
_BARE = re.compile(r"(?<![\d.,])-?\d[\d,]*\.\d{2,}(?![\d.%％‰])(?=\s|$)")
_MONTH = re.compile(r"20\d\d\.\d\d")
_SENTENCE = re.compile(r"[。;；]|\d\s*(?:百|千|万|亿)?元")


def pages_with_loose_amounts(layout: DocumentLayout) -> set[int]:
    """Pages on which a line outside every grid prints a bare amount."""
    return {
        page.number
        for page in layout.pages
        if any(_is_loose(line) for line in (*page.lines, *page.margin_lines))
    }


def _is_loose(line: Line) -> bool:
    if _SENTENCE.search(line.text):
        return False
    return any(not _MONTH.fullmatch(m[0]) for m in _BARE.finditer(line.text))
