"""The one crawl process of this process: started when it is needed, ended with it.

It runs several crawls side by side; what each says is kept until it is asked for.  It is
started anew after a crawl that ended badly, and where the environment changed that it
was started with.
"""

from __future__ import annotations

import atexit
import itertools
import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from typing import IO, Any

from extractors.portals.job import CrawlJob, job_json

#: How much of what a broken process printed is told.
TOLD = 2000
_Answers = queue.SimpleQueue[dict[str, Any] | None]


class CrawlProcessError(Exception):
    """The crawl process ended, or its crawl crashed; the message is what it printed."""


def _environment() -> dict[str, str]:
    """What a crawl depends on beside its job: proxies, certificates, who asks."""
    prefixes = ("MINGZHANG_CONTACT", "SSL_", "PYTHON")
    return {
        k: v
        for k, v in os.environ.items()
        if k.startswith(prefixes) or k.lower().endswith("_proxy")
    }


class _Crawler:
    """A running crawl process."""

    def __init__(self) -> None:
        self.environment = _environment()
        self.errors: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed by close()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "extractors.portals.crawl"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.errors,
        )
        self._numbers = itertools.count()
        self._crawls: dict[int, _Answers] = {}
        self._lock = threading.Lock()
        self._has_ended = False
        self._last_words = ""
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def is_usable(self) -> bool:
        """Whether another crawl may be given to it."""
        return self.process.poll() is None and self.environment == _environment()

    def start(self, job: CrawlJob) -> _Answers:
        """Begin a crawl; raises CrawlProcessError where the process is gone."""
        answers: _Answers = queue.SimpleQueue()
        with self._lock:
            number = next(self._numbers)
            self._crawls[number] = answers
            if self._has_ended:
                answers.put(None)
            try:
                if self.process.stdin is not None:
                    self.process.stdin.write(job_json(number, job).encode() + b"\n")
                    self.process.stdin.flush()
            except OSError as error:
                raise CrawlProcessError(self.said()) from error
        return answers

    def _read(self) -> None:
        """Sort what the process says by crawl; None to each where it says no more."""
        try:
            for line in self.process.stdout or ():
                if not line.endswith(b"\n"):
                    break  # it was killed in the middle of its line
                values = json.loads(line)
                number, kind = values.pop("crawl"), values["kind"]
                with self._lock:
                    self._crawls[number].put(values)  # from here on it is the listener's
                    if kind in {"done", "crashed"}:
                        del self._crawls[number]
        finally:
            with self._lock:
                self._has_ended = True
                for answers in self._crawls.values():
                    answers.put(None)

    def said(self) -> str:
        """How the process ended and the last that it printed."""
        self.process.kill()
        code = self.process.wait()
        if not self.errors.closed:
            self.errors.seek(0)
            self._last_words = self.errors.read().decode(errors="replace")[-TOLD:]
        return f"退出码 {code}\n{self._last_words}"

    def close(self) -> None:
        """End it; crawls that are under way are lost."""
        self.said()
        self._reader.join()
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                try:
                    stream.close()
                except BrokenPipeError:  # it was killed before it read its job
                    continue
        self.errors.close()


class Crawl:
    """One crawl that has begun."""

    def __init__(self, crawler: _Crawler, job: CrawlJob) -> None:
        self._crawler = crawler
        self._answers = crawler.start(job)

    def answers(self) -> Iterator[dict[str, Any]]:
        """What it says, each as it happens, to its end.

        Raises CrawlProcessError where the crawl crashed, or its process ended before it;
        whoever stops listening ends the process.
        """
        has_ended = is_over = False
        try:
            while values := self._answers.get():
                is_over = values["kind"] in {"done", "crashed"}
                if values["kind"] == "crashed":
                    raise CrawlProcessError(values["message"][-TOLD:])
                if is_over and has_ended:
                    return
                has_ended = has_ended or values["kind"] == "end"
                yield values
            raise CrawlProcessError(self._crawler.said())
        finally:
            if not is_over:  # nobody wants the rest, or there is none
                _end(self._crawler)


_running: _Crawler | None = None
_lock = threading.Lock()


def start(job: CrawlJob) -> Crawl:
    """Begin a crawl beside those that are under way."""
    global _running
    with _lock:
        if _running is not None and not _running.is_usable():
            _running.close()
            _running = None
        if _running is None:
            _running = _Crawler()
        return Crawl(_running, job)


def close() -> None:
    """End the crawl process, if one is running; the next crawl starts another."""
    if _running is not None:
        _end(_running)


def _end(crawler: _Crawler) -> None:
    global _running
    with _lock:
        if _running is crawler:
            crawler.close()
            _running = None


atexit.register(close)
