"""Which characters a reader of the page can see.

Spreadsheet exports write the whole text of a merged cell on every page that the
cell runs over, and let the clip path and the page's edge cut it.  PDFium's text
layer knows neither, so that hidden text would land in other cells.
"""

from __future__ import annotations

import ctypes
from itertools import repeat

import numpy as np

from extractors.pages import capi
from extractors.pages.chars import Bools, Chars, Frame

#: A clip that would hide more than this share of a page is misread (a form's own space).
_MOST_HIDDEN = 0.6


def on_page(chars: Chars, frame: Frame) -> Bools:
    """Characters whose middle is on the displayed page."""
    x = (chars.boxes[:, 0] + chars.boxes[:, 2]) / 2
    y = (chars.boxes[:, 1] + chars.boxes[:, 3]) / 2
    inside: Bools = (x >= 0) & (x <= frame.width) & (y >= 0) & (y <= frame.height)
    return inside


def in_clip(text_page: int, chars: Chars, frame: Frame, which: Bools | None = None) -> Bools:
    """Characters whose middle is inside the clip of their text object.

    ``which`` limits the question to some characters (the rest count as seen):
    asking for the clip of each text object is slow.
    """
    shown = np.ones(len(chars), dtype=bool)
    asked = np.arange(len(chars)) if which is None else np.flatnonzero(which)
    things = list(map(capi.text_object, repeat(text_page), chars.source[asked].tolist()))
    windows = {thing: _window(thing, frame) for thing in set(things) if thing}
    boxes = chars.boxes[asked]
    middles = ((boxes[:, :2] + boxes[:, 2:]) / 2).tolist()
    for i, thing, (x, y) in zip(asked.tolist(), things, middles, strict=True):
        window = windows.get(thing)
        if window is not None:
            shown[i] = window[0] <= x <= window[2] and window[1] <= y <= window[3]
    if which is None and len(shown) and (~shown).mean() > _MOST_HIDDEN:
        return np.ones(len(chars), dtype=bool)
    return shown


def _window(thing: int, frame: Frame) -> tuple[float, float, float, float] | None:
    """Box of the clip of a page object on the displayed page, None without a clip."""
    clip = capi.object_clip(thing)
    if not clip:
        return None
    left = top = -np.inf
    right = bottom = np.inf
    point = (ctypes.c_float * 2)()
    at = ctypes.addressof(point)
    for path in range(max(capi.clip_count_paths(clip), 0)):
        xs: list[float] = []
        ys: list[float] = []
        for k in range(max(capi.clip_count_segments(clip, path), 0)):
            segment = capi.clip_get_segment(clip, path, k)
            if segment and capi.segment_point(segment, at, at + 4):
                xs.append(point[0])
                ys.append(point[1])
        if len(xs) < 2:
            continue
        dx, dy = frame.points(np.array(xs), np.array(ys))
        left, right = max(left, dx.min()), min(right, dx.max())
        top, bottom = max(top, dy.min()), min(bottom, dy.max())
    if not np.isfinite([left, right, top, bottom]).all():
        return None
    return float(left), float(top), float(right), float(bottom)
