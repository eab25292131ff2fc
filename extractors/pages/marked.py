"""Pieces of a page with places marked in two ways, for people who compare numbers.

A solid frame and a dashed frame can be told apart in a black-and-white print.
The piece is as wide as what is printed on the page, so that row labels stay
visible beside their numbers.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from PIL import Image, ImageChops, ImageColor, ImageDraw

from extractors.pages.open import open_pdf

#: Hostile page sizes must not exhaust memory: no side longer than this (pixels).
LONGEST_SIDE = 6000


class Mark(Protocol):
    """A rectangle to frame: PDF points as displayed, colour ``#rrggbb``, dashed or solid."""

    @property
    def x0(self) -> float: ...
    @property
    def top(self) -> float: ...
    @property
    def x1(self) -> float: ...
    @property
    def bottom(self) -> float: ...
    @property
    def color(self) -> str: ...
    @property
    def dashed(self) -> bool: ...


def crop_marked(
    source: Path | bytes,
    page: int,
    marks: Sequence[Mark],
    *,
    scale: float = 2.0,
    context: float = 34.0,
) -> bytes:
    """PNG of the strip of ``page`` (1-based) that holds ``marks``, each framed.

    ``scale`` is pixels per point; ``context`` points are kept above and below.
    The whole page where there is no mark.  Raises DocumentError for a file that
    cannot be opened, IndexError for a page that is not there.
    """
    image, scale = _page(source, page, scale)
    if not marks:
        return _png(image)
    left, right = _printed_width(image)
    top = max(int((min(m.top for m in marks) - context) * scale), 0)
    bottom = min(int((max(m.bottom for m in marks) + context) * scale) + 1, image.height)
    left = min([left, *(int(m.x0 * scale) - 8 for m in marks)])
    right = max([right, *(int(m.x1 * scale) + 8 for m in marks)])
    left, right = max(left, 0), min(right, image.width)
    if bottom <= top or right <= left:
        left, top, right, bottom = 0, 0, image.width, image.height
    strip = image.crop((left, top, right, bottom))
    draw = ImageDraw.Draw(strip, "RGBA")
    for mark in sorted(marks, key=lambda m: not m.dashed):
        box = (
            mark.x0 * scale - left - 2, mark.top * scale - top - 1,
            mark.x1 * scale - left + 2, mark.bottom * scale - top + 1,
        )  # fmt: skip
        _frame(draw, box, mark.color, dashed=mark.dashed, width=max(2, round(1.4 * scale)))
    return _png(strip)


def _page(source: Path | bytes, page: int, scale: float) -> tuple[Image.Image, float]:
    """The page as an image, and the scale that its size allowed."""
    data = source if isinstance(source, bytes) else source.read_bytes()
    name = "（内存中的文件）" if isinstance(source, bytes) else source.name
    with open_pdf(data, name) as document:
        if not 1 <= page <= len(document):
            raise IndexError(f"page {page} of {len(document)}")
        handle = document[page - 1]
        try:
            scale = min(scale, LONGEST_SIDE / max(*handle.get_size(), 1.0))
            image: Image.Image = handle.render(scale=scale).to_pil().convert("RGB")
        finally:
            handle.close()
    return image, scale


def _printed_width(image: Image.Image) -> tuple[int, int]:
    """Left and right pixel of what is printed, with a little air."""
    white = Image.new("L", image.size, 255)
    box = ImageChops.difference(image.convert("L"), white).getbbox()
    if box is None:
        return 0, image.width
    return max(box[0] - 16, 0), min(box[2] + 16, image.width)


def _frame(
    draw: ImageDraw.ImageDraw,
    box: tuple[float, float, float, float],
    color: str,
    *,
    dashed: bool,
    width: int,
) -> None:
    red, green, blue = ImageColor.getrgb(color)[:3]
    draw.rectangle(box, fill=(red, green, blue, 22))
    if not dashed:
        draw.rectangle(box, outline=(red, green, blue, 255), width=width)
        return
    x0, y0, x1, y1 = box
    dash = 4 * width
    for a, b, c, d in ((x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1)):
        length = max(abs(c - a), abs(d - b))
        at = 0.0
        while at < length:
            end = min(at + dash * 0.6, length)
            ux, uy = (c - a) / length, (d - b) / length
            start_xy, end_xy = (a + ux * at, b + uy * at), (a + ux * end, b + uy * end)
            draw.line((*start_xy, *end_xy), fill=(red, green, blue, 255), width=width)
            at += dash


def _png(image: Image.Image) -> bytes:
    """PNG with a palette: a page of text needs no more, and the site stays small."""
    out = io.BytesIO()
    image.convert("RGB").quantize(64, method=Image.Quantize.FASTOCTREE).save(out, format="PNG")
    return out.getvalue()
