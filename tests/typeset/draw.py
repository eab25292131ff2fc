"""Draw a disclosure as PDF: paragraphs, ruled tables over page breaks, page numbers."""

from __future__ import annotations

import io
from typing import Any

from reportlab import rl_config
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from . import fonts
from .pages import Disclosure, Grid, GridCell, PageBreak, Text

MARGIN_X, MARGIN_TOP, MARGIN_BOTTOM = 60.0, 64.0, 62.0
LEADING = 1.28
PAD = 2.5

#: style -> (size, align, first-line indent in characters, bold, space before, line spacing)
STYLES: dict[str, tuple[float, str, int, bool, float, float]] = {
    "cover": (26, "c", 0, True, 130, 1.6),
    "cover_small": (14, "c", 0, False, 40, 1.6),
    "part": (18, "c", 0, True, 10, 1.8),
    "h1": (14, "l", 2, True, 6, 1.7),
    "h2": (13, "l", 2, True, 3, 1.7),
    "p": (12.5, "l", 2, False, 0, 1.75),
    "toc_part": (13, "l", 0, True, 4, 1.75),
    "toc": (12, "l", 1, False, 0, 1.65),
    "sign": (12.5, "r", 0, False, 8, 1.7),
    "note": (10, "l", 0, False, 4, 1.5),
}


class Painter:
    """Places parts on pages from top to bottom."""

    def __init__(self, document: Disclosure) -> None:
        fonts.register()
        rl_config.invariant = 1
        self.document = document
        self.buffer = io.BytesIO()
        self.canvas = Canvas(
            self.buffer,
            pagesize=A4,
            pageCompression=1,
            invariant=1,
            initialFontName="Latin",  # reportlab's own default would be a font not embedded
        )
        self.canvas.setTitle(document.title)
        self.canvas.setAuthor(document.unit_name)
        self.canvas.setCreator("mingzhang tests.typeset")
        self.page_no = 0
        self.size = A4
        self.y = 0.0
        self.fresh = True
        self.open = False

    # ---- pages
    def start(self, landscape: bool = False, rotate: bool = False) -> None:
        """Begin a page; an untouched page of the same shape is used instead."""
        size = (A4[1], A4[0]) if landscape else A4
        if self.open and self.fresh and self.size == size:
            return
        self.finish()
        self.size, self.open, self.fresh = size, True, True
        self.page_no += 1
        if landscape and rotate:
            # reportlab takes the size as displayed and swaps it for the media box.
            self.canvas.setPageSize(size)
            self.canvas.setPageRotation(90)
            self.canvas.translate(A4[0], 0)
            self.canvas.rotate(90)
        else:
            self.canvas.setPageSize(size)
            self.canvas.setPageRotation(0)
        self.y = size[1] - MARGIN_TOP
        self.canvas.setLineWidth(0.6)

    def finish(self) -> None:
        """Put the page number and the mark on the page and close it."""
        if not self.open:
            return
        middle, mark = self.size[0] / 2, self.document.mark or ""
        if self.document.layout == "joined":  # one footer line
            self.text_at(f"{mark}　第{self.page_no}页", middle, 30, 9, "c")
        else:  # a running header, and the page number below
            self.text_at(mark, middle, self.size[1] - 40, 8, "c")
            self.text_at(f"- {self.page_no} -", middle, 30, 9, "c")
        self.canvas.showPage()
        self.open = False

    def bytes(self) -> bytes:
        """Close the document and give its bytes."""
        self.finish()
        self.canvas.save()
        return self.buffer.getvalue()

    # ---- text
    def text_at(
        self, text: str, x: float, y: float, size: float, align: str = "l", bold: bool = False
    ) -> None:
        """One line with its base line at y; x is its left, middle or right by `align`."""
        if not text:
            return
        w = fonts.width(text, size, bold)
        x -= {"l": 0.0, "c": w / 2, "r": w}[align]
        t = self.canvas.beginText(x, y)
        for name, part in fonts.runs(text, bold):
            t.setFont(name, size)
            # No bold cut of the Chinese font: print its outline as well.
            heavy = bold and name == "CJK"
            t.setTextRenderMode(2 if heavy else 0)
            if heavy:
                self.canvas.setLineWidth(size / 70)
            t.textOut(part)
        t.setTextRenderMode(0)
        self.canvas.drawText(t)
        self.canvas.setLineWidth(0.6)
        self.fresh = False

    def paragraph(self, part: Text) -> None:
        """A paragraph, over pages if needed."""
        size, align, indent, bold, before, spacing = STYLES[part.style]
        if not self.open:
            self.start()
        room = self.size[0] - 2 * MARGIN_X
        lines = fonts.wrap(part.text, size, room, bold, first=indent * size)
        self.y -= before
        for n, line in enumerate(lines):
            if self.y - size * spacing < MARGIN_BOTTOM:
                self.start_after()
            self.y -= size * spacing
            x = {"l": MARGIN_X, "c": self.size[0] / 2, "r": self.size[0] - MARGIN_X}[align]
            self.text_at(line, x + (indent * size if n == 0 else 0), self.y, size, align, bold)

    def start_after(self) -> None:
        """A further page of the same shape."""
        landscape = self.size[0] > self.size[1]
        self.fresh = False
        self.start(landscape)

    # ---- tables
    def table_head(self, grid: Grid) -> None:
        """Number, title, unit and money unit above the table."""
        right = self.size[0] - MARGIN_X
        if grid.number:
            self.y -= 14
            self.text_at(grid.number, MARGIN_X, self.y, 11)
        if grid.title:
            self.y -= 26
            self.text_at(grid.title, self.size[0] / 2, self.y, 16, "c", True)
        if grid.subtitle:
            self.y -= 18
            self.text_at(grid.subtitle, self.size[0] / 2, self.y, 11, "c")
        if grid.unit_name or grid.money_unit:
            self.y -= 22
            if grid.unit_name:
                self.text_at(grid.unit_label + grid.unit_name, MARGIN_X, self.y, 10)
            if grid.money_unit:
                self.text_at("单位：" + grid.money_unit, right, self.y, 10, "r")
        self.y -= 6

    def table(self, grid: Grid) -> None:
        """A ruled table, over pages if needed; merged cells end at the page break."""
        if grid.new_page or not self.open:
            self.start(grid.landscape, grid.rotate)
        frame = self.size[0] - 2 * MARGIN_X
        scale = frame / sum(grid.widths)
        xs = [MARGIN_X]
        for w in grid.widths:
            xs.append(xs[-1] + w * scale)
        rows = _Rows(grid, xs)
        if not grid.new_page and self.y - 120 < MARGIN_BOTTOM:
            self.start_after()
        self.table_head(grid)
        r = 0
        while r < grid.n_rows:
            end, cut = self._fit(rows, r)
            if end == r and cut is None:
                if self.y > self.size[1] - MARGIN_TOP - 150:  # an empty page is too small for it
                    raise ValueError(f"row {r} of {grid.form} does not fit on a page")
                self._turn(grid)
                continue
            self._segment(rows, r, end, cut)
            r = end
            if r < grid.n_rows:
                self._turn(grid)
                if grid.repeat_header and r >= grid.header_rows:
                    self._segment(rows, 0, grid.header_rows, None)
        if grid.note:
            self.y -= 4
            self.paragraph(Text("note", grid.note))

    def _turn(self, grid: Grid) -> None:
        self.fresh = False
        self.start(grid.landscape, grid.rotate)

    def _fit(self, rows: _Rows, first: int) -> tuple[int, float | None]:
        """Rows that fit from `first`: (end, height left for a row to be cut, if one is)."""
        y, end = self.y, first
        while end < rows.grid.n_rows and y - rows.heights[end] >= MARGIN_BOTTOM:
            y -= rows.heights[end]
            end += 1
        left = y - MARGIN_BOTTOM
        cuttable = end < rows.grid.n_rows and rows.grid.cut_rows and left > 3 * rows.leading
        if cuttable and rows.heights[end] - left > 2 * rows.leading:
            return end, left
        return end, None

    def _segment(self, rows: _Rows, first: int, end: int, cut: float | None) -> None:
        """Draw rows first..end-1 on this page, and the upper part of row `end` if it is cut."""
        tops = [self.y]
        for r in range(first, end):
            tops.append(tops[-1] - rows.heights[r])
        last = end
        if cut is not None:
            tops.append(tops[-1] - cut)
            last = end + 1
        self._rule(rows, first, last, tops)
        for r, c, cell in rows.visible(first, last):
            top = tops[max(r, first) - first]
            bottom = tops[min(r + cell.rows, last) - first]
            lines = rows.lines[(r, c)]
            room = int((top - bottom - 2 * PAD + 0.5) // rows.leading)
            if r + cell.rows > end:  # goes on on the next page, with the lines that are left
                keep = room if len(lines) > room else len(lines)
                lines, rows.lines[(r, c)] = lines[:keep], lines[keep:]
            self._cell(cell, lines, rows, c, top, bottom)
        self.y = tops[-1]
        self.fresh = False
        if cut is not None:
            rows.shrink(end)

    def _cell(
        self, cell: GridCell, lines: list[str], rows: _Rows, c: int, top: float, bottom: float
    ) -> None:
        left, right = rows.xs[c], rows.xs[c + cell.cols]
        height = len(lines) * rows.leading
        y = (top + bottom) / 2 + height / 2 - rows.size * 0.98
        x = {"l": left + PAD, "c": (left + right) / 2, "r": right - PAD}[cell.align]
        for line in lines:
            self.text_at(line, x, y, rows.size, cell.align, cell.bold)
            y -= rows.leading

    def _rule(self, rows: _Rows, first: int, last: int, tops: list[float]) -> None:
        """Rulings of the segment, collinear pieces joined."""
        n, m = last - first, rows.grid.n_cols
        owner: dict[tuple[int, int], tuple[int, int]] = {}
        for r, c, cell in rows.visible(first, last):
            for rr in range(max(r, first), min(r + cell.rows, last)):
                for cc in range(c, c + cell.cols):
                    owner[(rr - first, cc)] = (r, c)
        for i in range(n + 1):  # horizontal
            self._strokes(
                m,
                lambda j, i=i: i in (0, n) or owner.get((i - 1, j)) != owner.get((i, j)),
                lambda a, b, i=i: (rows.xs[a], tops[i], rows.xs[b], tops[i]),
            )
        for j in range(m + 1):  # vertical
            self._strokes(
                n,
                lambda i, j=j: j in (0, m) or owner.get((i, j - 1)) != owner.get((i, j)),
                lambda a, b, j=j: (rows.xs[j], tops[a], rows.xs[j], tops[b]),
            )

    def _strokes(self, n: int, has: Any, line: Any) -> None:
        start = None
        for k in range(n + 1):
            on = k < n and has(k)
            if on and start is None:
                start = k
            if not on and start is not None:
                self.canvas.line(*line(start, k))
                start = None


class _Rows:
    """Wrapped text and height of every row of a grid at given column edges."""

    def __init__(self, grid: Grid, xs: list[float]) -> None:
        self.grid, self.xs, self.size = grid, xs, grid.size
        self.leading = grid.size * LEADING
        self.lines: dict[tuple[int, int], list[str]] = {}
        self.heights = [grid.row_height] * grid.n_rows
        for r, c, cell in grid.cells():
            room = xs[c + cell.cols] - xs[c] - 2 * PAD
            self.lines[(r, c)] = fonts.wrap(cell.text, grid.size, room, cell.bold)
        for merged in (False, True):
            for r, c, cell in grid.cells():
                if (cell.rows > 1) is not merged:
                    continue
                need = len(self.lines[(r, c)]) * self.leading + 2 * PAD
                have = sum(self.heights[r : r + cell.rows])
                if need > have:
                    for k in range(r, r + cell.rows):
                        self.heights[k] += (need - have) / cell.rows

    def visible(self, first: int, last: int) -> list[tuple[int, int, GridCell]]:
        """Cells that have a part in rows first..last-1."""
        return [
            (r, c, cell) for r, c, cell in self.grid.cells() if r < last and r + cell.rows > first
        ]

    def shrink(self, row: int) -> None:
        """Height of what is left of a row that a page break has cut."""
        rest = [
            len(self.lines[(r, c)])
            for r, c, cell in self.grid.cells()
            if r <= row < r + cell.rows and cell.rows == 1
        ]
        self.heights[row] = max([*rest, 1]) * self.leading + 2 * PAD


def render(document: Disclosure) -> bytes:
    """The document as PDF; the same input gives the same bytes."""
    painter = Painter(document)
    for part in document.parts:
        if isinstance(part, PageBreak):
            painter.start()
        elif isinstance(part, Text):
            painter.paragraph(part)
        else:
            painter.table(part)
    return painter.bytes()
