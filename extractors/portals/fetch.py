"""The files themselves, into the archive; unchanged ones are not sent again."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from scrapy.http import Request, Response

from extractors.archive import Archive
from extractors.archive.unpack import Origin, put_file
from extractors.encoding import decode_page, header_file_name
from extractors.media import EXECUTABLE, HTML, sniff
from extractors.portals import refusals
from extractors.portals.job import CrawlJob
from extractors.portals.pages import ListedFile, has_file_suffix
from extractors.portals.refusals import Refusal
from extractors.portals.spiders import PortalSpider, Write
from extractors.serial import record_from_json

#: Headers that a conditional request needs, and what a person may want to know.
KEPT_HEADERS = ("etag", "last-modified", "content-type", "content-disposition", "date")


class FetchSpider(PortalSpider):
    """Fetch listed files with conditional requests; open containers; archive everything."""

    stage = "fetch"

    def __init__(self, job: CrawlJob, write: Write) -> None:
        super().__init__(job, write)
        self.archive = Archive(job.archive_url)
        self.files = [record_from_json(ListedFile, f) for f in job.files]
        #: Files that were asked for and have no outcome yet.
        self.pending: set[str] = set()

    async def start(self) -> AsyncIterator[Any]:
        """One request per file."""
        for listed in self.files:
            self.pending.add(listed.url)
            if self.is_foreign(listed.address):
                self.refuse_foreign(listed.url, listed.fiscal_year)
                continue
            yield self.request(
                listed.address,
                self.parse_file,
                headers=self.conditions(listed),
                meta={
                    "listed": listed,
                    "fiscal_year": listed.fiscal_year,
                    "handle_httpstatus_list": [304],
                },
            )

    def outcome(self, subject: str, status: str, **more: Any) -> None:
        """What became of one file."""
        self.pending.discard(subject)
        super().outcome(subject, status, **more)

    def closed(self, reason: str) -> None:
        """A file that the crawl lost sight of (it was stopped) is said to be so."""
        message = "抓取在取得此文件之前停止；重跑即可"
        for url in sorted(self.pending):
            self.outcome(url, "failed", error_kind="unanswered", message=message)
        super().closed(reason)

    def conditions(self, listed: ListedFile) -> dict[str, str]:
        """Headers that spare sending a file that is archived already."""
        headers: dict[str, str] = {}
        known = self.archive.latest(self.portal.id, listed.url)
        if known and self.archive.holds(known):  # lost bytes are sent again
            if etag := known.headers.get("etag"):
                headers["If-None-Match"] = etag
            if modified := known.headers.get("last-modified"):
                headers["If-Modified-Since"] = modified
        return headers

    def parse_file(self, response: Response) -> None:
        """Archive one answer, unless it is not a file at all."""
        listed: ListedFile = response.meta["listed"]
        request = response.request
        if request is None:
            raise TypeError("an answer without its request")
        if response.status == 304:
            self.done(listed.url, "unchanged", request)
            return
        if refusal := _not_a_file(response):
            self.refuse(request, refusal)
            return
        body = response.body
        headers = {
            name: value.decode("latin-1")
            for name in KEPT_HEADERS
            if (value := response.headers.get(name))
        }
        origin = Origin(
            portal=self.portal.id,
            url=listed.url,
            file_name=_file_name(listed, response),
            fiscal_year=listed.fiscal_year,
            page_url=listed.page_url,
            title=listed.title,
            published_on=listed.published_on,
            fetched_url=listed.fetch_url,
        )
        for put in put_file(self.archive, body, origin, headers):
            if put.rejected is not None:
                self.outcome(
                    put.url,
                    "failed",
                    error_kind=f"member_{put.rejected.kind}",
                    message=f"{put.rejected.path or listed.file_name}：{put.rejected.message}",
                    fiscal_year=listed.fiscal_year,
                )
            else:
                self.done(put.url, "ok" if put.is_new else "unchanged", request)

    def done(self, subject: str, status: str, request: Request) -> None:
        """The outcome of something that is in the archive now."""
        self.outcome(
            subject,
            status,
            fiscal_year=request.meta["fiscal_year"],
            started=request.meta["started"],
        )


def _file_name(listed: ListedFile, response: Response) -> str:
    if has_file_suffix(listed.file_name):
        return listed.file_name
    stated = header_file_name(response.headers.get("content-disposition"))
    return stated or listed.file_name


def _not_a_file(response: Response) -> Refusal | None:
    """Why an answer is not the file that was listed; None where it is one."""
    if not response.body:
        return Refusal("failed", "empty", "网站返回空文件；请稍后重跑，或在浏览器中核对")
    media_type = sniff(response.body)
    if media_type == HTML:
        text = decode_page(response.body)
        if refusal := refusals.of_answer(response, text):
            return refusal
        return Refusal(
            "failed",
            "html_as_file",
            "附件地址返回的是网页，不是文件，未归档；请在浏览器中核对原链接",
        )
    if media_type == EXECUTABLE:
        return Refusal("failed", "executable", "附件地址返回的是可执行程序，未归档；请勿打开")
    return None
