"""Build the report from the published snapshot, or from files just checked."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import duckdb

from expectations.catalogue import load_catalogue
from expectations.reports.check_page import build_check_page
from expectations.reports.model import ReportInput, RunInfo
from expectations.reports.site import BuiltReport
from expectations.reports.site import build as build_site
from expectations.waivers import load_waivers
from expectations.waivers.load import DEFAULT_FOLDER
from extractors.archive import Archive
from extractors.forms.vocab import vocabulary
from orchestration.check import CheckResult
from orchestration.crops import make_crop
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
    """Write the report of the published snapshot into ``<home>/reports``.

    Raises UserError where nothing is published yet.
    """
    path = published_path(settings)
    if not path.is_file():
        raise UserError("还没有已发布的仓库；请先运行 mingzhang run 或 mingzhang ingest")
    catalogue = load_catalogue()
    run = RunInfo(
        program_version=program_version(),
        catalogue_version=str(catalogue.version),
        run_id=run_id,
    )
    with duckdb.connect(str(path), read_only=True) as connection:
        report_input = ReportInput.from_warehouse(
            connection, identities=catalogue.by_id, form_names=_form_names(), run=run
        )
    pdf_path = _archived(settings)
    return build_site(
        report_input,
        settings.reports,
        pdf_path=pdf_path,
        crop=make_crop(pdf_path),
        waivers=load_waivers(DEFAULT_FOLDER, settings.waivers),
    )


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
        run=RunInfo(program_version=program_version(), catalogue_version=str(catalogue.version)),
    )
    try:
        return build_check_page(report_input, target, pdf_path=paths.get, crop=make_crop(paths.get))
    except (FileExistsError, NotADirectoryError, IsADirectoryError) as error:
        raise UserError(f"{error.filename} 不能写入，请换一个输出位置") from error


def _form_names() -> dict[str, str]:
    return {key: spec.zh for key, spec in vocabulary().forms.items()}


def _archived(settings: Settings) -> Callable[[str], Path | None]:
    archive = Archive(settings.archive_url)

    def find(document_id: str) -> Path | None:
        try:
            return archive.local_path(document_id, settings.home / "cache")
        except FileNotFoundError:
            return None

    return find
