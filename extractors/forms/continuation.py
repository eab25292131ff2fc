"""Joining tables that the table engine left apart although the form goes on.

A form that runs over a page may repeat title and header on every page, or
neither.  Two tables are one where the second starts on the page after the
first ends, has the same columns, and says nothing that contradicts it.
"""

from __future__ import annotations

import re
from dataclasses import replace

from extractors.forms.labels import is_total
from extractors.forms.titles import match_title
from extractors.forms.view import View, is_number, view_of
from extractors.layout import LogicalTable, TableCell
from extractors.text import fold, squash

_SLACK = 4.0


def join_continued(tables: tuple[LogicalTable, ...]) -> list[LogicalTable]:
    """The tables in order, continued ones joined to their first part."""
    out: list[LogicalTable] = []
    for table in tables:
        if out and _goes_on(out[-1], table):
            out[-1] = _join(out[-1], table)
        elif out and _widens(out[-1], table):
            out[-1] = _join_columns(out[-1], table)
        else:
            out.append(table)
    return [mend_cut_rows(table) for table in out]


_HALF = re.compile(r"\d[\d,]*\.\d?")
_REST = re.compile(r"\d{1,2}")


def mend_cut_rows(table: LogicalTable) -> LogicalTable:
    """Join a row that the page break cut inside its cells.

    The upper part ends a page with a number that lacks decimals; the lower part
    begins the next page with those digits and no other number.
    """
    matrix = table.matrix()
    for r in range(1, table.n_rows):
        upper, lower = matrix[r - 1], matrix[r]
        if lower[0].page == upper[0].page or any(c.row != r for c in lower):
            continue
        if any(c.row + c.row_span - 1 != r - 1 for c in upper):
            continue
        texts = [(squash(a.text), squash(b.text)) for a, b in zip(upper, lower, strict=True)]
        halves = [_HALF.fullmatch(a) and _REST.fullmatch(b) for a, b in texts]
        numbers = [b for _, b in texts if is_number(b)]
        if not any(halves) or len(numbers) != sum(1 for h in halves if h):
            continue
        return mend_cut_rows(_without_row(table, r))
    return table


def _without_row(table: LogicalTable, r: int) -> LogicalTable:
    """The table with row ``r`` appended to the row above it."""
    below = {cell.col: cell for cell in table.cells if cell.row == r}
    cells = []
    for cell in table.cells:
        if cell.row == r:
            continue
        if cell.row + cell.row_span == r and cell.col in below and below[cell.col].text:
            cell = replace(cell, text=f"{cell.text}\n{below[cell.col].text}")
        if cell.row > r:
            cell = replace(cell, row=cell.row - 1)
        cells.append(cell)
    note = f"第{below[0].page}页首行是上一行被分页截断的部分"
    return replace(table, n_rows=table.n_rows - 1, cells=tuple(cells), notes=(*table.notes, note))


def _title(view: View) -> str | None:
    """The title nearest to the table; it may be broken over two lines."""
    lines = list(view.caption)
    for i in reversed(range(len(lines))):
        for text in (lines[i], lines[i - 1] + lines[i] if i else ""):
            if text and (match := match_title(text)):
                return match.cleaned
    return None


def _goes_on(first: LogicalTable, second: LogicalTable) -> bool:
    if second.n_cols != first.n_cols or second.pages[0] != first.pages[-1] + 1:
        return False
    if not _same_columns(first, second):
        return False
    a, b = view_of(first), view_of(second)
    title_a, title_b = _title(a), _title(b)
    if title_b is not None and title_b != title_a:
        return False
    stated_a, stated_b = a.stated_unit_name(), b.stated_unit_name()
    if stated_b is not None and stated_b != stated_a:
        return False
    end = _repeated_header(a, b)
    same_header = end is not None
    if title_b is None and not same_header:
        return b.body_row == 0 or not _has_header_words(b)
    if title_b is not None and not same_header:
        return False
    body = b.body_row if end is None else end
    if any(cell.row < body < cell.row + cell.row_span for cell in second.cells):
        return False
    begins_anew = b.n_rows - body > 1 and _is_total_row(b, body)
    return not ((a.body_row < a.n_rows and _is_total_row(a, -1)) or begins_anew)


def _repeated_header(a: View, b: View) -> int | None:
    """First row of ``b`` below the header rows of ``a`` that it prints again, or None.

    They decide, and not the guess for ``b`` alone: its first rows of data may have
    labels without amounts and look like header rows.
    """
    header = a.texts[a.first_row : a.body_row]
    end = b.first_row + len(header)
    if any(any(row) for row in header) and b.texts[b.first_row : end] == header:
        return end
    same = bool(b.header_text()) and a.header_text() == b.header_text()
    return b.body_row if same else None


def _has_header_words(view: View) -> bool:
    return any("合计" in t or "预算" in t or "项目" in t for t in view.texts[view.first_row])


def _is_total_row(view: View, r: int) -> bool:
    """Whether row ``r`` is the total: a table that ends or begins with it is complete.

    In an overview of revenue and expenditure 本年收入合计 is none: what is carried
    over follows, and then the total.
    """
    if r >= view.n_rows:
        return False
    head = view.header_text()
    overview = "收入" in head and "支出" in head
    return any(
        is_total(text) and not (overview and fold(text).startswith(("本年", "当年")))
        for text in view.texts[r]
        if text
    )


def _edges(table: LogicalTable) -> list[float]:
    """Left edge of every column, from the cells that span one column."""
    edges: dict[int, float] = {}
    for cell in table.cells:
        if cell.page == table.pages[0] or cell.col not in edges:
            edges.setdefault(cell.col, cell.bbox.x0)
    return [edges[c] for c in sorted(edges)]


def _same_columns(first: LogicalTable, second: LogicalTable) -> bool:
    a, b = _edges(first), _edges(second)
    if len(a) != len(b):
        return False
    return all(abs(x - y) <= _SLACK for x, y in zip(a, b, strict=True))


def _join(first: LogicalTable, second: LogicalTable) -> LogicalTable:
    a, b = view_of(first), view_of(second)
    skip = _repeated_header(a, b) or b.first_row
    shift = first.n_rows - skip
    moved = tuple(_moved(cell, shift) for cell in second.cells if cell.row >= skip)
    return replace(
        first,
        pages=tuple(dict.fromkeys((*first.pages, *second.pages))),
        n_rows=first.n_rows + second.n_rows - skip,
        cells=first.cells + moved,
        footnotes=second.footnotes,
        confidence=min(first.confidence, second.confidence),
        notes=(*first.notes, *second.notes, f"第{second.pages[0]}页的表接续本表"),
    )


def _widens(first: LogicalTable, second: LogicalTable) -> bool:
    """Whether the second table is the right part of the first, printed on the next page.

    It has no title, no column that names its rows, as many body rows, and other
    header words.
    """
    if second.pages[0] != first.pages[-1] + 1 or len(first.pages) != 1:
        return False
    a, b = view_of(first), view_of(second)
    if _title(a) is None or _title(b) is not None or b.body_row == 0:
        return False
    if first.n_rows - a.body_row != second.n_rows - b.body_row or a.body_row != b.body_row:
        return False
    if set(b.paths) & set(a.paths) or not all(b.paths):
        return False
    body = [t for row in b.texts[b.body_row :] for t in row if t]
    return bool(body) and all(is_number(t) for t in body)


def _join_columns(first: LogicalTable, second: LogicalTable) -> LogicalTable:
    moved = tuple(replace(cell, col=cell.col + first.n_cols) for cell in second.cells)
    return replace(
        first,
        pages=(*first.pages, *second.pages),
        n_cols=first.n_cols + second.n_cols,
        cells=first.cells + moved,
        notes=(*first.notes, f"右半部分印在第{second.pages[0]}页"),
    )


def _moved(cell: TableCell, shift: int) -> TableCell:
    return replace(cell, row=cell.row + shift)
