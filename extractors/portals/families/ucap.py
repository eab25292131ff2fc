"""UCAP (开普): ``/{site}/c{column}/common_list.shtml``, pages ``common_list_2.shtml`` ...

Rows lead to ``/{site}/c119176/202603/{32 hex}.shtml`` or, newer,
``/{site}/c100010/2026-03/27/content_1234.shtml``; files lie below the detail's own
hash.  Some columns are filled by ``/common/search/{column}`` (JSON) instead.
"""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from extractors.portals.details import parse_detail
from extractors.portals.families.rows import anchor_rows
from extractors.portals.pages import (
    DetailPage,
    ListPage,
    ListRow,
    absolute,
    clean,
    html_selector,
    is_file,
    parse_date,
)
from extractors.portals.paging import numbered_pages
from extractors.portals.registry_model import Portal

_DETAIL = re.compile(
    r"/c\d+/(?:\d{6}/[0-9a-f]{32}|(20\d\d)-(\d\d)/(\d\d)/(?:content_\d+|[0-9a-f]{32}))\.s?html$"
)


class Ucap:
    """UCAP."""

    def list_page(self, html: str, url: str, portal: Portal) -> ListPage:
        """Rows of a static list, or of the JSON that fills one."""
        if html.lstrip().startswith("{"):
            return _search_page(json.loads(html), url)
        rows = anchor_rows(
            html_selector(html).xpath("//a[@href]"),
            url,
            lambda target: bool(_DETAIL.search(urlsplit(target).path)) or is_file(target),
            _date_of_path,
        )
        return ListPage(rows, numbered_pages(html, url, first_suffix=2))

    def detail_page(self, html: str, url: str) -> DetailPage:
        """Attachments are relative to the page: ``{hash}/files/{hash}.xlsx``."""
        return parse_detail(html, url)


def _search_page(answer: dict[str, Any], url: str) -> ListPage:
    data = answer.get("data") or {}
    rows = []
    for result in data.get("results") or []:
        target = absolute(url, str(result.get("url") or ""))
        title = clean(html_selector(str(result.get("title") or " ")).xpath("string()").get())
        if target and title:
            rows.append(ListRow(title, target, parse_date(str(result.get("publishedTimeStr")))))
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    page = int(query.get("page") or 1)
    size = int(query.get("_pageSize") or data.get("rows") or len(rows) or 1)
    pages = -(-int(data.get("total") or 0) // size)
    others = tuple(
        parts._replace(query=urlencode({**query, "page": n})).geturl()
        for n in range(1, pages + 1)
        if n != page
    )
    return ListPage(tuple(rows), others)


def _date_of_path(url: str) -> date | None:
    match = _DETAIL.search(urlsplit(url).path)
    return parse_date("-".join(match.groups())) if match and match.group(1) else None
