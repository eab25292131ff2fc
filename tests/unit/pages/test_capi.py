"""Bulk calls of PDFium against the plain, declared ones."""

from __future__ import annotations

import ctypes
from itertools import repeat

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from extractors.pages import capi
from tests.unit.tables import sheet


def _long_page() -> pdfium.PdfDocument:
    """A page of more characters than are kept in one piece."""
    lines = [f"BT /F1 5 Tf 20 {820 - 6 * k} Td ({'0123456789' * 5} {k}) Tj ET" for k in range(60)]
    return pdfium.PdfDocument(sheet.pdf(["\n".join(lines)]))


def test_bulk_boxes_are_those_of_single_calls() -> None:
    document = _long_page()
    text = document[0].get_textpage()
    count = text.count_chars()
    assert count > 3000
    handle = capi.handle_of(text)
    boxes = capi.BOXES.read(capi.text_loose_box, count, repeat(handle), range(count))
    single = pdfium_c.FS_RECTF()
    for i in (0, 1, 2047, 2048, 2049, count - 1):
        assert pdfium_c.FPDFText_GetLooseCharBox(text.raw, i, single)
        assert boxes[i].tolist() == [single.left, single.top, single.right, single.bottom]
    document.close()


def test_a_call_that_fails_leaves_nothing_of_an_earlier_page() -> None:
    document = _long_page()
    text = document[0].get_textpage()
    count = text.count_chars()
    handle = capi.handle_of(text)
    capi.BOXES.read(capi.text_loose_box, count, repeat(handle), range(count))
    beyond = capi.BOXES.read(capi.text_loose_box, 3, repeat(handle), range(count, count + 3))
    assert not beyond.any()
    document.close()


def test_an_address_is_handed_on_whole() -> None:
    high = 0x7F12_3456_789A
    identity = ctypes.PYFUNCTYPE(ctypes.c_void_p)(ctypes.cast(_same, ctypes.c_void_p).value or 0)
    assert identity(capi.handle(high)) == high


_same = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p)(lambda address: address)
