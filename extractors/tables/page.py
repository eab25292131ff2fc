"""One page: read it once, route it, hand on its grids and lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from extractors.layout import Grid, Line, PageContent
from extractors.pages.chars import Chars, Frame, read_chars
from extractors.pages.rulings import Pieces, read_pieces
from extractors.tables import ruled
from extractors.tables.grid import Mesh, find_meshes
from extractors.tables.words import lines_of


@dataclass(frozen=True, slots=True)
class RawPage:
    """What one pass over a page yields, before any decision."""

    number: int
    frame: Frame
    chars: Chars
    pieces: Pieces


def read_raw(page: Any, number: int) -> RawPage:
    """Characters, line pieces and images of a pypdfium2 page; ``number`` counts from 1."""
    frame = Frame.of(page)
    return RawPage(number, frame, read_chars(page, frame), read_pieces(page, frame))


@dataclass(frozen=True, slots=True)
class ReadPage:
    """A page after routing; ``full`` goes with ``content.grids`` (see :mod:`.stitch`)."""

    content: PageContent
    full: tuple[frozenset[int], ...]


def read_page(raw: RawPage) -> ReadPage:
    """Grids and lines of one page.  Margin lines are told apart later, over the document."""
    chars = raw.chars
    decisions: list[str] = list(raw.pieces.notes)
    taken = np.full(len(chars), -1, dtype=np.int64)
    found: list[tuple[Grid, frozenset[int]]] = []
    meshes = find_meshes(raw.pieces)
    # Smallest first: a table inside a frame owns its characters, the frame gets the rest.
    for mesh in sorted(
        meshes, key=lambda m: (m.bbox.x1 - m.bbox.x0) * (m.bbox.bottom - m.bbox.top)
    ):
        owner, fit = ruled.place(mesh, chars, taken)
        if not fit.inside:
            continue
        if fit.straddling:
            decisions.append(f"有{fit.straddling}个字跨线")
        taken[owner >= 0] = 1
        found.append(
            (ruled.fill(mesh, chars, owner, raw.number), ruled.full_columns(mesh, chars, owner))
        )
    found.sort(key=lambda f: (f[0].bbox.top, f[0].bbox.x0))
    lines: list[Line] = lines_of(chars, np.flatnonzero(taken < 0), raw.number)
    content = PageContent(
        raw.number,
        raw.frame.width,
        raw.frame.height,
        raw.frame.rotation,
        _layer(raw),
        tuple(grid for grid, _ in found),
        tuple(lines),
        (),
        tuple(decisions),
    )
    return ReadPage(content, tuple(full for _, full in found))


def _layer(raw: RawPage) -> str:
    if raw.chars.text.strip():
        return "text"
    area = raw.frame.width * raw.frame.height
    images = raw.pieces.images
    if len(images):
        covered = ((images[:, 2] - images[:, 0]) * (images[:, 3] - images[:, 1])).sum()
        if covered > 0.3 * area:
            return "scan"
    return "outline" if raw.pieces.paths > 50 else "blank"


def _area(mesh: Mesh) -> float:
    box = mesh.bbox
    return (box.x1 - box.x0) * (box.bottom - box.top)
