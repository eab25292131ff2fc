"""The rulings of one page: horizontal and vertical line pieces from path objects.

Producers draw table lines in many ways: stroked lines, thin filled rectangles,
a stroked or filled rectangle per cell, one path for a whole grid, a dash or dot
at a time, a stretched picture of one pixel.  All of them become :class:`Pieces`
here; :mod:`extractors.tables.grid` joins pieces to lines.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain as flatten
from itertools import repeat
from typing import Any

import numpy as np

from extractors.pages import capi
from extractors.pages.chars import Bools, Floats, Frame, Ints
from extractors.pages.objects import IDENTITY, Objects, bounds, chain

#: A filled shape is a line if it is no thicker than this (points).
THICKEST = 3.2
#: A stroke wider than this is a band of colour: a marker's, a shaded row (points).
_BAND = 6.0
#: A drawn line may lean by this much (points) over its length.
_SLANT = 0.8
#: A picture as thin as a line and at least this long (points) is a line.
_LONG = 8.0
#: Beyond this many path points a page is a map or a drawing, not a table.
MOST_POINTS = 400_000
#: Fills and strokes lighter than this are white; so light that paper hides them.
_WHITE = 0.98


@dataclass(frozen=True, slots=True)
class Pieces:
    """Line pieces on the page as displayed, in points.

    ``horizontal`` is (n, 3): y, x0, x1; ``vertical`` is (n, 3): x, y0, y1.
    ``pale_horizontal`` and ``pale_vertical`` are white pieces: lines only where
    they lie on a shade.  ``shades`` is (n, 6): x0, top, x1, bottom, lightness
    0..1 of larger filled rectangles, and the number of the path where that is
    opaque, else -1.  ``images`` is (n, 4).  ``paths`` counts path
    objects.
    """

    horizontal: Floats
    vertical: Floats
    pale_horizontal: Floats
    pale_vertical: Floats
    shades: Floats
    images: Floats
    paths: int = 0
    notes: tuple[str, ...] = ()


_LINES = np.zeros((0, 3))


def read_pieces(objects: Objects, frame: Frame) -> Pieces:
    """Line pieces, shades and pictures from the objects of a page."""
    notes = list(objects.notes)
    images = bounds([h for h, _ in objects.images], [m for _, m in objects.images], frame)
    drawn = _read_paths(objects, frame)
    if drawn is None:
        notes.append("页面线条过多，按图形处理")
        drawn = _nothing()
    picture_h, picture_v = _thin(images)
    return Pieces(
        _on_page(np.concatenate([drawn.horizontal, picture_h]), frame.height, frame.width),
        _on_page(np.concatenate([drawn.vertical, picture_v]), frame.width, frame.height),
        drawn.pale_horizontal,
        drawn.pale_vertical,
        drawn.shades,
        images,
        len(objects.paths),
        tuple(notes),
    )


def _on_page(pieces: Floats, across: float, along: float) -> Floats:
    """Pieces cut to the page: a table that runs off it has no rows that nobody sees."""
    if not len(pieces):
        return pieces
    position, start, end = pieces.T
    inside = (position >= -1) & (position <= across + 1) & (end >= 0) & (start <= along)
    inside &= (start >= 0) & (end <= along) | (end - start > 0)
    if inside.all() and start.min() >= 0 and end.max() <= along:
        return pieces
    kept: Floats = pieces[inside].copy()
    np.clip(kept[:, 1:], 0, along, out=kept[:, 1:])
    return kept


def _thin(images: Floats) -> tuple[Floats, Floats]:
    """Pictures stretched to lines."""
    if not len(images):
        return _LINES, _LINES
    w, h = images[:, 2] - images[:, 0], images[:, 3] - images[:, 1]
    flat, steep = images[(h <= THICKEST) & (w >= _LONG)], images[(w <= THICKEST) & (h >= _LONG)]
    return (
        np.column_stack([(flat[:, 1] + flat[:, 3]) / 2, flat[:, 0], flat[:, 2]]),
        np.column_stack([(steep[:, 0] + steep[:, 2]) / 2, steep[:, 1], steep[:, 3]]),
    )


@dataclass(slots=True)
class _Drawn:
    """What paths draw; the fields are those of :class:`Pieces`."""

    horizontal: Floats
    vertical: Floats
    pale_horizontal: Floats
    pale_vertical: Floats
    shades: Floats


def _nothing() -> _Drawn:
    return _Drawn(_LINES, _LINES, _LINES, _LINES, np.zeros((0, 6)))


def _read_paths(objects: Objects, frame: Frame) -> _Drawn | None:
    """Pieces of all paths; None where there are too many points."""
    paths = objects.paths
    n = len(paths)
    if not n:
        return _nothing()
    counts = np.fromiter(map(capi.path_count_segments, paths), dtype=np.int64, count=n)
    np.maximum(counts, 0, out=counts)
    if int(counts.sum()) > MOST_POINTS:
        return None
    mode: Bools = capi.FLAGS.read(capi.path_draw_mode, n, paths) != 0
    fill, stroke = mode[:, 0], mode[:, 1]
    outer = _outer_matrices(objects)
    # A filled shape of few corners is its box: no need to ask for each point.
    plain = fill & ~stroke & (counts >= 3) & (counts <= 5)
    boxes = _Boxes.of_shapes(objects, np.flatnonzero(plain), outer, frame)
    rest = np.flatnonzero((fill | stroke) & ~plain & (counts > 1))
    stroked_h = stroked_v = pale_h = pale_v = _LINES
    bands = np.zeros((0, 6))
    if len(rest):
        points = _points(objects, rest, counts, mode, outer, frame)
        stroked_h, stroked_v, pale_h, pale_v, bands = _stroked(points)
        boxes = boxes.join(_Boxes.of_subpaths(points))
    filled_h, filled_v, hidden_h, hidden_v, shades = boxes.sort_out()
    return _Drawn(
        np.concatenate([stroked_h, filled_h]),
        np.concatenate([stroked_v, filled_v]),
        np.concatenate([pale_h, hidden_h]),
        np.concatenate([pale_v, hidden_v]),
        np.concatenate([shades, bands]),
    )


def _outer_matrices(objects: Objects) -> list[Floats] | None:
    """Matrix of the forms around each path; None where no path is in a form that moves it."""
    if all(np.array_equal(m, IDENTITY) for _, _, m in objects.groups):
        return None
    out: list[Floats] = []
    for begin, end, matrix in objects.groups:
        out.extend(repeat(matrix, end - begin))
    return out


@dataclass(slots=True)
class _Points:
    """Points of some paths, displayed coordinates, with their path's properties."""

    x: Floats
    y: Floats
    kind: Ints  # FPDF_SEGMENT_*
    close: Bools
    path: Ints  # index of the path, which the arrays below are for
    stroked: Bools  # drawn with a visible stroke
    filled: Bools  # drawn with a visible fill
    ink: Floats  # lightness of the stroke's darkest channel, 0 (black) .. 1 (white)
    light: Floats  # lightness of the fill
    width: Floats  # of the stroke, points


def _points(
    objects: Objects,
    chosen: Ints,
    all_counts: Ints,
    all_modes: Bools,
    outer: list[Floats] | None,
    frame: Frame,
) -> _Points:
    paths = [objects.paths[i] for i in chosen.tolist()]
    n = len(paths)
    counts, drawn = all_counts[chosen], all_modes[chosen]
    total = int(counts.sum())
    each, numbers = map(repeat, paths, counts.tolist()), map(range, counts.tolist())
    found = map(capi.path_get_segment, flatten.from_iterable(each), flatten.from_iterable(numbers))
    segments = list(map(capi.handle, found))
    xy = capi.POINTS.read(capi.segment_point, total, segments)
    kind, close = _kinds(segments, counts)

    whole = capi.MATRICES.read(capi.object_matrix, n, paths).astype(np.float64)
    if outer is not None:
        for k, i in enumerate(chosen.tolist()):
            if outer[i] is not IDENTITY:
                whole[k] = chain(whole[k], outer[i])
    index = np.repeat(np.arange(n), counts)
    m = whole[index]
    ux, uy = xy[:, 0].astype(np.float64), xy[:, 1].astype(np.float64)
    x, y = frame.points(
        m[:, 0] * ux + m[:, 2] * uy + m[:, 4], m[:, 1] * ux + m[:, 3] * uy + m[:, 5]
    )
    ink = _colours(capi.object_stroke, paths, drawn[:, 1])
    fill = _colours(capi.object_fill, paths, drawn[:, 0])
    width = capi.WIDTHS.read(capi.object_stroke_width, n, paths)[:, 0]
    scale = np.sqrt(np.abs(whole[:, 0] * whole[:, 3] - whole[:, 1] * whole[:, 2]))
    return _Points(
        x, y, kind, close, index,
        drawn[:, 1] & (ink[:, 3] > 0), drawn[:, 0] & (fill[:, 3] > 0),
        np.minimum(np.minimum(ink[:, 0], ink[:, 1]), ink[:, 2]) / 255, _light(fill),
        width.astype(np.float64) * scale,
    )  # fmt: skip


def _kinds(segments: list[capi.Handle], counts: Ints) -> tuple[Ints, Bools]:
    """Kind of each segment, and whether it closes its figure.

    Two segments are a move and a line: only longer paths are asked.
    """
    kind = np.full(len(segments), capi.LINE_TO, dtype=np.int64)
    close = np.zeros(len(segments), dtype=bool)
    kind[np.cumsum(counts) - counts] = capi.MOVE_TO
    at = np.flatnonzero(np.repeat(counts > 2, counts))
    asked = segments if len(at) == len(segments) else [segments[i] for i in at.tolist()]
    kind[at] = np.fromiter(map(capi.segment_type, asked), dtype=np.int64, count=len(asked))
    close[at] = np.fromiter(map(capi.segment_close, asked), dtype=np.int64, count=len(asked)) != 0
    return kind, close


def _colours(call: Any, paths: list[capi.Handle], which: Bools) -> Ints:
    """(n, 4) RGBA, 0..255, of the paths that ``which`` marks; 0 for the others."""
    asked = np.flatnonzero(which).tolist()
    if len(asked) == len(paths):
        return capi.COLOURS.read(call, len(paths), paths).astype(np.int64)
    rgba = np.zeros((len(paths), 4), dtype=np.int64)
    rgba[asked] = capi.COLOURS.read(call, len(asked), [paths[i] for i in asked])
    return rgba


def _light(rgba: Ints) -> Floats:
    """Mean lightness of the channels, 0..1."""
    light: Floats = (rgba[:, 0] + rgba[:, 1] + rgba[:, 2]) / 3 / 255
    return light


def _stroked(p: _Points) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    """Straight pieces of stroked paths: dark and white ones, and bands as shades."""
    n = len(p.x)
    drawn = p.stroked[p.path]
    start = np.maximum.accumulate(np.where(p.kind == capi.MOVE_TO, np.arange(n), 0))
    to = np.flatnonzero((p.kind == capi.LINE_TO) & drawn)
    to = to[to > 0]
    shut = np.flatnonzero(p.close & drawn)
    begin = np.concatenate([to - 1, shut])
    end = np.concatenate([to, start[shut]])
    x0, y0, x1, y1 = p.x[begin], p.y[begin], p.x[end], p.y[end]
    dx, dy = np.abs(x1 - x0), np.abs(y1 - y0)
    path = p.path[end]
    dot = (dx <= _SLANT) & (dy <= _SLANT)
    flat = ((dy <= _SLANT) & (dx > dy)) | dot
    steep = ((dx <= _SLANT) & (dy > dx)) | dot
    wide = p.width[path] > _BAND
    pale = p.ink[path] >= _WHITE
    horizontal = np.column_stack([(y0 + y1) / 2, np.minimum(x0, x1), np.maximum(x0, x1)])
    vertical = np.column_stack([(x0 + x1) / 2, np.minimum(y0, y1), np.maximum(y0, y1)])
    bands = np.zeros((0, 6))
    if wide.any():
        rows, columns = wide & flat & ~dot, wide & steep & ~dot
        half = p.width[path] / 2
        y, x = horizontal[:, 0], vertical[:, 0]
        bands = np.concatenate([
            np.column_stack([horizontal[:, 1], y - half, horizontal[:, 2], y + half])[rows],
            np.column_stack([x - half, vertical[:, 1], x + half, vertical[:, 2]])[columns],
        ])  # fmt: skip
        ink = np.concatenate([p.ink[path][rows], p.ink[path][columns]])
        bands = np.column_stack([bands, ink, np.full(len(bands), -1.0)])
        flat, steep = flat & ~wide, steep & ~wide
    if not pale.any():
        return horizontal[flat], vertical[steep], _LINES, _LINES, bands
    return (
        horizontal[flat & ~pale], vertical[steep & ~pale],
        horizontal[flat & pale], vertical[steep & pale], bands,
    )  # fmt: skip


@dataclass(slots=True)
class _Boxes:
    """Boxes of filled shapes of few corners: x0, top, x1, bottom; their lightness and path."""

    box: Floats
    light: Floats
    path: Ints  # -1 where it does not hide what is under it

    @classmethod
    def of_shapes(
        cls, objects: Objects, chosen: Ints, outer: list[Floats] | None, frame: Frame
    ) -> _Boxes:
        """Whole paths of one simple shape each."""
        paths = [objects.paths[i] for i in chosen.tolist()]
        if not paths:
            return cls(np.zeros((0, 4)), np.zeros(0), np.zeros(0, dtype=np.int64))
        forms = [IDENTITY] if outer is None else [outer[i] for i in chosen.tolist()]
        box = bounds(paths, forms, frame)
        rgba = _colours(capi.object_fill, paths, np.ones(len(paths), dtype=bool))
        seen = rgba[:, 3] > 0
        light = _light(rgba)
        path = np.where(rgba[:, 3] == 255, chosen, -1)
        return cls(box[seen], light[seen], path[seen])

    @classmethod
    def of_subpaths(cls, p: _Points) -> _Boxes:
        """The figures of longer paths, each by itself."""
        begin = np.flatnonzero(p.kind == capi.MOVE_TO)
        if not len(begin) or not p.filled.any():
            return cls(np.zeros((0, 4)), np.zeros(0), np.zeros(0, dtype=np.int64))
        if begin[0] != 0:
            begin = np.concatenate([[0], begin])
        box = np.column_stack([
            np.minimum.reduceat(p.x, begin), np.minimum.reduceat(p.y, begin),
            np.maximum.reduceat(p.x, begin), np.maximum.reduceat(p.y, begin),
        ])  # fmt: skip
        path = p.path[begin]
        size = np.diff(np.append(begin, len(p.x)))
        # Glyph outlines are filled too: a line has few corners.
        chosen = p.filled[path] & (size >= 3) & (size <= 8)
        count = int(chosen.sum())
        return cls(box[chosen], p.light[path][chosen], np.full(count, -1))

    def join(self, other: _Boxes) -> _Boxes:
        return _Boxes(
            np.concatenate([self.box, other.box]),
            np.concatenate([self.light, other.light]),
            np.concatenate([self.path, other.path]),
        )

    def sort_out(self) -> tuple[Floats, Floats, Floats, Floats, Floats]:
        """Thin ones as pieces (dark, then white), larger ones as shades."""
        x0, y0, x1, y1 = self.box.T
        w, h = x1 - x0, y1 - y0
        visible = self.light < _WHITE
        # A dot is a piece of a dotted line, of either direction; alone it is too short for one.
        dot = (h <= THICKEST) & (w <= THICKEST) & (np.maximum(w, h) < 1.6 * np.minimum(w, h))
        thin_h = (h <= THICKEST) & ((w > h) | dot)
        thin_v = (w <= THICKEST) & ((h >= w) | dot)
        big = (w > THICKEST) & (h > THICKEST)
        horizontal = np.column_stack([(y0 + y1) / 2, x0, x1])
        vertical = np.column_stack([(x0 + x1) / 2, y0, y1])
        shades = np.column_stack([self.box, self.light, self.path])[big]
        return (
            horizontal[thin_h & visible], vertical[thin_v & visible],
            horizontal[thin_h & ~visible], vertical[thin_v & ~visible],
            shades,
        )  # fmt: skip
