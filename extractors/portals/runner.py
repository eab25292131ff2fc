"""Have the crawl process list a portal or fetch its files, and collect what it found."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from extractors.contracts import Outcome
from extractors.portals import crawl_process
from extractors.portals.crawl_process import CrawlProcessError
from extractors.portals.job import CrawlJob
from extractors.portals.loopback import edition_path, serve_folder
from extractors.portals.pages import ListedFile
from extractors.portals.registry_model import Portal
from extractors.serial import record_from_json, to_jsonable


class CrawlError(Exception):
    """The crawl process itself ended badly; the message names its log."""


@dataclass(slots=True)
class CrawlResult:
    """What one crawl found: files (of a listing) and an outcome per address."""

    files: list[ListedFile] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Crawl:
    """Where crawls of one deployment keep their things.

    ``stand_in`` is the address of a server on loopback that answers in place of
    portals that have a ``loopback`` (tests of answers that no folder can give).
    """

    archive_url: str
    work_folder: Path
    log_folder: Path
    data_root: Path
    run_id: str | None = None
    stand_in: str | None = None

    def list_ahead(self, portal: Portal) -> None:
        """Begin to ask a portal what it lists; :meth:`list_files` gives the answer."""
        if portal.id not in _ahead:
            _ahead[portal.id] = self._begin(portal, [], None)

    def list_files(self, portal: Portal) -> CrawlResult:
        """Ask a portal what it lists now."""
        begun = _ahead.pop(portal.id, None) or self._begin(portal, [], None)
        return begun.result(None)

    def fetch(
        self,
        portal: Portal,
        files: Sequence[ListedFile],
        on_outcome: Callable[[Outcome], None] | None = None,
        edition: int | None = None,
    ) -> CrawlResult:
        """Bring listed files into the archive; ``on_outcome`` is called as each is done.

        ``edition`` asks a loopback portal for earlier editions of its files.
        """
        if not files:
            return CrawlResult()
        return self._begin(portal, files, edition).result(on_outcome)

    def replaced_files(
        self, portal: Portal, files: Sequence[ListedFile], edition: int
    ) -> list[ListedFile]:
        """Files of a loopback portal that have this earlier edition; none elsewhere."""
        folder = portal.loopback_folder(self.data_root)
        if folder is None:
            return []
        return [
            f
            for f in files
            if edition_path(folder / unquote(urlsplit(f.url).path).lstrip("/"), edition).is_file()
        ]

    def _begin(
        self, portal: Portal, files: Sequence[ListedFile], edition: int | None
    ) -> _BegunCrawl:
        self.work_folder.mkdir(parents=True, exist_ok=True)
        self.log_folder.mkdir(parents=True, exist_ok=True)
        folder = portal.loopback_folder(self.data_root)
        with ExitStack() as stack:
            loopback = self.stand_in if folder else None
            if folder and not self.stand_in:
                loopback = stack.enter_context(serve_folder(folder, edition=edition))
            job = CrawlJob(
                portal=portal.model_dump(),
                log=str(self.log_folder / f"crawl-{portal.id}.log"),
                archive_url=self.archive_url,
                pages_folder=str(self.work_folder / "pages" / portal.id),
                loopback=loopback,
                run_id=self.run_id,
                files=[to_jsonable(f) for f in files],
            )
            return _BegunCrawl(portal.id, job, stack.pop_all())


class _BegunCrawl:
    """A crawl that is under way, with the server that it asks, if that is one of ours."""

    def __init__(self, portal_id: str, job: CrawlJob, server: ExitStack) -> None:
        self.portal_id, self.job, self.server = portal_id, job, server
        with self._told():
            try:
                self.crawl = crawl_process.start(job)
            except BaseException:
                server.close()
                raise

    def result(self, on_outcome: Callable[[Outcome], None] | None) -> CrawlResult:
        """What it found, once it has found everything.  Raises CrawlError."""
        result = CrawlResult()
        with self.server, self._told():
            for values in self.crawl.answers():
                _collect(values, result, on_outcome)
        return result

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except CrawlProcessError as error:
            raise CrawlError(
                f"{self.portal_id}：抓取程序异常退出，日志见 {self.job.log}\n{error}"
            ) from error


#: Listings that were begun before they were asked for, by portal.
_ahead: dict[str, _BegunCrawl] = {}


def end_crawls() -> None:
    """Give up what was begun ahead, and end the crawl process; the next crawl starts another."""
    crawl_process.close()
    while _ahead:
        _ahead.popitem()[1].server.close()


def _collect(
    values: dict[str, Any],
    result: CrawlResult,
    on_outcome: Callable[[Outcome], None] | None,
) -> None:
    kind = values.pop("kind")
    if kind == "file":
        result.files.append(record_from_json(ListedFile, values))
    elif kind == "outcome":
        outcome = record_from_json(Outcome, values)
        result.outcomes.append(outcome)
        if on_outcome:
            on_outcome(outcome)
