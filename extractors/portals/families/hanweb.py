"""Hanweb (大汉) jcms and jpaas.

jcms: ``/col/col1229029118/index.html`` holds a ``<datastore>`` of records, each an
HTML fragment in CDATA; further records come from ``dataproxy.jsp`` by number of
record.  jpaas: the list is not in the page; a script element names the unit that
``/api-gateway/jpaas-publish-server/front/page/build/unit`` builds (JSON with HTML).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from urllib.parse import parse_qsl, urlencode, urlsplit

from extractors.portals.details import parse_detail
from extractors.portals.families.rows import anchor_rows
from extractors.portals.pages import DetailPage, ListPage, ListRow, absolute, html_selector
from extractors.portals.registry_model import Portal

_DETAIL = re.compile(r"/art/(20\d\d)/(?:(\d{1,2})/(\d{1,2})/)?art_(?:\d+_\d+|[0-9a-f]{32})\.html?$")
_RECORD = re.compile(r"<record>\s*<!\[CDATA\[(.*?)\]\]>\s*</record>", re.DOTALL | re.IGNORECASE)
_GROUP = re.compile(
    r"<nextgroup>\s*<!\[CDATA\[.*?href=[\"']([^\"']+)[\"'].*?\]\]>", re.DOTALL | re.IGNORECASE
)
_TOTAL = re.compile(r"(?:totalRecord\s*[:=]\s*[\"']?|<totalrecord>\s*)(\d+)", re.IGNORECASE)
_PER_PAGE = re.compile(r"perPage\s*[:=]\s*[\"']?(\d+)", re.IGNORECASE)
_GROUP_SIZE = re.compile(r"groupSize\s*[:=]\s*[\"']?(\d+)", re.IGNORECASE)
_IDS = ("columnid", "unitid", "webid")
#: Rows that one page of a jpaas unit holds where its address does not say.
_UNIT_PAGE = 15


class Hanweb:
    """Hanweb jcms and jpaas."""

    def list_page(self, html: str, url: str, portal: Portal) -> ListPage:
        """A page of records, an answer of dataproxy.jsp, or a unit built by the API."""
        if html.lstrip().startswith("{"):
            return _unit_page(html, url)
        records = _RECORD.findall(html)
        # The page has the links of its menus as well: where there are records, only they count.
        rows = _rows("\n".join(records) if records else html, url)
        return ListPage(rows, tuple(_further_records(html, url)), tuple(_units(html, url)))

    def detail_page(self, html: str, url: str) -> DetailPage:
        """Attachments by ``/module/download/downfile.jsp?filename=...`` or plain links."""
        return parse_detail(html, url)


def _rows(html: str, url: str) -> tuple[ListRow, ...]:
    return anchor_rows(
        html_selector(html or "<p/>").xpath("//a[@href]"),
        url,
        lambda target: bool(_DETAIL.search(urlsplit(target).path)),
        _date_of_path,
    )


def _further_records(html: str, url: str) -> Iterator[str]:
    """Addresses of the records that the page does not hold."""
    group = _GROUP.search(html)
    if group is None:
        return
    proxy = absolute(url, group.group(1).replace("&amp;", "&"))
    if proxy is None:
        return
    parts = urlsplit(proxy)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    total = _TOTAL.search(html)
    if total is None or not all(query.get(k) for k in _IDS):
        yield proxy  # ids are encrypted, or the length is not said: one group leads to the next
        return
    per_page = int(m.group(1)) if (m := _PER_PAGE.search(html)) else 15
    size = per_page * (int(m.group(1)) if (m := _GROUP_SIZE.search(html)) else 3)
    kept = {k: v for k, v in query.items() if k not in {"page", "startrecord", "endrecord"}}
    for start in range(1, int(total.group(1)) + 1, size):
        if start > 1:
            end = min(start + size - 1, int(total.group(1)))
            span = {"startrecord": start, "endrecord": end, "perpage": per_page}
            yield parts._replace(query=urlencode({**span, **kept})).geturl()


def _units(html: str, url: str) -> Iterator[str]:
    """Addresses of the units that unitbuild.js would load into the page."""
    for script in html_selector(html).xpath("//script[contains(@src, 'unitbuild')]"):
        # HTML attributes have no case: queryData arrives as querydata.
        text = script.attrib.get("querydata") or script.attrib.get("queryData") or ""
        api = absolute(url, script.attrib.get("url") or "")
        pairs = dict(re.findall(r"'([^']*)'\s*:\s*'([^']*)'", text))
        if api and pairs:
            yield f"{api}?{urlencode(pairs)}"


def _unit_page(text: str, url: str) -> ListPage:
    """Rows of one unit; a full page may be followed by another."""
    data = json.loads(text).get("data") or {}
    rows = _rows(str(data.get("html") or "") if isinstance(data, dict) else "", url)
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    paging = json.loads(query.get("paramJson") or "{}")
    size = int(paging.get("pageSize") or _UNIT_PAGE)
    if len(rows) < size:
        return ListPage(rows)
    following = {"pageNo": int(paging.get("pageNo") or 1) + 1, "pageSize": size}
    query["paramJson"] = json.dumps(following, separators=(",", ":"))
    return ListPage(rows, maybe_pages=(parts._replace(query=urlencode(query)).geturl(),))


def _date_of_path(url: str) -> date | None:
    match = _DETAIL.search(urlsplit(url).path)
    if match is None or match.group(2) is None:
        return None
    try:
        return date(int(match.group(1)), int(match.group(2)), int(match.group(3)))
    except ValueError:
        return None
