"""The crawl of one portal, run as a child process: ``python -m extractors.portals.crawl JOB``.

A Twisted reactor cannot be started twice in a process, so each crawl has its
own.  JOB is a JSON file (:class:`CrawlJob`); what the crawl finds is appended to
the job's ``output`` as one JSON object per line, each as it happens.
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

import scrapy
from scrapy.crawler import CrawlerProcess
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Request, Response, TextResponse
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.python.failure import Failure

from extractors import EXTRACTOR_VERSION
from extractors.archive import Archive
from extractors.portals import trs
from extractors.portals.guard import PRIVATE_REFUSED, PublicOnlyResolver
from extractors.portals.job import CrawlJob
from extractors.portals.pages import ListedFile, fiscal_year_of, is_file
from extractors.portals.registry_model import Portal
from extractors.serial import record_from_json, to_jsonable

USER_AGENT = "Mingzhang/0.1 (archive of public budget disclosures; polite; one host at a time)"
#: Answers that ask for a browser or say no: recorded, never worked around.
BLOCKED_STATUS = frozenset({401, 403, 412, 429, 521})
OFF_REGISTRY = "地址不在登记的网站之内；核实后可在登记文件中加入"
#: No single disclosure is larger than this.
MAX_BYTES = 300 * 1024 * 1024
FAMILIES = {"trs": trs}


class _PortalSpider(scrapy.Spider):
    name = "portal"

    def __init__(self, job: CrawlJob) -> None:
        super().__init__()
        self.job = job
        self.portal = Portal.model_validate(job.portal)
        self.allowed_domains = self.portal.hosts
        self.stream = Path(job.output).open("a", encoding="utf-8")  # noqa: SIM115 - closed()

    def request(self, url: str, callback: Any, **kwargs: Any) -> Request:
        """A request of this portal; a cached page is revalidated, never taken as fresh."""
        meta = kwargs.pop("meta", {}) | {"started": monotonic()}
        headers = {"Cache-Control": "max-age=0"} | kwargs.pop("headers", {})
        return Request(url, callback, errback=self.failed, headers=headers, meta=meta, **kwargs)

    def write(self, kind: str, values: Any) -> None:
        self.stream.write(json.dumps({"kind": kind, **values}, ensure_ascii=False) + "\n")
        self.stream.flush()

    def outcome(
        self,
        subject: str,
        status: str,
        *,
        error_kind: str | None = None,
        message: str | None = None,
        fiscal_year: int | None = None,
        started: float | None = None,
    ) -> None:
        self.write(
            "outcome",
            {
                "portal": self.portal.id,
                "fiscal_year": fiscal_year,
                "subject": subject,
                "stage": self.stage,
                "status": status,
                "error_kind": error_kind,
                "message": message,
                "duration_s": round(monotonic() - started, 3) if started else 0.0,
                "code_version": EXTRACTOR_VERSION,
                "run_id": self.job.run_id,
                "finished_at": datetime.now(UTC).isoformat(),
            },
        )

    stage = "list"

    def failed(self, failure: Failure) -> None:
        """One address that gave no page: a typed outcome, never a crash."""
        request: Request = failure.request  # type: ignore[attr-defined]
        started = request.meta.get("started")
        year = request.meta.get("fiscal_year")
        if isinstance(failure.value, HttpError):
            code = failure.value.response.status
            blocked = code in BLOCKED_STATUS
            self.outcome(
                request.url,
                "blocked" if blocked else "failed",
                error_kind=f"http_{code}",
                message=f"网站拒绝访问（{code}），未尝试绕过；请人工下载后用 mingzhang ingest 入库"
                if blocked
                else f"网站返回 {code}；请核对地址，或稍后重跑",
                fiscal_year=year,
                started=started,
            )
            return
        if urlsplit(request.url).hostname in PublicOnlyResolver.refused:
            status, kind, message = "blocked", PRIVATE_REFUSED, "地址指向内网，未访问"
        else:
            status, kind, message = _explain(failure.value)
        self.outcome(
            request.url,
            status,
            error_kind=kind,
            message=message,
            fiscal_year=year,
            started=started,
        )

    def is_foreign(self, url: str) -> bool:
        """Whether an address is on a host that the registry entry does not name."""
        return urlsplit(url).hostname not in self.portal.hosts

    def refuse_foreign(self, url: str, year: int | None) -> None:
        """Record an address that is not followed."""
        self.outcome(
            url, "blocked", error_kind="off_registry", message=OFF_REGISTRY, fiscal_year=year
        )

    def closed(self, reason: str) -> None:
        self.write("end", {"reason": reason})
        self.stream.close()


class ListSpider(_PortalSpider):
    """List pages, then detail pages, then the files that they name."""

    def __init__(self, job: CrawlJob) -> None:
        super().__init__(job)
        self.family = FAMILIES[self.portal.cms]
        self.list_pages: set[str] = set()
        self.found: set[str] = set()

    async def start(self) -> AsyncIterator[Any]:
        for url in self.portal.entry_pages:
            yield self.request(url, self.parse_list)

    def parse_list(self, response: Response) -> Iterator[Request]:
        page = self.family.parse_list(_text(response), response.url)
        self.list_pages.add(response.url)
        if not page.rows:
            self.outcome(
                response.url,
                "failed",
                error_kind="no_rows",
                message="列表页没有可识别的条目；网站可能改版，请核对栏目地址",
            )
        for row in page.rows:
            meta: dict[str, Any] = {"row": row, "fiscal_year": fiscal_year_of(row.title)}
            if is_file(row.url):
                self.found_file(row.url, response.url, row.title, row.title, row.published_on)
            elif self.is_foreign(row.url):
                self.refuse_foreign(row.url, meta["fiscal_year"])
            else:
                yield self.request(row.url, self.parse_detail, meta=meta)
        for url in page.other_pages:
            if url not in self.list_pages and len(self.list_pages) < self.portal.max_list_pages:
                self.list_pages.add(url)
                yield self.request(url, self.parse_list)

    def parse_detail(self, response: Response) -> None:
        row = response.meta["row"]
        page = self.family.parse_detail(_text(response), response.url)
        title = row.title or page.title or response.url
        if not page.files:
            self.outcome(
                response.url,
                "ok",
                error_kind="no_files",
                message="页面没有附件（多为通知）；如为公开页，请人工查看",
                fiscal_year=fiscal_year_of(title),
            )
        for link in page.files:
            published = row.published_on or page.published_on
            self.found_file(link.url, response.url, title, link.text, published)

    def found_file(
        self, url: str, page_url: str, title: str, text: str, published_on: date | None
    ) -> None:
        if url in self.found:
            return
        self.found.add(url)
        listed = ListedFile(
            portal=self.portal.id,
            url=url,
            page_url=page_url,
            title=title,
            file_name=text if is_file(text) else url.rsplit("/", 1)[-1],
            fiscal_year=fiscal_year_of(title, text),
            published_on=published_on,
        )
        self.write("file", to_jsonable(listed))


class FetchSpider(_PortalSpider):
    """The files themselves, into the archive; unchanged ones are not sent again."""

    stage = "fetch"

    def __init__(self, job: CrawlJob) -> None:
        super().__init__(job)
        self.archive = Archive(job.archive_url)
        self.files = [record_from_json(ListedFile, f) for f in job.files]

    async def start(self) -> AsyncIterator[Any]:
        for listed in self.files:
            if self.is_foreign(listed.url):
                self.refuse_foreign(listed.url, listed.fiscal_year)
                continue
            headers: dict[str, str] = {}
            known = self.archive.latest(self.portal.id, listed.url)
            if known:
                if etag := known.headers.get("etag"):
                    headers["If-None-Match"] = etag
                if modified := known.headers.get("last-modified"):
                    headers["If-Modified-Since"] = modified
            yield self.request(
                listed.url,
                self.parse_file,
                headers=headers,
                meta={
                    "listed": listed,
                    "fiscal_year": listed.fiscal_year,
                    "handle_httpstatus_list": [304],
                    "dont_cache": True,
                },
            )

    def parse_file(self, response: Response) -> None:
        listed: ListedFile = response.meta["listed"]
        started = response.meta["started"]
        year = listed.fiscal_year
        if response.status == 304:
            self.outcome(listed.url, "unchanged", fiscal_year=year, started=started)
            return
        kept = {
            name: value.decode("latin-1")
            for name in ("etag", "last-modified", "content-type", "date")
            if (value := response.headers.get(name))
        }
        _, is_new = self.archive.put(
            response.body,
            portal=self.portal.id,
            url=listed.url,
            file_name=listed.file_name,
            fiscal_year=year,
            page_url=listed.page_url,
            title=listed.title,
            published_on=listed.published_on,
            headers=kept,
        )
        status = "ok" if is_new else "unchanged"
        self.outcome(listed.url, status, fiscal_year=year, started=started)


def _explain(error: BaseException | None) -> tuple[str, str, str]:
    """(status, kind, message) of an address that gave no answer."""
    if isinstance(error, IgnoreRequest):
        if "robots.txt" in str(error):
            return "blocked", "robots", "网站的 robots.txt 不允许抓取；请人工下载后用 ingest 入库"
        return "blocked", "off_registry", OFF_REGISTRY
    return "failed", type(error).__name__, "未能取得页面；请检查网络后重跑"


def _text(response: Response) -> str:
    if isinstance(response, TextResponse):
        return response.text
    return response.body.decode("utf-8", errors="replace")


def scrapy_settings(job: CrawlJob, portal: Portal) -> dict[str, Any]:
    """Settings of a polite crawl of one portal."""
    politeness = portal.politeness
    return {
        "USER_AGENT": USER_AGENT,
        "ROBOTSTXT_OBEY": True,
        "ROBOTSTXT_USER_AGENT": "Mingzhang",
        "DOWNLOADER_MIDDLEWARES": {
            "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
            "extractors.portals.robots.SharedRobotsTxtMiddleware": 100,
        },
        "DOWNLOAD_DELAY": politeness.delay_s,
        "CONCURRENT_REQUESTS": politeness.concurrency,
        "CONCURRENT_REQUESTS_PER_DOMAIN": politeness.concurrency,
        "AUTOTHROTTLE_ENABLED": politeness.delay_s > 0,
        "AUTOTHROTTLE_START_DELAY": politeness.delay_s,
        "DOWNLOAD_TIMEOUT": politeness.timeout_s,
        "RETRY_TIMES": politeness.retries,
        "RETRY_HTTP_CODES": [500, 502, 503, 504, 522, 524, 408],
        "REDIRECT_MAX_TIMES": 5,
        "DOWNLOAD_MAXSIZE": MAX_BYTES,
        "COOKIES_ENABLED": False,
        "TELNETCONSOLE_ENABLED": False,
        # Pages are asked for again with If-None-Match / If-Modified-Since.
        "HTTPCACHE_ENABLED": not job.files,
        "HTTPCACHE_POLICY": "scrapy.extensions.httpcache.RFC2616Policy",
        "HTTPCACHE_DIR": job.cache_folder,
        # Scrapy renamed the setting; a name that it did not know would leave the guard off.
        "DNS_RESOLVER": "extractors.portals.guard.PublicOnlyResolver",
        "TWISTED_DNS_RESOLVER": "extractors.portals.guard.PublicOnlyResolver",
        "REMOTE_CONTROL_ENABLED": False,
        "MINGZHANG_LOOPBACK": job.loopback,
        "LOG_FILE": job.log,
        "LOG_LEVEL": "INFO",
    }


def main(path: str) -> None:
    """Run the crawl that a job file describes."""
    job = CrawlJob(**json.loads(Path(path).read_text(encoding="utf-8")))
    portal = Portal.model_validate(job.portal)
    process = CrawlerProcess(scrapy_settings(job, portal))
    process.crawl(FetchSpider if job.files else ListSpider, job=job)
    process.start()
    logging.shutdown()


if __name__ == "__main__":
    main(sys.argv[1])
