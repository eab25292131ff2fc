"""Property: a grid with any spans, drawn and read back, is the same grid."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extractors.layout import DocumentLayout
from extractors.tables import read_layout
from tests.unit.tables import sheet
from tests.unit.tables.sheet import TrueCell, Truth, edges

#: Grids per PDF; 100 examples of five make the 500 cases.
PER_FILE = 5


@st.composite
def truths(draw: st.DrawFn) -> Truth:
    """Up to 8 x 7 positions, up to six merged rectangles, a text in most cells."""
    rows = draw(st.integers(1, 8))
    cols = draw(st.integers(2 if rows == 1 else 1, 7))
    widths = draw(st.lists(st.floats(22, 75), min_size=cols, max_size=cols))
    heights = draw(st.lists(st.floats(13, 60), min_size=rows, max_size=rows))
    owner = {(r, c): (r, c) for r in range(rows) for c in range(cols)}
    spans = dict.fromkeys(owner, (1, 1))
    for _ in range(draw(st.integers(0, 6))):
        r, c = draw(st.integers(0, rows - 1)), draw(st.integers(0, cols - 1))
        h, w = draw(st.integers(1, rows - r)), draw(st.integers(1, cols - c))
        area = [(r + i, c + k) for i in range(h) for k in range(w)]
        if any(owner[p] != p or spans[p] != (1, 1) for p in area) or h * w == rows * cols:
            continue
        for p in area:
            owner[p] = (r, c)
            spans.pop(p)
        spans[r, c] = (h, w)
    cells = []
    for i, ((r, c), (h, w)) in enumerate(sorted(spans.items())):
        text = draw(st.sampled_from(["", f"{i}", f"{i}.5", f"x{i}"]))
        cells.append(TrueCell(r, c, h, w, text))
    if not any(c.text for c in cells):
        cells[0] = TrueCell(0, 0, cells[0].row_span, cells[0].col_span, "0")
    xs, ys = [30.0], [40.0]
    for width in widths:
        xs.append(round(xs[-1] + width, 2))
    for height in heights:
        ys.append(round(ys[-1] + height, 2))
    return Truth(tuple(xs), tuple(ys), tuple(cells))


STYLES = {
    "stroked": lambda t: sheet.stroked(edges(t)),
    "one path": lambda t: sheet.one_path(edges(t)),
    "filled": lambda t: sheet.filled(edges(t)),
    "mitred": lambda t: sheet.mitred(edges(t)),
    "double": lambda t: sheet.double(edges(t)),
    "separated": lambda t: sheet.separated(t),
    "dashes": lambda t: sheet.dashes(edges(t)),
}


def _visible(truth: Truth) -> Truth:
    """Edges that no cell border lies on cannot be read back: leave them out of the truth."""
    rows = sorted({c.row for c in truth.cells} | {c.row + c.row_span for c in truth.cells})
    cols = sorted({c.col for c in truth.cells} | {c.col + c.col_span for c in truth.cells})
    at_row = {r: i for i, r in enumerate(rows)}
    at_col = {c: i for i, c in enumerate(cols)}
    cells = [
        TrueCell(
            at_row[c.row], at_col[c.col],
            at_row[c.row + c.row_span] - at_row[c.row],
            at_col[c.col + c.col_span] - at_col[c.col], c.text,
        )
        for c in truth.cells
    ]  # fmt: skip
    return Truth(tuple(truth.xs[c] for c in cols), tuple(truth.ys[r] for r in rows), tuple(cells))


@settings(
    max_examples=100, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip
@given(st.lists(truths(), min_size=PER_FILE, max_size=PER_FILE), st.sampled_from(sorted(STYLES)))
def test_drawn_grid_is_read_back(tables: list[Truth], style: str) -> None:
    contents = [STYLES[style](t) + "\n" + sheet.texts(t, size=7) for t in tables]
    layout: DocumentLayout = read_layout(sheet.pdf(contents), "t.pdf")
    for page, table in zip(layout.pages, tables, strict=True):
        truth = _visible(table)
        assert len(page.grids) == 1
        grid = page.grids[0]
        assert (grid.n_rows, grid.n_cols) == (len(truth.ys) - 1, len(truth.xs) - 1)
        got = {(c.row, c.col, c.row_span, c.col_span, c.text) for c in grid.cells}
        assert got == {(c.row, c.col, c.row_span, c.col_span, c.text) for c in truth.cells}
        covered = sum(c.row_span * c.col_span for c in grid.cells)
        assert covered == grid.n_rows * grid.n_cols
