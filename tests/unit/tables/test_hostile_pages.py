"""Pages that are drawn oddly, broken, or made to break a reader."""

from __future__ import annotations

import random
import time

import pytest

from extractors.errors import DocumentError
from extractors.layout import DocumentLayout
from extractors.tables import read_layout
from tests.unit.tables import sheet
from tests.unit.tables.sheet import TrueCell, Truth, budget_table, edges

TRUTH = budget_table()
TABLE = sheet.stroked(edges(TRUTH)) + "\n" + sheet.texts(TRUTH)
BOX = b"/MediaBox [0 0 595.0 842.0]"


def read(*contents: str) -> DocumentLayout:
    return read_layout(sheet.pdf(list(contents)), "t.pdf")


def test_table_inside_a_cell_keeps_its_own_text() -> None:
    inner = Truth(
        (205, 255, 310), (100, 118, 136),
        tuple(TrueCell(r, c, 1, 1, f"{r}{c}.5") for r in range(2) for c in range(2)),
    )  # fmt: skip
    words = ["A", "", "C", "D", "E", "F"]
    outer = Truth(
        (60, 200, 330, 500), (80, 150, 170),
        tuple(TrueCell(i // 3, i % 3, 1, 1, w) for i, w in enumerate(words)),
    )  # fmt: skip
    drawn = [sheet.stroked(edges(t)) + "\n" + sheet.texts(t) for t in (outer, inner)]
    grids = read("\n".join(drawn)).pages[0].grids
    assert [[c.text for c in g.cells] for g in grids] == [words, ["00.5", "01.5", "10.5", "11.5"]]


def _with_form(body: str, form: str, content: str) -> bytes:
    data = sheet.pdf([content], extra=f"{form} /Length {len(body)} >>\nstream\n{body}\nendstream")
    return data.replace(b"/Resources << /Font", b"/Resources << /XObject << /X1 4 0 R >> /Font")


FORM = "<< /Type /XObject /Subtype /Form /BBox [0 0 600 900] /Resources << /Font << /F1 3 0 R >> >>"


def test_table_with_text_inside_a_form_of_half_size() -> None:
    page = read_layout(
        _with_form(TABLE, FORM + " /Matrix [0.5 0 0 0.5 50 200]", "/X1 Do"), "t.pdf"
    ).pages[0]
    assert sheet.f1(TRUTH, page.grids) == 1
    assert page.grids[0].bbox == pytest.approx((80, 261, 315, 369), abs=1)


def test_form_that_contains_itself() -> None:
    rulings = "/X1 Do " + sheet.stroked(edges(TRUTH))
    itself = FORM.replace("/Resources <<", "/Resources << /XObject << /X1 4 0 R >>")
    layout = read_layout(_with_form(rulings, itself, "/X1 Do\n" + sheet.texts(TRUTH)), "t.pdf")
    assert sheet.f1(TRUTH, layout.pages[0].grids) == 1


@pytest.mark.parametrize(
    "box",
    [
        b"/MediaBox [-100 -100 700 900] /CropBox [-50 -50 650 880]", b"/MediaBox [595 842 0 0]",
        b"/MediaBox [0 0 0 0]", b"/MediaBox [0 0 abc null]", b"/UserUnit 2 /MediaBox [0 0 595 842]",
        b"/Rotate 45 /MediaBox [0 0 595 842]", b"/Rotate -90 /MediaBox [0 0 595 842]",
        b"/Rotate 450 /MediaBox [0 0 595 842]",
    ],
)  # fmt: skip
def test_odd_page_boxes(box: bytes) -> None:
    """Whatever the boxes say: the table is read, and every cell lies on the page."""
    layout = read_layout(sheet.pdf([TABLE]).replace(BOX, box), "t.pdf")
    (page,) = layout.pages
    assert sheet.f1(TRUTH, page.grids) == 1
    for cell in page.grids[0].cells:
        assert 0 <= cell.bbox.x0 < cell.bbox.x1 <= page.width
        assert 0 <= cell.bbox.top < cell.bbox.bottom <= page.height


@pytest.mark.parametrize("box", [b"[0 0 595 842] /CropBox [1000 1000 1200 1200]", b"[0 0 1 1]"])
def test_page_that_shows_nothing(box: bytes) -> None:
    layout = read_layout(sheet.pdf([TABLE]).replace(BOX, b"/MediaBox " + box), "t.pdf")
    (page,) = layout.pages
    assert (page.grids, page.lines) == ((), ())
    assert page.layer != "text"


def test_table_that_runs_off_the_page_has_only_the_rows_one_sees() -> None:
    truth = budget_table(rows=60)
    page = read(sheet.stroked(edges(truth)) + "\n" + sheet.texts(truth)).pages[0]
    (grid,) = page.grids
    assert grid.bbox.bottom <= page.height
    shown = [c for c in truth.cells if truth.ys[c.row + 1] < page.height]
    assert {c.text for c in shown} <= {c.text for c in grid.cells}


def _scribble(n: int, straight: bool) -> str:
    dice = random.Random(1)
    out = []
    for _ in range(n):
        x, y = dice.random() * 560, dice.random() * 800
        if straight:
            out.append(f"{x:.1f} {y:.1f} m {x + 30:.1f} {y:.1f} l S")
            out.append(f"{x:.1f} {y:.1f} m {x:.1f} {y + 30:.1f} l S")
        else:
            out.append(f"{x:.1f} {y:.1f} m {dice.random() * 560:.1f} {dice.random() * 800:.1f} l S")
    return "\n".join(out)


@pytest.mark.parametrize(
    "content",
    [
        _scribble(20_000, straight=False), _scribble(10_000, straight=True),
        "\n".join(sheet.line(20, 2 * i, 575, 2 * i) + " S" for i in range(420))
        + "\n".join(sheet.line(2 * i, 20, 2 * i, 822) + " S" for i in range(290)),
        "0 0 m " + " ".join(f"{i % 595} {(i * 7) % 842} l" for i in range(450_000)) + " S",
        "q " * 2000 + "Q " * 2000,
    ],
    ids=["scribble", "short lines", "squared paper", "one endless path", "states"],
)  # fmt: skip
def test_drawing_is_read_in_bounded_time(content: str) -> None:
    text = "BT /F1 11 Tf 60 700 Td (Nothing but a drawing.) Tj ET"
    start = time.process_time()
    layout = read(content + "\n" + text)
    assert time.process_time() - start < 30
    assert layout.n_pages == 1


def test_page_tree_that_claims_more_pages_than_there_are() -> None:
    layout = read_layout(sheet.pdf([TABLE]).replace(b"/Count 1 ", b"/Count 100000 "), "t.pdf")
    assert layout.n_pages == 1
    assert any("自称" in d for d in layout.pages[0].decisions)
    few = read_layout(sheet.pdf([TABLE]).replace(b"/Count 1 ", b"/Count 3 "), "t.pdf")
    assert [p.decisions for p in few.pages[1:]] == [("页面已损坏，无法读取",)] * 2


def test_page_tree_that_goes_round() -> None:
    with pytest.raises(DocumentError):
        read_layout(sheet.pdf([TABLE]).replace(b"/Kids [5 0 R]", b"/Kids [2 0 R]"), "t.pdf")


def test_letters_far_apart_are_one_amount_for_whoever_drops_spaces() -> None:
    wide = "BT /F1 9 Tf 3 Tc 70 700 Td (1,234.50) Tj ET"
    (line,) = read(wide).pages[0].lines
    assert line.text.replace(" ", "") == "1,234.50"


def test_amount_written_from_right_to_left() -> None:
    letters = "\n".join(
        f"BT /F1 9 Tf {70 + 5 * i} 700 Td ({c}) Tj ET"
        for i, c in reversed(list(enumerate("12.50")))
    )
    assert [n.text for n in read(letters).pages[0].lines] == ["12.50"]


def test_bands_of_colour_without_columns_are_no_grid() -> None:
    """Zebra rows: the columns are told by white space, never by the bands."""
    bands = "\n".join(
        f"{0.8 if i % 2 else 0.92} g {sheet.rect(TRUTH.xs[0], a, TRUTH.xs[-1], b)} f"
        for i, (a, b) in enumerate(zip(TRUTH.ys, TRUTH.ys[1:], strict=False))
    )
    page = read(f"q {bands} Q\n{sheet.texts(TRUTH)}").pages[0]
    assert [g.engine for g in page.grids] == ["aligned"]
    wanted = {c.text for c in TRUTH.cells if "." in c.text}
    assert wanted <= {c.text for c in page.grids[0].cells}


def test_bars_of_a_chart_are_no_table() -> None:
    bars = "\n".join(
        f"0.3 0.5 {i / 9} rg {60 + 50 * i} 300 40 {40 + 30 * i} re f" for i in range(8)
    )
    labels = "\n".join(f"BT /F1 9 Tf {62 + 50 * i} 285 Td ({2018 + i}) Tj ET" for i in range(8))
    axes = "0 g 55 300 420 0.6 re f 55 300 0.6 320 re f"
    assert read(f"q {bars}\n{axes} Q\n{labels}").pages[0].grids == ()
