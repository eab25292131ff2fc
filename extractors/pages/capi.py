"""PDFium's C functions with plain integer addresses, for reading whole pages in bulk.

``ctypes`` spends most of a call converting pointers.  The prototypes here take
addresses as integers, so that a page's characters or path points are read by
``map`` over ranges of addresses into one buffer, without a Python-level loop.
Addresses stay valid while the page (and text page) they come from is open.
"""

from __future__ import annotations

import ctypes
from collections import deque
from collections.abc import Callable, Iterable
from ctypes import c_float, c_int, c_uint, c_void_p
from typing import Any

import pypdfium2.raw as pdfium_c

Call = Callable[..., Any]


def _bind(function: Any, result: Any, *arguments: Any) -> Call:
    address = ctypes.cast(function, c_void_p).value
    if address is None:  # pragma: no cover - the wheel lacks the symbol
        raise ImportError(f"PDFium lacks {function}")
    bound: Call = ctypes.CFUNCTYPE(result, *arguments)(address)
    return bound


page_count_objects = _bind(pdfium_c.FPDFPage_CountObjects, c_int, c_void_p)
page_get_object = _bind(pdfium_c.FPDFPage_GetObject, c_void_p, c_void_p, c_int)
form_count_objects = _bind(pdfium_c.FPDFFormObj_CountObjects, c_int, c_void_p)
form_get_object = _bind(pdfium_c.FPDFFormObj_GetObject, c_void_p, c_void_p, c_int)
object_type = _bind(pdfium_c.FPDFPageObj_GetType, c_int, c_void_p)
object_matrix = _bind(pdfium_c.FPDFPageObj_GetMatrix, c_int, c_void_p, c_void_p)
object_bounds = _bind(
    pdfium_c.FPDFPageObj_GetBounds, c_int, c_void_p, c_void_p, c_void_p, c_void_p, c_void_p
)
object_fill = _bind(
    pdfium_c.FPDFPageObj_GetFillColor, c_int, c_void_p, c_void_p, c_void_p, c_void_p, c_void_p
)
object_stroke = _bind(
    pdfium_c.FPDFPageObj_GetStrokeColor, c_int, c_void_p, c_void_p, c_void_p, c_void_p, c_void_p
)
path_draw_mode = _bind(pdfium_c.FPDFPath_GetDrawMode, c_int, c_void_p, c_void_p, c_void_p)
path_count_segments = _bind(pdfium_c.FPDFPath_CountSegments, c_int, c_void_p)
path_get_segment = _bind(pdfium_c.FPDFPath_GetPathSegment, c_void_p, c_void_p, c_int)
segment_point = _bind(pdfium_c.FPDFPathSegment_GetPoint, c_int, c_void_p, c_void_p, c_void_p)
segment_type = _bind(pdfium_c.FPDFPathSegment_GetType, c_int, c_void_p)
segment_close = _bind(pdfium_c.FPDFPathSegment_GetClose, c_int, c_void_p)
object_stroke_width = _bind(pdfium_c.FPDFPageObj_GetStrokeWidth, c_int, c_void_p, c_void_p)
text_render_mode = _bind(pdfium_c.FPDFTextObj_GetTextRenderMode, c_int, c_void_p)
text_angle = _bind(pdfium_c.FPDFText_GetCharAngle, c_float, c_void_p, c_int)
text_count_chars = _bind(pdfium_c.FPDFText_CountChars, c_int, c_void_p)
text_get_text = _bind(pdfium_c.FPDFText_GetText, c_int, c_void_p, c_int, c_int, c_void_p)
text_unicode = _bind(pdfium_c.FPDFText_GetUnicode, c_uint, c_void_p, c_int)
text_loose_box = _bind(pdfium_c.FPDFText_GetLooseCharBox, c_int, c_void_p, c_int, c_void_p)
text_tight_box = _bind(
    pdfium_c.FPDFText_GetCharBox, c_int, c_void_p, c_int, c_void_p, c_void_p, c_void_p, c_void_p
)
text_object = _bind(pdfium_c.FPDFText_GetTextObject, c_void_p, c_void_p, c_int)
object_clip = _bind(pdfium_c.FPDFPageObj_GetClipPath, c_void_p, c_void_p)
clip_count_paths = _bind(pdfium_c.FPDFClipPath_CountPaths, c_int, c_void_p)
clip_count_segments = _bind(pdfium_c.FPDFClipPath_CountPathSegments, c_int, c_void_p, c_int)
clip_get_segment = _bind(pdfium_c.FPDFClipPath_GetPathSegment, c_void_p, c_void_p, c_int, c_int)

PATH = pdfium_c.FPDF_PAGEOBJ_PATH
IMAGE = pdfium_c.FPDF_PAGEOBJ_IMAGE
FORM = pdfium_c.FPDF_PAGEOBJ_FORM
SHADING = pdfium_c.FPDF_PAGEOBJ_SHADING
TEXT = pdfium_c.FPDF_PAGEOBJ_TEXT
MOVE_TO = pdfium_c.FPDF_SEGMENT_MOVETO
LINE_TO = pdfium_c.FPDF_SEGMENT_LINETO


def address_of(handle: Any) -> int:
    """Address behind a PDFium handle (PdfPage, PdfTextPage or raw pointer)."""
    return ctypes.cast(getattr(handle, "raw", handle), c_void_p).value or 0


def drain(calls: Iterable[object]) -> None:
    """Run a lazy ``map`` for its side effects."""
    deque(calls, maxlen=0)
