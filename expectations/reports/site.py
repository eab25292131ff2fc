"""The static site: pages that open from a folder, without a server or a network."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote

from expectations.reports.documents import Report, build_report
from expectations.reports.files import write_if_changed
from expectations.reports.history import latest_change
from expectations.reports.jobs import document_key, page_jobs
from expectations.reports.letters import plan_letters
from expectations.reports.lists import LISTS, list_data, run_data
from expectations.reports.manifest import (
    Files,
    Summary,
    forget_summary,
    read_files,
    whole_summary,
    write_files,
)
from expectations.reports.model import ReportInput
from expectations.reports.pages import PageJob, PageWriter, Spread, key_of, program_key, run_jobs
from expectations.reports.records import Crop
from expectations.reports.render import HERE, STATIC, environment, render
from expectations.reports.rules import remark_groups, rule_views
from expectations.reports.text import BEIJING, data_script
from expectations.reports.units import by_year, unit_views
from expectations.reports.workbook import TABLES
from expectations.waivers import Waiver

#: Stands for the time of a build in keys: another time alone changes no page.
_ANY_TIME = datetime(2000, 1, 1, tzinfo=UTC)

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
    #: Pages of documents, units, rules and letters, and how many of them were left as they were.
    n_pages: int = 0
    n_kept: int = 0
    crop_failures: list[tuple[str, int, str]] = field(default_factory=list)


class _Site:
    """Writes files below one folder and remembers them, with the key of what they were made of."""

    def __init__(self, root: Path, lang: str, before: Files) -> None:
        self.root = root
        self.files: Files = {}
        self.n_kept = 0
        self._before = before
        self._env = environment(lang)

    def bytes(self, name: str, content: bytes, key: str = "") -> None:
        self.files[name] = (key, write_if_changed(self.root / name, content))

    def page(self, name: str, template: str, **context: Any) -> None:
        self.bytes(name, render(self._env, template, name, **context).encode())

    def data(self, name: str, value: Any, key: str = "") -> None:
        """A list for the browser, as a script: a page opened from disk may not fetch."""
        self.bytes(f"data/{name}.js", data_script(name, value).encode(), key)

    def written(self, name: str, key: str = "") -> None:
        """Remember a file that is there."""
        self.files[name] = (key, (self.root / name).stat().st_size)

    def has(self, name: str, key: str) -> bool:
        """Whether the file is there already, made of the same; it is then remembered."""
        entry = self._before.get(name)
        path = self.root / name
        if entry is None or entry[0] != key or not path.is_file():
            return False
        if path.stat().st_size != entry[1]:
            return False
        self.files[name] = entry
        return True

    def keep(self, job: PageJob) -> bool:
        """Whether the page of the job is there already, with its pictures, made of the same."""
        pictures = [r.file for some in job.pictures.values() for r in some]
        pictures = [name for name in pictures if name in self._before]
        if not all((self.root / p).is_file() for p in pictures) or not self.has(job.name, job.key):
            return False
        self.files |= {name: self._before[name] for name in pictures}
        self.n_kept += 1
        return True


def standing(out_dir: Path, inputs: str) -> BuiltReport | None:
    """The report in the folder where it was made of ``inputs`` and is whole, else None.

    ``inputs`` is a key of everything that a build would be given (see :func:`build`).
    """
    summary = whole_summary(out_dir, inputs)
    return None if summary is None else _built(out_dir, summary)


def _built(out_dir: Path, summary: Summary) -> BuiltReport:
    return BuiltReport(
        out_dir=out_dir,
        index=out_dir / "index.html",
        workbook=out_dir / "findings.xlsx",
        csv=out_dir / "findings.csv",
        review=out_dir / "review" / "index.html",
        n_documents=summary.n_documents,
        n_findings=summary.n_findings,
        n_review=summary.n_review,
        n_pages=summary.n_pages,
        n_kept=summary.n_pages,
    )


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
    spread: Spread | None = None,
    has_charts: bool = False,
    inputs: str | None = None,
) -> BuiltReport:
    """Write the report into ``out_dir`` and say what was written.

    ``pdf_path`` gives the original of a document (None if it is not kept);
    ``crop`` renders page pieces (None: no page images).  A second build into the
    same folder writes only pages of which something changed, reuses page images and
    removes pages of the first that no longer exist; files of others are not touched.
    ``spread`` draws the page images in other processes; ``crop`` must then be picklable.
    ``has_charts`` links ``charts/index.html``, which others write.  ``inputs`` is a key of all
    that the caller made the arguments of, for :func:`standing`.

    Raises ReportError where ``out_dir`` cannot be a report's folder.
    """
    if out_dir.exists() and not out_dir.is_dir():
        raise ReportError(f"{out_dir} 不是文件夹，请换一个输出位置")
    out_dir.mkdir(parents=True, exist_ok=True)
    before = read_files(out_dir)
    forget_summary(out_dir)
    generated = report_input.run.generated_at.astimezone(BEIJING)
    today = today or generated.date()
    report = build_report(report_input, tuple(waivers), today)
    site = _Site(out_dir, lang_default, before)
    _originals(site, report, pdf_path, originals)
    change = latest_change(report_input.history, report_input.runs)
    common = {
        "run": report_input.run,
        "form_names": report_input.form_names,
        "identities": report_input.identities,
        "has_charts": has_charts,
    }
    writer = PageWriter(out_dir, lang_default, common, crop)
    units = unit_views(report.documents, report_input.history)
    letters = plan_letters(report.documents)
    salt = key_of(
        program_key(), lang_default, originals, crop is None, replace(report_input.run, run_id=None,
        generated_at=_ANY_TIME), sorted(report_input.identities.items()),
        sorted(report_input.form_names.items()), has_charts,
    )  # fmt: skip
    rules = rule_views(report)  # by id; the list puts those first that documents fail
    is_first = change is None or change.is_first
    keys = {d.key: document_key(d, salt) for d in report.documents}
    jobs = page_jobs(report, units, letters, rules, keys, salt, is_first=is_first)
    todo = [job for job in jobs if not site.keep(job)]
    written = run_jobs(todo, writer, spread)
    site.files |= {name: (key, size) for name, key, size in written.pages}
    for name in written.crops:
        site.written(name)
    context = {
        **common, "report": report, "generated": generated, "today": today, "change": change,
        "letters": letters, "rules": sorted(rules, key=lambda r: -r.n_documents),
    }  # fmt: skip
    _lists(site, report, context, key_of(salt, list(keys.values())))
    n_findings = sum(len(d.findings) for d in report.documents)
    summary = Summary(
        inputs or "", len(report.documents), n_findings, report.review_count, len(jobs)
    )
    write_files(out_dir, before, site.files, summary if inputs else None)
    built = _built(out_dir, summary)
    built.n_kept, built.crop_failures = site.n_kept, written.failures
    return built


def _lists(site: _Site, report: Report, context: dict[str, Any], key: str) -> None:
    """Pages about all documents, their data, the workbook and the CSV.

    ``key`` is of all documents: what is made of nothing else stays where it is the same.
    """
    for static in STATIC:
        site.bytes(f"assets/{static}", (HERE / "static" / static).read_bytes())
    if not all(site.has(f"data/{name}.js", key) for name in LISTS):
        for name, value in list_data(report).items():
            site.data(name, value, key)
    site.data("run", run_data(report, context["generated"]))
    site.data("rules", {i.id: [i.zh, i.en] for i in report.data.identities.values()})
    site.page("index.html", "index.html.j2", **context, stats=by_year(report.documents))
    for name in ("findings", "documents", "method", "changes", "waivers", "identities"):
        site.page(f"{name}.html", f"{name}.html.j2", **context)
    site.page("letters/index.html", "letters.html.j2", **context)
    site.page("review/index.html", "review.html.j2", **context, remarks=remark_groups(report))
    for name, write in TABLES.items():
        if not site.has(name, key):
            write(report, site.root / name, context["generated"])
            site.written(name, key)


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
            site.written(name)
