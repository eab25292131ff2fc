"""Build the report from the published snapshot, or from files just checked."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import duckdb

from expectations.catalogue import Catalogue, load_catalogue
from expectations.reports.check_page import build_check_page
from expectations.reports.crops import CropRequest
from expectations.reports.model import ReportInput, RunInfo
from expectations.reports.pages import Spread, key_of, program_key
from expectations.reports.records import IdentityNote
from expectations.reports.site import BuiltReport, standing
from expectations.reports.site import build as build_site
from expectations.reports.text import BEIJING
from expectations.waivers import Waiver, load_waivers
from expectations.waivers.load import DEFAULT_FOLDER
from extractors.archive import Archive
from extractors.forms.vocab import vocabulary
from extractors.pool import run_isolated
from orchestration import crops
from orchestration.check import CheckResult
from orchestration.crops import PageCrops
from orchestration.errors import UserError
from orchestration.settings import Settings
from orchestration.warehouse import published_path


def program_version() -> str:
    """Version of the installed package; empty where it is not installed."""
    try:
        return version("mingzhang")
    except PackageNotFoundError:
        return ""


def build_report(settings: Settings, run_id: str | None = None) -> BuiltReport:
    """Write the report of the published snapshot into ``<home>/reports``, unless it stands there.

    Raises UserError where nothing is published yet.
    """
    path = published_path(settings)
    if not path.is_file():
        raise UserError("还没有已发布的仓库；请先运行 mingzhang run 或 mingzhang ingest")
    catalogue = load_catalogue()
    run = _run_info(catalogue, run_id)
    waivers = load_waivers(DEFAULT_FOLDER, settings.waivers)
    _draw_charts(path, settings)
    inputs = _inputs_key(path, catalogue, waivers, settings)
    if (built := standing(settings.reports, inputs)) is not None:
        return built
    with duckdb.connect(str(path), read_only=True) as connection:
        report_input = ReportInput.from_warehouse(
            connection, identities=catalogue.by_id, form_names=_form_names(), run=run
        )
    pdf_path = Originals(settings)
    return build_site(
        report_input,
        settings.reports,
        pdf_path=pdf_path,
        crop=PageCrops(pdf_path),
        waivers=waivers,
        spread=_spread(settings) if settings.workers > 1 else None,
        has_charts=True,
        inputs=inputs,
    )


def _inputs_key(
    snapshot: Path, catalogue: Catalogue, waivers: tuple[Waiver, ...], settings: Settings
) -> str:
    """Everything that a report is made of: where it is the same, so is the report.

    The snapshot is put in place by a rename and never written again, so its size and time stand
    for what is in it.  The day counts: waivers begin and end.
    """
    found = snapshot.stat()
    today = datetime.now(BEIJING).date()
    return key_of(
        program_version(), program_key(), Path(crops.__file__).read_bytes(), found.st_size,
        found.st_mtime_ns, str(settings.archive_url), today, waivers, _form_names(),
        [IdentityNote.of(i) for i in catalogue.identities],
    )  # fmt: skip


def build_check_report(result: CheckResult, files: Sequence[Path], target: Path) -> Path:
    """Write the result of files that were just checked as one page; return its path.

    ``target`` is the page (``*.html``) or a folder, which gets the workbook and the CSV too.
    Raises UserError where it cannot be written.
    """
    catalogue = load_catalogue()
    paths = {hashlib.sha256(p.read_bytes()).hexdigest(): p for p in files}
    report_input = ReportInput.from_facts(
        result.facts,
        result.judged.verdicts,
        result.judged.findings,
        identities=catalogue.by_id,
        form_names=_form_names(),
        run=_run_info(catalogue),
    )
    try:
        return build_check_page(report_input, target, pdf_path=paths.get, crop=PageCrops(paths.get))
    except (FileExistsError, NotADirectoryError, IsADirectoryError) as error:
        raise UserError(f"{error.filename} 不能写入，请换一个输出位置") from error


def _form_names() -> dict[str, str]:
    return {key: spec.zh for key, spec in vocabulary().forms.items()}


def _draw_charts(snapshot: Path, settings: Settings) -> None:
    """The charts beside the report, where the snapshot is another than the one they show."""
    from orchestration.charts import build_charts, charts_are_current

    if not charts_are_current(snapshot, settings.reports):
        build_charts(snapshot, settings.reports)


def _run_info(catalogue: Catalogue, run_id: str | None = None) -> RunInfo:
    return RunInfo(
        program_version=program_version(),
        rules=catalogue.digest,
        n_rules=len(catalogue.identities),
        run_id=run_id,
    )


def _spread(settings: Settings) -> Spread:
    """Pictures in processes of their own: all cores are used, and no page can end the report."""

    def spread(
        draw: Callable[[tuple[CropRequest, ...]], dict[str, str]],
        batches: Iterable[tuple[CropRequest, ...]],
    ) -> Iterator[tuple[tuple[CropRequest, ...], Any]]:
        return run_isolated(
            draw, batches, workers=settings.workers, timeout_s=settings.document_timeout_s
        )

    return spread


class Originals:
    """Where the archive keeps the original of a document; can be sent to another process."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @cached_property
    def _archive(self) -> Archive:
        return Archive(self._settings.archive_url)

    def __getstate__(self) -> dict[str, Any]:
        return {"_settings": self._settings}

    def __call__(self, document_id: str) -> Path | None:
        """A local file with the original; None where it is not kept."""
        try:
            return self._archive.local_path(document_id, self._settings.home / "cache")
        except FileNotFoundError:
            return None
