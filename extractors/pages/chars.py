"""The characters of one page, with boxes on the page as displayed."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from itertools import repeat
from typing import Any

import numpy as np
import numpy.typing as npt

from extractors.pages import capi

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Frame:
    """From a page's user space to the page as displayed (points, origin top left).

    ``x' = a*x + c*y + e``, ``y' = b*x + d*y + f``; ``width`` and ``height`` are
    those of the displayed page, ``rotation`` is /Rotate in degrees.
    """

    width: float
    height: float
    rotation: int
    a: float
    b: float
    c: float
    d: float
    e: float
    f: float

    @classmethod
    def of(cls, page: Any, turn: int = 0) -> Frame:
        """Frame of a pypdfium2 page: its visible box and /Rotate.

        With ``turn`` (clockwise, degrees) the page is turned that much further.
        """
        left, bottom, right, top = page.get_bbox()
        rotation = (int(page.get_rotation()) + turn) % 360
        if rotation == 90:
            return cls(top - bottom, right - left, 90, 0, 1, 1, 0, -bottom, -left)
        if rotation == 180:
            return cls(right - left, top - bottom, 180, -1, 0, 0, 1, right, -bottom)
        if rotation == 270:
            return cls(top - bottom, right - left, 270, 0, -1, -1, 0, top, right)
        return cls(right - left, top - bottom, 0, 1, 0, 0, -1, -left, top)

    def points(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        if not self.rotation:
            return x + self.e, self.f - y
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f


@dataclass(frozen=True, slots=True)
class Chars:
    """Printed characters in content order: ``text[i]`` stands in ``boxes[i]``.

    ``boxes`` is (n, 4): x0, top, x1, bottom.  A box is the character's advance
    width and the font's height, so that neighbours touch and a line's boxes
    share top and bottom.  White space that PDFium made up is left out;
    ``unmapped`` counts characters whose font maps to no Unicode (shown as U+FFFD).
    ``source[i]`` is PDFium's index of the character.
    """

    text: str
    boxes: Floats
    source: Ints
    unmapped: int = 0

    def only(self, keep: Bools) -> Chars:
        """The characters that ``keep`` marks."""
        text = "".join(c for c, k in zip(self.text, keep.tolist(), strict=True) if k)
        return Chars(text, self.boxes[keep], self.source[keep], self.unmapped)

    def __len__(self) -> int:
        return len(self.text)


_EMPTY = Chars("", np.zeros((0, 4)), np.zeros(0, dtype=np.int64))
#: Spaces of other widths, the ideographic one among them.
_SPACES = dict.fromkeys([9, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000], " ")
#: PDFium marks a hyphen at a line's end with these.
_HYPHENS = {0x02: "-", 0xFFFE: "-"}


def read_chars(text_page: capi.Handle, frame: Frame) -> Chars:
    """Read all characters of a text page (its handle, see :mod:`.capi`) in one pass."""
    count = capi.text_count_chars(text_page)
    if count <= 0:
        return _EMPTY
    # FS_RECTF: left, top, right, bottom
    raw = capi.BOXES.read(capi.text_loose_box, count, repeat(text_page), range(count))
    codes = _codes(text_page, count)
    boxes = _displayed(raw.astype(np.float64), frame)
    flat = (boxes[:, 2] - boxes[:, 0] <= 0.01) | (boxes[:, 3] - boxes[:, 1] <= 0.01)
    keep = (codes != 10) & (codes != 13)
    if flat.any():
        space = (codes == 32) | (codes == 10) | (codes == 13) | (codes == 9) | (codes == 160)
        for i in np.flatnonzero(flat & ~space).tolist():
            _tight(text_page, i, frame, boxes)
        keep &= ~(flat & space)
    source = np.flatnonzero(keep)
    if len(source) < count:
        codes, boxes = codes.take(source), boxes.take(source, axis=0)
    unmapped = len(codes) - int(np.count_nonzero(codes))
    text = codes.astype("<u4").tobytes().decode("utf-32-le", "surrogatepass")
    if not text.isprintable():  # control characters, and every space but U+0020
        text = text.translate(_SPACES)
    if not text.isprintable():
        text = "".join(_HYPHENS.get(ord(c), _printable(c)) for c in text)
    return Chars(text, boxes, source, unmapped)


def _displayed(user: Floats, frame: Frame) -> Floats:
    """Boxes (n, 4) in user space, any two opposite corners, as x0, top, x1, bottom."""
    x_a, y_a = frame.points(user[:, 0], user[:, 1])
    x_b, y_b = frame.points(user[:, 2], user[:, 3])
    boxes = np.empty_like(user)
    np.minimum(x_a, x_b, out=boxes[:, 0])
    np.minimum(y_a, y_b, out=boxes[:, 1])
    np.maximum(x_a, x_b, out=boxes[:, 2])
    np.maximum(y_a, y_b, out=boxes[:, 3])
    return boxes


def _printable(char: str) -> str:
    code = ord(char)
    if code == 0 or 0xD800 <= code <= 0xDFFF:
        return "\ufffd"
    return " " if code < 32 else char


def _codes(text_page: capi.Handle, count: int) -> Ints:
    """Unicode of each character; 0 where the font gives none."""
    buffer = np.zeros(count + 1, dtype=np.uint16)
    written = capi.text_get_text(text_page, 0, count, capi.handle(buffer.ctypes.data))
    bulk = buffer[:count]
    surrogate = (bulk & 0xF800) == 0xD800
    if written == count + 1 and bulk.all() and not surrogate.any():
        return bulk.astype(np.int64)
    # A character without Unicode, or outside the BMP, shifts the bulk text: ask one by one.
    each = map(capi.text_unicode, repeat(text_page), range(count))
    codes = np.fromiter(each, dtype=np.int64, count=count)
    codes[codes > 0x10FFFF] = 0
    return codes


def _tight(text_page: capi.Handle, index: int, frame: Frame, boxes: Floats) -> None:
    """Replace an empty box by the glyph's own (fonts without metrics, some Type 3)."""
    edge = (ctypes.c_double * 4)()  # left, right, bottom, top
    places = (capi.handle(ctypes.addressof(edge) + 8 * k) for k in range(4))
    if not capi.text_tight_box(text_page, index, *places):
        return
    xs, ys = frame.points(np.array([edge[0], edge[1]]), np.array([edge[2], edge[3]]))
    boxes[index] = (xs.min(), ys.min(), xs.max(), ys.max())
