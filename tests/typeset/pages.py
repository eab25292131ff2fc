"""What a disclosure consists of before it is drawn: grids, paragraphs and their facts."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any


@dataclass(slots=True)
class GridCell:
    """One cell of a table as printed.

    `key` is (row_key, column_key) where the cell carries an amount of a form; `amount` is the
    amount that it prints, in the table's money unit (0 for a blank).  `attribute` is the
    attribute key of a cell of a performance table that states one.
    """

    text: str = ""
    rows: int = 1
    cols: int = 1
    align: str = "c"
    bold: bool = False
    key: tuple[str, str] | None = None
    amount: Decimal | None = None
    attribute: str | None = None


@dataclass(slots=True)
class Grid:
    """One table.  `lines[r][c]` is the cell that starts there, None where one covers it."""

    form: str
    table_no: int
    title: str
    lines: list[list[GridCell | None]]
    header_rows: int
    widths: list[float]
    number: str | None = None
    unit_name: str | None = None
    unit_label: str = "编制单位："
    money_unit: str | None = None
    subtitle: str | None = None
    landscape: bool = False
    rotate: bool = False  # landscape through /Rotate, not through the page size
    repeat_header: bool = False
    cut_rows: bool = False  # a page break may cut a row inside its cells
    new_page: bool = True
    row_height: float = 17.0
    size: float = 9.0
    note: str | None = None
    indicators: list[dict[str, str]] = field(default_factory=list)

    @property
    def n_rows(self) -> int:
        return len(self.lines)

    @property
    def n_cols(self) -> int:
        return len(self.widths)

    def cells(self) -> list[tuple[int, int, GridCell]]:
        """(row, column, cell) of every cell, in reading order."""
        return [
            (r, c, cell)
            for r, line in enumerate(self.lines)
            for c, cell in enumerate(line)
            if cell is not None
        ]


@dataclass(slots=True)
class Text:
    """A paragraph.  style: title | cover | part | h1 | h2 | p | toc | sign | note."""

    style: str
    text: str


@dataclass(slots=True)
class PageBreak:
    """Start a new page (portrait)."""


@dataclass(slots=True)
class Stated:
    """One slot of one narrative pattern, as the sentence states it (golden fact)."""

    pattern: str
    instance: int
    slot: str
    item: str | None
    value: Decimal | None
    text: str


@dataclass(slots=True)
class Disclosure:
    """A document: what is printed, in order, and the facts that the print carries."""

    doc_id: str
    title: str
    unit_name: str
    fiscal_year: int
    scope: str
    layout: str
    parts: list[Grid | Text | PageBreak] = field(default_factory=list)
    stated: list[Stated] = field(default_factory=list)
    toc_forms: list[str] = field(default_factory=list)
    signed_on: str | None = None
    mark: str | None = None  # printed on every page
    synthetic: bool = True
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def grids(self) -> list[Grid]:
        return [p for p in self.parts if isinstance(p, Grid)]

    def grid(self, form: str, table_no: int = 1) -> Grid:
        """The table of a form; KeyError if the document has none."""
        for g in self.grids:
            if (g.form, g.table_no) == (form, table_no):
                return g
        raise KeyError(f"{self.doc_id} has no {form}#{table_no}")


# ---------------------------------------------------------------- building grids

Head = tuple[str, "list[Head] | None"]


def head(label: str, *children: Any) -> Head:
    """A header cell over its children (labels or heads)."""
    kids = [c if isinstance(c, tuple) else (c, None) for c in children]
    return (label, kids or None)


def header_lines(heads: list[Any], depth: int | None = None) -> list[list[GridCell | None]]:
    """Lay a tree of header cells out as merged cells; leaves reach down to the last row."""
    tree: list[Head] = [h if isinstance(h, tuple) else (h, None) for h in heads]

    def deep(h: Head) -> int:
        return 1 + max((deep(k) for k in h[1] or []), default=0)

    def wide(h: Head) -> int:
        return sum(wide(k) for k in h[1]) if h[1] else 1

    levels = depth or max(deep(h) for h in tree)
    lines: list[list[GridCell | None]] = [
        [None] * sum(wide(h) for h in tree) for _ in range(levels)
    ]

    def put(h: Head, r: int, c: int) -> None:
        kids = h[1]
        span = 1 if kids else levels - r
        lines[r][c] = GridCell(h[0], rows=span, cols=wide(h), bold=True)
        for k in kids or []:
            put(k, r + 1, c)
            c += wide(k)

    c = 0
    for h in tree:
        put(h, 0, c)
        c += wide(h)
    return lines


def plain(texts: list[str], align: str = "c", bold: bool = False) -> list[GridCell | None]:
    """A line of unmerged cells."""
    return [GridCell(t, align=align, bold=bold) for t in texts]
