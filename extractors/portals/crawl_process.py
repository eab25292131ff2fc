"""The one crawl process of this process: started when it is needed, ended with it.

It is started anew after a crawl that ended badly, and where the environment changed
that it was started with.
"""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from typing import IO, Any

from extractors.portals.job import CrawlJob, job_json

#: How much of what a broken process printed is told.
TOLD = 2000


class CrawlProcessError(Exception):
    """The crawl process ended, or its crawl crashed; the message is what it printed."""


class _Crawler:
    """A running crawl process."""

    def __init__(self) -> None:
        self.environment = dict(os.environ)
        self.errors: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed by close()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "extractors.portals.crawl"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.errors,
        )

    def answers(self, job: CrawlJob) -> Iterator[dict[str, Any]]:
        """What one crawl says, until it is done."""
        if self.process.stdin is None or self.process.stdout is None:
            raise TypeError("a process without pipes")
        try:
            self.process.stdin.write(job_json(job).encode() + b"\n")
            self.process.stdin.flush()
        except OSError as error:
            raise CrawlProcessError(self.said()) from error
        is_ended = False
        for line in self.process.stdout:
            if not line.endswith(b"\n"):
                break  # it was killed in the middle of its line
            values = json.loads(line)
            if values["kind"] == "crashed":
                raise CrawlProcessError(values["message"][-TOLD:])
            if values["kind"] == "done" and is_ended:
                return
            is_ended = is_ended or values["kind"] == "end"
            yield values
        raise CrawlProcessError(self.said())

    def said(self) -> str:
        """How the process ended and the last that it printed."""
        self.process.kill()
        code = self.process.wait()
        self.errors.seek(0)
        text = self.errors.read().decode(errors="replace")
        return f"退出码 {code}\n{text[-TOLD:]}"

    def close(self) -> None:
        """End it; a crawl that is under way is lost."""
        self.process.kill()
        self.process.communicate()
        self.errors.close()


_running: _Crawler | None = None
_lock = threading.Lock()


def answers(job: CrawlJob) -> Iterator[dict[str, Any]]:
    """What the crawl says, each as it happens; one crawl at a time.

    Raises CrawlProcessError where the process ends before the crawl does; whoever
    stops listening ends the crawl.
    """
    global _running
    with _lock:
        if _running and (
            _running.process.poll() is not None or _running.environment != dict(os.environ)
        ):
            _close()
        crawler = _running = _running or _Crawler()
        try:
            yield from crawler.answers(job)
        except BaseException:  # GeneratorExit too: what it goes on to say is of this job
            _close()
            raise


def close() -> None:
    """End the crawl process, if one is running; the next crawl starts another."""
    with _lock:
        _close()


def _close() -> None:
    global _running
    if _running is not None:
        _running.close()
        _running = None


atexit.register(close)
