"""The objects of one page: paths, pictures and texts, those inside form objects too."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import compress, repeat
from typing import Any

import numpy as np

from extractors.pages import capi
from extractors.pages.chars import Floats, Frame

#: Forms nested deeper than this are not looked into (hostile files nest without end).
_DEEPEST = 8
#: Objects beyond this number are not collected (a map, a drawing, or a hostile file).
MOST_OBJECTS = 300_000

#: Tables for bytes.translate: 1 where an object is of the kind, else 0.
_IS = {
    kind: bytes(k == kind for k in range(256))
    for kind in (capi.TEXT, capi.PATH, capi.IMAGE, capi.FORM)
}

IDENTITY: Floats = np.array([1.0, 0.0, 0.0, 1.0, 0.0, 0.0])


@dataclass(slots=True)
class Objects:
    """A page's objects, see :mod:`.capi`; ``text_addresses`` are those of ``texts``.

    ``groups`` are runs of ``paths`` (begin, end) with the matrix of the forms
    around them; pictures carry theirs beside them.
    """

    paths: list[capi.Handle] = field(default_factory=list)
    groups: list[tuple[int, int, Floats]] = field(default_factory=list)
    images: list[tuple[capi.Handle, Floats]] = field(default_factory=list)
    texts: list[capi.Handle] = field(default_factory=list)
    text_addresses: list[int] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    seen: int = 0
    levels: list[tuple[float, float, bytes]] = field(default_factory=list)

    def order(self, kind: int) -> list[float]:
        """When each object of a kind is drawn, in the order of its list: greater is later."""
        return [
            start + step * i
            for start, step, kinds in self.levels
            for i in compress(range(len(kinds)), kinds.translate(_IS[kind]))
        ]


def read_objects(page: Any) -> Objects:
    """All objects of a pypdfium2 page, in drawing order within each kind."""
    found = Objects()
    _collect(capi.handle_of(page), found, IDENTITY, 0, 0.0, 1.0)
    return found


def _collect(
    holder: capi.Handle, found: Objects, outer: Floats, depth: int, start: float, step: float
) -> None:
    """Gather the objects of a page (depth 0) or of a form object."""
    count = capi.page_count_objects if depth == 0 else capi.form_count_objects
    get = capi.page_get_object if depth == 0 else capi.form_get_object
    total = count(holder)
    if total <= 0:
        return
    if found.seen + total > MOST_OBJECTS:
        found.notes.append("页面图形对象过多，未全部读取")
        total = MOST_OBJECTS - found.seen
    found.seen += total
    addresses = list(filter(None, map(get, repeat(holder), range(total))))
    objects = list(map(capi.handle, addresses))
    kinds = bytes(map(capi.object_type, objects))
    begin = len(found.paths)
    texts = kinds.translate(_IS[capi.TEXT])
    found.texts.extend(compress(objects, texts))
    found.text_addresses.extend(compress(addresses, texts))
    found.paths.extend(compress(objects, kinds.translate(_IS[capi.PATH])))
    found.images.extend((o, outer) for o in compress(objects, kinds.translate(_IS[capi.IMAGE])))
    found.levels.append((start, step, kinds))
    forms = list(compress(range(len(kinds)), kinds.translate(_IS[capi.FORM])))
    if len(found.paths) > begin:
        found.groups.append((begin, len(found.paths), outer))
    for form in forms:
        if depth >= _DEEPEST:
            found.notes.append("嵌套过深的图形对象未读取")
            break
        if found.seen >= MOST_OBJECTS:
            break
        # What a form draws comes between its neighbours.
        matrix = chain(_matrix(objects[form]), outer)
        at, part = start + step * form, step / (max(capi.form_count_objects(objects[form]), 0) + 1)
        _collect(objects[form], found, matrix, depth + 1, at + part, part)


def _matrix(handle: capi.Handle) -> Floats:
    out = capi.MATRICES.read(capi.object_matrix, 1, [handle])[0]
    return out.astype(np.float64) if out.any() else IDENTITY


def chain(inner: Floats, outer: Floats) -> Floats:
    """Matrix of ``inner`` first, then ``outer``."""
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return np.array(
        [a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s,
         e * p + f * r + t, e * q + f * s + u]
    )  # fmt: skip


def bounds(handles: list[capi.Handle], matrices: list[Floats], frame: Frame) -> Floats:
    """(n, 4) boxes of objects on the page as displayed: x0, top, x1, bottom.

    ``matrices[i]`` is that of the forms around object ``i``.  A line's width
    is part of its box.
    """
    n = len(handles)
    if not n:
        return np.zeros((0, 4))
    # left, bottom, right, top
    box = capi.EDGES.read(capi.object_bounds, n, handles).astype(np.float64)
    x, y = box[:, [0, 2, 0, 2]], box[:, [1, 1, 3, 3]]
    if any(m is not IDENTITY for m in matrices):
        m = np.array(matrices)
        x, y = (
            m[:, 0, None] * x + m[:, 2, None] * y + m[:, 4, None],
            m[:, 1, None] * x + m[:, 3, None] * y + m[:, 5, None],
        )
    x, y = frame.points(x, y)
    return np.column_stack([x.min(axis=1), y.min(axis=1), x.max(axis=1), y.max(axis=1)])
