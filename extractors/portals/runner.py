"""Have the crawl process list a portal or fetch its files, and collect what it found."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
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

    def list_files(self, portal: Portal) -> CrawlResult:
        """Ask a portal what it lists now."""
        return self._run(portal, [], None)

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
        return self._run(portal, files, on_outcome, edition)

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

    def _run(
        self,
        portal: Portal,
        files: Sequence[ListedFile],
        on_outcome: Callable[[Outcome], None] | None,
        edition: int | None = None,
    ) -> CrawlResult:
        self.work_folder.mkdir(parents=True, exist_ok=True)
        self.log_folder.mkdir(parents=True, exist_ok=True)
        log = self.log_folder / f"crawl-{portal.id}.log"
        folder = portal.loopback_folder(self.data_root)
        if folder and not self.stand_in:
            server: AbstractContextManager[str | None] = serve_folder(folder, edition=edition)
        else:
            server = nullcontext(self.stand_in if folder else None)
        result = CrawlResult()
        with server as loopback:
            job = CrawlJob(
                portal=portal.model_dump(),
                log=str(log),
                archive_url=self.archive_url,
                pages_folder=str(self.work_folder / "pages" / portal.id),
                loopback=loopback,
                run_id=self.run_id,
                files=[to_jsonable(f) for f in files],
            )
            try:
                for values in crawl_process.answers(job):
                    _collect(values, result, on_outcome)
            except CrawlProcessError as error:
                raise CrawlError(f"{portal.id}：抓取程序异常退出，日志见 {log}\n{error}") from error
        return result


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
