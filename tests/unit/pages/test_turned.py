"""Pages and labels whose text does not run from left to right as displayed."""

from __future__ import annotations

import pytest

from extractors.layout import BBox, DocumentLayout
from extractors.pages.turned import back
from extractors.tables import read_layout
from tests.unit.tables import sheet
from tests.unit.tables.sheet import TrueCell, Truth, budget_table, edges

TRUTH = budget_table()
TABLE = sheet.stroked(edges(TRUTH)) + "\n" + sheet.texts(TRUTH)
TITLE = "BT /F1 12 Tf 200 782 Td (Overview of the budget) Tj ET"
#: Content turned counter-clockwise on an upright sheet, by the turn that makes it readable.
TURNS = {90: "0 1 -1 0 842 60 cm", 180: "-1 0 0 -1 595 842 cm", 270: "0 -1 1 0 -240 700 cm"}


def _turned(turn: int) -> DocumentLayout:
    data = sheet.pdf([f"q {TURNS[turn]}\n{TITLE}\n{TABLE}\nQ"])
    if turn == 90:
        data = data.replace(b"[0 0 595.0 842.0]", b"[0 0 842 842]")
    return read_layout(data, "t.pdf")


@pytest.mark.parametrize("turn", TURNS)
def test_sideways_page_without_rotate_is_read_as_a_person_reads_it(turn: int) -> None:
    layout = _turned(turn)
    (page,) = layout.pages
    assert page.rotation == 0
    assert sheet.f1(TRUTH, page.grids) == 1
    (table,) = layout.tables
    assert table.title == "Overview of the budget"
    assert any("横放" in d for d in page.decisions)


@pytest.mark.parametrize("turn", TURNS)
def test_places_are_on_the_page_as_displayed(turn: int) -> None:
    """Every box lies on the sheet, and the grid's is where the drawing put it."""
    layout = _turned(turn)
    (page,) = layout.pages
    x0, top, x1, bottom = TRUTH.xs[0], TRUTH.ys[0], TRUTH.xs[-1], TRUTH.ys[-1]
    drawn = {
        90: BBox(842 - (842 - top), page.height - 60 - x1, 842 - (842 - bottom), page.height - 60 - x0),
        180: BBox(595 - x1, 842 - bottom, 595 - x0, 842 - top),
        270: BBox(842 - bottom - 240, 842 - 700 + x0, 842 - top - 240, 842 - 700 + x1),
    }[turn]  # fmt: skip
    assert page.grids[0].bbox == pytest.approx(drawn, abs=1)
    for box in (
        *(c.bbox for c in layout.tables[0].cells),
        *(n.bbox for n in layout.tables[0].caption),
    ):
        assert 0 <= box.x0 < box.x1 <= page.width
        assert 0 <= box.top < box.bottom <= page.height
    first = layout.tables[0].matrix()[2][0]
    assert first.text == "20101"
    line = layout.tables[0].caption[-1]
    assert len(line.char_boxes) == len(line.text)


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_turning_back_is_a_turn(turn: int) -> None:
    turned = back((600, 800), turn)
    box = turned(BBox(10, 20, 40, 30))
    assert box.x0 < box.x1
    assert box.top < box.bottom
    whole = BBox(0, 0, 600, 800) if turn == 180 else BBox(0, 0, 800, 600)
    assert turned(whole) == BBox(0, 0, 600, 800)


def test_upright_head_of_a_sideways_table_stays_apart() -> None:
    """Page number and running head stand upright on the sheet, the table sideways, on two pages."""
    head = "BT /F1 9 Tf 250 820 Td (Budget of the Bureau) Tj ET BT /F1 9 Tf 290 20 Td (- 3 -) Tj ET"
    layout = read_layout(sheet.pdf([f"q {TURNS[270]}\n{TABLE}\nQ\n{head}"] * 3), "t.pdf")
    (line,) = layout.pages[0].margin_lines
    assert line.text == "Budget of the Bureau - 3 -"
    assert layout.pages[0].lines == ()
    assert [len(t.caption) + len(t.footnotes) for t in layout.tables] == [0] * len(layout.tables)


def _labelled(label: str) -> list[str]:
    body = [TrueCell(r, c, 1, 1, f"{r}{c}.50") for r in range(3) for c in (1, 2)]
    truth = Truth((60, 90, 200, 300), (80, 110, 140, 170), (TrueCell(0, 0, 3, 1, ""), *body))
    content = sheet.stroked(edges(truth)) + "\n" + sheet.texts(truth) + "\n" + label
    (grid,) = read_layout(sheet.pdf([content]), "t.pdf").pages[0].grids
    assert sheet.f1(truth, [grid]) >= 6 / 7
    return grid.cells[0].text.split("\n")


@pytest.mark.parametrize("matrix", ["0 1 -1 0 78 692", "0 -1 1 0 72 742"])
def test_label_set_upright_in_its_cell(matrix: str) -> None:
    assert "".join(_labelled(f"BT /F1 9 Tf {matrix} Tm (Basic) Tj ET")) == "Basic"


@pytest.mark.parametrize("order", [1, -1])
def test_label_of_letters_below_each_other(order: int) -> None:
    """Whatever the order of writing, it is read downwards."""
    letters = list(enumerate("Basic"))[::order]
    label = "\n".join(f"BT /F1 9 Tf 70 {747 - 11 * i} Td ({c}) Tj ET" for i, c in letters)
    assert "".join(_labelled(label)) == "Basic"
