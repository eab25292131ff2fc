"""What an agency opens before it publishes: one page, one file, nothing beside it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Literal
from urllib.parse import quote

from expectations.reports.crops import CropImage, CropWriter, document_requests
from expectations.reports.documents import DocumentView, Report, build_report
from expectations.reports.model import ReportInput
from expectations.reports.records import Crop
from expectations.reports.render import environment, inline, render, with_data
from expectations.reports.text import BEIJING
from expectations.reports.view import FindingView
from expectations.reports.workbook import write_csv, write_workbook


def build_check_page(
    report_input: ReportInput,
    target: Path,
    *,
    pdf_path: Callable[[str], Path | None],
    crop: Crop | None = None,
    lang_default: Literal["zh", "en"] = "zh",
    today: date | None = None,
) -> Path:
    """Write the result of a check as one self-contained page; return its path.

    A ``target`` that ends in ``.html`` is that page; anything else is a folder, which then
    holds ``index.html`` and the findings as workbook and CSV.  Links to the original
    point to where the file was read.  Raises OSError where the target cannot be written.
    """
    is_page = target.suffix.lower() in {".html", ".htm"}
    page = target if is_page else target / "index.html"
    page.parent.mkdir(parents=True, exist_ok=True)
    generated = report_input.run.generated_at.astimezone(BEIJING)
    report = build_report(report_input, (), today or generated.date())
    for document in report.documents:
        source = pdf_path(document.document.document_id)
        document.original = _link(source, page.parent) if source else None
    with tempfile.TemporaryDirectory() as scratch:
        writer = CropWriter(Path(scratch), crop)
        crops = {d.key: _pictures(report, n, writer) for n, d in enumerate(report.documents)}
        html = render(
            environment(lang_default),
            "check.html.j2",
            page.name,
            inline=inline(),
            report=report,
            run=report_input.run,
            identities=report_input.identities,
            form_names=report_input.form_names,
            generated=generated,
            crops=crops,
        )
    page.write_text(html, encoding="utf-8")
    if not is_page:
        numbers = {d.key: n for n, d in enumerate(report.documents, start=1)}

        def page_of(document: DocumentView, finding: FindingView) -> str:
            return f"index.html#d{numbers[document.key]}-{finding.anchor}"

        write_workbook(report, target / "findings.xlsx", generated, page_of, lang_default)
        csv = target / "findings.csv"
        write_csv(report, csv, review=False, page_of=page_of, lang=lang_default)
    return page


def _pictures(report: Report, at: int, writer: CropWriter) -> dict[str, list[CropImage]]:
    document, data = report.documents[at], report.data
    sha256 = document.document.document_id
    requests = document_requests(data, sha256, document.findings)
    requests |= document_requests(data, sha256, document.review_in_full, "r")
    return with_data({key: writer.images(some) for key, some in requests.items()}, writer.root)


def _link(source: Path, folder: Path) -> str:
    """The original as seen from the page: relative where it can be, so that both may move."""
    try:
        return quote(Path(os.path.relpath(source.resolve(), folder.resolve())).as_posix())
    except ValueError:  # another drive on Windows
        return source.resolve().as_uri()
