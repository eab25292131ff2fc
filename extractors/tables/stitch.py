"""Grids of single pages to the logical tables of the document."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from extractors.layout import Grid, Line, LogicalTable, PageContent, TableCell
from extractors.money import find_money_unit
from extractors.text import squash

_FOOTNOTE = re.compile(r"(?:备?注|说明)[:：、]|注\d")
_TITLE = re.compile(r"表(?:[(（].*[)）])?$|表[一二三四五六七八九十\d]*$|情况$|目录$")
_CONTINUED = re.compile(r"[(（]?续(?:表)?[一二三四五六七八九十\d]*[)）]?")
#: Captions further above a table than this many lines are running text.
_MOST_CAPTIONS = 6
#: Columns of a continued table stand where they stood, within this (points).
_SHIFT = 6.0


@dataclass(slots=True)
class _Part:
    """One grid with the lines above and below it on its page."""

    grid: Grid
    page: PageContent
    above: list[Line]
    below: list[Line]
    is_first: bool
    is_last: bool


@dataclass(slots=True)
class _Joined:
    parts: list[_Part] = field(default_factory=list)
    skip: list[int] = field(default_factory=list)  # header rows repeated, per part
    cut: list[bool] = field(default_factory=list)  # first row continues the row before
    caption: list[Line] = field(default_factory=list)


def stitch(pages: list[PageContent]) -> tuple[LogicalTable, ...]:
    """Logical tables in document order; repeated headers removed, cut rows joined."""
    joined: list[_Joined] = []
    for part in _parts(pages):
        if joined:
            header = _continues(joined[-1], part)
            if header is not None:
                joined[-1].parts.append(part)
                joined[-1].skip.append(header)
                joined[-1].cut.append(_row_is_cut(joined[-1].parts[-2], part, header))
                continue
        caption = part.above
        if not caption and part.is_first:
            caption = _from_page_before(pages, part)
        joined.append(_Joined([part], [0], [False], caption))
    return tuple(_build(i, table) for i, table in enumerate(joined))


def _parts(pages: list[PageContent]) -> list[_Part]:
    out = []
    for page in pages:
        for i, grid in enumerate(page.grids):
            ceiling = page.grids[i - 1].bbox.bottom if i else -1.0
            floor = page.grids[i + 1].bbox.top if i + 1 < len(page.grids) else page.height + 1
            above = [n for n in page.lines if ceiling - 2 <= n.bbox.top and _mid(n) < grid.bbox.top]
            below = [
                n for n in page.lines if _mid(n) > grid.bbox.bottom and n.bbox.bottom <= floor + 2
            ]
            out.append(_Part(grid, page, above, below, i == 0, i + 1 == len(page.grids)))
    return out


def _mid(line: Line) -> float:
    return (line.bbox.top + line.bbox.bottom) / 2


def _from_page_before(pages: list[PageContent], part: _Part) -> list[Line]:
    """A title left alone at the foot of the page before."""
    if part.page.number < 2:
        return []
    before = pages[part.page.number - 2]
    floor = before.grids[-1].bbox.bottom if before.grids else -1.0
    tail = [n for n in before.lines if n.bbox.top > floor]
    last = tail[-3:]
    return last if last and any(_TITLE.search(squash(n.text)) for n in last) else []


def _continues(table: _Joined, part: _Part) -> int | None:
    """Repeated header rows if ``part`` goes on with ``table``; None if it does not."""
    last = table.parts[-1]
    if not (last.is_last and part.is_first and part.page.number == last.page.number + 1):
        return None
    if any(not _FOOTNOTE.match(squash(n.text)) for n in last.below):
        return None
    if last.below and not part.above:
        return None
    if not _same_columns(last.grid, part.grid):
        return None
    header = _repeated_rows(table.parts[0].grid, part.grid)
    if part.above:
        same_title = _title_key(part.above) == _title_key(table.caption)
        continued = any(_CONTINUED.search(squash(n.text)) for n in part.above)
        only_unit = all(_is_unit_line(n) for n in part.above)
        if not ((same_title or continued or only_unit) and (header or continued)):
            return None
    return header


def _is_unit_line(line: Line) -> bool:
    text = squash(line.text)
    return find_money_unit(text) is not None or text.startswith(("编制单位", "部门", "单位"))


def _title_key(lines: list[Line]) -> tuple[str, ...]:
    return tuple(_CONTINUED.sub("", squash(n.text)) for n in lines)


def _edges(grid: Grid) -> list[float]:
    xs: dict[int, float] = {}
    for cell in grid.cells:
        xs[cell.col] = cell.bbox.x0
        xs[cell.col + cell.col_span] = cell.bbox.x1
    return [xs[k] for k in sorted(xs)]


def _same_columns(one: Grid, other: Grid) -> bool:
    if one.n_cols != other.n_cols:
        return False
    a, b = _edges(one), _edges(other)
    if len(a) != len(b):
        return False
    shift = b[0] - a[0]
    return abs(shift) < 30 and all(abs(y - x - shift) <= _SHIFT for x, y in zip(a, b, strict=True))


def _rows(grid: Grid) -> list[tuple[tuple[int, int, int, str], ...]]:
    """Signature of each row: column, spans and squashed text of the cells that begin in it."""
    rows: list[list[tuple[int, int, int, str]]] = [[] for _ in range(grid.n_rows)]
    for cell in grid.cells:
        rows[cell.row].append((cell.col, cell.row_span, cell.col_span, squash(cell.text)))
    return [tuple(row) for row in rows]


def _repeated_rows(first: Grid, other: Grid) -> int:
    """How many rows at the top of ``other`` repeat the top of ``first``."""
    a, b = _rows(first), _rows(other)
    count = 0
    for one, two in zip(a, b, strict=False):
        if one != two or not any(cell[3] for cell in one):
            break
        count += 1
    # Rows of a span that goes on below the equal ones are not a whole header.
    while count and any(c.row < count < c.row + c.row_span for c in other.cells):
        count -= 1
    return min(count, other.n_rows - 1) if other.n_rows > 1 else 0


def _row_is_cut(last: _Part, part: _Part, header: int) -> bool:
    """Did the page break cut the last row of ``last`` inside its cells?"""
    del last, part, header
    return False


def _build(ordinal: int, table: _Joined) -> LogicalTable:
    cells: list[TableCell] = []
    offset = 0
    for part, skip in zip(table.parts, table.skip, strict=True):
        for cell in part.grid.cells:
            if cell.row < skip:
                continue
            cells.append(
                TableCell(
                    cell.row - skip + offset, cell.col, cell.row_span, cell.col_span,
                    cell.text, part.grid.page, cell.bbox,
                )
            )  # fmt: skip
        offset += part.grid.n_rows - skip
    first = table.parts[0].grid
    caption = tuple(table.caption[-_MOST_CAPTIONS:])
    tail = table.parts[-1]
    footnotes = tuple(n for n in tail.below[:4] if _FOOTNOTE.match(squash(n.text)))
    engines = [p.grid.engine for p in table.parts]
    return LogicalTable(
        ordinal, tuple(dict.fromkeys(p.grid.page for p in table.parts)), first.bbox, offset,
        first.n_cols, tuple(cells), caption, footnotes, _title(caption),
        max(engines, key=engines.count), min(p.grid.confidence for p in table.parts),
        tuple(dict.fromkeys(n for p in table.parts for n in p.grid.notes)),
    )  # fmt: skip


def _title(caption: tuple[Line, ...]) -> str | None:
    """The caption line that reads like a table's title, nearest to the table."""
    for line in reversed(caption):
        if _TITLE.search(squash(line.text)) and len(line.text) <= 60:
            return line.text.strip()
    for line in reversed(caption):
        if not _is_unit_line(line) and len(line.text) <= 40:
            return line.text.strip()
    return None
