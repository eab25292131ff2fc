"""The engines that the table benchmark compares, each behind one function.

Every engine turns a PDF into cells: page, place (points, origin top left) and
text.  Peers run as their documentation says; they are a development extra, not
dependencies of the product.
"""

from __future__ import annotations

import ctypes
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from extractors.tables.camelot_engine import _LAYOUT, _mesh
from extractors.tables.page import raw_page, read_page


@dataclass(frozen=True, slots=True)
class BenchCell:
    page: int
    x0: float
    top: float
    x1: float
    bottom: float
    text: str


#: A reader of pages 1..n of a PDF.
Engine = Callable[[Path, int], list[BenchCell]]


def floor(path: Path, pages: int) -> list[BenchCell]:
    """Characters, boxes and path points, one call each, and nothing made of them."""
    document = pdfium.PdfDocument(path)
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    x, y = ctypes.c_float(), ctypes.c_float()
    try:
        for number in range(min(pages, len(document))):
            page = document[number]
            text = page.get_textpage()
            for i in range(text.count_chars()):
                pdfium_c.FPDFText_GetUnicode(text, i)
                pdfium_c.FPDFText_GetCharBox(text, i, left, right, bottom, top)
            for thing in page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_PATH], max_depth=8):
                for k in range(pdfium_c.FPDFPath_CountSegments(thing.raw)):
                    segment = pdfium_c.FPDFPath_GetPathSegment(thing.raw, k)
                    pdfium_c.FPDFPathSegment_GetPoint(segment, x, y)
            text.close()
            page.close()
    finally:
        document.close()
    return []


def bulk_floor(path: Path, pages: int) -> list[BenchCell]:
    """The same through this project's bulk calls: what the ruling reader starts from."""
    document = pdfium.PdfDocument(path)
    try:
        for number in range(1, min(pages, len(document)) + 1):
            with raw_page(document, number):
                pass
    finally:
        document.close()
    return []


def ruled(path: Path, pages: int) -> list[BenchCell]:
    """This project: one pass over the page, routing, grids and text lines."""
    document = pdfium.PdfDocument(path)
    out = []
    try:
        for number in range(1, min(pages, len(document)) + 1):
            with raw_page(document, number) as raw:
                for grid in read_page(raw).content.grids:
                    out += [BenchCell(number, *c.bbox, c.text) for c in grid.cells]
    finally:
        document.close()
    return out


def camelot_tuned(path: Path, pages: int) -> list[BenchCell]:
    return list(_camelot(path, pages, engine="vector", layout_kwargs=_LAYOUT, copy_text=["h", "v"]))


def camelot_default(path: Path, pages: int) -> list[BenchCell]:
    return list(_camelot(path, pages, copy_text=["h", "v"]))


@dataclass(frozen=True)
class _Sheet:
    height: float


def _camelot(path: Path, pages: int, **options: Any) -> Iterator[BenchCell]:
    from camelot.io import read_pdf

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        document = pdfium.PdfDocument(path)
        heights = [document.get_page_size(i)[1] for i in range(min(pages, len(document)))]
        document.close()
        tables = read_pdf(
            str(path), pages=f"1-{len(heights)}", flavor="lattice", suppress_stdout=True, **options
        )
    for table in tables:
        mesh = _mesh(table, _Sheet(heights[table.page - 1]))  # type: ignore[arg-type]
        if mesh is None:
            continue
        for slot in mesh.slots:
            texts = {
                table.cells[r][c].text.strip()
                for r in range(slot.row, slot.row + slot.row_span)
                for c in range(slot.col, slot.col + slot.col_span)
            }
            text = max(texts, key=len)
            yield BenchCell(table.page, *mesh.box(slot), text)


def pdfplumber(path: Path, pages: int) -> list[BenchCell]:
    import pdfplumber as plumber

    out = []
    with plumber.open(path) as document:
        for page in document.pages[:pages]:
            for table in page.find_tables():
                for row, texts in zip(table.rows, table.extract(), strict=True):
                    for box, text in zip(row.cells, texts, strict=True):
                        if box is not None:
                            out.append(BenchCell(page.page_number, *box, text or ""))
            page.close()
    return out


def tablers(path: Path, pages: int) -> list[BenchCell]:
    import tablers as rust

    out = []
    document = rust.Document(str(path))
    try:
        for number in range(min(pages, document.page_count)):
            for table in rust.find_tables(document.get_page(number), extract_text=True):
                for cell in table.cells:
                    out.append(BenchCell(number + 1, *cell.bbox, cell.text or ""))
    finally:
        document.close()
    return out


ENGINES: dict[str, Engine] = {
    "floor": floor,
    "bulk floor": bulk_floor,
    "mingzhang": ruled,
    "tablers": tablers,
    "camelot vector, tuned": camelot_tuned,
    "pdfplumber": pdfplumber,
    "camelot, default": camelot_default,
}
FLOORS = ("floor", "bulk floor")
