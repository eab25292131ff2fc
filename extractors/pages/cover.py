"""Text that something drawn later hides: an opaque picture, or a filled box over it.

PDFium's text layer knows nothing of what is painted over a text.  Corrections are
made that way, and recognised text may lie under the scan that it was read from.
"""

from __future__ import annotations

from itertools import repeat
from typing import Any

import numpy as np

from extractors.pages import capi
from extractors.pages.chars import Bools, Chars, Floats
from extractors.pages.ink import differ
from extractors.pages.objects import Objects
from extractors.pages.rulings import Pieces

#: Boxes smaller than this (points) cover no letter.
_LEAST = 4.0


def covered(
    page: Any, text_page: capi.Handle, objects: Objects, pieces: Pieces, chars: Chars, turn: int
) -> Bools | None:  # fmt: skip
    """Characters that cannot be seen for what is painted over them; None if there are none.

    ``page`` is the pypdfium2 page, ``turn`` as in :class:`extractors.tables.page.RawPage`.
    Few pages draw anything large after their first text, and only they are looked into:
    the page is rendered with and without the text in question, for what a picture or a
    fill lets through (a seal, a marker) is known to the renderer alone.
    """
    if not objects.texts or not len(chars):
        return None
    fills = pieces.shades[:, 5] >= 0
    if not (fills.any() or len(pieces.images)):
        return None
    texts = objects.order(capi.TEXT)
    boxes, order = _later(objects, pieces, texts[0])
    if not len(boxes):
        return None
    x = (chars.boxes[:, 0] + chars.boxes[:, 2]) / 2
    y = (chars.boxes[:, 1] + chars.boxes[:, 3]) / 2
    over = (x > boxes[:, 0, None]) & (x < boxes[:, 2, None])
    over &= (y > boxes[:, 1, None]) & (y < boxes[:, 3, None])
    cover, char = np.nonzero(over)
    if not len(cover):
        return None
    drawn = dict(zip(objects.text_addresses, texts, strict=True))
    asked, back = np.unique(char, return_inverse=True)
    owners = list(map(capi.text_object, repeat(text_page), chars.source[asked].tolist()))
    when = np.array([drawn.get(owner, np.inf) for owner in owners])
    later = np.unique(back[order[cover] > when[back]])
    if not len(later):
        return None
    things = [capi.handle(address) for address in {owners[i] for i in later.tolist()}]
    out = np.zeros(len(chars), dtype=bool)
    out[asked[later]] = ~differ(page, chars.boxes[asked[later]], things, turn)
    return out if out.any() else None


def _later(objects: Objects, pieces: Pieces, first: float) -> tuple[Floats, Floats]:
    """Boxes of pictures and opaque fills that are drawn after ``first``, and when."""
    paths = np.array(objects.order(capi.PATH))
    fills = pieces.shades[pieces.shades[:, 5] >= 0]
    boxes = np.concatenate([fills[:, :4], pieces.images])
    when = np.concatenate(
        [paths[fills[:, 5].astype(np.int64)], np.array(objects.order(capi.IMAGE))]
    )
    size = boxes[:, 2:] - boxes[:, :2]
    chosen = (when > first) & (size[:, 0] > _LEAST) & (size[:, 1] > _LEAST)
    return boxes[chosen], when[chosen]
