"""The static site: pages that open from a folder, without a server or a network."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote

from expectations.reports import labels
from expectations.reports.crops import CropImage, CropWriter, document_crops
from expectations.reports.documents import STATUS_ORDER, Report, build_report
from expectations.reports.history import latest_change
from expectations.reports.letters import Letter, plan_letters
from expectations.reports.lists import list_data
from expectations.reports.model import ReportInput
from expectations.reports.records import Crop
from expectations.reports.render import HERE, STATIC, environment, inline, render, with_data
from expectations.reports.text import BEIJING, json_for_script, slug
from expectations.reports.units import by_year, unit_views
from expectations.reports.workbook import write_csv, write_workbook
from expectations.waivers import Waiver

_MANIFEST = "report-files.json"

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
        self.env = environment(lang)

    def text(self, name: str, content: str) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
        self.files.append(name)

    def page(self, name: str, template: str, **context: Any) -> None:
        self.text(name, render(self.env, template, name, **context))

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
    originals: Originals = "copy",
    waivers: Sequence[Waiver] = (),
    today: date | None = None,
) -> BuiltReport:
    """Write the report into ``out_dir`` and say what was written.

    ``pdf_path`` gives the original of a document (None if it is not kept);
    ``crop`` renders page pieces (None: no page images).  A second build into the
    same folder reuses page images and removes pages of the first that no longer
    exist; files of others are not touched.

    Raises ReportError where ``out_dir`` cannot be a report's folder.
    """
    if out_dir.exists() and not out_dir.is_dir():
        raise ReportError(f"{out_dir} 不是文件夹，请换一个输出位置")
    out_dir.mkdir(parents=True, exist_ok=True)
    before = _read_manifest(out_dir)
    generated = report_input.run.generated_at.astimezone(BEIJING)
    today = today or generated.date()
    report = build_report(report_input, tuple(waivers), today)
    site = _Site(out_dir, lang_default)
    crops = CropWriter(out_dir, crop)
    _originals(site, report, pdf_path, originals)
    _write(site, report, crops, generated, today)
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


def _write(
    site: _Site, report: Report, crops: CropWriter, generated: datetime, today: date
) -> None:
    data = report.data
    units = unit_views(report.documents, data.history)
    letters = plan_letters(report.documents)
    common: dict[str, Any] = {
        "report": report,
        "run": data.run,
        "generated": generated,
        "today": today,
        "status_order": STATUS_ORDER,
        "change": latest_change(data.history, data.runs),
    }
    for static in STATIC:
        site.text(f"assets/{static}", (HERE / "static" / static).read_text(encoding="utf-8"))
    for name, value in list_data(report).items():
        site.data(name, value)
    kept: dict[str, list[CropImage]] = {}
    for document in report.documents:
        sha256 = document.document.document_id
        images = document_crops(data, sha256, document.findings, crops)
        if document.letter:
            kept |= {document.key + anchor: some for anchor, some in images.items()}
        site.page(document.href, "document.html.j2", **common, doc=document, crops=images)
        if document.review:
            images = document_crops(data, sha256, document.review, crops, "r")
            name = f"review/{document.key}.html"
            site.page(name, "review_document.html.j2", **common, doc=document, crops=images)
    for unit in units:
        site.page(unit.href, "unit.html.j2", **common, unit=unit)
    for letter in letters:
        _write_letter(site, letter, kept, common)
    site.page("letters/index.html", "letters.html.j2", **common, letters=letters)
    site.page("index.html", "index.html.j2", **common, stats=by_year(report.documents))
    for name in ("findings", "documents", "method", "changes", "waivers"):
        site.page(f"{name}.html", f"{name}.html.j2", **common)
    site.page("review/index.html", "review.html.j2", **common)
    _identity_pages(site, report, common)
    write_workbook(report, site.root / "findings.xlsx", generated)
    write_csv(report, site.root / "findings.csv", review=False)
    write_csv(report, site.root / "review" / "review.csv", review=True)
    site.files.extend(["findings.xlsx", "findings.csv", "review/review.csv"])


def _write_letter(
    site: _Site, letter: Letter, crops: dict[str, list[CropImage]], common: dict[str, Any]
) -> None:
    mine = {d.key + f.anchor: crops[d.key + f.anchor] for d in letter.documents for f in d.findings}
    main = {key: [i for i in some if i.rank == 0] for key, some in mine.items()}
    originals = [d.original for d in letter.documents]
    for document in letter.documents:  # the unit has no access to our copy
        document.original = None
    site.page(
        letter.file,
        "letter.html.j2",
        **common,
        inline=inline(),
        unit=letter.unit,
        documents=letter.documents,
        total=letter.n_errors + letter.n_warnings,
        crops=with_data(main, site.root),
    )
    for document, original in zip(letter.documents, originals, strict=True):
        document.original = original


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


def _originals(
    site: _Site,
    report: Report,
    pdf_path: Callable[[str], Path | None],
    originals: Originals,
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
        elif document.findings or document.review or document.rounded:
            name = f"originals/{document.key}.pdf"
            target = site.root / name
            if not target.is_file() or target.stat().st_size != source.stat().st_size:
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(source, target)
            document.original = name
            site.files.append(name)


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
