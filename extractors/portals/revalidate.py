"""Pages are asked for again only if they changed: If-None-Match, If-Modified-Since.

Scrapy's own cache answers in place of a portal that is down, refuses or breaks, which
would make yesterday's list today's.  Here a stored page is used for one reason alone:
the portal itself said, just now, that the page is still the same (304).
"""

from __future__ import annotations

import json
import os
import time
import zlib
from dataclasses import dataclass
from pathlib import Path

from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Headers, Request, Response
from scrapy.responsetypes import responsetypes

from extractors.atomic import atomic_write

#: Response header that identifies a state of the page -> header that asks whether it changed.
_CONDITIONS = {"ETag": "If-None-Match", "Last-Modified": "If-Modified-Since"}
_STORED = "stored_page"
#: A stored page that was used is marked as such after this time, not at every use.
_TOUCH_AFTER_S = 24 * 3600.0


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it came: headers (lower-case names) and body, both as on the wire."""

    url: str
    headers: dict[str, str]
    body: bytes


class PageStore:
    """One file per page below ``folder``; a damaged file counts as none."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / key

    def read(self, key: str) -> Page | None:
        """The stored page, or None.  Its file's time says when it was last of use."""
        path = self._path(key)
        try:
            head, body = zlib.decompress(path.read_bytes()).split(b"\n", 1)
            page = Page(body=body, **json.loads(head))
            if time.time() - path.stat().st_mtime > _TOUCH_AFTER_S:
                os.utime(path)
        except (FileNotFoundError, zlib.error, ValueError, TypeError):
            return None
        return page

    def write(self, key: str, page: Page) -> None:
        """Keep a page; what it replaces is replaced at once or not at all."""
        head = json.dumps({"url": page.url, "headers": page.headers}).encode()
        with atomic_write(self._path(key), durable=False) as stream:
            stream.write(zlib.compress(head + b"\n" + page.body, 1))

    def forget(self, key: str) -> None:
        """Drop a page that is no longer what the portal has."""
        self._path(key).unlink(missing_ok=True)


class RevalidateMiddleware:
    """Asks conditionally for pages that are stored; a 304 becomes the stored page."""

    def __init__(self, crawler: Crawler, folder: Path) -> None:
        self.crawler = crawler
        self.store = PageStore(folder)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> RevalidateMiddleware:
        """Not for crawls without a folder: files have the archive's own conditions."""
        folder = crawler.settings.get("MINGZHANG_PAGES")
        if not folder:
            raise NotConfigured
        return cls(crawler, Path(folder))

    def _key(self, request: Request) -> str:
        return self.crawler.request_fingerprinter.fingerprint(request).hex()

    def process_request(self, request: Request) -> None:
        """Add the conditions; those of a page that redirected here are not this page's."""
        request.meta.pop(_STORED, None)
        for condition in _CONDITIONS.values():
            request.headers.pop(condition, None)
        page = self.store.read(self._key(request))
        if page is None:
            return
        request.meta[_STORED] = page
        for validator, condition in _CONDITIONS.items():
            if value := page.headers.get(validator.lower()):
                request.headers[condition] = value

    def process_response(self, request: Request, response: Response) -> Response:
        """The stored page where the portal says that it is still that; else keep the new one."""
        page: Page | None = request.meta.pop(_STORED, None)
        if response.status == 304 and page is not None:
            headers = Headers({k: v.encode("latin-1") for k, v in page.headers.items()})
            kind = responsetypes.from_args(headers=headers, url=page.url, body=page.body)
            return kind(page.url, headers=headers, body=page.body, flags=["unchanged"])
        if response.status == 200 and not _may_be_stored(response):
            self.store.forget(self._key(request))
        elif response.status == 200:
            values = {k: b",".join(response.headers.getlist(k)) for k in response.headers}
            kept = {k.decode("latin-1").lower(): v.decode("latin-1") for k, v in values.items()}
            self.store.write(self._key(request), Page(request.url, kept, response.body))
        return response


def _may_be_stored(response: Response) -> bool:
    has_validator = any(response.headers.get(name) for name in _CONDITIONS)
    return has_validator and b"no-store" not in (response.headers.get("Cache-Control") or b"")
