"""Logical tables from rows of text: '^' repeats the cell on the left, '|' is the cell above."""

from __future__ import annotations

from extractors.layout import BBox, Line, LogicalTable, TableCell


def caption(text: str) -> Line:
    boxes = tuple(BBox(i * 10, 0, i * 10 + 10, 10) for i in range(len(text)))
    return Line(1, text, BBox(0, 0, 10 * len(text), 10), boxes, 10)


def table(
    rows: list[list[str]], *, title: str | None = None, captions: tuple[str, ...] = ()
) -> LogicalTable:
    """A table of ``len(rows)`` rows; spans are written with '^' (left) and '|' (above)."""
    height, width = len(rows), len(rows[0])
    cells = []
    for r in range(height):
        assert len(rows[r]) == width, rows[r]
        for c in range(width):
            if rows[r][c] in {"^", "|"}:
                continue
            right = 1
            while c + right < width and rows[r][c + right] == "^":
                right += 1
            down = 1
            while r + down < height and rows[r + down][c] == "|":
                down += 1
            box = BBox(c * 50, 100 + r * 20, (c + right) * 50, 100 + (r + down) * 20)
            cells.append(TableCell(r, c, down, right, rows[r][c], 1, box))
    lines = tuple(caption(text) for text in captions)
    return LogicalTable(
        ordinal=0, pages=(1,), bbox=BBox(0, 100, width * 50, 100 + height * 20), n_rows=height,
        n_cols=width, cells=_complete(cells, height, width), caption=lines, footnotes=(),
        title=title, engine="ruled", confidence=1.0,
    )  # fmt: skip


def _complete(cells: list[TableCell], height: int, width: int) -> tuple[TableCell, ...]:
    """The cells, if they cover every position (a '|' beside a '^' would not)."""
    covered = {
        (r, c)
        for cell in cells
        for r in range(cell.row, cell.row + cell.row_span)
        for c in range(cell.col, cell.col + cell.col_span)
    }
    assert covered == {(r, c) for r in range(height) for c in range(width)}
    return tuple(cells)
