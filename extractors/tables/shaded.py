"""Grids drawn by colour: white rules on a shade, or a shaded box for each cell.

A second look where dark rulings made no grid.
"""

from __future__ import annotations

import numpy as np

from extractors.layout import BBox
from extractors.pages.chars import Bools, Chars, Floats
from extractors.pages.rulings import Pieces
from extractors.tables.grid import Mesh, find_meshes, join

#: Shades lighter than this are paper.
_PAPER = 0.98
#: A shaded box smaller than this (points) is an ornament.
_LEAST = 6.0
#: A white line lies on a shade when its middle is at most this far outside (points).
_BESIDE = 1.0
#: So many of the rows must hold cells side by side: bands of colour alone tell no columns.
_PARTED = 0.7


def shaded_meshes(pieces: Pieces, found: list[Mesh], chars: Chars) -> list[Mesh]:
    """Grids of at least two rows and columns that shades and white lines draw.

    ``found`` are the grids of dark rulings; shades that touch them only colour
    their cells.  A grid that text runs across is none.
    """
    shades = pieces.shades
    if len(shades):
        w, h = shades[:, 2] - shades[:, 0], shades[:, 3] - shades[:, 1]
        shades = shades[(shades[:, 4] < _PAPER) & (w > _LEAST) & (h > _LEAST)][:, :4]
    for mesh in found:
        if not len(shades):
            break
        shades = shades[~_overlaps(shades, mesh.bbox)]
    if not len(shades) or (len(shades) < 4 and not len(pieces.pale_vertical)):
        return []
    x0, top, x1, bottom = shades.T
    sides_h = [np.column_stack([top, x0, x1]), np.column_stack([bottom, x0, x1])]
    sides_v = [np.column_stack([x0, top, bottom]), np.column_stack([x1, top, bottom])]
    pale_h, pale_v = pieces.pale_horizontal, pieces.pale_vertical
    pale_h = pale_h[_on_shade(pale_h[:, [1, 0]], pale_h[:, [2, 0]], shades)]
    pale_v = pale_v[_on_shade(pale_v[:, [0, 1]], pale_v[:, [0, 2]], shades)]
    horizontal = join(np.concatenate([pieces.horizontal, pale_h, *sides_h]))
    vertical = join(np.concatenate([pieces.vertical, pale_v, *sides_v]))
    meshes, _ = find_meshes(horizontal, vertical)
    return [
        mesh for mesh in meshes
        if _is_table(mesh, chars) and not any(_meet(mesh.bbox, other.bbox) for other in found)
    ]  # fmt: skip


def _overlaps(boxes: Floats, box: BBox) -> Bools:
    out: Bools = (boxes[:, 0] < box.x1) & (boxes[:, 2] > box.x0)
    out &= (boxes[:, 1] < box.bottom) & (boxes[:, 3] > box.top)
    return out


def _meet(one: BBox, other: BBox) -> bool:
    return bool(_overlaps(np.array([one]), other)[0])


def _on_shade(start: Floats, end: Floats, shades: Floats) -> Bools:
    """Is the middle of each line (start, end: (n, 2) points) on a shade?"""
    out = np.zeros(len(start), dtype=bool)
    x, y = ((start + end) / 2).T
    for x0, top, x1, bottom in shades.tolist():
        out |= (
            (x >= x0 - _BESIDE) & (x <= x1 + _BESIDE)
            & (y >= top - _BESIDE) & (y <= bottom + _BESIDE)
        )  # fmt: skip
    return out


def _is_table(mesh: Mesh, chars: Chars) -> bool:
    rows, columns = mesh.index.shape
    if rows < 2 or columns < 2:
        return False
    parted = (np.diff(mesh.index, axis=1) != 0).any(axis=1)
    if parted.mean() < _PARTED:
        return False
    box = mesh.bbox
    x = (chars.boxes[:, 0] + chars.boxes[:, 2]) / 2
    y = (chars.boxes[:, 1] + chars.boxes[:, 3]) / 2
    inside = (x > box.x0) & (x < box.x1) & (y > box.top) & (y < box.bottom)
    if not inside.any():
        return False
    col = np.clip(np.searchsorted(mesh.xs, x[inside]) - 1, 0, columns - 1)
    row = np.clip(np.searchsorted(mesh.ys, y[inside]) - 1, 0, rows - 1)
    owner = mesh.index[row, col]
    if len(np.unique(owner)) * 2 < len(mesh.spans):
        return False
    edges, boxes = mesh.boxes[owner], chars.boxes[inside]
    core = 0.3 * (boxes[:, 2] - boxes[:, 0])
    across = (boxes[:, 0] + core < edges[:, 0]) | (boxes[:, 2] - core > edges[:, 2])
    return not bool(across.any())
