"""A dedicated budget platform: a hub of departments, articles in a frame, filedown scripts."""

from __future__ import annotations

from html import escape
from urllib.parse import quote

from .site import NOTICE, ROBOTS, Notice, Site, head, link

ENTRY = "/bmys/index.html"
#: For the registry: where the hub and the lists keep their links.
LAYOUT = {
    "sub_lists": "//div[@class='rt-yus dangw']/ul/li/a",
    "rows": "//div[@class='rt-yus trout-region-list']/ul/li/a",
}


def page_path(notice: Notice) -> str:
    return f"/gkxxzl/budget/{notice.number}.html"


def file_path(notice: Notice, n: int) -> str:
    """What the page's script opens; the name stands in the query, twice."""
    file = notice.files[n]
    stored = f"bbsb/{notice.published[:4]}/{notice.day}/{notice.number}/{file.name}"
    return f"/gkxxzl/filedown?WJCFLJ={quote(stored, safe='/')}&WJMC={quote(file.name)}"


def _list_path(source: str, sources: list[str]) -> str:
    return f"/bmys/{sources.index(source) + 1:03d}/index.html"


def _detail(site: Site, notice: Notice) -> str:
    year = notice.published[:4]
    rows = ""
    for n, file in enumerate(notice.files):
        target = escape(file_path(notice, n).removeprefix("/gkxxzl/"))
        rows += (
            '<tr><td>附件下载：</td><td><a href="javascript:void(0)" '
            f"onclick=\"location.href=encodeURI('../{target}');\">{escape(file.name)}</a></td></tr>"
        )
    return (
        head(site, notice.title, notice) + f'<body><p>{NOTICE}</p><div id="ivs_content">'
        f'<iframe src="../html/{year}\\{notice.number}.html" id="external-frame"></iframe>'
        f"<table>{rows}</table></div></body></html>\n"
    )


def pages(site: Site) -> dict[str, bytes]:
    """Every answer of the portal."""
    sources = sorted({n.source for n in site.notices})
    hub = "".join(
        f"<li>{link(_list_path(s, sources), s, f'title={chr(34)}{escape(s)}{chr(34)}')}</li>"
        for s in sources
    )
    text = (
        head(site, site.title) + f'<body><p>{NOTICE}</p><a href="/other.html">无关链接</a>'
        f'<div class="rt-yus dangw"><ul>{hub}</ul></div></body></html>\n'
    )
    out = {"/robots.txt": ROBOTS, ENTRY: text.encode()}
    for source in sources:
        rows = "".join(
            f"<li>{link(page_path(n), n.title)}<span>{n.published}</span></li>"
            for n in site.notices
            if n.source == source
        )
        text = (
            head(site, source)
            + f'<body><div class="rt-yus trout-region-list"><ul>{rows}</ul></div>'
            "</body></html>\n"
        )
        out[_list_path(source, sources)] = text.encode()
    for notice in site.notices:
        if notice.is_dead:
            continue
        out[page_path(notice)] = _detail(site, notice).encode()
        frame = f"<html><body><p>{escape(notice.body)}</p></body></html>"
        out[f"/gkxxzl/html/{notice.published[:4]}/{notice.number}.html"] = frame.encode()
        for n, file in enumerate(notice.files):
            out[file_path(notice, n)] = file.data
    return out | site.extra
