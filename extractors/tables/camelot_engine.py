"""The second opinion: camelot-py's lattice reader on one page.

Slow to import and to run, so it is asked only where the ruling reader is not
sure, or for a cross-check.  Its vector engine sees stroked lines and
rectangles, but not borders filled as mitred quadrilaterals, which are curves to
its parser: those are shown to it here.  Where it still sees no table, its
combined engine reads a rendering of the page at 150 dpi.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

import numpy as np
import pypdfium2 as pdfium

from extractors.layout import Grid
from extractors.pages.chars import Chars, Frame
from extractors.pages.rulings import THICKEST
from extractors.tables import ruled
from extractors.tables.crosscheck import SecondEngineError
from extractors.tables.grid import Mesh, slots_of

CONFIDENCE = 0.8
#: Camelot's own default glues a right-aligned amount to the next cell's text.
_LAYOUT = {"char_margin": 0.3, "boxes_flow": None}
_DPI = 150


class _Render:
    """A rendering backend for camelot; its own ignores the resolution asked for."""

    def convert(self, pdf_path: str, png_path: str, page: int = 1, **_: Any) -> None:
        """Write page ``page`` of a PDF as PNG at 150 dpi."""
        document = pdfium.PdfDocument(pdf_path)
        try:
            document[page - 1].render(scale=_DPI / 72).to_pil().save(png_path)
        finally:
            document.close()


def read_grids(data: bytes, page: int, frame: Frame, chars: Chars) -> list[Grid]:
    """Grids that camelot sees on page ``page`` (from 1) of the PDF ``data``.

    Edges and spans are camelot's; the text is put in from ``chars``, so that
    the two engines are compared on where they draw the cells, and amounts do
    not differ by white space.  An empty list where it sees none.  Raises
    :class:`SecondEngineError` where it fails, as its parser does on damaged files.
    """
    try:
        tables, engine = _tables(data, page)
    except Exception as error:  # its parser's own, StopIteration and IndexError among them
        raise SecondEngineError(type(error).__name__) from error
    taken = np.full(len(chars), -1, dtype=np.int64)
    grids = []
    for table in tables:
        mesh = _mesh(table, frame)
        if mesh is None:
            continue
        owner, fit = ruled.place(mesh, chars, taken)
        if fit.inside:
            note = f"camelot（{engine}）识别"
            grids.append(ruled.fill(mesh, chars, owner, page, "camelot", CONFIDENCE, (note,)))
    return grids


def _tables(data: bytes, page: int) -> tuple[Any, str]:
    """Camelot's tables, and which of its engines found them."""
    from camelot.io import read_pdf  # about two seconds

    options: dict[str, Any] = {
        "pages": str(page),
        "flavor": "lattice",
        "layout_kwargs": _LAYOUT,
        "copy_text": ["h", "v"],
        "suppress_stdout": True,
    }
    with warnings.catch_warnings(), _quadrilaterals_as_lines():
        warnings.simplefilter("ignore")
        tables = read_pdf(data, engine="vector", **options)
        engine = "vector"
        if not len(tables):
            tables = read_pdf(data, engine="combined", backend=_Render(), **options)
            engine = "combined"
    return tables, engine


@contextmanager
def _quadrilaterals_as_lines() -> Iterator[None]:
    """Let camelot's vector engine count thin filled curves as rulings.

    ``camelot.image_processing._ruled_lines_from_layout`` keeps lines and
    rectangles only (camelot-py 2.0, the version that is pinned).
    """
    image_processing: Any = import_module("camelot.image_processing")
    plain = image_processing._ruled_lines_from_layout

    def with_quadrilaterals(layout: Any) -> list[tuple[float, float, float, float]]:
        lines: list[tuple[float, float, float, float]] = list(plain(layout))
        for thing in image_processing._walk_layout_objects(layout):
            if type(thing).__name__ != "LTCurve" or not getattr(thing, "fill", False):
                continue
            width, height = thing.x1 - thing.x0, thing.y1 - thing.y0
            x, y = (thing.x0 + thing.x1) / 2, (thing.y0 + thing.y1) / 2
            if height <= THICKEST < width:
                lines.append((thing.x0, y, thing.x1, y))
            elif width <= THICKEST < height:
                lines.append((x, thing.y0, x, thing.y1))
        return lines

    image_processing._ruled_lines_from_layout = with_quadrilaterals
    try:
        yield
    finally:
        image_processing._ruled_lines_from_layout = plain


def _mesh(table: Any, frame: Frame) -> Mesh | None:
    """Camelot's table (PDF points, origin bottom left) as a mesh."""
    xs = [c[0] for c in table.cols] + [table.cols[-1][1]]
    ys = [frame.height - r[0] for r in table.rows] + [frame.height - table.rows[-1][1]]
    rows, columns = len(table.rows), len(table.cols)
    if rows < 1 or columns < 1 or rows * columns < 2:
        return None
    across = np.ones((rows + 1, columns), dtype=bool)
    down = np.ones((columns + 1, rows), dtype=bool)
    for r in range(rows):
        for c in range(columns):
            cell = table.cells[r][c]
            if r + 1 < rows:
                across[r + 1, c] = cell.bottom or table.cells[r + 1][c].top
            if c + 1 < columns:
                down[c + 1, r] = cell.right or table.cells[r][c + 1].left
    return Mesh(np.array(xs), np.array(ys), *slots_of(rows, columns, across, down))
