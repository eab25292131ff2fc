"""Raised digits: an exponent or the mark of a note, never a digit of the amount before it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from extractors.pages.chars import Chars

_RAISED = dict(zip("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹", strict=True))
#: A raised digit is smaller than this share of the character before it ...
_SMALL = 0.75
#: ... and its foot is higher by this share of that character's height.
_HIGHER = 0.25


def mark_raised(chars: Chars) -> Chars:
    """``chars`` with raised digits as the superscript digits of Unicode.

    ``12.5`` with a small ``1`` beside its top reads ``12.5¹``, which is no amount.
    """
    if len(chars) < 2:
        return chars
    box = chars.boxes
    height = box[:, 3] - box[:, 1]
    before = height[:-1]
    rise = box[:-1, 3] - box[1:, 3]
    small = (height[1:] < _SMALL * before) & (rise > _HIGHER * before) & (rise < before)
    if not small.any():
        return chars
    small &= np.abs(box[1:, 0] - box[:-1, 2]) < 0.3 * before
    letters = list(chars.text)
    for i in (np.flatnonzero(small) + 1).tolist():
        if letters[i - 1] == " ":
            continue
        while i < len(letters) and letters[i] in _RAISED:
            letters[i] = _RAISED[letters[i]]
            i += 1
            if i == len(letters) or not np.allclose(box[i, [1, 3]], box[i - 1, [1, 3]], atol=0.1):
                break
    return replace(chars, text="".join(letters))
