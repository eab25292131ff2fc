import io
import zipfile

import pytest

from extractors.media import sniff


def zip_with(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, b"x")
    return out.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (zip_with("OFD.xml", "Doc_0/Document.xml"), "ofd"),
        (zip_with("[Content_Types].xml", "xl/workbook.xml"), "spreadsheetml.sheet"),
        (zip_with("[Content_Types].xml", "word/document.xml"), "wordprocessingml.document"),
        (zip_with("预算.pdf"), "application/zip"),
        (zip_with(), "application/zip"),
        (zip_with("a")[:-9], "application/zip"),
        (OLE + "Workbook".encode("utf-16-le") + b"\0\0", "ms-excel"),
        (OLE + "WordDocument".encode("utf-16-le") + b"\0\0", "msword"),
        (OLE, "x-ole-storage"),
        (b"7z\xbc\xaf\x27\x1c", "7z-compressed"),
        (b"\x7fELF", "portable-executable"),
        (b"{\\rtf1", "rtf"),
        (b"\x89PNG\r\n", "image/png"),
    ],
)
def test_formats_that_hide_in_others(data: bytes, kind: str) -> None:
    assert kind in sniff(data)
