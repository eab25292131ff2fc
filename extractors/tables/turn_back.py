"""Places on pages that were turned to be read, back on the pages as displayed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from extractors.layout import BBox, DocumentLayout, Grid, Line, LogicalTable, PageContent
from extractors.pages.turned import back

_Turns = Mapping[int, Callable[[BBox], BBox]]


def turn_back(layout: DocumentLayout, turns: Mapping[int, int]) -> DocumentLayout:
    """``layout`` with every place on the page as displayed.

    ``turns`` gives, by page number, the clockwise degrees by which a page was
    turned.  Rows, columns and reading order stay as they were read.
    """
    by_page: _Turns = {
        page.number: back(_displayed(page, turns[page.number]), turns[page.number])
        for page in layout.pages
        if page.number in turns
    }
    return replace(
        layout,
        pages=tuple(_page(p, turns, by_page) for p in layout.pages),
        tables=tuple(_table(t, by_page) for t in layout.tables),
        paragraphs=tuple(
            replace(p, places=tuple((n, _box(n, box, by_page)) for n, box in p.places))
            if any(n in by_page for n, _ in p.places) else p
            for p in layout.paragraphs
        ),
    )  # fmt: skip


def _displayed(page: PageContent, turn: int) -> tuple[float, float]:
    """Width and height of the page as displayed."""
    return (page.height, page.width) if turn in (90, 270) else (page.width, page.height)


def _box(page: int, box: BBox, turns: _Turns) -> BBox:
    turn = turns.get(page)
    return turn(box) if turn else box


def _line(line: Line, turns: _Turns) -> Line:
    if line.page not in turns:
        return line
    turn = turns[line.page]
    return replace(line, bbox=turn(line.bbox), char_boxes=tuple(map(turn, line.char_boxes)))


def _grid(grid: Grid, turns: _Turns) -> Grid:
    turn = turns[grid.page]
    cells = tuple(cell._replace(bbox=turn(cell.bbox)) for cell in grid.cells)
    return replace(grid, bbox=turn(grid.bbox), cells=cells)


def _page(page: PageContent, degrees: Mapping[int, int], turns: _Turns) -> PageContent:
    if page.number not in turns:
        return page
    width, height = _displayed(page, degrees[page.number])
    return replace(
        page,
        width=width,
        height=height,
        grids=tuple(_grid(g, turns) for g in page.grids),
        lines=tuple(_line(n, turns) for n in page.lines),
        margin_lines=tuple(_line(n, turns) for n in page.margin_lines),
    )


def _table(table: LogicalTable, turns: _Turns) -> LogicalTable:
    captioned = {line.page for line in (*table.caption, *table.footnotes)}
    if not (captioned | set(table.pages)) & turns.keys():
        return table
    return replace(
        table,
        bbox=_box(table.pages[0], table.bbox, turns),
        cells=tuple(replace(c, bbox=_box(c.page, c.bbox, turns)) for c in table.cells),
        caption=tuple(_line(n, turns) for n in table.caption),
        footnotes=tuple(_line(n, turns) for n in table.footnotes),
    )
