"""Is this file a PDF that can be read?  Every "no" is a typed outcome with a way out.

Portals serve error pages under the name of a PDF, cut downloads short, and
publish encrypted files; a reader that only says "failed to load" leaves the
data engineer guessing which of these it was.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from extractors import media
from extractors.contracts import DocumentStatus
from extractors.errors import DocumentError

#: Acrobat accepts the header anywhere in the first kilobyte; so do the portals' files.
_HEADER_WINDOW = 1024
_TRAILER_WINDOW = 2048
_HTML = re.compile(
    rb"^\s*(?:<!doctype\s+html|<html|<head|<script|<\?xml[^>]*>\s*<(?:!doctype\s+)?html)", re.I
)
_NO_KIDS = re.compile(rb"/Kids\s*\[\s*\]|/Count\s+0\b")
#: What a file is that is no PDF; it stays in the archive, only its tables are not read.
_KINDS = {
    media.ZIP: "压缩包（ZIP）",
    media.RAR: "压缩包（RAR）",
    media.SEVEN_ZIP: "压缩包（7z）",
    media.OFD: "OFD 版式文件",
    media.XLSX: "Excel 工作簿（xlsx）",
    media.XLS: "旧版 Excel 工作簿（xls）",
    media.DOCX: "Word 文档（docx）",
    media.DOC: "旧版 Word 文档（doc）",
    media.PPTX: "演示文稿（pptx）",
    media.OLE: "旧版 Office 文档",
    media.EXECUTABLE: "可执行程序",
    "application/rtf": "RTF 文档",
    "image/jpeg": "JPEG 图片",
    "image/png": "PNG 图片",
}


def sniff(data: bytes, file_name: str) -> None:
    """Refuse bytes that cannot be a PDF, before any parser sees them.

    ``data`` is the whole file.  Raises :class:`DocumentError` with EMPTY_FILE,
    HTML_AS_PDF, NOT_PDF or TRUNCATED; returns None when the file deserves to
    be opened.  A missing ``%%EOF`` alone is no verdict: see :func:`open_pdf`.
    """
    if not data.strip(b"\x00 \t\r\n"):
        raise DocumentError(
            DocumentStatus.EMPTY_FILE,
            "文件是空的（没有内容）。请重新下载该文件，或从公开页面确认附件是否可用。",
            file_name=file_name,
        )
    head = data[:_HEADER_WINDOW]
    if _HTML.match(head.lstrip(b"\xef\xbb\xbf")):
        raise DocumentError(
            DocumentStatus.HTML_AS_PDF,
            "内容是网页（HTML），不是 PDF，多半是网站返回的错误页或跳转页。"
            "请在浏览器中打开原链接重新下载附件。",
            file_name=file_name,
        )
    if b"%PDF-" in head:
        if len(data) < 64:
            raise _truncated(file_name)
        return
    if kind := _KINDS.get(media.sniff(data)):
        raise DocumentError(
            DocumentStatus.NOT_PDF,
            f"文件不是 PDF，而是{kind}。请下载 PDF 版本，或先转换为 PDF 再导入。",
            file_name=file_name,
        )
    raise DocumentError(
        DocumentStatus.NOT_PDF,
        "文件不是 PDF（开头没有 PDF 标记）。请确认文件来源，重新下载。",
        file_name=file_name,
    )


@contextmanager
def open_pdf(data: bytes, file_name: str) -> Iterator[pdfium.PdfDocument]:
    """Open ``data`` (a whole PDF file) and close it afterwards.

    Raises :class:`DocumentError`: whatever :func:`sniff` raises, ENCRYPTED when
    a password is asked for, TRUNCATED when the end of the file is missing and
    nothing can be rebuilt, NOT_PDF when the structure is broken, NO_PAGES.
    """
    sniff(data, file_name)
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        raise _explain(data, file_name, getattr(error, "err_code", None)) from error
    try:
        if len(document) == 0:
            if b"%%EOF" not in data[-_TRAILER_WINDOW:]:
                raise _truncated(file_name)
            raise _no_pages(file_name)
        yield document
    finally:
        document.close()


def _explain(data: bytes, file_name: str, code: int | None) -> DocumentError:
    # PDFium does not reset its error code: an earlier file's may still stand there.
    if code in (pdfium_c.FPDF_ERR_PASSWORD, pdfium_c.FPDF_ERR_SECURITY) and b"/Encrypt" in data:
        return DocumentError(
            DocumentStatus.ENCRYPTED,
            "PDF 设有打开密码，无法读取。请向公开单位索取未加密的文件。",
            file_name=file_name,
        )
    if _NO_KIDS.search(data) and b"%%EOF" in data[-_TRAILER_WINDOW:]:
        return _no_pages(file_name)
    return broken(data, file_name)


def broken(data: bytes, file_name: str) -> DocumentError:
    """The outcome of a PDF whose structure (or every page) cannot be read."""
    if b"%%EOF" not in data[-_TRAILER_WINDOW:]:
        return _truncated(file_name)
    return DocumentError(
        DocumentStatus.NOT_PDF,
        "PDF 结构损坏，无法打开。请重新下载；若仍不能打开，请公开单位更换附件。",
        file_name=file_name,
    )


def _no_pages(file_name: str) -> DocumentError:
    return DocumentError(
        DocumentStatus.NO_PAGES,
        "PDF 里一页也没有。请重新下载，或请公开单位更换附件。",
        file_name=file_name,
    )


def _truncated(file_name: str) -> DocumentError:
    return DocumentError(
        DocumentStatus.TRUNCATED,
        "PDF 不完整（缺少文件结尾），下载可能中断。请重新下载该文件。",
        file_name=file_name,
    )
