"""The crawl process: ``python -m extractors.portals.crawl``, jobs on its standard input.

A Twisted reactor cannot be started twice in a process, and starting one costs more than
asking two hundred pages; so a run has one crawl process for all its crawls, several side
by side.  A job is one line of JSON (:class:`CrawlJob`); what the crawl finds is written to
standard output as one JSON object per line, each as it happens, with the job's number.
"""

from __future__ import annotations

import asyncio
import gc
import importlib
import json
import logging
import os
import signal
import sys
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, BinaryIO

from scrapy.crawler import AsyncCrawlerRunner
from scrapy.utils.log import configure_logging
from scrapy.utils.reactor import install_reactor

from extractors.lifeline import end_with_parent
from extractors.portals.fetch import FetchSpider
from extractors.portals.guard import PublicOnlyResolver
from extractors.portals.job import CrawlJob
from extractors.portals.registry_model import Portal
from extractors.portals.spiders import ListSpider

REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"
DNS_CACHE_SIZE, DNS_TIMEOUT_S = 1000, 60.0
USER_AGENT = "Mingzhang/0.1 (archive of public budget disclosures; polite; one host at a time)"
#: No single disclosure is larger than this.
MAX_BYTES = 300 * 1024 * 1024


def user_agent(portal: Portal) -> str:
    """Who asks: the portal's own setting, else ours; with MINGZHANG_CONTACT where that is set."""
    agent = portal.politeness.user_agent or USER_AGENT
    contact = os.environ.get("MINGZHANG_CONTACT")
    return f"{agent} contact: {contact}" if contact else agent


def scrapy_settings(job: CrawlJob, portal: Portal) -> dict[str, Any]:
    """Settings of a polite crawl of one portal."""
    politeness = portal.politeness
    return {
        "USER_AGENT": user_agent(portal),
        "ROBOTSTXT_OBEY": True,
        "ROBOTSTXT_USER_AGENT": "Mingzhang",
        "DOWNLOADER_MIDDLEWARES": {
            "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
            "extractors.portals.middlewares.ExactHostMiddleware": 50,
            "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
            "extractors.portals.robots.SharedRobotsTxtMiddleware": 100,
            "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
            "extractors.portals.middlewares.BackoffRetryMiddleware": 550,
            "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware": None,
            "extractors.portals.middlewares.CheckedMetaRefreshMiddleware": 580,
            "scrapy.downloadermiddlewares.redirect.RedirectMiddleware": None,
            "extractors.portals.middlewares.LoopbackMiddleware": 740,
            "extractors.portals.middlewares.CheckedRedirectMiddleware": 600,
            # Nearest to the network: it sees what came, not what became of it.
            "extractors.portals.revalidate.RevalidateMiddleware": 900,
        },
        "DOWNLOAD_DELAY": politeness.delay_s,
        "CONCURRENT_REQUESTS": politeness.concurrency * len(portal.hosts),
        "CONCURRENT_REQUESTS_PER_DOMAIN": politeness.concurrency,
        "AUTOTHROTTLE_ENABLED": politeness.delay_s > 0,
        "AUTOTHROTTLE_START_DELAY": politeness.delay_s,
        "DOWNLOAD_TIMEOUT": politeness.timeout_s,
        "RETRY_TIMES": politeness.retries,
        "RETRY_HTTP_CODES": [429, 500, 502, 503, 504, 522, 524, 408],
        "REDIRECT_MAX_TIMES": 5,
        "DOWNLOAD_MAXSIZE": MAX_BYTES,
        "COOKIES_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        "MINGZHANG_PAGES": None if job.files else job.pages_folder,
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "DOWNLOADER_CLIENTCONTEXTFACTORY": "extractors.portals.tls.PerHostContextFactory",
        "MINGZHANG_TLS": {
            t.host: {"legacy": t.legacy, "unverified": t.unverified} for t in portal.tls
        },
        "TWISTED_REACTOR": REACTOR,
        "REMOTE_CONTROL_ENABLED": False,
        # Scrapy makes a task per possible item of every answer (100); ours yield requests.
        "CONCURRENT_ITEMS": 1,
        "WARN_ON_GENERATOR_RETURN_VALUE": False,
        "SPIDER_MIDDLEWARES": {
            "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
            "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,
        },
        "MINGZHANG_LOOPBACK": job.loopback,
        "LOG_LEVEL": "INFO",
    }


@dataclass(frozen=True, slots=True)
class Answers:
    """Where one crawl writes: one JSON object per line, each as it happens."""

    stream: BinaryIO
    crawl: int

    def __call__(self, kind: str, values: Mapping[str, Any]) -> None:
        """One line."""
        text = json.dumps({"crawl": self.crawl, "kind": kind, **values}, ensure_ascii=False)
        self.stream.write(text.encode() + b"\n")
        self.stream.flush()


#: The number of the crawl that the code at hand works for.
_at_work: ContextVar[int | None] = ContextVar("crawl", default=None)


@contextmanager
def _log_file(path: str, crawl: int) -> Iterator[None]:
    """What one crawl logs goes to its portal's own log."""
    handler = logging.FileHandler(path, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s [%(name)s] %(levelname)s: %(message)s"))
    handler.addFilter(lambda _: _at_work.get() in {None, crawl})
    root = logging.getLogger()
    root.addHandler(handler)
    try:
        yield
    finally:
        root.removeHandler(handler)
        handler.close()


async def run_job(job: CrawlJob, answers: Answers) -> None:
    """One crawl.  The last line is ``done``, or ``crashed`` with the traceback."""
    _at_work.set(answers.crawl)
    try:
        portal = Portal.model_validate(job.portal)
        with _log_file(job.log, answers.crawl):
            runner = AsyncCrawlerRunner(scrapy_settings(job, portal))
            await runner.crawl(FetchSpider if job.files else ListSpider, job=job, write=answers)
    except Exception:  # noqa: BLE001 - boundary of one crawl; whoever asked for it fails
        answers("crashed", {"message": traceback.format_exc()})
    else:
        answers("done", {})
    gc.collect()


async def _serve(reactor: Any, jobs: BinaryIO, answers: BinaryIO) -> None:
    resolver = PublicOnlyResolver(reactor, DNS_CACHE_SIZE, DNS_TIMEOUT_S)
    resolver.install_on_reactor()
    loop = asyncio.get_running_loop()
    crawls: set[asyncio.Task[None]] = set()
    try:
        while line := await loop.run_in_executor(None, jobs.readline):
            values = json.loads(line)
            job = run_job(CrawlJob(**values["job"]), Answers(answers, values["number"]))
            crawl = asyncio.create_task(job)
            crawls.add(crawl)
            crawl.add_done_callback(crawls.discard)
    finally:
        reactor.stop()


def main() -> None:
    """Run the crawls that come in on standard input; ends with it, and with its parent."""
    end_with_parent()
    # Ctrl-C goes to the whole process group; the parent decides what stops.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever else prints must not come between the answers
    install_reactor(REACTOR)
    reactor: Any = importlib.import_module("twisted.internet.reactor")
    configure_logging(install_root_handler=False)
    for name in ("", "scrapy", "asyncio"):
        logging.getLogger(name).setLevel(logging.INFO if name != "asyncio" else logging.WARNING)
    served: list[asyncio.Future[None]] = []

    def start() -> None:
        served.append(asyncio.ensure_future(_serve(reactor, sys.stdin.buffer, answers)))

    reactor.callWhenRunning(start)
    reactor.run(installSignalHandlers=False)
    logging.shutdown()
    for task in served:
        task.result()  # an error of ours ends the process as one


if __name__ == "__main__":
    main()
