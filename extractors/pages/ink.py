"""Text that is printed but not there to be read: invisible, white on white, or struck twice.

Scanners put recognised text under the picture in an invisible mode; word
processors print a word again a hair beside itself where the font has no bold
cut.  Neither is a second amount.
"""

from __future__ import annotations

from itertools import repeat
from typing import Any

import numpy as np

from extractors.layout import BBox
from extractors.pages import capi
from extractors.pages.chars import Bools, Chars, Floats, Ints
from extractors.pages.objects import Objects
from extractors.pages.turned import back

#: By text render mode: 0 fills, 1 strokes, 2 both, 3 draws nothing; 4 to 7 the same and clip.
_FILLS = np.array([True, False, True, False] * 2)
_STROKES = np.array([False, True, True, False] * 2)
#: Text lighter than this in every channel is white.
_WHITE = 250
#: White text is looked for in a rendering at so many pixels a point, no larger than this.
_SCALE, _MOST_PIXELS = 2.0, 4000.0
#: Lighter and darker by less than this, of 255, is one colour to the eye.
_CONTRAST = 24
#: The same letter again within this share of its height is the same letter.
_HAIR = 0.14
#: ... which is at most this many points in tables: a quick look before the thorough one.
_QUICK = 1.5
#: Places are compared in steps of a point's sixteenth.
_STEPS = 16
#: A letter is struck at most so many times.
_MOST_STRIKES = 5


def unseen(
    page: Any, text_page: capi.Handle, objects: Objects, chars: Chars, turn: int
) -> Bools | None:
    """Characters drawn invisibly, or in white on white; None if none are.

    ``page`` is the pypdfium2 page, ``turn`` as in :class:`extractors.tables.page.RawPage`.
    What white text stands on (a shade, a picture, a pattern) only a rendering tells.
    """
    nothing, white = _suspects(objects)
    if not nothing and not white:
        return None
    owners = list(map(capi.text_object, repeat(text_page), chars.source.tolist()))
    out = np.array([owner in nothing for owner in owners], dtype=bool)
    pale = np.flatnonzero(np.array([owner in white for owner in owners], dtype=bool))
    if len(pale):
        out[pale] = ~stand_out(page, chars.boxes[pale], turn)
    return out if out.any() else None


def stand_out(page: Any, boxes: Floats, turn: int) -> Bools:
    """Is anything to be seen in the middle of each box (points, on the page as read)?"""
    image = _picture(page)
    if image is None:
        return np.ones(len(boxes), dtype=bool)
    parts = _middles(page, image, boxes, turn)
    # Off the page nothing is known here: the page's edge is judged elsewhere.
    seen = [not part.size or int(part.max()) - int(part.min()) >= _CONTRAST for part in parts]
    return np.array(seen, dtype=bool)


def differ(page: Any, boxes: Floats, things: list[capi.Handle], turn: int) -> Bools:
    """Does the middle of each box look otherwise when the page objects ``things`` are not drawn?"""
    whole = _picture(page)
    for thing in things:
        capi.object_set_active(thing, 0)
    try:
        rest = _picture(page)
    finally:
        for thing in things:
            capi.object_set_active(thing, 1)
    if whole is None or rest is None:
        return np.ones(len(boxes), dtype=bool)
    change = np.abs(whole.astype(np.int64) - rest)
    parts = _middles(page, change, boxes, turn)
    return np.array([not part.size or int(part.max()) >= _CONTRAST for part in parts], dtype=bool)


def _picture(page: Any) -> Ints | None:
    """(height, width) lightness 0..255 of the page as displayed; None if it has no size."""
    scale = _scale(page)
    width, height = page.get_size()
    if width * scale < 1 or height * scale < 1:
        return None
    image: Ints = page.render(scale=scale, grayscale=True).to_numpy()
    return image


def _scale(page: Any) -> float:
    return min(_SCALE, float(_MOST_PIXELS / max(*page.get_size(), 1.0)))


def _middles(page: Any, image: Ints, boxes: Floats, turn: int) -> list[Ints]:
    """The middle parts of boxes in a picture of the page."""
    if turn:
        to_page = back(page.get_size(), turn)
        boxes = np.array([to_page(BBox._make(box)) for box in boxes.tolist()])
    scale = _scale(page)
    inset = 0.15 * (boxes[:, 2:] - boxes[:, :2])
    low = np.floor((boxes[:, :2] + inset) * scale).astype(np.int64)
    high = np.ceil((boxes[:, 2:] - inset) * scale).astype(np.int64)
    return [
        image[max(y0, 0) : max(y1, 0), max(x0, 0) : max(x1, 0)]
        for (x0, y0), (x1, y1) in zip(low.tolist(), high.tolist(), strict=True)
    ]


def _suspects(objects: Objects) -> tuple[set[int], set[int]]:
    """Text objects that draw nothing, and those that draw in white."""
    texts = objects.texts
    n = len(texts)
    if not n:
        return set(), set()
    modes = np.fromiter(map(capi.text_render_mode, texts), dtype=np.int64, count=n)
    fill = capi.COLOURS.read(capi.object_fill, n, texts)
    white = (fill[:, 0] >= _WHITE) & (fill[:, 1] >= _WHITE) & (fill[:, 2] >= _WHITE)
    if not (modes.any() or white.any() or not fill[:, 3].all()):
        return set(), set()
    seen = _FILLS[modes] & (fill[:, 3] > 0)
    pale = white | ~seen
    outlined = np.flatnonzero(_STROKES[modes] & pale)
    if len(outlined):
        drawers = [texts[i] for i in outlined.tolist()]
        ink = capi.COLOURS.read(capi.object_stroke, len(drawers), drawers)
        drawn = ink[:, 3] > 0
        seen[outlined] |= drawn
        pale[outlined] = ~drawn | (ink[:, :3].min(axis=1) >= _WHITE)
    at = np.array(
        objects.text_addresses, dtype=object
    )  # a pattern's colour counts as white: see who asks
    return set(at[~seen].tolist()), set(at[seen & pale].tolist())


def doubles(chars: Chars) -> Bools | None:
    """Characters that repeat one before them in the same place; None if none do."""
    n = len(chars)
    if n < 2:
        return None
    code = np.frombuffer(chars.text.encode("utf-32-le"), dtype=np.uint32).astype(np.int64)
    box = chars.boxes
    # Of several letters struck twice some stand together in either order of the keys.
    key = _key(code, box, 0.0)
    key.sort()
    if (key[1:] - key[:-1]).min() > _STEPS * _QUICK:
        return None
    out = np.zeros(n, dtype=bool)
    reach = _HAIR * (box[:, 3] - box[:, 1])
    for key in (_key(code, box, 0.0), _key(code, box, 2.0)):
        order = np.argsort(key, kind="stable")
        for apart in range(1, min(_MOST_STRIKES, n)):
            one, other = order[:-apart], order[apart:]
            again = (code[one] == code[other]) & (code[one] != 32)
            again &= (np.abs(box[one, :2] - box[other, :2]) <= reach[one, None]).all(axis=1)
            out[np.maximum(one, other)[again]] = True
    return out if out.any() else None


def _key(code: Ints, box: Floats, phase: float) -> Ints:
    """Numbers that sort characters by letter, then line, then place on the line.

    Letters that one ``phase`` of the grid of lines parts stand together in another.
    """
    x = (np.minimum(np.maximum(box[:, 0], 0), 60_000) * _STEPS).astype(np.int64)
    line = (np.minimum(np.maximum(box[:, 1] + phase, 0), 60_000) / 4).astype(np.int64)
    return (code << 40) | (line << 20) | x
