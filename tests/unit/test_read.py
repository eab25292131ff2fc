"""A bad file is a typed outcome; an error of ours is one too, and is logged."""

import hashlib
import io
import logging
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

import extractors.read
from extractors.contracts import DocumentStatus
from extractors.layout import DocumentLayout
from extractors.read import read_document, read_layout_and_facts


def pdf(*lines: str) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    for i, line in enumerate(lines):
        canvas.drawString(72, 760 - 20 * i, line)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"", DocumentStatus.EMPTY_FILE),
        (b"<!DOCTYPE html><html><body>404</body></html>", DocumentStatus.HTML_AS_PDF),
        (b"PK\x03\x04 not a pdf", DocumentStatus.NOT_PDF),
        (b"plain words", DocumentStatus.NOT_PDF),
        (pdf("hello")[:200], DocumentStatus.TRUNCATED),
    ],
)
def test_bad_files_have_a_status_and_a_reason(data: bytes, status: DocumentStatus) -> None:
    facts = read_document(data, "bad.pdf")
    assert facts.document.status == status
    assert facts.document.reason
    assert facts.document.document_id == hashlib.sha256(data).hexdigest()
    assert facts.cells == []


def test_a_document_of_no_known_form() -> None:
    facts = read_document(pdf("nothing to do with a budget"), "letter.pdf")
    assert facts.document.status == DocumentStatus.NO_KNOWN_FORM
    assert facts.document.pages == 1


def test_a_file_that_is_too_large_is_not_opened() -> None:
    data = pdf("x")
    facts = read_document(data, "x.pdf", max_bytes=10)
    assert facts.document.status == DocumentStatus.TOO_LARGE
    assert facts.document.document_id == hashlib.sha256(data).hexdigest()


def test_an_error_of_ours_is_an_outcome_with_its_traceback_logged(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(layout: DocumentLayout) -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr(extractors.read, "facts_of", broken)
    with caplog.at_level(logging.ERROR):
        facts = read_document(pdf("x"), "x.pdf")
    assert facts.document.status == DocumentStatus.CRASHED
    assert "boom" in (facts.document.reason or "")
    assert "RuntimeError" in caplog.text


def test_a_missing_path_is_an_outcome(tmp_path: Path) -> None:
    facts = read_document(tmp_path / "none.pdf")
    assert facts.document.status == DocumentStatus.CRASHED


def test_layout_and_facts_belong_together() -> None:
    layout, facts = read_layout_and_facts(pdf("x"), "x.pdf")
    assert layout is not None
    assert layout.document_id == facts.document.document_id
