"""Text that does not stay where the rulings want it: too long, laid over, painted over."""

from __future__ import annotations

import math

import pytest

from extractors.layout import PageContent
from extractors.tables import read_layout
from tests.unit.tables import sheet
from tests.unit.tables.sheet import PAGE_HEIGHT, TrueCell, Truth, budget_table, edges
from tests.unit.tables.styles import flat

TRUTH = budget_table()
RULES = sheet.stroked(edges(TRUTH)) + "\n"
TABLE = RULES + sheet.texts(TRUTH) + "\n"


def read(content: str) -> PageContent:
    return read_layout(sheet.pdf([content]), "t.pdf").pages[0]


def put(truth: Truth, texts: dict[tuple[int, int], str]) -> Truth:
    """The table with other texts in some cells."""
    cells = (
        TrueCell(c.row, c.col, c.row_span, c.col_span, texts.get((c.row, c.col), c.text))
        for c in truth.cells
    )
    return Truth(truth.xs, truth.ys, tuple(cells))


def show(text: str, x: float, row: int) -> str:
    y = PAGE_HEIGHT - (TRUTH.ys[row] + TRUTH.ys[row + 1]) / 2 - 3
    return f"BT /F1 9 Tf {x:.2f} {y:.2f} Td ({text}) Tj ET\n"


@pytest.mark.parametrize("offset", [0, 1, 2, 3, 4])
def test_text_that_the_clip_of_its_cell_cuts_stays_out_of_the_next(offset: int) -> None:
    """Wherever the ruling falls, in a letter or between two."""
    without = put(TRUTH, {(4, 1): ""})
    x0, top, x1, bottom = TRUTH.xs[1], TRUTH.ys[4], TRUTH.xs[2], TRUTH.ys[5]
    clip = f"q {x0} {PAGE_HEIGHT - bottom} {x1 - x0} {bottom - top} re W n\n"
    long = "Function 2 with a very long name that is cut off"
    page = read(RULES + sheet.texts(without) + "\n" + clip + show(long, x0 + 3 + offset, 4) + "Q")
    texts = {(c.row, c.col): c.text for c in page.grids[0].cells}
    assert long.startswith(texts[4, 1])
    assert len(texts[4, 1]) > 20
    assert texts[4, 2] == "222.22"


def test_text_that_runs_on_over_an_empty_cell_is_whole() -> None:
    long = "Function 2 with a very long name"
    truth = put(TRUTH, {(4, 1): long, (4, 2): "", (4, 3): ""})
    page = read(RULES + sheet.texts(truth))
    assert sheet.f1(truth, page.grids) == 1
    assert any("归入一格" in d for d in page.decisions)


def test_amount_that_runs_over_a_ruling_is_one_amount() -> None:
    """Whatever its cell: never two amounts, and another engine is asked."""
    truth = put(TRUTH, {(4, 2): "", (4, 3): ""})
    page = read(RULES + sheet.texts(truth) + "\n" + show("12345678901.23", TRUTH.xs[3] - 30, 4))
    texts = [c.text for c in page.grids[0].cells if c.row == 4 and c.col in (2, 3)]
    assert sorted(texts) == ["", "12345678901.23"]
    assert page.grids[0].confidence < 1


def test_texts_that_fill_their_cells_are_not_joined() -> None:
    """Two words without room between them, each to its cell's very border."""
    truth = put(TRUTH, {(4, 3): "", (4, 4): ""})
    # Ten figures of Helvetica are 50 points wide at nine points; the ruling stands between.
    parts = show("1234567.01", TRUTH.xs[4] - 47.5, 4) + show("7654321.02", TRUTH.xs[4], 4)
    page = read(RULES + sheet.texts(truth) + "\n" + parts)
    texts = {(c.row, c.col): c.text for c in page.grids[0].cells}
    assert (texts[4, 3], texts[4, 4]) == ("1234567.01", "7654321.02")


@pytest.mark.parametrize("size", [9, 60])
@pytest.mark.parametrize("below", [True, False])
def test_slanted_watermark_is_no_text_of_the_cells(size: int, below: bool) -> None:
    mark = f"q 0.8 g BT /F1 {size} Tf 0.8 0.6 -0.6 0.8 120 500 Tm (CONFIDENTIAL) Tj ET Q\n"
    page = read(mark + TABLE if below else TABLE + mark)
    assert sheet.f1(TRUTH, page.grids) == 1
    assert page.lines == ()
    assert any("水印" in d for d in page.decisions)


def test_word_around_a_seal_is_no_text_of_the_cells() -> None:
    """One of its letters stands upright."""
    out = []
    for letter, angle in zip("FINANCEBUREAU", (1.2 - 0.2 * i for i in range(13)), strict=True):
        c, s = math.cos(angle), math.sin(angle)
        x, y = 300 - 40 * s, 640 + 40 * c
        out.append(
            f"BT /F1 9 Tf {c:.3f} {s:.3f} {-s:.3f} {c:.3f} {x:.1f} {y:.1f} Tm ({letter}) Tj ET"
        )
    page = read(TABLE + "1 0 0 rg\n" + "\n".join(out))
    assert sheet.f1(TRUTH, page.grids) == 1


def test_large_word_over_the_table_is_no_text_of_the_cells() -> None:
    page = read("q 0.85 g BT /F1 80 Tf 70 600 Td (DRAFT) Tj ET Q\n" + TABLE)
    assert sheet.f1(TRUTH, page.grids) == 1
    assert any("DRAFT" in d for d in page.decisions)


def _patch(fill: str, row: int = 5, col: int = 2) -> str:
    x0, top, x1, bottom = TRUTH.xs[col], TRUTH.ys[row], TRUTH.xs[col + 1], TRUTH.ys[row + 1]
    return f"q {fill} {x0 + 1} {PAGE_HEIGHT - bottom + 1} {x1 - x0 - 2} {bottom - top - 2} re f Q\n"


def test_number_painted_over_is_left_out_and_the_new_one_read() -> None:
    page = read(TABLE + _patch("1 g"))
    assert sheet.f1(put(TRUTH, {(5, 2): ""}), page.grids) == 1
    assert any("盖住" in d for d in page.decisions)
    page = read(TABLE + _patch("1 g") + show("7.77", TRUTH.xs[2] + 20, 5))
    assert sheet.f1(put(TRUTH, {(5, 2): "7.77"}), page.grids) == 1


def test_number_under_a_marker_is_read() -> None:
    data = sheet.pdf([TABLE + _patch("/Marker gs 1 1 0 rg")])
    state = b"/Resources << /ExtGState << /Marker << /BM /Multiply >> >>"
    page = read_layout(data.replace(b"/Resources <<", state), "t.pdf").pages[0]
    assert sheet.f1(TRUTH, page.grids) == 1


@pytest.mark.parametrize("mask", ["", "/Mask [250 255 0 5 0 5]"])
def test_picture_over_a_number(mask: str) -> None:
    """An opaque one hides it; a seal lets it through."""
    x0, top, x1, bottom = TRUTH.xs[2], TRUTH.ys[5], TRUTH.xs[3], TRUTH.ys[6]
    place = f"q {x1 - x0} 0 0 {bottom - top} {x0} {PAGE_HEIGHT - bottom} cm /I1 Do Q"
    image = (
        "<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceRGB "
        f"/BitsPerComponent 8 {mask} /Length 3 >>\nstream\n\xff\x00\x00\nendstream"
    )
    data = sheet.pdf([TABLE + place], extra=image)
    data = data.replace(b"/Resources << /Font", b"/Resources << /XObject << /I1 4 0 R >> /Font")
    page = read_layout(data, "t.pdf").pages[0]
    assert sheet.f1(TRUTH if mask else put(TRUTH, {(5, 2): ""}), page.grids) == 1


@pytest.mark.parametrize("above", [3.5, 5.0, 6.5])
def test_underline_as_wide_as_its_cell_parts_no_rows(above: float) -> None:
    y = PAGE_HEIGHT - TRUTH.ys[5] + above
    page = read(TABLE + f"q 0.5 w {TRUTH.xs[1]} {y} m {TRUTH.xs[2]} {y} l S Q")
    assert sheet.f1(TRUTH, page.grids) == 1


def test_two_panels_whose_rows_do_not_meet_keep_all_their_rows() -> None:
    """A border that only one panel has is no underline, however near the other panel's is."""
    left = [(60.0, y, 260.0, y) for y in (100.0, 120.0, 140.0, 160.0)]
    right = [(260.0, y, 460.0, y) for y in (100.0, 124.5, 144.5, 160.0)]
    down = [(x, 100.0, x, 160.0) for x in (60.0, 160.0, 260.0, 360.0, 460.0)]
    grids = read(sheet.stroked(left + right + down) + show("A", 70, 3)).grids
    assert grids[0].n_rows == 5
    assert sum(c.row_span > 1 for c in grids[0].cells) == 8


def _columns_only(truth: Truth, rules: tuple[float, ...]) -> str:
    down = [(x, truth.ys[0], x, truth.ys[-1]) for x in truth.xs]
    return sheet.stroked(down + [(truth.xs[0], y, truth.xs[-1], y) for y in rules])


def test_rows_without_rules_between_ruled_columns_are_lines_of_figures() -> None:
    truth = flat(TRUTH)
    rules = _columns_only(truth, (truth.ys[0], truth.ys[1], truth.ys[-1]))
    page = read(rules + sheet.texts(truth))
    assert sheet.f1(truth, page.grids) == 1
    assert page.grids[0].confidence < 1
    assert any("没有行线" in d for d in page.decisions)


def test_label_over_all_rows_without_rules_stays_one_cell() -> None:
    truth = flat(TRUTH)
    labels = tuple(c for c in truth.cells if c.row == 0 or c.col != 1)
    whole = Truth(truth.xs, truth.ys, (*labels, TrueCell(1, 1, 10, 1, "All")))
    rules = _columns_only(truth, (truth.ys[0], truth.ys[1], truth.ys[-1]))
    page = read(rules + sheet.texts(whole))
    assert sheet.f1(whole, page.grids) == 1


def test_wrapped_text_beside_figures_is_not_parted() -> None:
    """Three lines of words and one figure are one row."""
    cells = (TrueCell(0, 0, 1, 1, ""), TrueCell(0, 1, 1, 1, "1.50"), TrueCell(0, 2, 1, 1, "2.50"))
    truth = Truth((60, 200, 300, 400), (100, 160), cells)
    words = "".join(
        f"BT /F1 9 Tf 64 {PAGE_HEIGHT - 112 - 18 * k} Td (line {k}) Tj ET\n" for k in range(3)
    )
    (grid,) = read(sheet.stroked(edges(truth)) + "\n" + sheet.texts(truth) + "\n" + words).grids
    assert [c.text for c in grid.cells] == ["line 0\nline 1\nline 2", "1.50", "2.50"]
