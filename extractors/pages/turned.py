"""Text that does not run from left to right on the page as displayed.

A landscape table printed on a portrait sheet without ``/Rotate`` is read as a
person reads it, with the page turned; the places found are turned back at the
end.  A label set sideways in a narrow cell is laid out again from left to right
inside its own box, and so is the running head of a page that was turned.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import repeat

import numpy as np

from extractors.layout import BBox
from extractors.pages import capi
from extractors.pages.chars import Chars, Frame, Ints

#: So many characters of a page are asked how they stand.
_SAMPLE = 12
#: A page is turned when more than this share of them stand otherwise.
_MOST = 0.7
_QUARTER = np.pi / 2


def upright(text_page: capi.Handle, frame: Frame) -> int:
    """The turn, clockwise in degrees, in which most of a page's text is upright.

    0 where the page as displayed is; otherwise 90, 180 or 270.
    """
    count = capi.text_count_chars(text_page)
    if count < 2:
        return 0
    step = max(count // _SAMPLE, 1)
    asked = range(step // 2, count, step)
    angles = list(map(capi.text_angle, repeat(text_page), asked))
    if not frame.rotation and max(angles) < _QUARTER / 2:
        return 0
    quarters = [
        round(angle / _QUARTER) % 4
        for angle, i in zip(angles, asked, strict=True)
        if capi.text_unicode(text_page, i) > 32  # line ends have no angle
    ]
    if not quarters:
        return 0
    best = max(set(quarters), key=quarters.count)
    if quarters.count(best) <= _MOST * len(quarters):
        return 0
    return int(-90 * best - frame.rotation) % 360


def back(size: tuple[float, float], turn: int) -> Callable[[BBox], BBox]:
    """From the page as read, turned by ``turn`` degrees, to the page as displayed.

    ``size`` is the width and height of the page as displayed, in points.
    """
    w, h = size

    def turned(box: BBox) -> BBox:
        x0, top, x1, bottom = box
        if turn == 90:
            return BBox(top, h - x1, bottom, h - x0)
        if turn == 180:
            return BBox(w - x1, h - bottom, w - x0, h - top)
        return BBox(w - bottom, x0, w - top, x1)

    return turned


def lay_flat(text_page: capi.Handle, chars: Chars, frame: Frame) -> Chars:
    """Words whose letters climb or descend the page, laid out from left to right in their box."""
    boxes = chars.boxes
    step = boxes[1:] - boxes[:-1]
    near = np.abs(step[:, 0]) <= 0.3 * (boxes[:-1, 2] - boxes[:-1, 0]) + 0.5
    if not (near & (step[:, 1] != 0)).any():  # none above or below the one before it
        return chars
    flat = None
    # Turned a quarter back, letters climb; a quarter on, they descend.
    for upwards, stand in ((True, 3), (False, 1)):
        for begin, end in _columns(chars, upwards):
            source = chars.source[begin:end].tolist()
            quarters = {round(capi.text_angle(text_page, i) / _QUARTER) for i in source}
            if any((quarter + frame.rotation // 90) % 4 != stand for quarter in quarters):
                continue
            flat = boxes.copy() if flat is None else flat
            part = boxes[begin:end]
            edges = np.linspace(part[:, 0].min(), part[:, 2].max(), end - begin + 1)
            flat[begin:end, 0], flat[begin:end, 2] = edges[:-1], edges[1:]
            flat[begin:end, 1], flat[begin:end, 3] = part[:, 1].min(), part[:, 3].max()
    return chars if flat is None else replace(chars, boxes=flat)


def _columns(chars: Chars, upwards: bool) -> list[tuple[int, int]]:
    """Runs of two characters or more, each right above (or right below) the one before it."""
    if len(chars) < 2:
        return []
    box = chars.boxes
    width = box[:, 2] - box[:, 0]
    gap = box[:-1, 1] - box[1:, 3] if upwards else box[1:, 1] - box[:-1, 3]
    step = box[1:, 1] - box[:-1, 1]
    touch = (np.abs(gap) < 0.6 * width[:-1]) & ((step < 0) if upwards else (step > 0))
    touch &= np.abs(box[1:, 0] - box[:-1, 0]) <= 0.3 * width[:-1] + 0.5
    if not touch.any():
        return []
    at: Ints = np.flatnonzero(touch)
    out: list[tuple[int, int]] = []
    for i in at.tolist():
        if out and out[-1][1] == i + 1:
            out[-1] = (out[-1][0], i + 2)
        else:
            out.append((i, i + 2))
    return out
