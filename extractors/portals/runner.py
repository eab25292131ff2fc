"""Start a crawl in its own process and collect what it found."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from extractors.contracts import Outcome
from extractors.portals.job import CrawlJob, job_json
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
        with server as loopback, tempfile.TemporaryDirectory(dir=self.work_folder) as scratch:
            output = Path(scratch) / "output.jsonl"
            output.touch()
            job = CrawlJob(
                portal=portal.model_dump(),
                output=str(output),
                log=str(log),
                archive_url=self.archive_url,
                cache_folder=str(self.work_folder / "http" / portal.id),
                loopback=loopback is not None,
                run_id=self.run_id,
                files=[to_jsonable(f) for f in files],
            )
            job_path = Path(scratch) / "job.json"
            job_path.write_text(job_json(job), encoding="utf-8")
            command = [sys.executable, "-m", "extractors.portals.crawl", str(job_path)]
            result = CrawlResult()
            ended = False
            environment = dict(os.environ)
            if loopback:  # robots.txt too is asked of the loopback server, and nobody else
                environment |= {"http_proxy": loopback, "https_proxy": loopback, "no_proxy": ""}
            with subprocess.Popen(  # noqa: S603 - our own module, no shell
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                env=environment,
            ) as process:
                try:
                    for values in _follow(output, process):
                        ended = ended or values["kind"] == "end"
                        _collect(values, result, on_outcome)
                finally:
                    if process.poll() is None:
                        process.kill()
                errors = process.stderr.read().decode(errors="replace") if process.stderr else ""
            if process.returncode != 0 or not ended:
                raise CrawlError(
                    f"{portal.id}：抓取程序异常退出（{process.returncode}），日志见 {log}\n"
                    f"{errors[-2000:]}"
                )
            return result


def _follow(output: Path, process: subprocess.Popen[bytes]) -> Iterator[dict[str, Any]]:
    """Lines of a growing file until its writer has ended."""
    with output.open(encoding="utf-8") as stream:
        partial = ""
        while True:
            alive = process.poll() is None
            line = stream.readline()
            if not line:
                if not alive:
                    return
                time.sleep(0.05)
                continue
            partial += line
            if partial.endswith("\n"):
                yield json.loads(partial)
                partial = ""


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
