"""Paragraphs set on a page of square characters, so that every place can be checked."""

from __future__ import annotations

from decimal import Decimal

from extractors.contracts import Attribute, Mention
from extractors.layout import BBox, DocumentLayout, Paragraph
from extractors.narrative import read_narrative
from extractors.narrative.passages import PASSAGES

SIZE = 10.0
PER_LINE = 40
LINES_PER_PAGE = 30


def typeset(lines: list[str]) -> tuple[Paragraph, ...]:
    """One paragraph per string, wrapped after PER_LINE characters, over pages."""
    out = []
    row = 0
    for ordinal, text in enumerate(lines):
        places = []
        for i in range(len(text)):
            line = row + i // PER_LINE
            page, on_page = line // LINES_PER_PAGE + 1, line % LINES_PER_PAGE
            x = (i % PER_LINE) * SIZE
            places.append((page, BBox(x, on_page * SIZE, x + SIZE, on_page * SIZE + SIZE)))
        row += len(text) // PER_LINE + 1
        out.append(Paragraph(ordinal, text, tuple(places)))
    return tuple(out)


def read(
    *lines: str, unit: str | None = None, year: int | None = 2024
) -> tuple[list[Mention], list[Attribute]]:
    """Mentions and attributes of a document of these paragraphs."""
    layout = DocumentLayout(
        document_id="d" * 64,
        file_name="x.pdf",
        n_pages=3,
        pages=(),
        tables=(),
        paragraphs=typeset(list(lines)),
    )
    return read_narrative(layout, document_id="d" * 64, unit_name=unit, fiscal_year=year)


def facts(*lines: str, unit: str | None = None, year: int | None = 2024) -> dict[str, object]:
    """``pattern#n/slot`` -> number or text, without headings and other passages."""
    mentions, _ = read(*lines, unit=unit, year=year)
    return {
        m.mention_id: m.value if m.value is not None else m.value_text
        for m in mentions
        if m.pattern not in PASSAGES
    }


def number(text: str) -> Decimal:
    return Decimal(text)
