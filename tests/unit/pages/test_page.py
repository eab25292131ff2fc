"""Characters, rulings and pictures of single pages: rotation, odd fonts, hidden text."""

from __future__ import annotations

import io

import pypdfium2 as pdfium
import pytest
from PIL import Image

from extractors.layout import BBox
from extractors.pages.chars import Frame
from extractors.pages.render import crop, render_page
from extractors.tables import read_layout
from extractors.tables.page import raw_page
from tests.unit.tables import sheet
from tests.unit.tables.sheet import budget_table, edges

TRUTH = budget_table()
TABLE = sheet.stroked(edges(TRUTH)) + "\n" + sheet.texts(TRUTH)


@pytest.mark.parametrize("rotate", [90, 180, 270])
def test_page_turned_by_its_rotate_entry(rotate: int) -> None:
    """Content turned against /Rotate is displayed upright, and read as displayed."""
    width, height = sheet.PAGE_WIDTH, sheet.PAGE_HEIGHT
    turn = {
        90: f"0 1 -1 0 {height} 0 cm", 180: f"-1 0 0 -1 {width} {height} cm",
        270: f"0 -1 1 0 0 {width} cm",
    }[rotate]  # fmt: skip
    data = sheet.pdf([f"q {turn}\n{TABLE}\nQ"], rotate=rotate)
    if rotate != 180:  # a landscape sheet, displayed upright
        data = data.replace(f"[0 0 {width} {height}]".encode(), f"[0 0 {height} {width}]".encode())
    page = read_layout(data, "t.pdf").pages[0]
    assert page.rotation == rotate
    assert (page.width, page.height) == (width, height)
    assert sheet.f1(TRUTH, page.grids) == 1
    assert page.grids[0].bbox == pytest.approx((60, 80, 530, 80 + 18 * 12), abs=1)


def test_box_of_the_page_may_start_anywhere() -> None:
    data = sheet.pdf([f"q 1 0 0 1 100 -200 cm\n{TABLE}\nQ"])
    data = data.replace(b"[0 0 595.0 842.0]", b"[100 -200 695 642]")
    page = read_layout(data, "t.pdf").pages[0]
    assert sheet.f1(TRUTH, page.grids) == 1
    assert page.grids[0].bbox == pytest.approx((60, 80, 530, 80 + 18 * 12), abs=1)


def test_rulings_inside_a_form_object_with_its_own_matrix() -> None:
    body = sheet.stroked(edges(TRUTH))
    form = (
        f"<< /Type /XObject /Subtype /Form /BBox [-1000 -1000 2000 2000] "
        f"/Matrix [1 0 0 1 -7 3] /Length {len(body)} >>\nstream\n{body}\nendstream"
    )
    content = f"q 1 0 0 1 7 -3 cm /X1 Do Q\n{sheet.texts(TRUTH)}"
    data = sheet.pdf([content], extra=form)
    data = data.replace(b"/Resources <<", b"/Resources << /XObject << /X1 4 0 R >>")
    page = read_layout(data, "t.pdf").pages[0]
    assert sheet.f1(TRUTH, page.grids) == 1


def test_type3_font_with_names_that_map_to_letters() -> None:
    glyph = "600 0 0 0 500 700 d1 0 0 500 700 re f"
    font = (
        "<< /Type /Font /Subtype /Type3 /FontBBox [0 0 600 800] /FontMatrix [0.001 0 0 0.001 0 0] "
        "/FirstChar 65 /LastChar 66 /Widths [600 600] /Encoding << /Type /Encoding "
        "/Differences [65 /A /B] >> /CharProcs << /A 5 0 R /B 5 0 R >> /Resources << >> >>"
    )
    extra = f"{font}\nendobj\n5 0 obj\n<< /Length {len(glyph)} >>\nstream\n{glyph}\nendstream"
    pieces = [(50, 92, 200, 92), (50, 122, 200, 122), (50, 92, 50, 122), (200, 92, 200, 122),
              (120, 92, 120, 122)]  # fmt: skip
    content = sheet.stroked(pieces) + "\nBT /F3 12 Tf 60 732 Td (AB) Tj ET"
    data = _with_two_objects(content, extra)
    page = read_layout(data, "t.pdf").pages[0]
    assert [c.text for c in page.grids[0].cells] == ["AB", ""]


def _with_two_objects(content: str, extra: str) -> bytes:
    """Object 4 is the font /F3, object 5 its glyph; the page is built by hand after them."""
    parts = [
        "1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj",
        "2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj",
        "3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 6 0 R "
        "/Resources << /Font << /F3 4 0 R >> >> >>\nendobj",
        f"4 0 obj\n{extra}\nendobj",
        f"6 0 obj\n<< /Length {len(content)} >>\nstream\n{content}\nendstream\nendobj",
        "trailer\n<< /Root 1 0 R >>\n%%EOF\n",
    ]
    return ("%PDF-1.4\n" + "\n".join(parts)).encode("latin-1")


def test_text_beyond_the_page_and_outside_its_clip_is_left_out() -> None:
    truth = TRUTH
    x0, y0, x1, y1 = truth.xs[0], truth.ys[0], truth.xs[-1], truth.ys[-1]
    hidden = (
        f"q {sheet.rect(x0, y0, x1, y1)} W n "
        f"BT /F1 9 Tf 70 {842 - y1 - 30} Td (clipped away) Tj ET Q\n"
        "BT /F1 9 Tf 70 -40 Td (below the page) Tj ET\n"
        "BT /F1 9 Tf 70 300 Td (in sight) Tj ET\n"
    )
    page = read_layout(sheet.pdf([TABLE + "\n" + hidden]), "t.pdf").pages[0]
    assert [line.text for line in page.lines] == ["in sight"]
    assert any("看不见" in d for d in page.decisions)
    assert sheet.f1(truth, page.grids) == 1


def test_words_that_touch_may_have_clips_of_their_own() -> None:
    """A title that runs over two columns is drawn in two parts, each with its column's clip."""
    left, right = sheet.rect(50, 40, 124, 70), sheet.rect(124, 40, 400, 70)
    title = (
        f"q {left} W n BT /F1 12 Tf 97 785 Td (2026) Tj ET Q\n"
        f"q {right} W n BT /F1 12 Tf 125 785 Td (Overview) Tj ET Q\n"
        "BT /F1 9 Tf 70 -40 Td (below the page) Tj ET\n"
    )
    page = read_layout(sheet.pdf([TABLE + "\n" + title]), "t.pdf").pages[0]
    assert [line.text for line in page.lines] == ["2026Overview"]


def test_pages_without_text_are_typed() -> None:
    image = "q 500 0 0 700 40 60 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x80 EI Q"
    glyphs = "\n".join(f"{i} {i} m {i + 3} {i + 9} l {i + 5} {i} l f" for i in range(80))
    layout = read_layout(sheet.pdf([image, "", glyphs]), "t.pdf")
    assert [p.layer for p in layout.pages] == ["scan", "blank", "outline"]


def test_frame_of_a_plain_page() -> None:
    document = pdfium.PdfDocument(sheet.pdf([""]))
    frame = Frame.of(document[0])
    assert (frame.width, frame.height, frame.rotation) == (595, 842, 0)
    with raw_page(document, 1) as raw:
        assert len(raw.chars) == 0
        assert raw.pieces.paths == 0


def test_render_and_crop_mark_the_cell() -> None:
    data = sheet.pdf([TABLE])
    image = render_page(data, 1, 1.0)
    assert image.size == (595, 842)
    box = BBox(60, 80, 120, 116)
    png = crop(data, 1, box, [box], scale=2.0, margin=10)
    part = Image.open(io.BytesIO(png))
    assert part.size == (161, 113)
    assert part.convert("RGB").getpixel((20, 40)) == (200, 30, 30)
    with pytest.raises(IndexError):
        render_page(data, 2, 1.0)


def test_hostile_page_size_is_not_rendered_in_full() -> None:
    data = sheet.pdf([""]).replace(b"[0 0 595.0 842.0]", b"[0 0 90000 400]")
    assert max(render_page(data, 1, 3.0).size) <= 6001
