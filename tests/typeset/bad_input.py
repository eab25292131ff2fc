"""Files that a portal serves as `.pdf` and that no reader can use; made on the fly."""

from __future__ import annotations

import io

import pypdfium2
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from . import fonts
from .draw import render
from .golden import disclosure
from .pages import Disclosure, Grid, Text, header_lines, plain

SAMPLE = "kexin_2024"


def empty_file() -> bytes:
    """No bytes at all."""
    return b""


def html_as_pdf() -> bytes:
    """A page of the portal saved under the name of the attachment."""
    return (
        "<!DOCTYPE html><html><head><title>页面不存在</title></head>"
        "<body><h1>404</h1><p>您访问的页面不存在。</p></body></html>"
    ).encode()


def truncated() -> bytes:
    """The first tenth of a real file: a download that broke off."""
    data = render(disclosure(SAMPLE))
    return data[: len(data) // 10]


def encrypted(password: str = "secret") -> bytes:
    """A file that asks for a password."""
    fonts.register()
    buffer = io.BytesIO()
    canvas = Canvas(
        buffer, pagesize=A4, initialFontName="Latin", encrypt=StandardEncryption(password)
    )
    canvas.drawString(100, 700, "2024")
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def no_pages() -> bytes:
    """A well-formed file without a page."""
    parts = [
        b"1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n",
        b"2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\nendobj\n",
    ]
    out = b"%PDF-1.4\n"
    offsets = []
    for part in parts:
        offsets.append(len(out))
        out += part
    table = b"xref\n0 3\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % o for o in offsets)
    trailer = b"trailer\n<< /Size 3 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(out)
    return out + table + trailer


def scan(pages: int = 1, dpi: int = 100) -> bytes:
    """Pages of the sample's tables as images only, without a text layer."""
    source = pypdfium2.PdfDocument(render(disclosure(SAMPLE)))
    buffer = io.BytesIO()
    fonts.register()
    canvas = Canvas(buffer, initialFontName="Latin")
    for n in range(4, 4 + pages):
        page = source[n]
        width, height = page.get_size()
        image = page.render(scale=dpi / 72).to_pil().convert("L")
        canvas.setPageSize((width, height))
        canvas.drawImage(ImageReader(image), 0, 0, width, height)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def unknown_form() -> bytes:
    """A proper PDF with a ruled table that is no budget form."""
    grid = Grid(
        "",
        1,
        "会议日程安排表",
        [*header_lines(["时间", "内容", "主持人"]), plain(["9:00", "开幕", "示例甲"])],
        header_rows=1,
        widths=[100, 200, 100],
    )
    document = Disclosure("agenda", "会议日程", "示例会务组", 2024, "unit", "none")
    document.parts = [Text("cover", "会议日程"), Text("p", "会议定于上午举行。"), grid]
    return render(document)
