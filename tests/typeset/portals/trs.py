"""TRS WCM: createPageHTML lists, ``t{date}_{id}.html``, files beside the page."""

from __future__ import annotations

from html import escape

from .site import NOTICE, ROBOTS, Attachment, Notice, Site, head, link

FOLDER = "czyjs/bmys"
ENTRY = f"/{FOLDER}/index.html"
#: The ways in which TRS sites link a file; a page uses that of its number.
STYLES = ("href", "onclick", "box", "appendix")

PAGER = """<script>
function createPageHTML(_nPageCount, _nCurrIndex, _sPageName, _sPageExt){
    if(_nPageCount == null || _nPageCount<=1){ return; }
    for(var i=0;i<_nPageCount;i++){
        var name = _sPageName + (i ? "_" + i : "") + "." + _sPageExt;
        document.write('<a href="' + name + '">[' + (i+1) + ']</a> ');
    }
}
</script>
"""


def file_name(notice: Notice, n: int) -> str:
    """`W0` (older sites) or `P0`, the date, twelve digits."""
    letter = "WP"[notice.number % 2]
    return f"{letter}0{notice.day}{notice.number * 10 + n:012d}{notice.files[n].suffix}"


def folder(notice: Notice) -> str:
    return f"{FOLDER}/{notice.day[:6]}"


def page_name(notice: Notice) -> str:
    return f"t{notice.day}_{notice.number}.html"


def _attachment(notice: Notice, n: int, file: Attachment) -> str:
    address, name = f"./{file_name(notice, n)}", escape(file.name)
    style = STYLES[notice.number // 4 % len(STYLES)]
    if style == "onclick":
        call = f"downloadFj('{name}','{address}')"
        return f'<li><a style="cursor: pointer;" onclick="{call}">{name}</a></li>'
    if style == "box":
        return f"<li><a href='{address}' target='_blank'>{name}</a></li>"
    if style == "appendix":
        return (
            f'<p><a appendix="true" data-appendix="true" needdownload="true" href="{address}"'
            f' title="{name}"><img src="/images/icon.gif"></a></p>'
        )
    return f'<li><a href="{address}" target="_blank">{name}</a></li>'


def _detail(site: Site, notice: Notice) -> str:
    files = "".join(_attachment(notice, n, f) for n, f in enumerate(notice.files))
    box = '<span class="zh-fujian-box">附件：</span><ul>' + files + "</ul>" if files else ""
    return (
        head(site, notice.title, notice) + f"<body><p>{NOTICE}</p>\n<h2>{escape(notice.title)}</h2>"
        f'\n<div class="info">发布日期：{notice.published}　来源：{escape(notice.source)}</div>\n'
        f'<meta name="ContentStart"><div class="TRS_Editor" id="Zoom"><p>{escape(notice.body)}</p>'
        f'</div><meta name="ContentEnd">\n<div class="article_attachment">{box}</div>\n'
        "</body></html>\n"
    )


def pages(site: Site) -> dict[str, bytes]:
    """Every answer of the portal."""
    out = {"/robots.txt": ROBOTS}
    chunks = site.chunks()
    for k, chunk in enumerate(chunks):
        rows = "\n".join(
            f'<li><span class="date">{n.published}</span>'
            + link(f"./{n.day[:6]}/{page_name(n)}", n.title)
            + "</li>"
            for n in chunk
        )
        text = (
            head(site, site.column) + f'<body><p>{NOTICE}</p><ul class="czys_listCount_list">\n'
            f'{rows}\n</ul>\n{PAGER}<div class="pagediv"><script>createPageHTML({len(chunks)}, {k},'
            ' "index", "html");</script></div>\n</body></html>\n'
        )
        out[f"/{FOLDER}/index{f'_{k}' if k else ''}.html"] = text.encode()
    for notice in site.notices:
        if notice.is_dead:
            continue
        out[f"/{folder(notice)}/{page_name(notice)}"] = _detail(site, notice).encode()
        for n, file in enumerate(notice.files):
            out[f"/{folder(notice)}/{file_name(notice, n)}"] = file.data
    return out | site.extra
