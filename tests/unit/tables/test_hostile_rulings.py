"""Every way that producers draw (or leave out) rulings, against a table that is known."""

from __future__ import annotations

import pytest

from extractors.layout import PageContent
from extractors.tables import read_layout
from tests.unit.tables import sheet
from tests.unit.tables.sheet import Truth, budget_table, edges
from tests.unit.tables.styles import RULED, UNRULED, flat, struck_twice


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


@pytest.mark.parametrize("which", UNRULED)
def test_columns_by_white_space(which: str) -> None:
    truth = flat(budget_table())
    page = read(UNRULED[which](truth), truth)
    assert [g.engine for g in page.grids] == ["aligned"]
    assert sheet.f1(truth, page.grids) >= 0.95
    assert page.grids[0].confidence < 1


def test_text_struck_twice_is_read_once() -> None:
    truth = budget_table()
    page = read_layout(sheet.pdf([struck_twice(truth)]), "t.pdf").pages[0]
    assert sheet.f1(truth, page.grids) == 1


def test_no_rules_at_all() -> None:
    truth = flat(budget_table())
    page = read("", truth)
    assert [g.engine for g in page.grids] == ["aligned"]
    amounts = {c.text for c in truth.cells if "." in c.text}
    assert amounts <= {c.text for g in page.grids for c in g.cells}


def test_header_beside_its_figures_stands_over_them() -> None:
    """Headers flush left over figures flush right: the column reaches left of its figures."""
    truth = budget_table()
    rules = [
        (a + 1, y, b - 1, y) for y in truth.ys for a, b in zip(truth.xs, truth.xs[1:], strict=False)
    ]
    (grid,) = read(sheet.stroked(rules), truth).grids
    heads = {c.col: c.text for c in grid.cells if c.row == 1 and c.text}
    assert heads == {2: "Total", 3: "Basic", 4: "Project"}
    assert {c.col for c in grid.cells if c.text == "Other"} == {5}


def _three_rules(truth: Truth, *more: sheet.Edge) -> str:
    whole = [(truth.xs[0], y, truth.xs[-1], y) for y in (truth.ys[0], truth.ys[2], truth.ys[-1])]
    return sheet.stroked([*whole, *more])


def _header(truth: Truth, text: str, x: float, rules: str) -> dict[str, tuple[int, int]]:
    """First column and number of columns of each header, "Fiscal" replaced by ``text`` at ``x``."""
    rest = Truth(truth.xs, truth.ys, tuple(c for c in truth.cells if c.text != "Fiscal"))
    y = sheet.PAGE_HEIGHT - (truth.ys[0] + truth.ys[1]) / 2 - 3
    content = f"{rules}\n{sheet.texts(rest)}\nBT /F1 9 Tf {x} {y} Td ({text}) Tj ET"
    (grid,) = read_layout(sheet.pdf([content]), "t.pdf").pages[0].grids
    return {c.text: (c.col, c.col_span) for c in grid.cells if c.text and c.row < 3}


def test_header_over_a_rule_of_its_own_spans_what_the_rule_does() -> None:
    truth = budget_table()
    rule = (truth.xs[2] + 4, truth.ys[1], truth.xs[5] - 4, truth.ys[1])
    spans = _header(truth, "Fiscal", truth.xs[2] + 3, _three_rules(truth, rule))
    assert spans["Fiscal"] == (2, 3)
    assert spans["Total"] == (2, 1)
    assert spans["Other"] == (5, 1)


def test_header_in_the_middle_of_its_columns_spans_them() -> None:
    truth = budget_table()
    middle = (truth.xs[2] + truth.xs[5]) / 2
    spans = _header(truth, "Fiscal", middle - 12, _three_rules(truth))
    assert spans["Fiscal"] == (2, 3)
    aside = _header(truth, "Fiscal", truth.xs[2] + 3, _three_rules(truth))
    assert aside["Fiscal"] == (2, 1)  # flush left it may stand over one column or three


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
