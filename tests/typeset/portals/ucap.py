"""UCAP (开普): common_list.shtml, common_list_2.shtml, details and files named by hashes."""

from __future__ import annotations

from html import escape

from .site import NOTICE, ROBOTS, Notice, Site, digest, head, link

SITE, CHANNEL = "slsczj", "c119176"
ENTRY = f"/{SITE}/{CHANNEL}/common_list.shtml"


def page_path(notice: Notice) -> str:
    return f"/{SITE}/{CHANNEL}/{notice.day[:6]}/{notice.hash}.shtml"


def file_path(notice: Notice, n: int) -> str:
    """Below the page's own hash; the name says nothing."""
    name = digest(f"file {notice.number} {n}") + notice.files[n].suffix
    return f"/{SITE}/{CHANNEL}/{notice.day[:6]}/{notice.hash}/files/{name}"


def _detail(site: Site, notice: Notice) -> str:
    links = "".join(
        '<p><img src="/default/images/icon16/pdf.gif">'
        + link(
            file_path(notice, n).rsplit("/", 3)[-3] + "/" + file_path(notice, n).split("/", 5)[-1],
            f.name[: -len(f.suffix)],
            'target="_blank" type="file"',
        )
        + "</p>"
        for n, f in enumerate(notice.files)
    )
    return (
        head(site, notice.title, notice)
        + f"<body><p>{NOTICE}</p><h1>{escape(notice.title)}</h1><div>发布日期：{notice.published}"
        f"</div>\n<UCAPCONTENT><p>{escape(notice.body)}</p>{links}</UCAPCONTENT></body></html>\n"
    )


def pages(site: Site) -> dict[str, bytes]:
    """Every answer of the portal."""
    out = {"/robots.txt": ROBOTS}
    chunks = site.chunks()
    website = f'<meta name="website" websiteId="{digest(site.host)}" websiteCode="{SITE}">\n'
    for k, chunk in enumerate(chunks, 1):
        rows = "\n".join(
            f'<li>\n<a href="{page_path(n)}" target="_blank" title=\'{escape(n.title)}\'  >'
            f"{escape(n.title[:18])}\n<span>\n    {n.published}\n</span>\n</li>"
            for n in chunk
        )
        text = (
            head(site, site.title, more=website)
            + f'<body><p>{NOTICE}</p><div class="ztzl-com-list-b"><ul>\n{rows}\n</ul></div>\n'
            f"<script>createPageHTML('page_div',{len(chunks)}, {k},'common_list','shtml',"
            f"{len(site.notices)});</script>\n</body></html>\n"
        )
        name = "common_list.shtml" if k == 1 else f"common_list_{k}.shtml"
        out[f"/{SITE}/{CHANNEL}/{name}"] = text.encode()
    for notice in site.notices:
        if notice.is_dead:
            continue
        out[page_path(notice)] = _detail(site, notice).encode()
        for n, file in enumerate(notice.files):
            out[file_path(notice, n)] = file.data
    return out | site.extra
