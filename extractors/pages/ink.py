"""Text that is printed but not there to be read: invisible, white on white, or struck twice.

Scanners put recognised text under the picture in an invisible mode; word
processors print a word again a hair beside itself where the font has no bold
cut.  Neither is a second amount.
"""

from __future__ import annotations

from itertools import repeat

import numpy as np
import numpy.typing as npt

from extractors.pages import capi
from extractors.pages.chars import Bools, Chars, Floats, Ints
from extractors.pages.objects import Objects

Colours = npt.NDArray[np.uint32]
#: By text render mode: 0 fills, 1 strokes, 2 both, 3 draws nothing; 4 to 7 the same and clip.
_FILLS = np.array([True, False, True, False] * 2)
_STROKES = np.array([False, True, True, False] * 2)
#: Text lighter than this in every channel is white.
_WHITE = 250
#: The same letter again within this share of its height is the same letter.
_HAIR = 0.14
#: ... which is at most this many points in tables: a quick look before the thorough one.
_QUICK = 1.5
#: Places are compared in steps of a point's sixteenth.
_STEPS = 16
#: A letter is struck at most so many times.
_MOST_STRIKES = 5


def unseen(text_page: int, objects: Objects, chars: Chars, grounds: Floats) -> Bools | None:
    """Characters drawn invisibly, or in white where nothing dark is behind; None if none are.

    ``grounds`` is (n, 4), boxes of what white text can stand on.
    """
    nothing, white = _suspects(objects.texts)
    if not nothing and not white:
        return None
    owners = list(map(capi.text_object, repeat(text_page), chars.source.tolist()))
    out = np.array([owner in nothing for owner in owners], dtype=bool)
    pale = np.flatnonzero(np.array([owner in white for owner in owners], dtype=bool))
    if len(pale):
        x = (chars.boxes[pale, 0] + chars.boxes[pale, 2]) / 2
        y = (chars.boxes[pale, 1] + chars.boxes[pale, 3]) / 2
        backed = np.zeros(len(pale), dtype=bool)
        for x0, top, x1, bottom in grounds.tolist():
            backed |= (x0 <= x) & (x <= x1) & (top <= y) & (y <= bottom)
        out[pale[~backed]] = True
    return out if out.any() else None


def _suspects(texts: list[int]) -> tuple[set[int], set[int]]:
    """Text objects that draw nothing, and those that draw in white."""
    n = len(texts)
    if not n:
        return set(), set()
    modes = np.fromiter(map(capi.text_render_mode, texts), dtype=np.int64, count=n)
    fill = _rgba(capi.object_fill, texts)
    white = (fill[:, 0] >= _WHITE) & (fill[:, 1] >= _WHITE) & (fill[:, 2] >= _WHITE)
    if not (modes.any() or white.any() or not fill[:, 3].all()):
        return set(), set()
    seen = _FILLS[modes] & (fill[:, 3] > 0)
    pale = white | ~seen
    outlined = np.flatnonzero(_STROKES[modes] & pale)
    if len(outlined):
        ink = _rgba(capi.object_stroke, [texts[i] for i in outlined.tolist()])
        drawn = ink[:, 3] > 0
        seen[outlined] |= drawn
        pale[outlined] = ~drawn | (ink[:, :3].min(axis=1) >= _WHITE)
    at = np.array(texts, dtype=object)
    return set(at[~seen].tolist()), set(at[seen & pale].tolist())


def _rgba(call: capi.Call, objects: list[int]) -> Colours:
    out = np.zeros((len(objects), 4), dtype=np.uint32)
    at, end = out.ctypes.data, out.ctypes.data + 16 * len(objects)
    capi.drain(map(call, objects, *(range(at + 4 * k, end + 4 * k, 16) for k in range(4))))
    return out


def doubles(chars: Chars) -> Bools | None:
    """Characters that repeat one before them in the same place; None if none do."""
    n = len(chars)
    if n < 2:
        return None
    code = np.frombuffer(chars.text.encode("utf-32-le"), dtype=np.uint32).astype(np.int64)
    box = chars.boxes
    # Of several letters struck twice some stand together in either order of the keys.
    if np.diff(np.sort(_key(code, box, 0.0))).min() > _STEPS * _QUICK:
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
    x = (np.clip(box[:, 0], 0, 60_000) * _STEPS).astype(np.int64)
    line = (np.clip(box[:, 1] + phase, 0, 60_000) / 4).astype(np.int64)
    return (code << 40) | (line << 20) | x
