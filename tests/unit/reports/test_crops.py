"""Pieces of pages: every mark is on the picture, and long stretches without one are left out."""

from __future__ import annotations

import io
from dataclasses import replace

from PIL import Image, ImageDraw

from expectations.reports.crops import crop_requests
from expectations.reports.records import CropBox
from orchestration.crops import crop_boxes
from tests.unit.reports.sample import sample_pdf, sample_verdicts, sha

RED, BLUE = "#c4301c", "#1f5fae"


def _page(height: int = 1600) -> Image.Image:
    """A page of 400 points' width with a printed line every 20 points."""
    image = Image.new("RGB", (800, height), "white")
    draw = ImageDraw.Draw(image)
    for y in range(20, height - 60, 40):
        draw.text((60, y), "0123456789 0123456789", fill="black")
    return image


def _box(top: float, color: str = RED) -> CropBox:
    side = "reported" if color == RED else "computed"
    return CropBox(200, top, 260, top + 12, side, color, dashed=color == BLUE)


def _opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("RGB")


def _has(image: Image.Image, color: str) -> bool:
    wanted = tuple(int(color[i : i + 2], 16) for i in (1, 3, 5))
    pixels = image.tobytes()
    return any(
        all(abs(pixels[at + k] - wanted[k]) < 24 for k in range(3))
        for at in range(0, len(pixels), 3)
    )


def test_marks_far_apart_are_both_shown_without_what_is_between() -> None:
    whole = _opened(crop_boxes(_page(), [_box(60), _box(700, BLUE)]))
    assert _has(whole, RED) and _has(whole, BLUE)
    assert whole.height < 500


def test_marks_near_each_other_are_one_strip() -> None:
    one = _opened(crop_boxes(_page(), [_box(100), _box(220, BLUE)]))
    assert 2 * 120 < one.height < 2 * (120 + 12 + 2 * 70)


def test_blank_paper_above_and_below_is_left_out() -> None:
    image = Image.new("RGB", (800, 1600), "white")
    ImageDraw.Draw(image).text((420, 810), "123.45", fill="black")
    assert _opened(crop_boxes(image, [_box(404)])).height < 90


def test_marks_sit_on_the_numbers_of_a_page_rendered_smaller() -> None:
    """A huge page is rendered with fewer pixels per point; the image says how many."""
    image = Image.new("RGB", (800, 800), "white")
    ImageDraw.Draw(image).rectangle((200, 100, 260, 112), fill="black")
    image.info["scale"] = 1.0
    marked = _opened(crop_boxes(image, [_box(100)]))
    black = [(x, y) for x in range(marked.width) for y in range(marked.height)
             if marked.getpixel((x, y)) < (90, 60, 60)]  # fmt: skip
    red = [(x, y) for x in range(marked.width) for y in range(marked.height)
           if (p := marked.getpixel((x, y))) and p[0] > 170 and p[1] < 90]  # fmt: skip
    assert min(x for x, _ in red) < min(x for x, _ in black)
    assert max(y for _, y in red) > max(y for _, y in black)


def test_pages_of_the_main_equation_come_first_and_are_told_apart() -> None:
    _, boxes = sample_pdf()
    name = next(v for v in sample_verdicts(boxes) if v.identity == "T07.PROJ.NAME")
    total = next(v for v in sample_verdicts(boxes) if v.identity == "T06.HIER.CLASS")
    requests = crop_requests(sha("first"), [name, total], {}, {}, {})
    assert [(r.page, r.rank) for r in requests] == [(2, 0), (3, 0), (1, 1)]


def test_a_page_known_without_a_place_is_shown_whole() -> None:
    """The name on a cover: the page is known, where it stands is not."""
    _, boxes = sample_pdf()
    name = next(v for v in sample_verdicts(boxes) if v.identity == "T07.PROJ.NAME")
    first, second = name.evidence
    placeless = replace(second, x0=None, top=None, x1=None, bottom=None)
    requests = crop_requests(sha("first"), [replace(name, evidence=(first, placeless))], {}, {}, {})
    assert [(r.page, r.is_framed) for r in requests] == [(2, True), (3, False)]
    whole = _opened(crop_boxes(_page(), []))
    assert whole.width < 400 and 600 < whole.height < 800


def test_pages_of_units_are_shown_beside_the_departments() -> None:
    """An addend stands in another document: its own page is cut out, never the judged one's."""
    _, boxes = sample_pdf()
    total = next(v for v in sample_verdicts(boxes) if v.kind == "sum" and len(v.evidence) > 3)
    own, *addends = total.evidence
    moved = [
        replace(
            e,
            fact=f"units:{n:03}:{e.fact}",
            other_document_id=sha("second"),
            page=7 + n,
            side="computed",
        )
        for n, e in enumerate(addends)
    ]
    requests = crop_requests(sha("first"), [replace(total, evidence=(own, *moved))], {}, {}, {})
    assert [(r.document_id, r.page, r.is_other) for r in requests] == [
        (sha("first"), own.page, False),
        *((sha("second"), 7 + n, True) for n in range(min(3, len(moved)))),
    ]
