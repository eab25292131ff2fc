"""What the page reader and the table engine hand to the form reader.

These live in memory only, between ``pages/`` + ``tables/`` and ``forms/`` +
``narrative/`` + ``performance/``.  Places are PDF points on the page as
displayed, origin top left (see :mod:`extractors.contracts`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple


class BBox(NamedTuple):
    """A rectangle in PDF points, origin top left: x0 <= x1, top <= bottom."""

    x0: float
    top: float
    x1: float
    bottom: float

    def union(self, other: BBox) -> BBox:
        return BBox(
            min(self.x0, other.x0),
            min(self.top, other.top),
            max(self.x1, other.x1),
            max(self.bottom, other.bottom),
        )


class GridCell(NamedTuple):
    """One cell of a grid on one page; a tuple, for there are millions.

    ``row`` and ``col`` are 0-based; ``text`` is as printed in reading order,
    lines joined by ``\\n``; ``bbox`` is the ruled cell, not its text.
    """

    row: int
    col: int
    row_span: int
    col_span: int
    text: str
    bbox: BBox


@dataclass(frozen=True, slots=True)
class Grid:
    """One table as it stands on one page; every grid position is covered by exactly one cell."""

    page: int
    bbox: BBox
    n_rows: int
    n_cols: int
    cells: tuple[GridCell, ...]
    engine: str
    confidence: float = 1.0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text outside every grid.

    ``char_boxes[i]`` is the box of ``text[i]`` (a space has the gap's box).
    """

    page: int
    text: str
    bbox: BBox
    char_boxes: tuple[BBox, ...]
    size: float


@dataclass(frozen=True, slots=True)
class PageContent:
    """One page after routing.

    ``layer`` is ``text``, ``scan`` (a picture, with no text that can be seen on it),
    ``outline`` (paths instead of text, or a text layer whose characters have no
    meaning) or ``blank``.  ``lines`` exclude table text, headers,
    footers and page numbers, which are in ``margin_lines``.  ``decisions`` say
    in one phrase each which engine read the page and why.
    """

    number: int
    width: float
    height: float
    rotation: int
    layer: str
    grids: tuple[Grid, ...]
    lines: tuple[Line, ...]
    margin_lines: tuple[Line, ...] = ()
    decisions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TableCell:
    """One cell of a logical table; as :class:`GridCell`, plus the page it is on.

    A cell that the page break cut carries the text of both parts and the page
    and bbox of its first part.
    """

    row: int
    col: int
    row_span: int
    col_span: int
    text: str
    page: int
    bbox: BBox


@dataclass(frozen=True, slots=True)
class LogicalTable:
    """One table stitched over pages, repeated headers removed.

    ``caption`` are the lines between the previous grid (or the page top, on the
    page before if need be) and the table, nearest last: title, 编制单位, 单位.
    ``footnotes`` are the lines right below it (注：...).  ``title`` is the
    engine's best guess among the captions; the form reader decides.
    """

    ordinal: int
    pages: tuple[int, ...]
    bbox: BBox
    n_rows: int
    n_cols: int
    cells: tuple[TableCell, ...]
    caption: tuple[Line, ...]
    footnotes: tuple[Line, ...]
    title: str | None
    engine: str
    confidence: float
    notes: tuple[str, ...] = ()

    def matrix(self) -> list[list[TableCell]]:
        """``n_rows`` x ``n_cols``; a spanned position repeats its cell."""
        rows: list[list[TableCell | None]] = [[None] * self.n_cols for _ in range(self.n_rows)]
        for cell in self.cells:
            for r in range(cell.row, cell.row + cell.row_span):
                for c in range(cell.col, cell.col + cell.col_span):
                    rows[r][c] = cell
        out: list[list[TableCell]] = []
        for r, row in enumerate(rows):
            done: list[TableCell] = []
            for c, covering in enumerate(row):
                if covering is None:
                    raise ValueError(f"grid position ({r}, {c}) is covered by no cell")
                done.append(covering)
            out.append(done)
        return out


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of running text, wrapped lines joined without a space.

    ``places[i]`` is (page, bbox) of ``text[i]``.  ``is_heading`` marks section
    headings (ordinal + short line), by form and not by font alone.
    """

    ordinal: int
    text: str
    places: tuple[tuple[int, BBox], ...]
    is_heading: bool = False

    def locate(self, start: int, end: int) -> tuple[int, BBox]:
        """Page and box of ``text[start:end]``; of its first line where it wraps."""
        page, box = self.places[start]
        last = box
        for other_page, other in self.places[start + 1 : end]:
            # Text of one line goes to the right; set solid, lines may touch or overlap.
            if other_page != page or other.top > box.bottom or other.x0 < last.x0 - 1:
                break
            box, last = box.union(other), other
        return page, box


@dataclass(frozen=True, slots=True)
class DocumentLayout:
    """A whole document, read once: pages, logical tables in order, paragraphs in order."""

    document_id: str
    file_name: str
    n_pages: int
    pages: tuple[PageContent, ...]
    tables: tuple[LogicalTable, ...]
    paragraphs: tuple[Paragraph, ...]
    metadata: dict[str, str] = field(default_factory=dict)
