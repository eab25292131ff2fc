"""Media types by what is in the bytes, never by name or header."""

from __future__ import annotations

import io
import zipfile

PDF = "application/pdf"
HTML = "text/html"
ZIP = "application/zip"
RAR = "application/vnd.rar"
SEVEN_ZIP = "application/x-7z-compressed"
OFD = "application/ofd"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
XLS = "application/vnd.ms-excel"
DOC = "application/msword"
OLE = "application/x-ole-storage"
EXECUTABLE = "application/vnd.microsoft.portable-executable"
UNKNOWN = "application/octet-stream"

#: Files that hold other files; their members are documents of their own.
CONTAINERS = frozenset({ZIP, RAR, SEVEN_ZIP})

#: Usual suffix of the formats in which disclosures come.
SUFFIXES = {
    PDF: ".pdf",
    OFD: ".ofd",
    XLSX: ".xlsx",
    XLS: ".xls",
    DOCX: ".docx",
    DOC: ".doc",
    ZIP: ".zip",
    RAR: ".rar",
    SEVEN_ZIP: ".7z",
}

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", PDF),
    (b"PK\x03\x04", ZIP),
    (b"PK\x05\x06", ZIP),
    (b"Rar!\x1a\x07", RAR),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLE),
    (b"7z\xbc\xaf\x27\x1c", SEVEN_ZIP),
    (b"MZ", EXECUTABLE),
    (b"\x7fELF", EXECUTABLE),
    (b"\x89PNG", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"{\\rtf", "application/rtf"),
)
_HTML_MARKS = (b"<!doctype html", b"<html", b"<head", b"<script", b"<body")
#: A member that tells a zip-based format.
_ZIP_FORMATS = (
    ("OFD.xml", OFD),
    ("xl/workbook.xml", XLSX),
    ("word/document.xml", DOCX),
    ("ppt/presentation.xml", PPTX),
)
_OLE_STREAMS = (("Workbook", XLS), ("Book", XLS), ("WordDocument", DOC))


def sniff(data: bytes) -> str:
    """Media type of a whole file: HTML saved as .pdf is text/html, an OFD is no mere zip."""
    head = data[:1024]
    stripped = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    for magic, media_type in _MAGIC:
        if stripped.startswith(magic):
            if media_type == ZIP:
                return _zip_format(data)
            return _ole_format(data) if media_type == OLE else media_type
    lowered = stripped.lower()
    if any(mark in lowered for mark in _HTML_MARKS):
        return HTML
    if b"%PDF-" in head:  # junk before the header; readers accept it
        return PDF
    return UNKNOWN


def _zip_format(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return ZIP
    return next((kind for name, kind in _ZIP_FORMATS if name in names), ZIP)


def _ole_format(data: bytes) -> str:
    # Names of streams stand in the directory as UTF-16, each padded with zeros.
    for name, kind in _OLE_STREAMS:
        if name.encode("utf-16-le") + b"\0\0" in data:
            return kind
    return OLE
