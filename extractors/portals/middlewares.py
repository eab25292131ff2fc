"""Scrapy's own middlewares, a little stricter: exact hosts, checked redirects, back-off."""

from __future__ import annotations

import asyncio
from typing import Any
from urllib.parse import urlsplit

from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.offsite import OffsiteMiddleware
from scrapy.downloadermiddlewares.redirect import MetaRefreshMiddleware, RedirectMiddleware
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.exceptions import IgnoreRequest, NotConfigured
from scrapy.http import Request, Response
from twisted.internet.error import DNSLookupError

from extractors.portals.guard import PublicOnlyResolver

#: Back-off in units of the portal's own delay, doubled at each attempt.
BACKOFF_NO_ANSWER = 1.0
BACKOFF_SERVER_ERROR = 2.0
BACKOFF_TOO_MANY = 15.0
#: Never wait longer than this before asking again, whatever the portal says.
MAX_BACKOFF_S = 300.0


class LoopbackMiddleware:
    """Everything that is asked for a portal on loopback, robots.txt too, is asked of that
    server, and of nobody else.  The setting MINGZHANG_LOOPBACK is its address."""

    def __init__(self, address: str) -> None:
        self.address = address

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> LoopbackMiddleware:
        """Only for portals on loopback; the others ask as the environment's proxies say."""
        address = crawler.settings.get("MINGZHANG_LOOPBACK")
        if not address:
            raise NotConfigured
        return cls(address)

    def process_request(self, request: Request) -> None:
        """Before Scrapy's own proxies, which leave alone what has one."""
        request.meta["proxy"] = self.address


class ForeignHostError(IgnoreRequest):
    """A redirect to a host that the registry entry does not name."""


class ExactHostMiddleware(OffsiteMiddleware):
    """The registry's hosts and nothing else: not their subdomains either."""

    def should_follow(self, request: Request, spider: Any) -> bool:
        return urlsplit(request.url).hostname in spider.allowed_domains


def _checked(request: Request, result: Request | Response, spider: Any) -> Request | Response:
    """A redirect that stays on the registry's hosts; raises ForeignHostError.

    Scrapy drops the others without a word when they are scheduled.
    """
    if isinstance(result, Request) and result is not request:
        host = urlsplit(result.url).hostname
        if host not in spider.allowed_domains:
            raise ForeignHostError(result.url)
        # Or a redirect to a page seen before, a loop of one included, would vanish as a duplicate.
        result.dont_filter = True
    return result


class CheckedRedirectMiddleware(RedirectMiddleware):
    """Redirects by status, checked."""

    def process_response(  # type: ignore[override]
        self, request: Request, response: Response
    ) -> Request | Response:
        result = super().process_response(request, response)
        return _checked(request, result, self.crawler.spider)


class CheckedMetaRefreshMiddleware(MetaRefreshMiddleware):
    """Redirects by <meta http-equiv=refresh>, checked."""

    def process_response(  # type: ignore[override]
        self, request: Request, response: Response
    ) -> Request | Response:
        result = super().process_response(request, response)
        return _checked(request, result, self.crawler.spider)


class BackoffRetryMiddleware(RetryMiddleware):
    """Scrapy's retries, each after a pause that depends on what went wrong.

    No answer: the portal's delay, doubled each time; a server error: twice that;
    429 and whatever comes with Retry-After: much longer, or what the portal asks for.
    """

    unit_s: float

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> BackoffRetryMiddleware:
        made: BackoffRetryMiddleware = super().from_crawler(crawler)
        made.unit_s = crawler.settings.getfloat("DOWNLOAD_DELAY")
        return made

    async def process_response(  # type: ignore[override]
        self, request: Request, response: Response
    ) -> Request | Response:
        result = super().process_response(request, response)
        if isinstance(result, Request):
            factor = BACKOFF_TOO_MANY if response.status == 429 else BACKOFF_SERVER_ERROR
            asked = response.headers.get("Retry-After")
            await self._pause(result, factor, asked)
        return result

    async def process_exception(  # type: ignore[override]
        self, request: Request, exception: Exception
    ) -> Request | Response | None:
        host = urlsplit(request.url).hostname
        if isinstance(exception, DNSLookupError) and host in PublicOnlyResolver.refused:
            return None  # it will not resolve elsewhere the next time
        result = super().process_exception(request, exception)
        if isinstance(result, Request):
            await self._pause(result, BACKOFF_NO_ANSWER, None)
        return result

    async def _pause(self, request: Request, factor: float, asked: bytes | None) -> None:
        attempt = int(request.meta.get("retry_times", 1))
        pause = self.unit_s * factor * 2 ** (attempt - 1)
        if asked and asked.strip().isdigit():
            pause = max(pause, float(asked))
        await asyncio.sleep(min(pause, MAX_BACKOFF_S))
