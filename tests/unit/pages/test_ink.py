"""Text that nobody can see, text printed twice, and pages that only look like text."""

from __future__ import annotations

import numpy as np
import pytest

from extractors.layout import PageContent
from extractors.pages.chars import Chars, Frame
from extractors.pages.ink import doubles
from extractors.pages.rulings import Pieces
from extractors.tables import read_layout
from extractors.tables.layers import layer_of
from tests.unit.tables import sheet
from tests.unit.tables.sheet import budget_table, edges

TRUTH = budget_table()
TEXT = sheet.texts(TRUTH)
TABLE = sheet.stroked(edges(TRUTH)) + "\n" + TEXT
PICTURE = "q 595 0 0 842 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x80 EI Q\n"


def read(content: str) -> PageContent:
    return read_layout(sheet.pdf([content]), "t.pdf").pages[0]


def test_recognised_text_under_a_scan_is_not_text() -> None:
    """Somebody's OCR, invisible under the picture: the page is a scan, its numbers are no facts."""
    page = read(f"{PICTURE}q 3 Tr {TEXT} Q")
    assert page.layer == "scan"
    assert page.grids == ()
    assert page.lines == ()
    assert any("不显示" in d for d in page.decisions)


def test_page_number_stamped_on_a_scan() -> None:
    assert read(PICTURE + "BT /F1 9 Tf 290 30 Td (- 3 -) Tj ET").layer == "scan"


def test_text_on_a_picture_is_text() -> None:
    page = read(PICTURE + TABLE)
    assert page.layer == "text"
    assert sheet.f1(TRUTH, page.grids) == 1


@pytest.mark.parametrize("how", ["3 Tr", "1 g", "/Clear gs"])
def test_text_that_cannot_be_seen_is_left_out(how: str) -> None:
    x, y = TRUTH.xs[2] + 2, 842 - TRUTH.ys[4] + 3
    hidden = f"\nq {how} BT /F1 9 Tf {x} {y} Td (9.99) Tj ET BT /F1 9 Tf 60 300 Td (No) Tj ET Q"
    data = sheet.pdf([TABLE + hidden])
    state = b"/Resources << /ExtGState << /Clear << /ca 0 >> >>"
    page = read_layout(data.replace(b"/Resources <<", state), "t.pdf").pages[0]
    assert sheet.f1(TRUTH, page.grids) == 1
    assert page.lines == ()
    assert any(d.startswith("略去6个") for d in page.decisions)


def test_white_text_on_a_dark_header_is_read() -> None:
    x0, y0, x1, y1 = TRUTH.xs[0], TRUTH.ys[0], TRUTH.xs[-1], TRUTH.ys[2]
    head = sheet.Truth(TRUTH.xs, TRUTH.ys, tuple(c for c in TRUTH.cells if c.row < 2))
    body = sheet.Truth(TRUTH.xs, TRUTH.ys, tuple(c for c in TRUTH.cells if c.row >= 2))
    shade = f"q 0.1 0.2 0.4 rg {sheet.rect(x0, y0, x1, y1)} f Q\n"
    white = f"q 1 g {sheet.texts(head)} Q\n"
    page = read(shade + sheet.stroked(edges(TRUTH)) + white + sheet.texts(body))
    assert sheet.f1(TRUTH, page.grids) == 1


PATTERN = (
    "<< /PatternType 2 /Shading << /ShadingType 2 /ColorSpace /DeviceRGB /Coords [60 700 530 760] "
    "/Function << /FunctionType 2 /Domain [0 1] /C0 [0 0 0.5] /C1 [0 0 0.2] /N 1 >> "
    "/Extend [true true] >> >>"
)


@pytest.mark.parametrize("which", ["behind white text", "as the text's colour"])
def test_colour_that_is_a_pattern_hides_no_text(which: str) -> None:
    x0, y0, x1, y1 = TRUTH.xs[0], TRUTH.ys[0], TRUTH.xs[-1], TRUTH.ys[-1]
    shade = f"q /Pattern cs /P1 scn {sheet.rect(x0, y0, x1, y1)} f Q\n"
    text = f"q 1 g {TEXT} Q" if which == "behind white text" else f"q /Pattern cs /P1 scn {TEXT} Q"
    drawing = shade if which == "behind white text" else ""
    data = sheet.pdf([drawing + sheet.stroked(edges(TRUTH)) + "\n" + text])
    data = data.replace(b"/Resources <<", f"/Resources << /Pattern << /P1 {PATTERN} >>".encode(), 1)
    page = read_layout(data, "t.pdf").pages[0]
    assert sheet.f1(TRUTH, page.grids) == 1


@pytest.mark.parametrize("offset", [(0.0, 0.0), (0.3, 0.0), (0.5, -0.3), (1.0, -1.0)])
def test_layer_printed_twice_is_read_once(offset: tuple[float, float]) -> None:
    x, y = offset
    page = read(f"{TABLE}\nq 1 0 0 1 {x} {y} cm {TEXT} Q")
    assert sheet.f1(TRUTH, page.grids) == 1


def test_letters_struck_one_by_one_and_real_doubles() -> None:
    out, x = [], 100.0
    for letter in "1100.22":
        for strike in (0.0, 0.35):
            out.append(f"BT /F1 9 Tf {x + strike:.2f} 600 Td ({letter}) Tj ET")
        x += 9 * (0.278 if letter == "." else 0.556)
    assert [line.text for line in read("\n".join(out)).lines] == ["1100.22"]


def test_no_double_in_ordinary_text_and_dot_leaders() -> None:
    letters = "1100......lliill"
    x = np.cumsum([0.0, *[2.0 if c in ".il" else 5.0 for c in letters[:-1]]])
    boxes = np.column_stack([x, np.full(len(x), 20.0), x + 2, np.full(len(x), 30.0)])
    assert doubles(Chars(letters, boxes, np.arange(len(x)))) is None


@pytest.mark.parametrize(
    ("letter", "layer"), [("\ue123", "outline"), ("\ufffd", "outline"), ("支", "text")]
)
def test_text_layer_without_meaning_counts_as_outlines(letter: str, layer: str) -> None:
    """A font without a way back to Unicode: letters of no language that budgets use."""
    boxes = np.array([(10.0 * i, 20.0, 10.0 * i + 10, 30.0) for i in range(40)])
    some = Chars(letter * 30 + "1234567890", boxes, np.arange(40))
    nothing = np.zeros((0, 3))
    pieces = Pieces(nothing, nothing, nothing, nothing, np.zeros((0, 5)), np.zeros((0, 4)))
    decisions: list[str] = []
    frame = Frame(595, 842, 0, 1, 0, 0, -1, 0, 842)
    assert layer_of(some, 0, pieces, frame, decisions) == layer
    assert bool(decisions) == (layer == "outline")


@pytest.mark.parametrize(
    ("content", "wanted"),
    [
        ("(12.5) Tj /F1 5 Tf 4 Ts (12) Tj 0 Ts /F1 9 Tf ( more)", "12.5¹² more"),
        ("(100 m) Tj /F1 5 Tf 4 Ts (2) Tj 0 Ts /F1 9 Tf", "100 m²"),
        ("(H) Tj /F1 5 Tf -2 Ts (2) Tj 0 Ts /F1 9 Tf (O)", "H2O"),
        ("(12.5) Tj /F1 6 Tf (34)", "12.534"),
    ],
)
def test_raised_digits_are_no_digits_of_the_amount(content: str, wanted: str) -> None:
    text = f"BT /F1 9 Tf 70 600 Td {content}{'' if content.endswith('Tf') else ' Tj'} ET"
    assert [line.text for line in read(text).lines] == [wanted]
