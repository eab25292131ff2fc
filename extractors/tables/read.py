"""A whole document, read once."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pypdfium2 as pdfium

from extractors.layout import DocumentLayout, Grid
from extractors.pages.chars import Chars, Frame
from extractors.pages.open import broken, open_pdf
from extractors.tables.margins import part_margins
from extractors.tables.page import (
    UNREADABLE,
    ReadPage,
    SecondEngine,
    raw_page,
    read_page,
    unreadable_page,
)
from extractors.tables.paragraphs import paragraphs_of
from extractors.tables.stitch import stitch
from extractors.tables.turn_back import turn_back

#: No document has more pages; a broken page tree may claim any number.
MOST_PAGES = 20_000
#: So many pages at the end that do not load do not exist: the file only claims them.
_MOST_MISSING = 200


def _read_pages(
    document: pdfium.PdfDocument, second: SecondEngine, cross_check: bool
) -> list[ReadPage]:
    """Every page; one that cannot be loaded keeps its number."""
    read: list[ReadPage] = []
    missing = 0
    claimed = len(document)
    for number in range(1, min(claimed, MOST_PAGES) + 1):
        try:
            with raw_page(document, number) as raw:
                read.append(read_page(raw, second, cross_check=cross_check))
            missing = 0
        except pdfium.PdfiumError:
            read.append(unreadable_page(number))
            missing += 1
    if _MOST_MISSING < missing < len(read):
        del read[-missing:]
    if len(read) < claimed and read[-1].content.decisions != UNREADABLE:
        content = read[-1].content
        note = f"文件自称有{claimed}页，此后的页面未读取或不存在"
        read[-1] = replace(read[-1], content=replace(content, decisions=(*content.decisions, note)))
    return read


def read_layout(
    source: Path | bytes, file_name: str | None = None, *, cross_check: bool = False
) -> DocumentLayout:
    """Read a PDF: pages, logical tables stitched over pages, paragraphs.

    ``source`` is a path or the file's bytes (then give ``file_name``).  With
    ``cross_check`` a second engine reads every page beside, and each difference
    is recorded in the page's decisions.  Raises only
    :class:`extractors.errors.DocumentError` (and OSError for an unreadable path).
    """
    if isinstance(source, bytes):
        data, name = source, file_name or "（内存中的文件）"
    else:
        data, name = source.read_bytes(), file_name or source.name

    def second(number: int, frame: Frame, chars: Chars) -> list[Grid]:
        from extractors.tables.camelot_engine import read_grids

        return read_grids(data, number, frame, chars)

    with open_pdf(data, name) as document:
        metadata = {k: v for k, v in document.get_metadata_dict().items() if v}
        read = _read_pages(document, second, cross_check)
        if all(r.content.decisions == UNREADABLE for r in read):
            raise broken(data, name)
    pages = part_margins([r.content for r in read])
    tables = stitch(pages, [r.full for r in read])
    layout = DocumentLayout(
        document_id=hashlib.sha256(data).hexdigest(),
        file_name=name,
        n_pages=len(pages),
        pages=tuple(pages),
        tables=tables,
        paragraphs=paragraphs_of(pages),
        metadata=metadata,
    )
    turns = {r.content.number: r.turn for r in read if r.turn}
    return turn_back(layout, turns) if turns else layout
