"""Hanweb (大汉): records in a datastore, further ones by dataproxy.jsp; downfile.jsp."""

from __future__ import annotations

from html import escape
from urllib.parse import urlencode

from .site import NOTICE, ROBOTS, Notice, Site, digest, head, link

COLUMN_ID, UNIT_ID, WEB_ID = "1229029118", "4646", "15"
ENTRY = f"/col/col{COLUMN_ID}/index.html"
PROXY = "/module/web/jpage/dataproxy.jsp"
GROUP = 3


def page_path(notice: Notice) -> str:
    year, month, day = (int(x) for x in notice.published.split("-"))
    return f"/art/{year}/{month}/{day}/art_{COLUMN_ID}_{notice.number}.html"


def file_path(notice: Notice, n: int) -> str:
    """A download script; ``showname`` is for people, ``filename`` finds the file."""
    file = notice.files[n]
    query = urlencode(
        {
            "classid": 0,
            "showname": file.name,
            "filename": digest(f"file {notice.number} {n}") + file.suffix,
        }
    )
    return f"/module/download/downfile.jsp?{query}"


def _record(notice: Notice) -> str:
    anchor = link(page_path(notice), notice.title, f'title="{escape(notice.title)}"')
    return f"<record><![CDATA[<li><span>{notice.published}</span>{anchor}</li>]]></record>"


def _datastore(site: Site, records: str) -> str:
    ids = f"columnid={COLUMN_ID}&unitid={UNIT_ID}&webid={WEB_ID}"
    group = f'<a href="{PROXY}?page=1&appid=1&path=/&{ids}"></a>'
    return (
        f"<datastore>\n<nextgroup><![CDATA[{group}]]></nextgroup>\n"
        f"<totalrecord>{len(site.notices)}</totalrecord>\n"
        f"<recordset>\n{records}\n</recordset>\n</datastore>"
    )


def _detail(site: Site, notice: Notice) -> str:
    links = "".join(
        f"<p>{link(file_path(notice, n), f.name)}</p>" for n, f in enumerate(notice.files)
    )
    return (
        head(site, notice.title, notice)
        + f'<body><p>{NOTICE}</p><div id="zoom"><!--ZJEG_RSS.content.begin-->'
        f"<p>{escape(notice.body)}</p>{links}<!--ZJEG_RSS.content.end--></div></body></html>\n"
    )


def pages(site: Site) -> dict[str, bytes]:
    """Every answer of the portal."""
    size = site.per_page * GROUP
    first, total = site.notices[:size], len(site.notices)
    script = (
        f'<script>$("#{UNIT_ID}").jpage({{showmode:2, totalRecord:{total}, perPage:{site.per_page},'
        f" groupSize:{GROUP}, proxyUrl:'{PROXY}'}});</script>"
    )
    listing = (
        head(site, site.column) + f'<body><p>{NOTICE}</p><a href="/art/2020/1/1/art_1_1.html">网站'
        f'介绍</a><div id="{UNIT_ID}"><script type="text/xml">'
        f"{_datastore(site, ''.join(map(_record, first)))}</script></div>{script}</body></html>\n"
    )
    out = {"/robots.txt": ROBOTS, ENTRY: listing.encode()}
    for start in range(1 + size, total + 1, size):
        end = min(start + size - 1, total)
        query = urlencode({"startrecord": start, "endrecord": end, "perpage": site.per_page})
        more = {"appid": 1, "path": "/", "columnid": COLUMN_ID, "unitid": UNIT_ID, "webid": WEB_ID}
        records = "".join(map(_record, site.notices[start - 1 : end]))
        out[f"{PROXY}?{query}&{urlencode(more)}"] = _datastore(site, records).encode()
    for notice in site.notices:
        if notice.is_dead:
            continue
        out[page_path(notice)] = _detail(site, notice).encode()
        for n, file in enumerate(notice.files):
            out[file_path(notice, n)] = file.data
    return out | site.extra
