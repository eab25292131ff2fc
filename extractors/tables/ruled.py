"""The ruling reader: line pieces and characters of a page to grids with text."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from extractors.layout import BBox, Grid, GridCell
from extractors.pages.chars import Chars, Ints
from extractors.tables.grid import Mesh
from extractors.tables.spill import broken_words
from extractors.tables.words import as_bbox, cell_texts

#: A character straddles a ruling when the ruling runs through this middle part of its box.
_CORE = 0.3
#: A wrapped line may end this many characters early (closing punctuation moves with its word).
_WRAP_EMS = 2.0
#: Padding of both sides of a cell together (points); word processors use 5.4 each.
_PADDING = 11.0


@dataclass(frozen=True, slots=True)
class Fit:
    """How well the characters fit a grid.

    ``inside`` characters have their middle in the grid's box.  ``crossing``
    are the indices of characters with a ruling through their body, and
    ``across_columns`` those that cross a vertical one: they may stand in the
    wrong column, while a line cut by a row's edge only looks cut.  ``broken``
    see :func:`extractors.tables.spill.broken_words`.
    """

    inside: int
    crossing: Ints
    across_columns: Ints
    broken: Ints

    @property
    def straddling(self) -> int:
        return len(self.crossing)


#: A character this much higher than its cell, and than the table's other text, lies over it.
_OVERSIZE, _LARGE = 1.2, 2.0
_NONE = np.zeros(0, dtype=np.int64)
#: GridCell from a tuple, without the Python-level constructor.
_cell = partial(tuple.__new__, GridCell)


def place(mesh: Mesh, chars: Chars, taken: Ints, reach: float = 0.0) -> tuple[Ints, Fit]:
    """Slot of each character (-1 outside), leaving out characters already ``taken`` (>= 0).

    Lines of text that the grid's top or bottom edge cuts count as inside when
    their middle is no further out than ``reach`` of their height.
    """
    owner = np.full(len(chars), -1, dtype=np.int64)
    if not len(chars):
        return owner, Fit(0, _NONE, _NONE, _NONE)
    x = (chars.boxes[:, 0] + chars.boxes[:, 2]) / 2
    y = (chars.boxes[:, 1] + chars.boxes[:, 3]) / 2
    box = mesh.bbox
    slack = reach * (chars.boxes[:, 3] - chars.boxes[:, 1])
    inside = np.flatnonzero(
        (x > box.x0) & (x < box.x1) & (y > box.top - slack) & (y < box.bottom + slack) & (taken < 0)
    )
    if not len(inside):
        return owner, Fit(0, _NONE, _NONE, _NONE)
    col = np.searchsorted(mesh.xs[1:-1], x[inside])
    row = np.searchsorted(mesh.ys[1:-1], y[inside])
    owner[inside] = mesh.index[row, col]
    crossing, across = _crossing(mesh, chars, inside, owner)
    if len(across):
        _keep_words_together(chars, owner, across)
    return owner, Fit(len(inside), crossing, across, broken_words(chars, owner))


def _keep_words_together(chars: Chars, owner: Ints, crossing: Ints) -> None:
    """A character across a ruling goes with the word that it is a part of."""
    for i in crossing.tolist():
        before = i - 1 if i and _touch(chars, i - 1, i) else -1
        after = i + 1 if i + 1 < len(chars) and _touch(chars, i, i + 1) else -1
        if before >= 0 and owner[before] >= 0 and (after < 0 or owner[after] == owner[before]):
            owner[i] = owner[before]
        elif before < 0 <= after and owner[after] >= 0:
            owner[i] = owner[after]


def _touch(chars: Chars, one: int, other: int) -> bool:
    """Do two characters stand side by side on one line?"""
    a, b = chars.boxes[one], chars.boxes[other]
    height = max(a[3] - a[1], 1.0)
    return bool(abs(a[1] - b[1]) < 0.4 * height and -0.3 * height < b[0] - a[2] < 0.15 * height)


def _crossing(mesh: Mesh, chars: Chars, inside: Ints, owner: Ints) -> tuple[Ints, Ints]:
    """Characters whose body crosses the border of the cell that holds their middle.

    All of them, and those that cross its left or right border.
    """
    edges = mesh.boxes[owner[inside]]
    boxes = chars.boxes[inside]
    slack_x = (boxes[:, 2] - boxes[:, 0]) * _CORE
    slack_y = (boxes[:, 3] - boxes[:, 1]) * _CORE
    sideways = (boxes[:, 0] + slack_x < edges[:, 0]) | (boxes[:, 2] - slack_x > edges[:, 2])
    upright = (boxes[:, 1] + slack_y < edges[:, 1]) | (boxes[:, 3] - slack_y > edges[:, 3])
    hits = np.flatnonzero(sideways | upright)
    if not len(hits):
        return _NONE, _NONE
    ink = np.array([chars.text[i] != " " for i in inside[hits].tolist()], dtype=bool)
    hits = hits[ink]
    return inside[hits], inside[hits[sideways[hits]]]


def laid_over(mesh: Mesh, chars: Chars, owner: Ints, crossing: Ints) -> Ints:
    """Those of the ``crossing`` characters that are too large for their cell and for the table.

    A word across the whole page (草稿) is no text of the cells that it lies on.
    """
    if not len(crossing):
        return _NONE
    height = chars.boxes[:, 3] - chars.boxes[:, 1]
    cell = mesh.boxes[owner[crossing]]
    tall = height[crossing] > _OVERSIZE * (cell[:, 3] - cell[:, 1])
    tall &= height[crossing] > _LARGE * np.median(height[owner >= 0])
    over: Ints = crossing[tall & (owner[crossing] >= 0)]
    return over


def fill(
    mesh: Mesh, chars: Chars, owner: Ints, page: int, engine: str = "ruled",
    confidence: float = 1.0, notes: tuple[str, ...] = (),
) -> Grid:  # fmt: skip
    """The grid with its text."""
    spans = mesh.spans.T.tolist()
    texts = cell_texts(chars, owner, len(mesh.spans))
    boxes = map(as_bbox, mesh.boxes.tolist())
    cells = tuple(map(_cell, zip(*spans, texts, boxes, strict=True)))
    box: BBox = mesh.bbox
    return Grid(page, box, len(mesh.ys) - 1, len(mesh.xs) - 1, cells, engine, confidence, notes)


def full_columns(mesh: Mesh, chars: Chars, owner: Ints) -> frozenset[int]:
    """Columns whose last text line in the grid's last row leaves no room for another character.

    Where a page break cuts a row, the texts that go on below it are such.
    """
    last = len(mesh.ys) - 1
    bottom = np.zeros(len(mesh.spans) + 1, dtype=np.bool_)  # the last is for no slot, -1
    bottom[:-1] = mesh.spans[:, 0] + mesh.spans[:, 2] == last
    members: dict[int, list[list[float]]] = {}
    at = np.flatnonzero(bottom[owner])
    for i, box in zip(owner[at].tolist(), chars.boxes[at].tolist(), strict=True):
        members.setdefault(i, []).append(box)
    widths = mesh.boxes
    out = set()
    for i, boxes in members.items():
        lowest = max(b[3] for b in boxes)
        height = max(b[3] - b[1] for b in boxes)
        line = [b for b in boxes if (b[1] + b[3]) / 2 > lowest - 0.75 * height]
        room = float(widths[i, 2] - widths[i, 0])
        room -= max(b[2] for b in line) - min(b[0] for b in line)
        if room < _WRAP_EMS * max(b[2] - b[0] for b in line) + _PADDING:
            out.add(int(mesh.spans[i, 1]))
    return frozenset(out)
