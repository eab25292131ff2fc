"""Every way that producers draw (or leave out) rulings, against a table that is known."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from extractors.layout import PageContent
from extractors.tables import read_layout
from tests.unit.tables import sheet
from tests.unit.tables.sheet import Truth, budget_table, edges

Draw = Callable[[Truth], str]


def _shaded_header(t: Truth) -> str:
    shade = "q 0.85 g " + sheet.rect(t.xs[0], t.ys[0], t.xs[-1], t.ys[2]) + " f Q\n"
    return shade + sheet.stroked(edges(t))


def _in_form_of_white(t: Truth) -> str:
    """A white sheet behind the table, and a white box behind each cell."""
    boxes = "\n".join(sheet.rect(*t.box(c)) + " f" for c in t.cells)
    return f"q 1 g 0 0 595 842 re f {boxes} Q\n" + sheet.stroked(edges(t))


RULED: dict[str, Draw] = {
    "stroked": lambda t: sheet.stroked(edges(t)),
    "one path": lambda t: sheet.one_path(edges(t)),
    "thin filled rectangles": lambda t: sheet.filled(edges(t)),
    "mitred quadrilaterals": lambda t: sheet.mitred(edges(t)),
    "a box per cell": lambda t: sheet.separated(t, gap=0),
    "double": lambda t: sheet.double(edges(t)),
    "dash pattern": lambda t: sheet.stroked(edges(t), set_up="[3 2] 0 d"),
    "drawn dashes": lambda t: sheet.dashes(edges(t)),
    "drawn dots": lambda t: sheet.dots(edges(t)),
    "separated cells": lambda t: sheet.separated(t),
    "grey": lambda t: sheet.stroked(edges(t), set_up="0.75 G"),
    "hairline": lambda t: sheet.stroked(edges(t), width=0),
    "thick": lambda t: sheet.stroked(edges(t), width=2.2),
    "no outer border": lambda t: sheet.stroked(edges(t, outer=False)),
    "shaded header": _shaded_header,
    "white boxes behind": _in_form_of_white,
}


def read(drawing: str, truth: Truth) -> PageContent:
    return read_layout(sheet.pdf([drawing + "\n" + sheet.texts(truth)]), "t.pdf").pages[0]


@pytest.mark.parametrize("style", RULED)
def test_ruled_styles(style: str) -> None:
    truth = budget_table()
    page = read(RULED[style](truth), truth)
    assert [g.engine for g in page.grids] == ["ruled"]
    assert sheet.f1(truth, page.grids) >= 0.98
    assert page.lines == ()


def test_no_sides_but_columns() -> None:
    """Left and right border missing, the rest is there."""
    truth = budget_table()
    sides = {truth.xs[0], truth.xs[-1]}
    pieces = [e for e in edges(truth) if not (e[0] == e[2] and e[0] in sides)]
    page = read(sheet.stroked(pieces), truth)
    assert sheet.f1(truth, page.grids) >= 0.98


def _flat(truth: Truth) -> Truth:
    """The same table with a one-row header: rules cannot show spans they do not draw."""
    cells = [c for c in truth.cells if c.row > 1]
    heads = ["Code", "Name", "Total", "Basic", "Project", "Other"]
    top = [sheet.TrueCell(0, i, 1, 1, h) for i, h in enumerate(heads)]
    body = [sheet.TrueCell(c.row - 1, c.col, 1, 1, c.text) for c in cells]
    return Truth(truth.xs, truth.ys[:-1], tuple(top + body))


@pytest.mark.parametrize("which", ["every row", "three rules", "outer box"])
def test_columns_by_white_space(which: str) -> None:
    truth = _flat(budget_table())
    left, right = truth.xs[0], truth.xs[-1]
    ys = truth.ys if which == "every row" else (truth.ys[0], truth.ys[1], truth.ys[-1])
    if which == "outer box":
        drawing = sheet.rect(left, truth.ys[0], right, truth.ys[-1]) + " S"
    else:
        drawing = sheet.stroked([(left, y, right, y) for y in ys])
    page = read(drawing, truth)
    assert [g.engine for g in page.grids] == ["aligned"]
    assert sheet.f1(truth, page.grids) >= 0.95
    assert page.grids[0].confidence < 1


def test_no_rules_at_all() -> None:
    truth = _flat(budget_table())
    page = read("", truth)
    assert [g.engine for g in page.grids] == ["aligned"]
    amounts = {c.text for c in truth.cells if "." in c.text}
    assert amounts <= {c.text for g in page.grids for c in g.cells}


def test_running_text_is_no_table() -> None:
    lines = "\n".join(
        f"BT /F1 11 Tf 60 {760 - 18 * i} Td (In {2020 + i} it was 1,234.5{i}, or 12.0{i} more.) Tj ET"
        for i in range(12)
    )
    page = read_layout(sheet.pdf([lines]), "t.pdf").pages[0]
    assert page.grids == ()
    assert len(page.lines) == 12


def test_frame_around_the_page_is_no_table() -> None:
    text = "BT /F1 11 Tf 60 700 Td (Nothing but a frame.) Tj ET"
    page = read_layout(sheet.pdf([sheet.rect(30, 30, 560, 800) + " S " + text]), "t.pdf").pages[0]
    assert page.grids == ()
    assert [line.text for line in page.lines] == ["Nothing but a frame."]


def test_table_inside_a_frame() -> None:
    truth = budget_table()
    drawing = sheet.rect(30, 30, 565, 800) + " S\n" + sheet.stroked(edges(truth))
    page = read(drawing, truth)
    assert sheet.f1(truth, page.grids) >= 0.98


def test_two_tables_side_by_side_stay_apart() -> None:
    left = Truth((40, 140, 240), (100, 120, 140), budget_table().cells[:0])
    cells = [sheet.TrueCell(r, c, 1, 1, f"{r}{c}") for r in range(2) for c in range(2)]
    left = Truth(left.xs, left.ys, tuple(cells))
    right = Truth((300, 400, 500), left.ys, tuple(cells))
    content = "\n".join(sheet.stroked(edges(t)) + sheet.texts(t) for t in (left, right))
    page = read_layout(sheet.pdf([content]), "t.pdf").pages[0]
    assert [(g.n_rows, g.n_cols) for g in page.grids] == [(2, 2), (2, 2)]
