"""TRS WCM: static pages, list pagination written by ``createPageHTML`` in the browser.

List: ``index.html``, then ``index_1.html`` ... ``index_{n-1}.html``.  Detail:
``t{yyyymmdd}_{id}.html`` with files beside it (``W0...`` or ``P0...``), linked by
href or only by an onclick handler.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from urllib.parse import urlsplit

from extractors.portals.details import parse_detail
from extractors.portals.families.rows import anchor_rows
from extractors.portals.pages import DetailPage, ListPage, html_selector, is_file
from extractors.portals.paging import numbered_pages
from extractors.portals.registry_model import Portal

_DETAIL = re.compile(r"/t((?:20|19)\d{6})_\d+\.s?html?$", re.IGNORECASE)


class Trs:
    """TRS WCM."""

    def list_page(self, html: str, url: str, portal: Portal) -> ListPage:
        """Rows are links to details and files; the pager tells the other pages."""
        rows = anchor_rows(
            html_selector(html).xpath("//a[@href]"),
            url,
            lambda target: bool(_DETAIL.search(urlsplit(target).path)) or is_file(target),
            _date_of_path,
        )
        return ListPage(rows, numbered_pages(html, url, first_suffix=1))

    def detail_page(self, html: str, url: str) -> DetailPage:
        """Files beside the page; its name holds the date where nothing else does."""
        page = parse_detail(html, url)
        published = page.published_on or _date_of_path(url)
        return replace(page, published_on=published)


def _date_of_path(url: str) -> date | None:
    if match := _DETAIL.search(urlsplit(url).path):
        digits = match.group(1)
        try:
            return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
        except ValueError:
            return None
    return None
