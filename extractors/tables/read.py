"""A whole document, read once."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pypdfium2 as pdfium

from extractors.layout import DocumentLayout, Grid
from extractors.pages.chars import Chars, Frame
from extractors.pages.open import broken, open_pdf
from extractors.tables.margins import part_margins
from extractors.tables.page import UNREADABLE, ReadPage, raw_page, read_page, unreadable_page
from extractors.tables.paragraphs import paragraphs_of
from extractors.tables.stitch import stitch


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
        read: list[ReadPage] = []
        for number in range(1, len(document) + 1):
            try:
                with raw_page(document, number) as raw:
                    read.append(read_page(raw, second, cross_check=cross_check))
            except pdfium.PdfiumError:
                read.append(unreadable_page(number))
        if all(r.content.decisions == UNREADABLE for r in read):
            raise broken(data, name)
    pages = part_margins([r.content for r in read])
    tables = stitch(pages, [r.full for r in read])
    return DocumentLayout(
        document_id=hashlib.sha256(data).hexdigest(),
        file_name=name,
        n_pages=len(pages),
        pages=tuple(pages),
        tables=tables,
        paragraphs=paragraphs_of(pages),
        metadata=metadata,
    )
