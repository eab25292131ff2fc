"""Words that run over a column ruling into the cell beside.

Spreadsheets let a text that is wider than its cell run on over empty cells beside
it.  Such a word belongs to one cell: split at the ruling, one amount would be two.
"""

from __future__ import annotations

from itertools import repeat

import numpy as np

from extractors.pages import capi
from extractors.pages.chars import Chars, Ints
from extractors.tables.grid import Mesh

#: On a line, letters nearer than this share of their height are one word ...
_TOUCH = 0.15
#: ... and words nearer than this one text.
_NEAR = 0.45
#: A ruling parts a letter when it runs this share of its width inside it.
_INTO = 0.12
#: Text begins (or, flush right, ends) within this distance of its cell's border (points).
_PADDING = 8.0
#: With more broken words than this a page is no table with long texts.
_MOST = 100

_NONE = np.zeros(0, dtype=np.int64)


def broken_words(chars: Chars, owner: Ints) -> Ints:
    """Characters that touch the next one on their line, while it is in another cell or in none."""
    one, other = owner[:-1], owner[1:]
    at = np.flatnonzero((one != other) & (np.maximum(one, other) >= 0))
    if not len(at):
        return _NONE
    a, b = chars.boxes[at], chars.boxes[at + 1]
    height = np.maximum(a[:, 3] - a[:, 1], 1.0)
    gap = b[:, 0] - a[:, 2]
    touch = (np.abs(a[:, 1] - b[:, 1]) < 0.4 * height) & (gap > -0.3 * height)
    broken: Ints = at[touch & (gap < _TOUCH * height)]
    return broken


def gather(
    text_page: capi.Handle, mesh: Mesh, chars: Chars, owner: Ints, broken: Ints
) -> list[str]:
    """Give each broken word to one cell, in ``owner``; the texts that were moved.

    A word is moved only where a ruling runs through a letter, or both sides of it are one
    text object, and the cells that it ran over hold nothing else.
    """
    moved: list[str] = []
    for i in broken.tolist() if len(broken) <= _MOST else ():
        if owner[i] == owner[i + 1]:
            continue
        begin, end = _text(chars, owner, i)
        cells = {k for k in owner[begin:end].tolist() if k >= 0}
        if not _one_text(text_page, mesh, chars, owner, i):
            continue
        target = _target(mesh, chars, owner, begin, end)
        if all(_nothing_else(chars, owner, k, begin, end) for k in cells - {target}):
            owner[begin:end] = target
            moved.append(chars.text[begin:end])
    return moved


def _text(chars: Chars, owner: Ints, i: int) -> tuple[int, int]:
    """The text around character ``i``: back to where its cell begins, on as far as it goes."""
    begin, end = i, i + 2
    while begin and owner[begin - 1] == owner[i] and _near(chars, begin - 1):
        begin -= 1
    while end < len(chars) and _near(chars, end - 1):
        end += 1
    return begin, end


def _near(chars: Chars, i: int) -> bool:
    a, b = chars.boxes[i].tolist(), chars.boxes[i + 1].tolist()
    height = max(a[3] - a[1], 1.0)
    return bool(abs(a[1] - b[1]) < 0.4 * height and -0.3 * height < b[0] - a[2] < _NEAR * height)


def _one_text(text_page: capi.Handle, mesh: Mesh, chars: Chars, owner: Ints, i: int) -> bool:
    """Are the characters ``i`` and ``i + 1`` surely of one text?"""
    cell = int(owner[i]) if owner[i] >= 0 else int(owner[i + 1])
    sides = mesh.boxes[cell, [0, 2]]
    for x0, _, x1, _ in chars.boxes[i : i + 2].tolist():
        into = _INTO * (x1 - x0)
        if ((sides > x0 + into) & (sides < x1 - into)).any():
            return True
    things = set(map(capi.text_object, repeat(text_page), chars.source[i : i + 2].tolist()))
    return len(things) == 1 and None not in things


def _target(mesh: Mesh, chars: Chars, owner: Ints, begin: int, end: int) -> int:
    """The cell at whose left border the text begins, or at whose right one it ends, or the fullest."""
    first, last = int(owner[begin]), int(owner[end - 1])
    if first >= 0 and chars.boxes[begin, 0] - mesh.boxes[first, 0] <= _PADDING:
        return first
    if last >= 0 and mesh.boxes[last, 2] - chars.boxes[end - 1, 2] <= _PADDING:
        return last
    inside = owner[begin:end][owner[begin:end] >= 0]
    return int(np.bincount(inside).argmax())


def _nothing_else(chars: Chars, owner: Ints, cell: int, begin: int, end: int) -> bool:
    """Does a cell hold no letter but those from ``begin`` to ``end``?"""
    members = np.flatnonzero(owner == cell).tolist()
    return all(begin <= i < end or chars.text[i] == " " for i in members)
