"""The engines that the table benchmark compares, each behind one function.

Every engine turns a PDF into cells: page, place (points, origin top left) and
text.  Peers run as their documentation says; they are a development extra, not
dependencies of the product.
"""

from __future__ import annotations

import ctypes
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from extractors.tables.camelot_engine import _LAYOUT, _mesh
from extractors.tables.page import raw_page, read_page


class BenchCell(NamedTuple):
    page: int
    x0: float
    top: float
    x1: float
    bottom: float
    text: str


#: A reader of some pages (from 1) of a PDF.
Engine = Callable[[Path, Sequence[int]], list[BenchCell]]


def floor(path: Path, pages: Sequence[int]) -> list[BenchCell]:
    """Characters, boxes and path points, one call each, and nothing made of them."""
    document = pdfium.PdfDocument(path)
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    x, y = ctypes.c_float(), ctypes.c_float()
    try:
        for number in pages:
            page = document[number - 1]
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


def bulk_floor(path: Path, pages: Sequence[int]) -> list[BenchCell]:
    """The same through this project's bulk calls: what the ruling reader starts from."""
    document = pdfium.PdfDocument(path)
    try:
        for number in pages:
            with raw_page(document, number):
                pass
    finally:
        document.close()
    return []


def ruled(path: Path, pages: Sequence[int]) -> list[BenchCell]:
    """This project: one pass over the page, routing, grids and text lines."""
    document = pdfium.PdfDocument(path)
    out = []
    try:
        for number in pages:
            with raw_page(document, number) as raw:
                for grid in read_page(raw).content.grids:
                    out += [BenchCell(number, *c.bbox, c.text) for c in grid.cells]
    finally:
        document.close()
    return out


def camelot_tuned(path: Path, pages: Sequence[int]) -> list[BenchCell]:
    return list(_camelot(path, pages, engine="vector", layout_kwargs=_LAYOUT, copy_text=["h", "v"]))


def camelot_default(path: Path, pages: Sequence[int]) -> list[BenchCell]:
    return list(_camelot(path, pages, copy_text=["h", "v"]))


@dataclass(frozen=True)
class _Sheet:
    height: float


def _camelot(path: Path, pages: Sequence[int], **options: Any) -> Iterator[BenchCell]:
    from camelot.io import read_pdf

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        document = pdfium.PdfDocument(path)
        heights = {n: document.get_page_size(n - 1)[1] for n in pages}
        document.close()
        asked = ",".join(map(str, pages))
        tables = read_pdf(str(path), pages=asked, flavor="lattice", suppress_stdout=True, **options)
    for table in tables:
        mesh = _mesh(table, _Sheet(heights[table.page]))  # type: ignore[arg-type]
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


def pdfplumber(path: Path, pages: Sequence[int]) -> list[BenchCell]:
    import pdfplumber as plumber

    out = []
    with plumber.open(path) as document:
        for page in (document.pages[n - 1] for n in pages):
            for table in page.find_tables():
                for row, texts in zip(table.rows, table.extract(), strict=True):
                    for box, text in zip(row.cells, texts, strict=True):
                        if box is not None:
                            out.append(BenchCell(page.page_number, *box, text or ""))
            page.close()
    return out


def tablers(path: Path, pages: Sequence[int]) -> list[BenchCell]:
    import tablers as rust

    out = []
    document = rust.Document(str(path))
    try:
        for number in pages:
            for table in rust.find_tables(document.get_page(number - 1), extract_text=True):
                for cell in table.cells:
                    out.append(BenchCell(number, *cell.bbox, cell.text or ""))
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
#: Engines too slow for whole documents read so many pages with tables of each.
SAMPLED = {"camelot, default": 2}
