"""Small logical tables from text: ``<`` continues the cell on the left, ``^`` the one above."""

from extractors.forms.view import View, view_of
from extractors.identity import DocumentIdentity
from extractors.layout import BBox, DocumentLayout, Line, LogicalTable, PageContent, TableCell


def line(text: str, page: int = 1, top: float = 10) -> Line:
    box = BBox(50, top, 550, top + 10)
    return Line(page, text, box, tuple(box for _ in text), 10)


def table(
    text: str, *caption: str, page: int = 1, ordinal: int = 0, width: float = 60
) -> LogicalTable:
    """Rows on lines, cells parted by ``|``."""
    grid = [[cell.strip() for cell in row.split("|")] for row in text.strip().splitlines()]
    n_cols = max(len(row) for row in grid)
    grid = [row + [""] * (n_cols - len(row)) for row in grid]
    owner: dict[tuple[int, int], tuple[int, int]] = {}
    for r, row in enumerate(grid):
        for c, cell in enumerate(row):
            if cell == "<":
                owner[r, c] = owner[r, c - 1]
            elif cell == "^":
                owner[r, c] = owner[r - 1, c]
            else:
                owner[r, c] = (r, c)
    cells = []
    for r, c in dict.fromkeys(owner.values()):
        mine = [place for place, o in owner.items() if o == (r, c)]
        rows, cols = {p[0] for p in mine}, {p[1] for p in mine}
        box = BBox(c * width, 100 + r * 20, (max(cols) + 1) * width, 100 + (max(rows) + 1) * 20)
        cells.append(TableCell(r, c, len(rows), len(cols), grid[r][c], page, box))
    box = BBox(0, 100, n_cols * width, 100 + len(grid) * 20)
    return LogicalTable(
        ordinal, (page,), box, len(grid), n_cols, tuple(cells),
        tuple(line(t, page, 20 + 10 * i) for i, t in enumerate(caption)), (), None, "ruled", 1.0,
    )  # fmt: skip


def view(text: str, *caption: str) -> View:
    return view_of(table(text, *caption))


def layout(*tables: LogicalTable, pages: int = 1) -> DocumentLayout:
    content = tuple(PageContent(n, 600, 800, 0, "text", (), ()) for n in range(1, pages + 1))
    return DocumentLayout("0" * 64, "x.pdf", pages, content, tuple(tables), ())


def budget(year: int = 2026, unit: str | None = None) -> DocumentIdentity:
    return DocumentIdentity(unit_name=unit, fiscal_year=year, doc_kind="budget")
