"""Files that cannot be read, one of each kind."""

import io
from pathlib import Path

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

#: File name -> the status that reading must give it.
BAD_FILES = {
    "不是PDF.pdf": "not_pdf",
    "网页.pdf": "html_as_pdf",
    "空文件.pdf": "empty_file",
    "截断.pdf": "truncated",
    "加密.pdf": "encrypted",
    "别的文件.pdf": "no_known_form",
}


def _pdf(**options: object) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1, **options)
    for page in range(3):
        canvas.drawString(72, 700, f"A letter about nothing in particular, page {page + 1}.")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def write_bad_files(folder: Path) -> None:
    """Write every file of BAD_FILES into a folder."""
    letter = _pdf()
    contents = {
        "不是PDF.pdf": b"PK\x03\x04 this is a zip",
        "网页.pdf": b"<!DOCTYPE html><html><body>404</body></html>",
        "空文件.pdf": b"",
        "截断.pdf": letter[: len(letter) // 3],
        "加密.pdf": _pdf(encrypt=StandardEncryption("secret", canPrint=0)),
        "别的文件.pdf": letter,
    }
    for name, content in contents.items():
        (folder / name).write_bytes(content)
