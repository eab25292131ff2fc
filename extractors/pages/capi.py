"""PDFium's C functions, called in bulk for reading whole pages.

``ctypes`` spends most of a call on converting arguments: declared types are asked
to convert each one anew.  The functions here declare none.  Integers go as they
are, addresses as :data:`Handle`, which is converted once and then used for every
call about that object; results land in a :class:`Room`, whose addresses are kept
from page to page.  So a page's characters or path points are read by ``map``,
without a Python-level loop and at a third of the cost.

**An address must never be passed as a plain integer**: it would be cut to 32 bits.
Handles stay valid while the page (and text page) they come from is open.
"""

from __future__ import annotations

import ctypes
import threading
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from ctypes import c_float, c_int, c_uint, c_void_p
from itertools import repeat
from typing import Any, NewType

import numpy as np
import numpy.typing as npt
import pypdfium2.raw as pdfium_c

Call = Callable[..., Any]
#: An address, converted for calls.
Handle = NewType("Handle", object)
#: Calls whose results are kept in one piece.
_ROWS = 2048


def _bind(function: Any, result: Any = None) -> Call:
    """``function`` without declared arguments; its ``result`` is None where nobody asks for it.

    The interpreter's lock is not given up for so short a call: PDFium is not
    to be called by two threads at once anyway.
    """
    address = ctypes.cast(function, c_void_p).value
    if address is None:  # pragma: no cover - the wheel lacks the symbol
        raise ImportError(f"PDFium lacks {function}")
    bound: Call = ctypes.PYFUNCTYPE(result)(address)
    return bound


page_count_objects = _bind(pdfium_c.FPDFPage_CountObjects, c_int)
page_get_object = _bind(pdfium_c.FPDFPage_GetObject, c_void_p)
form_count_objects = _bind(pdfium_c.FPDFFormObj_CountObjects, c_int)
form_get_object = _bind(pdfium_c.FPDFFormObj_GetObject, c_void_p)
object_type = _bind(pdfium_c.FPDFPageObj_GetType, c_int)
object_matrix = _bind(pdfium_c.FPDFPageObj_GetMatrix)
object_bounds = _bind(pdfium_c.FPDFPageObj_GetBounds)
object_fill = _bind(pdfium_c.FPDFPageObj_GetFillColor)
object_stroke = _bind(pdfium_c.FPDFPageObj_GetStrokeColor)
path_draw_mode = _bind(pdfium_c.FPDFPath_GetDrawMode)
path_count_segments = _bind(pdfium_c.FPDFPath_CountSegments, c_int)
path_get_segment = _bind(pdfium_c.FPDFPath_GetPathSegment, c_void_p)
segment_point = _bind(pdfium_c.FPDFPathSegment_GetPoint)
segment_type = _bind(pdfium_c.FPDFPathSegment_GetType, c_int)
segment_close = _bind(pdfium_c.FPDFPathSegment_GetClose, c_int)
object_stroke_width = _bind(pdfium_c.FPDFPageObj_GetStrokeWidth)
text_render_mode = _bind(pdfium_c.FPDFTextObj_GetTextRenderMode, c_int)
text_angle = _bind(pdfium_c.FPDFText_GetCharAngle, c_float)
text_count_chars = _bind(pdfium_c.FPDFText_CountChars, c_int)
text_get_text = _bind(pdfium_c.FPDFText_GetText, c_int)
text_unicode = _bind(pdfium_c.FPDFText_GetUnicode, c_uint)
text_loose_box = _bind(pdfium_c.FPDFText_GetLooseCharBox)
text_tight_box = _bind(pdfium_c.FPDFText_GetCharBox, c_int)
text_object = _bind(pdfium_c.FPDFText_GetTextObject, c_void_p)
object_set_active = _bind(pdfium_c.FPDFPageObj_SetIsActive)
object_clip = _bind(pdfium_c.FPDFPageObj_GetClipPath, c_void_p)
clip_count_paths = _bind(pdfium_c.FPDFClipPath_CountPaths, c_int)
clip_count_segments = _bind(pdfium_c.FPDFClipPath_CountPathSegments, c_int)
clip_get_segment = _bind(pdfium_c.FPDFClipPath_GetPathSegment, c_void_p)

PATH = pdfium_c.FPDF_PAGEOBJ_PATH
IMAGE = pdfium_c.FPDF_PAGEOBJ_IMAGE
FORM = pdfium_c.FPDF_PAGEOBJ_FORM
SHADING = pdfium_c.FPDF_PAGEOBJ_SHADING
TEXT = pdfium_c.FPDF_PAGEOBJ_TEXT
MOVE_TO = pdfium_c.FPDF_SEGMENT_MOVETO
LINE_TO = pdfium_c.FPDF_SEGMENT_LINETO

#: The handle of an address.
handle: Callable[[int], Handle] = c_void_p.from_param  # type: ignore[assignment]


def handle_of(thing: Any) -> Handle:
    """The handle of a pypdfium2 object (PdfPage, PdfTextPage) or raw pointer."""
    return handle(ctypes.cast(getattr(thing, "raw", thing), c_void_p).value or 0)


def drain(calls: Iterable[object]) -> None:
    """Run a lazy ``map`` for its side effects."""
    deque(calls, maxlen=0)


class Room(threading.local):
    """Where the C functions write: ``width`` numbers for each call, one room a thread.

    With ``apart`` a function takes the address of each number, otherwise that of the first.
    """

    def __init__(self, width: int, dtype: npt.DTypeLike, *, apart: bool = True) -> None:
        self._values = np.zeros((_ROWS, width), dtype=dtype)
        at = self._values.ctypes.data
        step = self._values.itemsize
        self._places = [
            [handle(at + step * (width * i + k)) for i in range(_ROWS)]
            for k in range(width if apart else 1)
        ]

    def read(self, call: Call, n: int, *inputs: Sequence[Any] | repeat[Any]) -> npt.NDArray[Any]:
        """(n, width): what ``call`` writes for each of ``n`` inputs; 0 where it fails."""
        out = np.empty((n, self._values.shape[1]), dtype=self._values.dtype)
        for begin in range(0, n, _ROWS):
            part = inputs
            if n > _ROWS:
                stop = begin + _ROWS
                part = tuple(x if isinstance(x, repeat) else x[begin:stop] for x in inputs)
            values = self._values[: n - begin]
            values.fill(0)  # of an earlier page
            drain(map(call, *part, *self._places))
            out[begin : begin + _ROWS] = values
        return out


#: x, y of a point; fill and stroke flags; left, bottom, right, top; a matrix; RGBA; a width.
POINTS = Room(2, np.float32)
FLAGS = Room(2, np.int32)
EDGES = Room(4, np.float32)
BOXES = Room(4, np.float32, apart=False)
MATRICES = Room(6, np.float32, apart=False)
COLOURS = Room(4, np.uint32)
WIDTHS = Room(1, np.float32)
