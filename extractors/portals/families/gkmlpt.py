"""广东 gkmlpt (政府信息公开目录平台): a shell of a page and a JSON interface.

``/gkmlpt/index`` holds ``window._CONFIG`` with the site number (SID) and the tree of
columns (TREE); ``{site}/gkmlpt/api/all/{column}?page=1&sid={SID}`` lists the articles
of a column.  An article's page brings its text as data (DETAIL) or, in the classic
layout, as HTML with attachments under ``/attachment/``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from extractors.portals.details import parse_detail
from extractors.portals.pages import (
    DetailPage,
    FileLink,
    ListPage,
    ListRow,
    absolute,
    clean,
    html_selector,
    parse_date,
)
from extractors.portals.registry_model import Portal

_SID = re.compile(r"\bSID\s*:\s*['\"]?(\d+)")
_API = re.compile(r"/gkmlpt/api/all/\d+$")
#: Columns of the tree that hold disclosures of budgets and final accounts.
_COLUMN = re.compile(r"预决算|预算|决算|三公|财政资金|财政信息")
_DATES = ("display_publish_time", "publish_time", "published_at", "created_at", "date")


class Gkmlpt:
    """广东 gkmlpt."""

    def list_page(self, html: str, url: str, portal: Portal) -> ListPage:
        """The columns of the tree that concern budgets, or one page of a column."""
        if _API.search(urlsplit(url).path):
            return _articles(json.loads(html), url)
        return ListPage((), tuple(_columns(html, url)))

    def detail_page(self, html: str, url: str) -> DetailPage:
        """Files of the article's text (DETAIL.content) and of the page itself."""
        detail = _config_value(html, "DETAIL") or {}
        content = str(detail.get("content") or "")
        page = parse_detail(html, url, content or None)
        files = list(page.files)
        for attachment in detail.get("attachments") or []:
            target = absolute(url, str(attachment.get("url") or ""))
            if target and target not in {f.url for f in files}:
                files.append(FileLink(target, clean(str(attachment.get("name") or ""))))
        title = clean(str(detail.get("title") or "")) or page.title
        published = page.published_on or _date_of(detail)
        return replace(page, title=title, published_on=published, files=tuple(files))


def _config_value(html: str, name: str) -> Any:
    """A value of ``window._CONFIG`` that is JSON (TREE, DETAIL); None where there is none."""
    match = re.search(rf"\b{name}\s*:\s*(?=[\[{{])", html)
    if match is None:
        return None
    try:
        return json.JSONDecoder().raw_decode(html, match.end())[0]
    except json.JSONDecodeError:
        return None


def _columns(html: str, url: str) -> Iterator[str]:
    sid = _SID.search(html)
    base = url.split("/gkmlpt/", 1)[0]
    if sid is None:
        return
    waiting = list(_config_value(html, "TREE") or [])
    while waiting:
        column = waiting.pop(0)
        children = column.get("children") or []
        if _COLUMN.search(str(column.get("name"))) and not column.get("jump_url"):
            yield f"{base}/gkmlpt/api/all/{int(column['id'])}?{urlencode({'page': 1, 'sid': sid.group(1)})}"
        waiting.extend(children)


def _articles(answer: dict[str, Any], url: str) -> ListPage:
    articles = answer.get("articles") or []
    rows = []
    for article in articles:
        target = absolute(url, str(article.get("url") or ""))
        title = clean(html_selector(str(article.get("title") or " ")).xpath("string()").get())
        if target and title:
            rows.append(ListRow(title, target, _date_of(article)))
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    page = int(query.get("page") or 1)
    following = parts._replace(query=urlencode({**query, "page": page + 1})).geturl()
    total = answer.get("total")
    if not articles or (isinstance(total, int) and page == 1 and total <= len(articles)):
        return ListPage(tuple(rows))
    return ListPage(tuple(rows), maybe_pages=(following,))


def _date_of(article: dict[str, Any]) -> date | None:
    """Date of an article: text, or seconds since 1970 (days are those of China)."""
    for name in _DATES:
        value = article.get(name)
        if isinstance(value, int) and value > 0:
            return (datetime.fromtimestamp(value, UTC) + timedelta(hours=8)).date()
        if found := parse_date(str(value or "")):
            return found
    return None
