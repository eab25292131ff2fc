"""The stages from portal to facts, as plain functions over one deployment.

Dagster assets call these, and so do tests; nothing here knows Dagster.
"""

from __future__ import annotations

import errno
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from time import monotonic, sleep

import pyarrow.parquet as pq

from extractors import EXTRACTOR_VERSION
from extractors.archive import Archive, Version
from extractors.archive.unpack import Origin, put_file
from extractors.atomic import atomic_write
from extractors.contracts import Acquisition, DocumentStatus, Outcome
from extractors.parse import ParseResult, parse_documents
from extractors.portals.pages import ListedFile
from extractors.portals.registry_model import Portal, load_portals
from extractors.portals.runner import Crawl, CrawlError
from extractors.serial import record_from_json, to_jsonable
from extractors.store import FactsStore
from orchestration.errors import UserError
from orchestration.locks import exclusive, portal_lock
from orchestration.portal_state import remember_listing
from orchestration.progress import report
from orchestration.retry import DISK_FULL, any_transient, is_transient, waits_s
from orchestration.settings import INBOX, UNKNOWN_YEAR, Settings, checkout_root

Year = int | None
_LISTED_FIELDS = [f.name for f in fields(ListedFile)]


class PortalDownError(Exception):
    """A portal of which nothing could be listed; the message says what it answered."""


@dataclass(slots=True)
class StageSummary:
    """Counts of one stage by status, in all and by year, and the rows that need a person."""

    counts: Counter[str] = field(default_factory=Counter)
    by_year: dict[Year, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    problems: list[Outcome] = field(default_factory=list)

    def count(self, what: str, year: Year) -> None:
        """Count one more of something."""
        self.counts[what] += 1
        self.by_year[year][what] += 1

    def add(self, outcome: Outcome) -> None:
        """Count one outcome."""
        self.count(outcome.status, outcome.fiscal_year)
        if outcome.status not in {"ok", "unchanged"}:
            self.problems.append(outcome)


def parse_year(key: str) -> Year:
    """Partition key of the year dimension as a year; None for unknown."""
    return None if key == UNKNOWN_YEAR else int(key)


def portal_of(portal_id: str) -> Portal:
    """The registry entry of a portal.  Raises UserError for an unknown id."""
    portals = load_portals()
    if portal_id not in portals:
        known = "、".join(sorted(portals))
        raise UserError(f"没有门户 {portal_id}；已登记：{known}。用 --portal 指定其中之一")
    return portals[portal_id]


def _crawl(settings: Settings, run_id: str | None) -> Crawl:
    root = checkout_root()
    return Crawl(
        archive_url=settings.archive_url,
        work_folder=settings.home / "crawl",
        log_folder=settings.logs,
        data_root=(root / "data") if root else settings.home,
        run_id=run_id,
    )


def _listing_path(settings: Settings, portal_id: str) -> Path:
    return settings.facts / "listings" / f"{portal_id}.json"


def read_listing(settings: Settings, portal_id: str) -> list[ListedFile]:
    """What the portal listed at its last listing; a file of another version counts as none."""
    path = _listing_path(settings, portal_id)
    if not path.is_file():
        return []
    values = json.loads(path.read_bytes())
    if not isinstance(values, dict) or values["fields"] != _LISTED_FIELDS:
        return []  # the next listing writes it anew
    return [record_from_json(ListedFile, v) for v in values["files"]]


def list_ahead(settings: Settings, portal_id: str, beside: str | None = None) -> None:
    """Begin to list a portal whose turn comes next, so that nobody waits for its answers.

    Not beside a portal of the same host: that would ask it twice as often as it may be.
    """
    if portal_id == INBOX:
        return
    portal = portal_of(portal_id)
    if beside is not None and not set(portal.hosts).isdisjoint(portal_of(beside).hosts):
        return
    crawl = _crawl(settings, None)
    pages = portal.loopback_folder(crawl.data_root)
    if pages is None or pages.is_dir():
        crawl.list_ahead(portal)


def list_portal(
    settings: Settings, portal_id: str, run_id: str | None = None
) -> tuple[list[ListedFile], StageSummary]:
    """Ask a portal what it lists; keeps the listing and an outcome per address that failed.

    A portal that does not answer is asked again after a while (:mod:`orchestration.retry`).
    The inbox lists nothing: its files are archived by ``ingest``.  Raises PortalDownError
    where nothing at all could be listed because of failures; what was listed before stays.
    """
    summary = StageSummary()
    if portal_id == INBOX:
        return [], summary
    portal = portal_of(portal_id)
    crawl = _crawl(settings, run_id)
    pages = portal.loopback_folder(crawl.data_root)
    if pages is not None and not pages.is_dir():
        raise UserError(f"示例门户的页面不在 {pages}；请在源代码目录中运行，或用 mingzhang ingest")
    with exclusive(settings, portal_lock(portal_id), f"门户 {portal_id} "):
        report("list", 0, None, portal.title)
        result = crawl.list_files(portal)
        for wait_s in waits_s():
            if result.files or not any_transient(result.outcomes):
                break
            report("wait", 0, None, f"{portal.title}没有应答，{wait_s:.0f} 秒后再试")
            sleep(wait_s)
            result = crawl.list_files(portal)
        outcomes = [replace(o, run_id=run_id) for o in result.outcomes]
        for outcome in outcomes:
            summary.add(outcome)
        for file in result.files:
            summary.count("listed", file.fiscal_year)
        FactsStore(settings.facts).outcome_log(portal_id).add(outcomes)
        files = sorted(result.files, key=lambda f: f.url)
        if files:
            _keep_listing(settings, portal_id, files)
        reasons = [f"{o.subject}：{o.message or o.error_kind}" for o in summary.problems]
        is_down = not files and bool(reasons)
        remember_listing(settings, portal_id, len(files), reasons[0] if is_down else None)
        if is_down:
            raise PortalDownError(f"{portal.title}没有列出任何文件：{reasons[0]}")
        report("list", len(files), len(files), portal.title)
    return files, summary


def _keep_listing(settings: Settings, portal_id: str, files: list[ListedFile]) -> None:
    values = {"fields": _LISTED_FIELDS, "files": [to_jsonable(f) for f in files]}
    text = json.dumps(values, ensure_ascii=False, indent=1).encode()
    path = _listing_path(settings, portal_id)
    if not path.is_file() or path.read_bytes() != text:
        with atomic_write(path) as stream:
            stream.write(text)


def archive_portal(
    settings: Settings, portal_id: str, years: Iterable[Year], run_id: str | None = None
) -> StageSummary:
    """Bring the listed files of these years into the archive; unchanged ones are not sent.

    Addresses that did not answer are asked again after a while; what still fails is a
    typed outcome and is asked for by the next run.  ``counts`` holds new and changed too.
    For the inbox, the files of its folder are taken in.
    """
    summary = StageSummary()
    if portal_id == INBOX:
        return _archive_inbox(settings, run_id)
    wanted = set(years)
    files = [f for f in read_listing(settings, portal_id) if f.fiscal_year in wanted]
    if not files:
        return summary
    portal = portal_of(portal_id)
    crawl = _crawl(settings, run_id)
    archive = Archive(settings.archive_url)
    last: dict[str, Outcome] = {}

    def done(outcome: Outcome) -> None:
        last[outcome.subject] = outcome
        report("fetch", len(last), len(files), outcome.subject.rsplit("/", 1)[-1])

    with exclusive(settings, portal_lock(portal_id), f"门户 {portal_id} "):
        report("fetch", 0, len(files), portal.title)
        # The demo portal replays its history: what was replaced in place is first archived
        # as it was, so that one run shows what two visits to a real portal would.
        replaced = crawl.replaced_files(portal, files, edition=1)
        unseen = [f for f in replaced if not archive.count(portal_id, f.url)]
        crawl.fetch(portal, unseen, edition=1)
        earlier = {f.url for f in unseen}
        crawl.fetch(portal, files, done)
        for wait_s in waits_s():
            again = [f for f in files if f.url in last and is_transient(last[f.url])]
            if not again:
                break
            report("wait", 0, None, f"{len(again)} 个文件未能取得，{wait_s:.0f} 秒后再试")
            sleep(wait_s)
            crawl.fetch(portal, again, done)
        FactsStore(settings.facts).outcome_log(portal_id).add(last.values())
    if any(o.error_kind == DISK_FULL for o in last.values()):
        raise OSError(errno.ENOSPC, "档案所在的磁盘已满，请清理后重跑", settings.archive_url)
    if silent := [f.url for f in files if f.url not in last]:
        raise CrawlError(f"{portal.title}：{len(silent)} 个文件没有结果，如 {silent[0]}")
    for outcome in last.values():
        summary.add(outcome)
        if outcome.status == "ok":
            is_later = archive.count(portal_id, outcome.subject) > 1
            is_new = not is_later or outcome.subject in earlier
            summary.count("new" if is_new else "changed", outcome.fiscal_year)
    return summary


def _archive_inbox(settings: Settings, run_id: str | None) -> StageSummary:
    summary = StageSummary()
    taken = ingest_files(settings, [settings.inbox], run_id) if settings.inbox.is_dir() else None
    if taken:
        for what, found in (("new", taken.new), ("unchanged", taken.known)):
            for acquisition in found:
                summary.count(what, acquisition.fiscal_year)
        for outcome in taken.failed:
            summary.add(outcome)
    return summary


def read_documents(
    settings: Settings, portal_id: str, years: Sequence[Year], run_id: str | None = None
) -> StageSummary:
    """Read the archived documents of these partitions and write their Parquet files.

    A document that the store has is not read again; one that fails is a typed
    row.  Partitions whose inputs did not change are left alone.  ``counts`` holds
    ``read`` (now), ``unchanged`` (before), and ``status_*`` of either.
    """
    with exclusive(settings, portal_lock(portal_id), f"门户 {portal_id} "):
        return _read_documents(settings, portal_id, years, run_id)


def _read_documents(
    settings: Settings, portal_id: str, years: Sequence[Year], run_id: str | None
) -> StageSummary:
    archive = Archive(settings.archive_url)
    store = FactsStore(settings.facts)
    partitions: dict[Year, list[Version]] = {year: [] for year in years}
    for version in archive.versions(portal_id):
        if version.provenance.members:
            continue  # a zip or rar: its members are documents, it is none
        if version.acquisition.fiscal_year in partitions:
            partitions[version.acquisition.fiscal_year].append(version)
    documents = [v for versions in partitions.values() for v in versions]
    total = len({v.acquisition.document_id for v in documents})
    report("read", 0, total)
    finished = 0

    def done(result: ParseResult) -> None:
        nonlocal finished
        finished += 1
        report("read", finished, total, result.header.file_name)

    results = parse_documents(
        (
            (
                v.acquisition.document_id,
                archive.local_path(v.acquisition.document_id, settings.home / "cache"),
                v.file_name,
            )
            for v in documents
        ),
        store,
        workers=settings.workers,
        timeout_s=settings.document_timeout_s,
        run_id=run_id,
        on_result=done,
    )
    logged = list(store.outcome_log(portal_id).latest().values())
    years_logged = {o.fiscal_year for o in logged}
    for year, versions in partitions.items():
        if versions or year in years_logged:
            store.write_partition(portal_id, year, [v.acquisition for v in versions], logged)
        else:
            store.drop_partition(portal_id, year)
    return _summary_of(results, portal_id, partitions)


def coverage_of(settings: Settings, portal_id: str, year: Year) -> Decimal | None:
    """Share of the numbers in the tables of a partition that were read or explained.

    None where no document of it has numbers in tables.
    """
    path = FactsStore(settings.facts).partition_path("document", portal_id, year)
    if not path.is_file():
        return None
    names = ("tokens_typed", "tokens_explained", "tokens_in_tables")
    table = pq.read_table(path, columns=list(names))
    typed, explained, whole = (sum(table[name].to_pylist()) for name in names)
    return Decimal(typed + explained) / Decimal(whole) if whole else None


def _summary_of(
    results: Sequence[ParseResult], portal_id: str, partitions: Mapping[Year, Sequence[Version]]
) -> StageSummary:
    by_document = {r.header.document_id: r for r in results}
    summary = StageSummary()
    for year, versions in partitions.items():
        for document_id in sorted({v.acquisition.document_id for v in versions}):
            result = by_document[document_id]
            summary.count("unchanged" if result.was_known else "read", year)
            summary.count(f"status_{result.header.status}", year)
            if result.header.status != DocumentStatus.OK:
                summary.problems.append(result.header.outcome(portal_id, year))
    return summary


#: What is taken from a folder; other files are named one by one.
TAKEN_IN = frozenset({".pdf", ".zip", ".rar", ".7z"})


@dataclass(slots=True)
class IngestSummary:
    """What ``ingest`` did with the files it was given."""

    new: list[Acquisition] = field(default_factory=list)
    known: list[Acquisition] = field(default_factory=list)
    failed: list[Outcome] = field(default_factory=list)


def find_files(paths: Iterable[Path]) -> Iterator[Path]:
    """Files named directly, and PDFs and archive files below folders, in order of name."""
    for path in paths:
        if path.is_dir():
            yield from sorted(
                p for p in path.rglob("*") if p.is_file() and p.suffix.lower() in TAKEN_IN
            )
        else:
            yield path


def ingest_files(
    settings: Settings, paths: Iterable[Path], run_id: str | None = None
) -> IngestSummary:
    """Copy files from disk into the archive, as portal ``inbox``, year unknown.

    The files in a zip, rar or 7z are documents of their own.  A file that cannot be
    read from disk, or out of its container, is an outcome; the others go on.
    """
    archive = Archive(settings.archive_url)
    summary = IngestSummary()
    files = list(find_files(paths))
    for number, path in enumerate(files, 1):
        report("ingest", number, len(files), path.name)
        started = monotonic()
        url = path.resolve().as_uri()

        def failed(subject: str, kind: str, message: str, started: float = started) -> None:
            summary.failed.append(
                Outcome(
                    portal=INBOX,
                    fiscal_year=None,
                    subject=subject,
                    stage="fetch",
                    status="failed",
                    error_kind=kind,
                    message=message,
                    duration_s=round(monotonic() - started, 3),
                    code_version=EXTRACTOR_VERSION,
                    run_id=run_id,
                    finished_at=datetime.now(UTC),
                )
            )

        try:
            data = path.read_bytes()
        except OSError as error:
            failed(url, type(error).__name__, f"无法读取文件（{error.strerror}）；请检查路径和权限")
            continue
        # The year of the inbox is unknown until a document says it.
        origin = Origin(
            portal=INBOX, url=url, file_name=path.name, title=path.stem, years_of_members=False
        )
        for put in put_file(archive, data, origin):
            if put.version is not None:
                (summary.new if put.is_new else summary.known).append(put.version.acquisition)
            elif put.rejected is not None and put.rejected.path:
                # A container that cannot be opened at all is a document that cannot be read.
                kind = f"member_{put.rejected.kind}"
                failed(put.url, kind, f"{put.rejected.path}：{put.rejected.message}")
    FactsStore(settings.facts).outcome_log(INBOX).add(summary.failed)
    return summary
