"""Pieces of original pages with the numbers of a finding framed, for the report."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from PIL import Image, ImageChops, ImageColor, ImageDraw

from expectations.reports.model import CropBox
from extractors.pages.render import render_page

#: Pixels per PDF point: a 9 pt digit is 18 pixels high.
SCALE = 2.0
#: Points shown above and below the marked numbers.
MARGIN = 48.0
#: Rows between two marks are left out where they are higher than this (points), but for
#: this margin of them on either side.
LONGEST_GAP = 150.0
MARGIN_IN_GAP = 18.0
_DASH = 6
#: Pixels of white where rows between the head and the numbers are left out.
_GAP = 26


class PageCrops:
    """A function (document, page, boxes) -> PNG that renders each page once.

    It can be pickled where ``pdf_path`` can.  It raises FileNotFoundError where the original
    is not kept.
    """

    def __init__(self, pdf_path: Callable[[str], Path | None]) -> None:
        self._pdf_path = pdf_path

    @cached_property
    def _page_image(self) -> Callable[[str, int], Image.Image]:
        @lru_cache(maxsize=8)
        def page_image(document_id: str, page: int) -> Image.Image:
            path = self._pdf_path(document_id)
            if path is None:
                raise FileNotFoundError(document_id)
            return render_page(path, page, SCALE)

        return page_image

    def __getstate__(self) -> dict[str, Any]:
        return {"_pdf_path": self._pdf_path}

    def __call__(self, document_id: str, page: int, boxes: Sequence[CropBox]) -> bytes:
        """PNG of the page around the boxes."""
        return crop_boxes(self._page_image(document_id, page), boxes)


def crop_boxes(image: Image.Image, boxes: Sequence[CropBox], scale: float | None = None) -> bytes:
    """PNG of the strips of the page around the boxes, each framed in its colour.

    A strip is as wide as what is printed on the page: row heads stay in sight,
    empty margins do not make the digits small.  A long stretch of rows without a
    mark is left out, a dotted line says so; every mark is shown.  A box of side
    ``head`` is not framed: it is the head of the table, shown above the strip where
    it is not on it already.  A box of side ``hidden`` is a person's name or number:
    painted over.  Without a mark the whole page is shown, smaller.  ``scale`` is pixels
    per point (that of the image by default).
    """
    scale = scale or float(image.info.get("scale", SCALE))
    marks = [b for b in boxes if b.side not in {"head", "hidden"}]
    page = _marked(image, boxes, scale)
    if not marks:
        return _whole(page)
    strips = _strips(marks)
    heads = [b for b in boxes if b.side == "head" and b.top < strips[0][0]]
    if heads:
        head = (min(b.top for b in heads) - 4, max(b.bottom for b in heads) + 2)
        near = head[1] >= strips[0][0] - MARGIN
        strips = [(head[0], strips[0][1]), *strips[1:]] if near else [head, *strips]
    left, right = _printed_width(image)
    left = max(min([left, *(int(b.x0 * scale) - 8 for b in marks)]), 0)
    right = min(max([right, *(int(b.x1 * scale) + 8 for b in marks)]), image.width)
    pieces = []
    brightness = _row_brightness(image)
    for first, last in strips:
        upper = _between_lines(brightness, int(first * scale))
        lower = _between_lines(brightness, int(last * scale) + 1)
        upper, lower = _without_margin(brightness, upper, lower)
        if lower > upper:
            pieces.append(page.crop((left, upper, right, lower)))
    return _png(_stack(pieces or [page]))


def _png(picture: Image.Image) -> bytes:
    """A change of how pictures look needs a new ``expectations.reports.crops.STYLE``."""
    out = io.BytesIO()
    few_colours = picture.quantize(192, method=Image.Quantize.FASTOCTREE)
    few_colours.save(out, "PNG", compress_level=6)
    return out.getvalue()


def _whole(page: Image.Image) -> bytes:
    """The printed part of a page at half the size."""
    brightness = _row_brightness(page)
    left, right = _printed_width(page)
    upper, lower = _without_margin(brightness, 0, page.height)
    piece = page.crop((left, upper, right, lower))
    return _png(piece.resize((max(piece.width // 2, 1), max(piece.height // 2, 1))))


def _marked(image: Image.Image, boxes: Sequence[CropBox], scale: float) -> Image.Image:
    """A copy of the page with the boxes framed, and personal ones painted over."""
    page = image.copy()
    draw = ImageDraw.Draw(page, "RGBA")
    for box in boxes:
        x0, y0, x1, y1 = (v * scale for v in (box.x0, box.top, box.x1, box.bottom))
        if box.side == "hidden":
            if x1 - x0 > 6 and y1 - y0 > 6:
                draw.rectangle((x0 + 3, y0 + 3, x1 - 3, y1 - 3), fill="#d9dde0")
        elif box.side != "head":
            frame = (x0 - 3, y0 - 3, x1 + 3, y1 + 3)
            _frame(draw, frame, box.color, dashed=box.dashed)
    return page


def _strips(marks: Sequence[CropBox]) -> list[tuple[float, float]]:
    """Top and bottom (points) of what to show: all marks, without long gaps between them."""
    spans: list[tuple[float, float]] = []
    for top, bottom in sorted((b.top, b.bottom) for b in marks):
        if spans and top - spans[-1][1] <= LONGEST_GAP:
            spans[-1] = (spans[-1][0], max(spans[-1][1], bottom))
        else:
            spans.append((top, bottom))
    last = len(spans) - 1
    return [
        (top - (MARGIN_IN_GAP if n else MARGIN), bottom + (MARGIN_IN_GAP if n < last else MARGIN))
        for n, (top, bottom) in enumerate(spans)
    ]


def _stack(pieces: Sequence[Image.Image]) -> Image.Image:
    """Pieces below one another, a dotted line where the page goes on between them."""
    if len(pieces) == 1:
        return pieces[0]
    height = sum(p.height for p in pieces) + _GAP * (len(pieces) - 1)
    whole = Image.new("RGB", (pieces[0].width, height), "white")
    draw = ImageDraw.Draw(whole)
    at = 0
    for n, piece in enumerate(pieces):
        whole.paste(piece, (0, at))
        at += piece.height + _GAP
        if n < len(pieces) - 1:
            for x in range(0, whole.width, 14):
                y = at - _GAP // 2
                draw.ellipse((x, y - 1, x + 3, y + 2), fill="#9aa3aa")
    return whole


def _row_brightness(image: Image.Image) -> bytes:
    """Mean brightness of each row of pixels, 0 to 255."""
    return image.convert("L").resize((1, image.height), Image.Resampling.BOX).tobytes()


def _between_lines(brightness: bytes, edge: int, reach: int = 28) -> int:
    """The emptiest row of pixels near ``edge``, so that no line of text is cut in half."""
    last = len(brightness) - 1
    if edge <= 0 or edge > last:
        return 0 if edge <= 0 else last + 1
    rows = range(max(edge - reach, 0), min(edge + reach, last) + 1)
    return max(rows, key=lambda y: (brightness[y], -abs(y - edge)))


def _without_margin(brightness: bytes, upper: int, lower: int, air: int = 14) -> tuple[int, int]:
    """Rows without the blank ones above and below what is printed, but for a little air."""
    printed = [y for y in range(max(upper, 0), min(lower, len(brightness))) if brightness[y] < 254]
    if not printed:
        return upper, lower
    return max(upper, printed[0] - air), min(lower, printed[-1] + 1 + air)


def _printed_width(image: Image.Image) -> tuple[int, int]:
    """Left and right pixel of what is printed, with a little air; all of a blank page."""
    white = Image.new("L", image.size, 255)
    box = ImageChops.difference(image.convert("L"), white).getbbox()
    return (max(box[0] - 16, 0), min(box[2] + 16, image.width)) if box else (0, image.width)


def _frame(
    draw: ImageDraw.ImageDraw,
    frame: tuple[float, float, float, float],
    color: str,
    *,
    dashed: bool,
) -> None:
    draw.rectangle(frame, fill=(*ImageColor.getrgb(color)[:3], 30))
    if not dashed:
        draw.rectangle(frame, outline=color, width=3)
        return
    x0, y0, x1, y1 = frame
    for x in range(int(x0), int(x1), 2 * _DASH):
        end = min(x + _DASH, x1)
        draw.line((x, y0, end, y0), fill=color, width=3)
        draw.line((x, y1, end, y1), fill=color, width=3)
    for y in range(int(y0), int(y1), 2 * _DASH):
        end = min(y + _DASH, y1)
        draw.line((x0, y, x0, end), fill=color, width=3)
        draw.line((x1, y, x1, end), fill=color, width=3)
