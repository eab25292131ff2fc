"""Pictures of pages and of places on them, for reports."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import pypdfium2 as pdfium
from PIL import Image, ImageDraw

from extractors.layout import BBox
from extractors.pages.open import open_pdf

#: Hostile page sizes must not exhaust memory: no side longer than this (pixels).
_LONGEST_SIDE = 6000
_MARK = (200, 30, 30)


def render_page(source: Path | bytes, page: int, scale: float = 2.0) -> Image.Image:
    """The page (1-based) as displayed, ``scale`` pixels per point, RGB.

    ``image.info["scale"]`` is the scale in fact: less where the page is huge.
    Raises DocumentError for a file that cannot be opened, IndexError for a page
    that is not there.
    """
    data = source if isinstance(source, bytes) else source.read_bytes()
    name = "（内存中的文件）" if isinstance(source, bytes) else source.name
    with open_pdf(data, name) as document:
        return _render(document, page, scale)


def _render(document: pdfium.PdfDocument, page: int, scale: float) -> Image.Image:
    if not 1 <= page <= len(document):
        raise IndexError(f"page {page} of {len(document)}")
    handle = document[page - 1]
    try:
        longest = max(handle.get_size())
        scale = min(scale, _LONGEST_SIDE / max(longest, 1.0))
        image: Image.Image = handle.render(scale=scale).to_pil().convert("RGB")
        image.info["scale"] = scale
        return image
    finally:
        handle.close()


def crop(
    source: Path | bytes,
    page: int,
    bbox: BBox,
    boxes: Sequence[BBox] = (),
    *,
    scale: float = 2.0,
    margin: float = 12.0,
) -> bytes:
    """PNG of ``bbox`` (points, with ``margin`` points around) with ``boxes`` framed in red."""
    image = render_page(source, page, scale)
    return crop_image(image, bbox, boxes, scale=scale, margin=margin)


def crop_image(
    image: Image.Image,
    bbox: BBox,
    boxes: Sequence[BBox] = (),
    *,
    scale: float,
    margin: float = 12.0,
) -> bytes:
    """As :func:`crop`, from a page already rendered at ``scale``: several marks per page."""
    left = max(int((bbox.x0 - margin) * scale), 0)
    top = max(int((bbox.top - margin) * scale), 0)
    right = min(int((bbox.x1 + margin) * scale) + 1, image.width)
    bottom = min(int((bbox.bottom + margin) * scale) + 1, image.height)
    if right <= left or bottom <= top:
        left, top, right, bottom = 0, 0, image.width, image.height
    part = image.crop((left, top, right, bottom))
    draw = ImageDraw.Draw(part)
    for box in boxes:
        draw.rectangle(
            (
                box.x0 * scale - left, box.top * scale - top,
                box.x1 * scale - left, box.bottom * scale - top,
            ),
            outline=_MARK,
            width=max(2, round(scale)),
        )  # fmt: skip
    out = io.BytesIO()
    part.save(out, format="PNG", optimize=True)
    return out.getvalue()
