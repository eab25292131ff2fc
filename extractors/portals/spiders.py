"""What is asked of a portal: list pages, then detail pages, then (apart) the files."""

from __future__ import annotations

import errno
import re
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

import scrapy
from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.http import Request, Response
from twisted.python.failure import Failure

from extractors import EXTRACTOR_VERSION
from extractors.encoding import decode_page, header_file_name
from extractors.media import SUFFIXES, sniff
from extractors.portals import refusals
from extractors.portals.families import FAMILIES
from extractors.portals.job import CrawlJob
from extractors.portals.pages import (
    FileLink,
    ListedFile,
    ListRow,
    file_name_of,
    fiscal_year_of,
    is_file,
    stable_url,
)
from extractors.portals.refusals import Refusal
from extractors.portals.registry_model import Portal
from extractors.serial import to_jsonable

Write = Callable[[str, Mapping[str, Any]], None]

#: Errors of a disk or quota without room.
FULL_DISK = frozenset({errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)})


class PortalSpider(scrapy.Spider):
    """One portal; what is found is written out, each as it happens."""

    name = "portal"
    stage = "list"

    def __init__(self, job: CrawlJob, write: Write) -> None:
        super().__init__()
        self.job = job
        #: One line of output: its kind, and the values of a record.
        self.write = write
        self.portal = Portal.model_validate(job.portal)
        self.allowed_domains = self.portal.hosts

    def request(self, url: str, callback: Any, **kwargs: Any) -> Request:
        """A request of this portal; caches on the way are to ask the portal itself."""
        meta = kwargs.pop("meta", {}) | {"started": monotonic()}
        headers = {"Cache-Control": "max-age=0"} | kwargs.pop("headers", {})
        return Request(url, callback, errback=self.failed, headers=headers, meta=meta, **kwargs)

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
        """What became of one address."""
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

    def refuse(self, request: Request | None, refusal: Refusal) -> None:
        """The outcome of a request that gave nothing."""
        if request is None:
            raise TypeError("an answer without its request")
        listed = request.meta.get("listed")
        self.outcome(
            # What was asked for, not where a redirect led; the identity of a signed file.
            listed.url if listed else (request.meta.get("redirect_urls") or [request.url])[0],
            refusal.status,
            error_kind=refusal.kind,
            message=refusal.message,
            fiscal_year=request.meta.get("fiscal_year"),
            started=request.meta.get("started"),
        )

    def failed(self, failure: Failure) -> None:
        """One address that gave no page: a typed outcome, never a crash."""
        request: Request = failure.request  # type: ignore[attr-defined]
        self.refuse(request, refusals.of_failure(failure.value, request.url))

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> PortalSpider:
        made: PortalSpider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(made.crashed, signal=signals.spider_error)
        return made

    def crashed(self, failure: Failure, response: Response) -> None:
        """An error of ours in reading one answer: a typed outcome; the log has the traceback."""
        if isinstance(failure.value, OSError) and failure.value.errno in FULL_DISK:
            self.refuse(response.request, refusals.DISK_FULL)
            if self.crawler.engine is not None:  # every further file would be fetched in vain
                self.crawler.engine.close_spider(self, "disk_full")
            return
        name = type(failure.value).__name__
        message = f"读取这个页面时程序出错（{name}: {failure.value}）；请连同页面报告此问题"
        self.refuse(response.request, Refusal("failed", "crashed", message[:300]))

    def is_foreign(self, url: str) -> bool:
        """Whether an address is on a host that the registry entry does not name."""
        return urlsplit(url).hostname not in self.portal.hosts

    def refuse_foreign(self, url: str, year: int | None) -> None:
        """Record an address that is not followed."""
        self.outcome(
            url,
            refusals.FOREIGN.status,
            error_kind=refusals.FOREIGN.kind,
            message=refusals.FOREIGN.message,
            fiscal_year=year,
        )

    def closed(self, reason: str) -> None:
        """The last line says that the crawl came to its end."""
        self.write("end", {"reason": reason})


class ListSpider(PortalSpider):
    """List pages, then detail pages; the files that they name are written out."""

    def __init__(self, job: CrawlJob, write: Write) -> None:
        super().__init__(job, write)
        self.family = FAMILIES[self.portal.cms]
        self.only = re.compile(self.portal.only_titles or "")
        #: Lists of one body often leave its name out of the titles.
        self.unit_of = {u.entry_page: u.name for u in self.portal.units}
        self.list_pages: set[str] = set()
        self.is_cut = False
        #: Rows by the entry page that led to them; only pages that were answered are here.
        self.rows_of: Counter[str] = Counter()
        self.found: set[str] = set()

    async def start(self) -> AsyncIterator[Any]:
        """The entry pages."""
        self.list_pages.update(self.portal.list_pages)
        for url in self.portal.list_pages:
            yield self.request(url, self.parse_list, meta={"entry": url})

    def parse_list(self, response: Response) -> Iterator[Request]:
        """Rows lead to details or files, the pager to further pages."""
        entry = response.meta["entry"]
        text = decode_page(response.body)
        if refusal := refusals.of_answer(response, text):
            self.refuse(response.request, refusal)
            return
        try:
            page = self.family.list_page(text, response.url, self.portal)
        except ValueError as error:
            message = f"网站的数据接口返回了无法识别的内容（{error}）；请核对地址，或稍后重跑"
            self.refuse(response.request, Refusal("failed", "bad_data", message[:300]))
            return
        self.rows_of[entry] += len(page.rows)
        if not page.rows and response.meta.get("needs_rows"):
            message = "列表的这一页没有条目；网站分页可能有误，请在浏览器中核对"
            self.refuse(response.request, Refusal("failed", "empty_page", message))
        unit = self.unit_of.get(entry)
        for row in page.rows:
            if self.only.search(row.title):
                if unit and unit not in row.title:
                    row = replace(row, title=f"{unit} {row.title}")
                yield from self.follow_row(row, response.url)
        for url in page.other_pages:
            yield from self.follow_page(url, entry, needs_rows=True)
        for url in page.maybe_pages:
            yield from self.follow_page(url, entry, needs_rows=False)

    def follow_row(self, row: ListRow, page_url: str) -> Iterator[Request]:
        """A file at once; a page is opened."""
        year = fiscal_year_of(row.title)
        if is_file(row.url):
            self.found_file(FileLink(row.url, row.title), page_url, row.title, row.published_on)
        elif self.is_foreign(row.url):
            self.refuse_foreign(row.url, year)
        else:
            yield self.request(row.url, self.parse_detail, meta={"row": row, "fiscal_year": year})

    def follow_page(self, url: str, entry: str, *, needs_rows: bool) -> Iterator[Request]:
        """Another page of the list, once, up to the limit of the registry entry."""
        if url in self.list_pages:
            return
        if self.is_foreign(url):
            self.refuse_foreign(url, None)
            return
        if len(self.list_pages) >= self.portal.max_list_pages:
            if not self.is_cut:
                self.is_cut = True
                limit = self.portal.max_list_pages
                message = f"列表超过 {limit} 页，其余未读；可在登记文件中调大 max_list_pages"
                self.outcome(entry, "failed", error_kind="list_cut", message=message)
            return
        self.list_pages.add(url)
        meta = {"entry": entry, "needs_rows": needs_rows}
        yield self.request(url, self.parse_list, meta=meta)

    def parse_detail(self, response: Response) -> Iterator[Request]:
        """The files of a detail page, also of frames in it."""
        row: ListRow = response.meta["row"]
        if suffix := SUFFIXES.get(sniff(response.body)):
            # The address without suffix is the file itself.
            stated = header_file_name(response.headers.get("content-disposition"))
            link = FileLink(response.url, stated or row.title + suffix)
            page_url = response.meta.get("page", response.url)
            self.found_file(link, page_url, row.title, row.published_on)
            return
        text = decode_page(response.body)
        if refusal := refusals.of_answer(response, text):
            self.refuse(response.request, refusal)
            return
        page = self.family.detail_page(text, response.url)
        title = row.title or page.title or response.url
        shown_in = response.meta.get("page")
        has_files = bool(page.files) or response.meta.get("has_files", False)
        if not has_files and (shown_in or not page.frames):
            self.outcome(
                shown_in or response.url,
                "ok",
                error_kind="no_files",
                message="页面没有附件（多为通知，或正文即全部内容）；如为公开页，请人工查看",
                fiscal_year=fiscal_year_of(title),
            )
        published = row.published_on or page.published_on
        for link in page.files:
            self.found_file(link, shown_in or response.url, title, published, page.column)
        for url in page.frames if shown_in is None else ():
            if self.is_foreign(url):
                self.refuse_foreign(url, fiscal_year_of(title))
                continue
            meta = {
                "row": ListRow(title, url, published),
                "fiscal_year": fiscal_year_of(title, page.column),
                "page": response.url,
                "has_files": bool(page.files),
            }
            yield self.request(url, self.parse_detail, meta=meta)

    def found_file(
        self,
        link: FileLink,
        page_url: str,
        title: str,
        published_on: date | None,
        column: str | None = None,
    ) -> None:
        """Write out one file, once."""
        file_name = file_name_of(link.url, link.text)
        url = stable_url(link.url, page_url, file_name)
        if url in self.found:
            return
        self.found.add(url)
        listed = ListedFile(
            portal=self.portal.id,
            url=url,
            page_url=page_url,
            title=title,
            file_name=file_name,
            fiscal_year=fiscal_year_of(title, link.text, column),
            published_on=published_on,
            fetch_url=link.url if link.url != url else None,
        )
        self.write("file", to_jsonable(listed))

    def closed(self, reason: str) -> None:
        """An entry page that was answered and led to no row at all is a fault."""
        for entry, rows in self.rows_of.items():
            if not rows:
                self.outcome(
                    entry,
                    "failed",
                    error_kind="no_rows",
                    message="列表页没有可识别的条目；网站可能改版，请核对栏目地址和 CMS 类型",
                )
        super().closed(reason)
