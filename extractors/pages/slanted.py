"""Text set at a slant: a watermark over the page, no part of its lines and cells."""

from __future__ import annotations

from itertools import repeat

import numpy as np

from extractors.pages import capi
from extractors.pages.chars import Bools, Chars

#: Letters climb (or fall) by at least this share of their height from one to the next ...
_CLIMB = 0.1
#: ... and are no further apart than this many heights.
_APART = 3.0
#: Three letters in a row are on one slope.
_SLOPE = 0.2
#: Text that leans by less than this (degrees) is a crooked line.
_CROOKED = 3.0


def slanted(text_page: capi.Handle, chars: Chars) -> Bools | None:
    """Characters of words that run neither along the page nor across it; None if there are none.

    Places raise the suspicion, the characters' own angles decide.
    """
    if len(chars) < 3:
        return None
    box = chars.boxes
    step = box[1:, :2] - box[:-1, :2]
    dx, dy = step[:, 0], step[:, 1]
    height = box[:-1, 3] - box[:-1, 1]
    least = _CLIMB * height
    climbs = (np.abs(dx) > least) & (np.abs(dy) > least) & (np.hypot(dx, dy) < _APART * height)
    if not climbs.any():
        return None
    at = np.flatnonzero(climbs[1:] & climbs[:-1])
    slope, next_slope = dy[at] / dx[at], dy[at + 1] / dx[at + 1]
    at = at[np.abs(next_slope - slope) < _SLOPE * (1 + np.abs(slope))]
    if not len(at) or not _lean(text_page, chars, at.tolist()).any():
        return None
    out = _lean(text_page, chars, range(len(chars)))
    out[1:-1] |= out[:-2] & out[2:]  # of a word around a seal, one letter stands upright
    return out


def _lean(text_page: capi.Handle, chars: Chars, which: list[int] | range) -> Bools:
    source = chars.source[list(which)].tolist()
    angle = np.fromiter(map(capi.text_angle, repeat(text_page), source), dtype=np.float64)
    away = np.degrees(angle) % 90
    lean: Bools = (np.minimum(away, 90 - away) > _CROOKED) & (angle >= 0)  # -1: it has none
    return lean
