"""Every kind of bad file has its own typed outcome and a sentence that says what to do."""

from __future__ import annotations

import random
from io import BytesIO
from pathlib import Path

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from extractors.contracts import DocumentStatus
from extractors.errors import DocumentError
from extractors.layout import Grid
from extractors.pages.chars import Chars, Frame
from extractors.pages.open import open_pdf, sniff
from extractors.tables import read_layout
from extractors.tables.crosscheck import SecondEngineError
from extractors.tables.page import raw_page, read_page
from tests.unit.tables import sheet

GOOD = sheet.pdf(["BT /F1 12 Tf 50 700 Td (Hello) Tj ET"] * 3)


def encrypted() -> bytes:
    out = BytesIO()
    canvas = Canvas(out, encrypt=StandardEncryption("secret", canPrint=0))
    canvas.drawString(100, 700, "hidden")
    canvas.save()
    return out.getvalue()


BAD = {
    "empty": (b"", DocumentStatus.EMPTY_FILE),
    "only white space": (b"\r\n  \x00", DocumentStatus.EMPTY_FILE),
    "html": (b"<!DOCTYPE html><html><body>404</body></html>", DocumentStatus.HTML_AS_PDF),
    "html after a mark": (b"\xef\xbb\xbf\n<HTML><head>", DocumentStatus.HTML_AS_PDF),
    "zip": (b"PK\x03\x04" + bytes(80), DocumentStatus.NOT_PDF),
    "old office": (b"\xd0\xcf\x11\xe0" + bytes(80), DocumentStatus.NOT_PDF),
    "text": (b"fiscal year 2024" * 9, DocumentStatus.NOT_PDF),
    "header only": (b"%PDF-1.7\n", DocumentStatus.TRUNCATED),
    "first third": (GOOD[: len(GOOD) // 3], DocumentStatus.TRUNCATED),
    "garbage with a header": (b"%PDF-1.7\n" + b"x" * 400 + b"\n%%EOF", DocumentStatus.NOT_PDF),
    "encrypted": (encrypted(), DocumentStatus.ENCRYPTED),
    "no pages": (sheet.pdf([]), DocumentStatus.NO_PAGES),
}


@pytest.mark.parametrize("kind", BAD)
def test_typed_outcome(kind: str) -> None:
    data, status = BAD[kind]
    with pytest.raises(DocumentError) as caught:
        read_layout(data, "预算公开.pdf")
    assert caught.value.status is status
    assert caught.value.file_name == "预算公开.pdf"
    assert "预算公开.pdf" in str(caught.value)
    assert "请" in caught.value.message_zh  # says what to do


def test_a_good_file_passes() -> None:
    sniff(GOOD, "a.pdf")
    with open_pdf(GOOD, "a.pdf") as document:
        assert len(document) == 3


def test_header_after_rubbish_is_a_pdf() -> None:
    sniff(b"\r\n\r\nrubbish" + GOOD, "a.pdf")


def test_html_that_talks_about_pdf_is_html() -> None:
    with pytest.raises(DocumentError) as caught:
        sniff(b"<html><title>%PDF-1.7 viewer</title></html>", "a.pdf")
    assert caught.value.status is DocumentStatus.HTML_AS_PDF


def test_every_cut_of_a_file_is_read_or_refused_by_type() -> None:
    for share in range(0, 100, 4):
        part = GOOD[: len(GOOD) * share // 100]
        try:
            layout = read_layout(part, "cut.pdf")
        except DocumentError as error:
            assert error.status in (DocumentStatus.TRUNCATED, DocumentStatus.EMPTY_FILE)
        else:
            assert layout.n_pages >= 1


def test_missing_end_mark_alone_does_not_refuse_a_file() -> None:
    assert read_layout(GOOD.replace(b"%%EOF\n", b""), "a.pdf").n_pages == 3


def test_path_names_the_file(tmp_path: Path) -> None:
    path = tmp_path / "名.pdf"
    path.write_bytes(b"")
    with pytest.raises(DocumentError, match=r"名\.pdf"):
        read_layout(path)


def test_one_damaged_page_leaves_the_others() -> None:
    data = GOOD.replace(b"/Type /Page /Parent", b"/Type /Pxge /Pxrent", 1).replace(
        b"/Kids [5 0 R", b"/Kids [9999 0 R", 1
    )
    layout = read_layout(data, "a.pdf")
    assert [bool(p.lines) for p in layout.pages].count(True) == 2
    assert [p.number for p in layout.pages] == list(range(1, layout.n_pages + 1))


def test_random_damage_is_read_or_refused_by_type() -> None:
    dice = random.Random(7)
    for _ in range(150):
        part = bytearray(GOOD)
        for _ in range(dice.choice([1, 5, 40])):
            part[dice.randrange(len(part))] = dice.randrange(256)
        try:
            assert read_layout(bytes(part), "a.pdf").n_pages >= 1
        except DocumentError as error:
            assert error.status in (
                DocumentStatus.TRUNCATED, DocumentStatus.NOT_PDF, DocumentStatus.NO_PAGES,
            )  # fmt: skip


def test_second_engine_that_fails_is_a_decision() -> None:
    def fails(number: int, frame: Frame, chars: Chars) -> list[Grid]:
        raise SecondEngineError("IndexError")

    truth = sheet.budget_table(rows=2)
    data = sheet.pdf([sheet.stroked(sheet.edges(truth)) + sheet.texts(truth)])
    with open_pdf(data, "a.pdf") as document, raw_page(document, 1) as raw:
        page = read_page(raw, fails, cross_check=True).content
    assert len(page.grids) == 1
    assert any("IndexError" in d for d in page.decisions)
