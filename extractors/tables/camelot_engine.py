"""The second opinion: camelot-py's lattice reader on one page.

Slow to import and to run, so it is asked only where the ruling reader is not
sure, or for a cross-check.  Its vector engine sees stroked lines and
rectangles, not the mitred quadrilaterals of some producers; then its combined
engine reads a rendering of the page at 150 dpi.
"""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pypdfium2 as pdfium

from extractors.layout import Grid
from extractors.pages.chars import Chars, Frame
from extractors.tables import ruled
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
    not differ by white space.  An empty list where it sees none.
    """
    from camelot.io import read_pdf  # about two seconds

    options: dict[str, Any] = {
        "pages": str(page),
        "flavor": "lattice",
        "layout_kwargs": _LAYOUT,
        "copy_text": ["h", "v"],
        "suppress_stdout": True,
    }
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tables = read_pdf(data, engine="vector", **options)
        engine = "vector"
        if not len(tables):
            tables = read_pdf(data, engine="combined", backend=_Render(), **options)
            engine = "combined"
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
