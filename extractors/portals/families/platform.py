"""Portals with a markup of their own: dedicated budget platforms and hand-made lists.

What they share is plain HTML; where the links stand is told by the registry
entry's ``layout`` (XPaths).  The central platform of the Ministry of Finance, the
hub of 上海 and the platform of 宁波 (articles in a frame, whose path is written with
a backslash) are such portals.
"""

from __future__ import annotations

from extractors.portals.details import parse_detail
from extractors.portals.families.rows import anchor_rows
from extractors.portals.pages import DetailPage, ListPage, absolute, html_selector
from extractors.portals.paging import numbered_pages
from extractors.portals.registry_model import Layout, Portal


class Platform:
    """Lists described by the registry entry."""

    def list_page(self, html: str, url: str, portal: Portal) -> ListPage:
        """Links by XPath; ``createPageHTML`` is understood as well."""
        layout = portal.layout or Layout()
        selector = html_selector(html)
        pages = list(numbered_pages(html, url, first_suffix=1))
        for path in (layout.sub_lists, layout.next_pages):
            if path:
                hrefs = (a.attrib.get("href") or "" for a in selector.xpath(path))
                pages += [target for h in hrefs if h and (target := absolute(url, h))]
        others = dict.fromkeys(p for p in pages if p != url)
        rows = anchor_rows(selector.xpath(layout.rows), url, lambda target: target not in others)
        return ListPage(rows, tuple(others))

    def detail_page(self, html: str, url: str) -> DetailPage:
        """Files, frames, or an address as the only text."""
        return parse_detail(html, url)
