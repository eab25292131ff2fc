"""The static site: pages that open from a folder, without a server or a network."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote, urlsplit

import jinja2
from markupsafe import Markup, escape

from expectations.reports import labels
from expectations.reports.crops import CropImage, CropWriter, crop_requests
from expectations.reports.documents import STATUS_ORDER, DocumentView, Report, build_report
from expectations.reports.lists import list_data
from expectations.reports.model import ReportInput
from expectations.reports.records import Crop
from expectations.reports.text import format_number, json_for_script, slug
from expectations.reports.view import FindingView
from expectations.reports.workbook import write_csv, write_workbook
from expectations.waivers import Waiver

_HERE = Path(__file__).parent
_MANIFEST = "report-files.json"
_BEIJING = timezone(timedelta(hours=8))

#: ``copy`` puts the PDFs that a page links to into the site; ``link`` points to
#: where they are; ``none`` gives no link.
Originals = Literal["copy", "link", "none"]


class ReportError(Exception):
    """The report cannot be written; the message says what to do."""


@dataclass(slots=True)
class BuiltReport:
    """What was written.  ``crop_failures``: (document, page, why) of missing page images."""

    out_dir: Path
    index: Path
    workbook: Path
    csv: Path
    review: Path
    n_documents: int
    n_findings: int
    n_review: int
    crop_failures: list[tuple[str, int, str]] = field(default_factory=list)


class _Site:
    """Writes files below one folder and remembers them."""

    def __init__(self, root: Path, lang: str) -> None:
        self.root = root
        self.files: list[str] = []
        self.env = jinja2.Environment(
            loader=jinja2.FileSystemLoader(_HERE / "templates"),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.env.globals.update(t=_bilingual, labels=labels, lang_default=lang)
        self.env.tests["to_answer"] = to_answer
        self.env.filters.update(number=format_number, slug=slug, words=_words, web=_web_address)

    def text(self, name: str, content: str) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
        self.files.append(name)

    def page(self, name: str, template: str, **context: Any) -> None:
        root = "../" * name.count("/")
        html = self.env.get_template(template).render(root=root, page_name=name, **context)
        self.text(name, html)

    def data(self, name: str, value: Any) -> None:
        """A list for the browser, as a script: a page opened from disk may not fetch."""
        script = f"window.MZ=window.MZ||{{}};window.MZ[{name!r}]={json_for_script(value)};\n"
        self.text(f"data/{name}.js", script)


def build(
    report_input: ReportInput,
    out_dir: Path,
    *,
    pdf_path: Callable[[str], Path | None],
    crop: Crop | None = None,
    lang_default: Literal["zh", "en"] = "zh",
    mode: Literal["site", "check"] = "site",
    originals: Originals = "copy",
    waivers: Sequence[Waiver] = (),
    today: date | None = None,
) -> BuiltReport:
    """Write the report into ``out_dir`` and say what was written.

    ``pdf_path`` gives the original of a document (None if it is not kept);
    ``crop`` renders page pieces (None: no page images).  ``mode="check"`` is for
    one agency looking at its own files before it publishes: the first page is
    the document itself, and what the program may have misread is on it too.
    A second build into the same folder reuses page images and removes pages of
    the first that no longer exist; files of others are not touched.

    Raises ReportError where ``out_dir`` cannot be a report's folder.
    """
    if out_dir.exists() and not out_dir.is_dir():
        raise ReportError(f"{out_dir} 不是文件夹，请换一个输出位置")
    out_dir.mkdir(parents=True, exist_ok=True)
    before = _read_manifest(out_dir)
    generated = report_input.run.generated_at.astimezone(_BEIJING)
    report = build_report(report_input, tuple(waivers), today or generated.date())
    site = _Site(out_dir, lang_default)
    crops = CropWriter(out_dir, crop)
    _originals(site, report, pdf_path, originals, mode)
    _write(site, report, crops, mode, generated)
    site.files.extend(crops.written)
    _clean(out_dir, before, set(site.files))
    return BuiltReport(
        out_dir=out_dir,
        index=out_dir / "index.html",
        workbook=out_dir / "findings.xlsx",
        csv=out_dir / "findings.csv",
        review=out_dir / "review" / "index.html",
        n_documents=len(report.documents),
        n_findings=sum(len(d.findings) for d in report.documents),
        n_review=report.review_count,
        crop_failures=crops.failures,
    )


def _write(site: _Site, report: Report, crops: CropWriter, mode: str, generated: datetime) -> None:
    common: dict[str, Any] = {
        "report": report,
        "run": report.data.run,
        "generated": generated,
        "mode": mode,
        "status_order": STATUS_ORDER,
        "single": report.documents[0] if mode == "check" and len(report.documents) == 1 else None,
    }
    for static in ("style.css", "app.js", "lang.js"):
        site.text(f"assets/{static}", (_HERE / "static" / static).read_text(encoding="utf-8"))
    for name, value in list_data(report).items():
        site.data(name, value)
    if mode == "site":
        _letters(site, report, common)
    for document in report.documents:
        context = {
            **common,
            "doc": document,
            "crops": _crops(report.data, document, document.findings, crops),
        }
        if mode == "check":
            context["crops"].update(_crops(report.data, document, document.review, crops, "r"))
        site.page(document.href, "document.html.j2", **context)
        if document.review:
            images = _crops(report.data, document, document.review, crops, "r")
            site.page(
                f"review/{document.key}.html",
                "review_document.html.j2",
                **{**context, "crops": images},
            )
        if common["single"] is document:
            site.page("index.html", "document.html.j2", **context)
    if common["single"] is None:
        site.page("index.html", "index.html.j2", **common)
    site.page("findings.html", "findings.html.j2", **common)
    site.page("documents.html", "documents.html.j2", **common)
    site.page("review/index.html", "review.html.j2", **common)
    site.page("method.html", "method.html.j2", **common)
    _identity_pages(site, report, common)
    write_workbook(report, site.root / "findings.xlsx", generated)
    write_csv(report, site.root / "findings.csv", review=False)
    write_csv(report, site.root / "review" / "review.csv", review=True)
    site.files.extend(["findings.xlsx", "findings.csv", "review/review.csv"])


def _letters(site: _Site, report: Report, common: dict[str, Any]) -> None:
    """One letter per unit that has errors or notices to answer, worst document first."""
    units: dict[str, list[DocumentView]] = {}
    for document in report.documents:
        if any(to_answer(f) for f in document.findings):
            units.setdefault(document.name, []).append(document)
    for unit, documents in units.items():
        name = f"letters/{slug(unit)}.html"
        for document in documents:
            document.letter = name
        site.page(name, "letter.html.j2", unit=unit, documents=documents, **common)


def to_answer(finding: FindingView) -> bool:
    """Whether a unit is asked about the finding: an error or notice not yet explained."""
    return finding.finding.severity in {"error", "warning"} and not finding.is_waived


def _identity_pages(site: _Site, report: Report, common: dict[str, Any]) -> None:
    """One page per identity that was judged, and the list of them."""
    counts: dict[str, dict[str, int]] = {}
    for tally in report.data.tallies:
        per = counts.setdefault(tally.identity, dict.fromkeys((*STATUS_ORDER, "DOCS"), 0))
        per[tally.verdict] = per.get(tally.verdict, 0) + tally.n
    rows = []
    for identity_id in sorted(set(counts) | set(report.data.identities)):
        failing = report.failing_by_identity.get(identity_id, [])
        n = counts.get(identity_id, dict.fromkeys(STATUS_ORDER, 0))
        by_publisher = sum(f[2] for f in failing)
        n = {**n, "REVIEW": n["FAIL"] - by_publisher, "FAIL": by_publisher}
        identity = report.data.identity(identity_id)
        row = {
            "identity": identity,
            "group": labels.identity_group(identity_id),
            "counts": n,
            "failing": failing,
            "n_documents": len({f[0].key for f in failing}),
            "href": f"identities/{slug(identity_id)}.html",
        }
        rows.append(row)
        site.page(str(row["href"]), "identity.html.j2", row=row, **common)
    site.page("identities.html", "identities.html.j2", rows=rows, **common)


def _crops(
    data: ReportInput,
    document: DocumentView,
    findings: list[FindingView],
    writer: CropWriter,
    prefix: str = "",
) -> dict[str, list[CropImage]]:
    images: dict[str, list[CropImage]] = {}
    for finding in findings:
        requests = crop_requests(
            document.document.document_id,
            [j.verdict for j in finding.judged],
            data.places,
            data.heads,
            data.hidden,
        )
        written = (writer.write(r) for r in requests)
        images[prefix + finding.anchor] = [image for image in written if image is not None]
    return images


def _originals(
    site: _Site,
    report: Report,
    pdf_path: Callable[[str], Path | None],
    originals: Originals,
    mode: str,
) -> None:
    """Make the originals reachable; copies only of documents that a page points into."""
    if originals == "none":
        return
    for document in report.documents:
        source = pdf_path(document.document.document_id)
        if source is None or not source.is_file():
            continue
        if originals == "link":
            try:
                relative = os.path.relpath(source, site.root)
            except ValueError:  # another drive on Windows
                document.original = source.resolve().as_uri()
                continue
            document.original = quote(Path(relative).as_posix())
        elif document.findings or document.review or document.rounded or mode == "check":
            name = f"originals/{document.key}.pdf"
            target = site.root / name
            if not target.is_file() or target.stat().st_size != source.stat().st_size:
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source, target)
            document.original = name
            site.files.append(name)


_ZH, _EN, _END = Markup('<span lang="zh">'), Markup('</span><span lang="en">'), Markup("</span>")


def _bilingual(zh: object, en: object) -> Markup:
    """Both languages in the page; the style sheet shows one."""
    return _ZH + escape(zh) + _EN + escape(en) + _END


def _words(words: labels.Words) -> Markup:
    return _bilingual(words.zh, words.en) if words.zh else Markup("")


def _web_address(url: str | None) -> str | None:
    """The address where it is one of the web; never ``javascript:`` or a local file."""
    return url if url and urlsplit(url).scheme in {"http", "https"} else None


def _read_manifest(out_dir: Path) -> list[str]:
    path = out_dir / _MANIFEST
    if not path.is_file():
        return []
    try:
        names = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        return []
    return [n for n in names if isinstance(n, str)] if isinstance(names, list) else []


def _clean(out_dir: Path, before: list[str], now: set[str]) -> None:
    """Remove files of an earlier build that this one did not write; note what it wrote."""
    root = out_dir.resolve()
    for name in set(before) - now:
        path = (out_dir / name).resolve()
        if path.is_relative_to(root) and path.is_file():
            path.unlink()
            if not any(path.parent.iterdir()):
                path.parent.rmdir()
    (out_dir / _MANIFEST).write_text(json.dumps(sorted(now)), encoding="utf-8")
