"""The ruling reader: line pieces and characters of a page to grids with text."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from extractors.layout import BBox, Grid, GridCell
from extractors.pages.chars import Chars, Ints
from extractors.tables.grid import Mesh
from extractors.tables.words import cell_texts

#: A character straddles a ruling when the ruling runs through this middle part of its box.
_CORE = 0.3


@dataclass(frozen=True, slots=True)
class Fit:
    """How well the characters fit a grid.

    ``inside`` characters have their middle in the grid's box; ``straddling``
    ones have a ruling through their body.
    """

    inside: int
    straddling: int


def place(mesh: Mesh, chars: Chars, taken: Ints) -> tuple[Ints, Fit]:
    """Slot of each character (-1 outside), leaving out characters already ``taken`` (>= 0)."""
    owner = np.full(len(chars), -1, dtype=np.int64)
    if not len(chars):
        return owner, Fit(0, 0)
    x = (chars.boxes[:, 0] + chars.boxes[:, 2]) / 2
    y = (chars.boxes[:, 1] + chars.boxes[:, 3]) / 2
    box = mesh.bbox
    inside = np.flatnonzero(
        (x > box.x0) & (x < box.x1) & (y > box.top) & (y < box.bottom) & (taken < 0)
    )
    if not len(inside):
        return owner, Fit(0, 0)
    col = np.clip(np.searchsorted(mesh.xs, x[inside]) - 1, 0, len(mesh.xs) - 2)
    row = np.clip(np.searchsorted(mesh.ys, y[inside]) - 1, 0, len(mesh.ys) - 2)
    owner[inside] = mesh.index[row, col]
    return owner, Fit(len(inside), _straddling(mesh, chars, inside, owner))


def _straddling(mesh: Mesh, chars: Chars, inside: Ints, owner: Ints) -> int:
    """Characters whose body crosses the border of the cell that holds their middle."""
    edges = np.array([tuple(mesh.box(s)) for s in mesh.slots])[owner[inside]]
    boxes = chars.boxes[inside]
    slack_x = (boxes[:, 2] - boxes[:, 0]) * _CORE
    slack_y = (boxes[:, 3] - boxes[:, 1]) * _CORE
    crossing = (
        (boxes[:, 0] + slack_x < edges[:, 0])
        | (boxes[:, 2] - slack_x > edges[:, 2])
        | (boxes[:, 1] + slack_y < edges[:, 1])
        | (boxes[:, 3] - slack_y > edges[:, 3])
    )
    ink = np.array([chars.text[i] != " " for i in inside.tolist()], dtype=bool)
    return int((crossing & ink).sum())


def fill(
    mesh: Mesh, chars: Chars, owner: Ints, page: int, engine: str = "ruled",
    confidence: float = 1.0, notes: tuple[str, ...] = (),
) -> Grid:  # fmt: skip
    """The grid with its text."""
    texts = cell_texts(chars, owner, len(mesh.slots))
    cells = tuple(
        GridCell(s.row, s.col, s.row_span, s.col_span, text, mesh.box(s))
        for s, text in zip(mesh.slots, texts, strict=True)
    )
    box: BBox = mesh.bbox
    return Grid(page, box, len(mesh.ys) - 1, len(mesh.xs) - 1, cells, engine, confidence, notes)
