"""The rulings of one page: horizontal and vertical line pieces from path objects.

Producers draw table lines in many ways: stroked lines, thin filled rectangles,
a stroked or filled rectangle per cell, one path for a whole grid, a dash or dot
at a time.  All of them become :class:`Pieces` here; :mod:`extractors.tables.grid`
joins pieces to lines.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import repeat
from typing import Any

import numpy as np

from extractors.pages import capi
from extractors.pages.chars import Bools, Floats, Frame, Ints

#: A filled shape is a line if it is no thicker than this (points).
THICKEST = 3.2
#: A drawn line may lean by this much (points) over its length.
_SLANT = 0.8
#: Forms nested deeper than this are not looked into (hostile files nest without end).
_DEEPEST = 8
#: Beyond this many path points a page is a map or a drawing, not a table.
MOST_POINTS = 400_000


@dataclass(frozen=True, slots=True)
class Pieces:
    """Line pieces on the page as displayed, in points.

    ``horizontal`` is (n, 3): y, x0, x1; ``vertical`` is (n, 3): x, y0, y1.
    ``shades`` is (n, 5): x0, top, x1, bottom, lightness 0..1 of larger filled
    rectangles.  ``images`` is (n, 4).  ``paths`` counts path objects.
    """

    horizontal: Floats
    vertical: Floats
    shades: Floats
    images: Floats
    paths: int = 0
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class _Objects:
    """Path objects of the page with the matrix of the forms around them."""

    paths: list[int] = field(default_factory=list)
    groups: list[tuple[int, int, Floats]] = field(default_factory=list)
    images: list[tuple[int, Floats]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read_pieces(page: Any, frame: Frame) -> Pieces:
    """Read the line pieces, shades and images of a pypdfium2 page in one pass."""
    found = _Objects()
    _collect(capi.address_of(page), found, _identity(), 0)
    images = _images(found, frame)
    none = np.zeros((0, 3))
    if not found.paths:
        return Pieces(none, none, np.zeros((0, 5)), images, 0, tuple(found.notes))
    points = _points(found, frame)
    if points is None:
        found.notes.append("页面线条过多，按图形处理")
        return Pieces(none, none, np.zeros((0, 5)), images, len(found.paths), tuple(found.notes))
    stroked = _stroked(points)
    filled_h, filled_v, shades = _filled(points)
    return Pieces(
        np.concatenate([stroked[0], filled_h]),
        np.concatenate([stroked[1], filled_v]),
        shades,
        images,
        len(found.paths),
        tuple(found.notes),
    )


def _identity() -> Floats:
    return np.array([1.0, 0.0, 0.0, 1.0, 0.0, 0.0])


def _collect(holder: int, found: _Objects, outer: Floats, depth: int) -> None:
    """Gather path and image objects of a page (depth 0) or of a form object."""
    count = capi.page_count_objects if depth == 0 else capi.form_count_objects
    get = capi.page_get_object if depth == 0 else capi.form_get_object
    total = count(holder)
    if total <= 0:
        return
    objects = [o for o in map(get, repeat(holder), range(total)) if o]
    begin = len(found.paths)
    forms = []
    for handle, kind in zip(objects, map(capi.object_type, objects), strict=True):
        if kind == capi.PATH:
            found.paths.append(handle)
        elif kind == capi.IMAGE:
            found.images.append((handle, outer))
        elif kind == capi.FORM:
            forms.append(handle)
    if len(found.paths) > begin:
        found.groups.append((begin, len(found.paths), outer))
    for form in forms:
        if depth >= _DEEPEST:
            found.notes.append("嵌套过深的图形对象未读取")
            break
        _collect(form, found, _chain(_matrix(form), outer), depth + 1)


def _matrix(handle: int) -> Floats:
    out = np.zeros(6, dtype=np.float32)
    if not capi.object_matrix(handle, out.ctypes.data):
        return _identity()
    return out.astype(np.float64)


def _chain(inner: Floats, outer: Floats) -> Floats:
    """Matrix of ``inner`` first, then ``outer``."""
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return np.array(
        [a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s,
         e * p + f * r + t, e * q + f * s + u]
    )  # fmt: skip


@dataclass(slots=True)
class _Points:
    """All path points of a page, displayed coordinates, with their path's properties."""

    x: Floats
    y: Floats
    kind: Ints  # FPDF_SEGMENT_*
    close: Bools
    path: Ints  # index of the path
    stroked: Bools  # per path: drawn with a visible stroke
    filled: Bools  # per path: drawn with a visible fill
    light: Floats  # per path: lightness of the fill 0 (black) .. 1 (white)


def _points(found: _Objects, frame: Frame) -> _Points | None:
    paths = found.paths
    n = len(paths)
    counts = np.fromiter(map(capi.path_count_segments, paths), dtype=np.int64, count=n)
    counts = np.maximum(counts, 0)
    total = int(counts.sum())
    if total > MOST_POINTS:
        return None
    segments: list[int] = []
    for path, count in zip(paths, counts.tolist(), strict=True):
        segments.extend(map(capi.path_get_segment, repeat(path, count), range(count)))
    xy = np.zeros((total, 2), dtype=np.float32)
    at = xy.ctypes.data
    end = at + 8 * total
    capi.drain(map(capi.segment_point, segments, range(at, end, 8), range(at + 4, end + 4, 8)))
    kind = np.fromiter(map(capi.segment_type, segments), dtype=np.int64, count=total)
    close = np.fromiter(map(capi.segment_close, segments), dtype=np.int64, count=total) != 0

    matrices = np.zeros((n, 6), dtype=np.float32)
    at = matrices.ctypes.data
    capi.drain(map(capi.object_matrix, paths, range(at, at + 24 * n, 24)))
    whole = matrices.astype(np.float64)
    for begin, stop, outer in found.groups:
        if not np.array_equal(outer, _identity()):
            for i in range(begin, stop):
                whole[i] = _chain(whole[i], outer)
    index = np.repeat(np.arange(n), counts)
    m = whole[index]
    ux = xy[:, 0].astype(np.float64)
    uy = xy[:, 1].astype(np.float64)
    x, y = frame.points(
        m[:, 0] * ux + m[:, 2] * uy + m[:, 4], m[:, 1] * ux + m[:, 3] * uy + m[:, 5]
    )

    mode = np.zeros((n, 2), dtype=np.int32)
    at = mode.ctypes.data
    capi.drain(
        map(capi.path_draw_mode, paths, range(at, at + 8 * n, 8), range(at + 4, at + 8 * n + 4, 8))
    )
    drawn = mode != 0
    dark, light = (
        _colours(capi.object_stroke, paths, drawn[:, 1]),
        _colours(capi.object_fill, paths, drawn[:, 0]),
    )
    return _Points(
        x, y, kind, close, index,
        drawn[:, 1] & (dark[:, 3] > 0) & (dark[:, :3].min(axis=1) < 250),
        drawn[:, 0] & (light[:, 3] > 0),
        light[:, :3].mean(axis=1) / 255,
    )  # fmt: skip


def _colours(call: Any, paths: list[int], which: Bools) -> Ints:
    """(n, 4) RGBA, 0..255, of the paths that ``which`` marks; 0 for the others."""
    rgba = np.zeros((len(paths), 4), dtype=np.uint32)
    start = rgba.ctypes.data
    at = [start + 16 * i for i in np.flatnonzero(which).tolist()]
    asked = paths if len(at) == len(paths) else [paths[(a - start) // 16] for a in at]
    capi.drain(map(call, asked, at, [a + 4 for a in at], [a + 8 for a in at], [a + 12 for a in at]))
    return rgba.astype(np.int64)


def _stroked(p: _Points) -> tuple[Floats, Floats]:
    """Straight pieces of stroked paths."""
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
    dot = (dx <= _SLANT) & (dy <= _SLANT)
    flat = ((dy <= _SLANT) & (dx > dy)) | dot
    steep = ((dx <= _SLANT) & (dy > dx)) | dot
    horizontal = np.column_stack(
        [(y0 + y1)[flat] / 2, np.minimum(x0, x1)[flat], np.maximum(x0, x1)[flat]]
    )
    vertical = np.column_stack(
        [(x0 + x1)[steep] / 2, np.minimum(y0, y1)[steep], np.maximum(y0, y1)[steep]]
    )
    return horizontal, vertical


def _filled(p: _Points) -> tuple[Floats, Floats, Floats]:
    """Thin filled rectangles as pieces, larger ones as shades."""
    none = np.zeros((0, 3))
    begin = np.flatnonzero(p.kind == capi.MOVE_TO)
    if not len(begin) or not p.filled.any():
        return none, none, np.zeros((0, 5))
    if begin[0] != 0:
        begin = np.concatenate([[0], begin])
    x0 = np.minimum.reduceat(p.x, begin)
    x1 = np.maximum.reduceat(p.x, begin)
    y0 = np.minimum.reduceat(p.y, begin)
    y1 = np.maximum.reduceat(p.y, begin)
    path = p.path[begin]
    size = np.diff(np.append(begin, len(p.x)))
    # Glyph outlines are filled too: a line has few corners.
    rect = p.filled[path] & (size >= 3) & (size <= 8)
    visible = p.light[path] < 0.98
    w, h = x1 - x0, y1 - y0
    # A dot is a piece of a dotted line, of either direction; alone it is too short for one.
    dot = (h <= THICKEST) & (w <= THICKEST) & (np.maximum(w, h) < 1.6 * np.minimum(w, h))
    thin_h = rect & visible & (h <= THICKEST) & ((w > h) | dot)
    thin_v = rect & visible & (w <= THICKEST) & ((h >= w) | dot)
    big = rect & (w > THICKEST) & (h > THICKEST)
    horizontal = np.column_stack([(y0 + y1)[thin_h] / 2, x0[thin_h], x1[thin_h]])
    vertical = np.column_stack([(x0 + x1)[thin_v] / 2, y0[thin_v], y1[thin_v]])
    shades = np.column_stack([x0[big], y0[big], x1[big], y1[big], p.light[path][big]])
    return horizontal, vertical, shades


def _images(found: _Objects, frame: Frame) -> Floats:
    out = np.zeros((len(found.images), 4))
    edge = np.zeros(4, dtype=np.float32)
    at = edge.ctypes.data
    for i, (handle, outer) in enumerate(found.images):
        if not capi.object_bounds(handle, at, at + 4, at + 8, at + 12):
            continue
        left, bottom, right, top = edge.astype(np.float64)
        cx = np.array([left, right, left, right])
        cy = np.array([bottom, bottom, top, top])
        a, b, c, d, e, f = outer
        xs, ys = frame.points(a * cx + c * cy + e, b * cx + d * cy + f)
        out[i] = (xs.min(), ys.min(), xs.max(), ys.max())
    return out
