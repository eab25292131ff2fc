"""Which characters a reader of the page can see.

Spreadsheet exports write the whole text of a merged cell on every page that the
cell runs over, and let the clip path and the page's edge cut it.  PDFium's text
layer knows neither, so that hidden text would land in other cells.
"""

from __future__ import annotations

from itertools import repeat

import numpy as np

from extractors.pages import capi
from extractors.pages.chars import Bools, Chars, Floats, Frame, Ints

#: A clip that would hide more than this share of a page is misread (a form's own space).
_MOST_HIDDEN = 0.6
#: A character cut sideways is read as long as more than this share of it shows.
_SLIVER = 0.2


def on_page(chars: Chars, frame: Frame) -> Bools:
    """Characters whose middle is on the displayed page."""
    x = (chars.boxes[:, 0] + chars.boxes[:, 2]) / 2
    y = (chars.boxes[:, 1] + chars.boxes[:, 3]) / 2
    inside: Bools = (x >= 0) & (x <= frame.width) & (y >= 0) & (y <= frame.height)
    return inside


def in_clip(
    text_page: capi.Handle, chars: Chars, frame: Frame, which: Bools | None = None
) -> Bools:
    """Characters that the clip of their text object leaves readable.

    ``which`` limits the question to some characters (the rest count as seen):
    asking for the clip of each text object is slow.
    """
    shown = np.ones(len(chars), dtype=bool)
    asked = np.arange(len(chars)) if which is None else np.flatnonzero(which)
    # A word's first character answers for the word; who fails that test is asked himself.
    for source in (_word_starts(chars), np.arange(len(chars))):
        shown[asked] = _inside(text_page, chars, frame, asked, source[asked])
        asked = asked[~shown[asked]]
        if not len(asked):
            break
    if which is None and len(shown) and (~shown).mean() > _MOST_HIDDEN:
        return np.ones(len(chars), dtype=bool)
    return shown


def _inside(text_page: capi.Handle, chars: Chars, frame: Frame, asked: Ints, source: Ints) -> Bools:
    """Are the characters ``asked`` inside the clips of the text objects of ``source``?"""
    things = list(map(capi.text_object, repeat(text_page), chars.source[source].tolist()))
    known = sorted({thing for thing in things if thing})
    place = {thing: i for i, thing in enumerate(known)}
    window = windows(list(map(capi.handle, known)), frame)
    row = np.array([place.get(thing, -1) for thing in things], dtype=np.int64)
    boxes = chars.boxes[asked]
    y = (boxes[:, 1] + boxes[:, 3]) / 2
    sliver = _SLIVER * (boxes[:, 2] - boxes[:, 0])
    window = window[row]
    inside = (boxes[:, 2] - sliver > window[:, 0]) & (boxes[:, 0] + sliver < window[:, 2])
    inside &= (window[:, 1] <= y) & (y <= window[:, 3])
    out: Bools = inside | (row < 0)
    return out


def _word_starts(chars: Chars) -> Ints:
    """The first character of each one's word: touching characters mostly share one clip."""
    box = chars.boxes
    height = np.maximum(box[1:, 3] - box[1:, 1], 1.0)
    gap = box[1:, 0] - box[:-1, 2]
    apart = (np.abs(gap) > 0.3 * height) | (np.abs(box[1:, 1] - box[:-1, 1]) > 0.3 * height)
    at = np.arange(len(chars))
    at[1:][~apart] = 0
    starts: Ints = np.maximum.accumulate(at)
    return starts


def windows(things: list[capi.Handle], frame: Frame) -> Floats:
    """(n + 1, 4) boxes of the clips of page objects on the displayed page; endless without one."""
    out = np.empty((len(things) + 1, 4))
    out[:, :2], out[:, 2:] = -np.inf, np.inf
    clips = list(map(capi.object_clip, things))
    owner: list[int] = []
    segments: list[int] = []
    sizes: list[int] = []
    for i, address in enumerate(clips):
        if not address:
            continue
        clip = capi.handle(address)
        for path in range(max(capi.clip_count_paths(clip), 0)):
            n = capi.clip_count_segments(clip, path)
            if n < 2:
                continue
            # A rectangle is told by two opposite corners.
            wanted = (0, 2) if n in (4, 5) else range(n)
            segments.extend([capi.clip_get_segment(clip, path, k) for k in wanted])
            owner.append(i)
            sizes.append(len(wanted))
    if not owner:
        return out
    xy = capi.POINTS.read(capi.segment_point, len(segments), list(map(capi.handle, segments)))
    x, y = frame.points(xy[:, 0].astype(np.float64), xy[:, 1].astype(np.float64))
    begin = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    # Each path narrows the window further.
    np.maximum.at(out[:, 0], owner, np.minimum.reduceat(x, begin))
    np.maximum.at(out[:, 1], owner, np.minimum.reduceat(y, begin))
    np.minimum.at(out[:, 2], owner, np.maximum.reduceat(x, begin))
    np.minimum.at(out[:, 3], owner, np.maximum.reduceat(y, begin))
    return out
