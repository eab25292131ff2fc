"""Static pages of a portal built with TRS WCM (createPageHTML lists, ./P0….pdf attachments)."""

from __future__ import annotations

from html import escape
from string import Template

from .catalog import ENTRIES, Entry

SITE = "示例市财政预决算公开平台"
SITE_ID = "9900000001"
COLUMN = "部门（单位）预算"
LIST_FOLDER = "czyjs/bmys"
ROWS_PER_PAGE = 7

#: A row whose page is gone (the address answers 404), and one whose page has no file.
DEAD = ("2023-02-28", "./202302/t20230228_9099.html", "示例市已撤并单位2023年单位预算公开")
STUB = ("2024-03-01", "202403/t20240301_10099.html", "关于2024年部门预算公开时间的通知")

HEAD = Template("""<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="UTF-8">
<meta name="SiteName" content="$site">
<meta name="SiteDomain" content="demo.mingzhang.example">
<meta name="SiteIDCode" content="$site_id">
<meta name="ColumnName" content="$column">
<meta name="ColumnType" content="$column">
$more<title>$title</title>
</head>
<body>
<h1>$site</h1>
<p class="notice">演示门户：页面与文件由本项目生成，不是任何机关的网站。</p>
""")

LIST = Template("""<div class="position">当前位置：<a href="./index.html">$column</a></div>
<ul class="czys_listCount_list">
$rows
</ul>
<script>
function createPageHTML(count, current, name, ext) {
  for (var i = 0; i < count; i++) {
    var href = name + (i ? "_" + i : "") + "." + ext;
    document.write(i === current ? "[" + (i + 1) + "] " : '<a href="' + href + '">[' + (i + 1) + "]</a> ");
  }
}
</script>
<div class="pagediv"><script>createPageHTML($pages, $page, "index", "html");</script></div>
</body>
</html>
""")

DETAIL = Template("""<div class="article">
<h2>$title</h2>
<div class="info">发布日期：$date　来源：$source</div>
<meta name="ContentStart">
<div class="TRS_Editor" id="Zoom">
<p>$body</p>
</div>
<meta name="ContentEnd">
$attachment</div>
</body>
</html>
""")


def pdf_path(e: Entry) -> str:
    """Path of the document under the portal root."""
    return f"{_folder(e)}/{_pdf_name(e)}"


def page_path(e: Entry) -> str:
    """Path of the page that links to the document, under the portal root."""
    day = e.published.replace("-", "")
    return f"{_folder(e)}/t{day}_{e.number}.html"


def _folder(e: Entry) -> str:
    return f"{LIST_FOLDER}/{e.published.replace('-', '')[:6]}"


def _pdf_name(e: Entry) -> str:
    """`P0` + date + twelve digits; the version that was replaced has `_v1`."""
    suffix = "_v1" if e.replaced_by else ""
    return f"P0{e.published.replace('-', '')}{e.number:012d}{suffix}.pdf"


def _head(title: str, **meta: str) -> str:
    more = "".join(f'<meta name="{k}" content="{escape(v)}">\n' for k, v in meta.items())
    return HEAD.substitute(
        site=SITE, site_id=SITE_ID, column=COLUMN, title=escape(title), more=more
    )


def _row(date: str, href: str, title: str) -> str:
    return (
        f'<li><span class="date">{date}</span>'
        f'<a href="{href}" target="_blank" title="{escape(title)}">{escape(title)}</a></li>'
    )


def _detail(e: Entry) -> str:
    unit = e.title.split("20")[0]
    attachment = (
        '<div class="article_attachment"><span>附件：</span><ul>'
        f'<li><a href="./{_pdf_name(e)}" target="_blank">{escape(e.title)}.pdf</a></li>'
        "</ul></div>\n"
    )
    head = _head(
        e.title,
        ArticleTitle=e.title,
        PubDate=f"{e.published} 10:30",
        ContentSource=unit,
        DocId=str(e.number),
    )
    return head + DETAIL.substitute(
        title=escape(e.title),
        date=e.published,
        source=escape(unit),
        body=f"现将{escape(e.title)}。",
        attachment=attachment,
    )


def _stub() -> str:
    date, _, title = STUB
    head = _head(title, ArticleTitle=title, PubDate=f"{date} 09:00", ContentSource="示例市财政局")
    return head + DETAIL.substitute(
        title=title,
        date=date,
        source="示例市财政局",
        body="各部门、各单位应当自批复之日起二十日内公开预算。",
        attachment="",
    )


def pages() -> dict[str, str]:
    """Path under the portal root -> text of every page."""
    out = {"robots.txt": "User-agent: *\nDisallow: /search/\nCrawl-delay: 0\n"}
    stub_row = _row(STUB[0], "./" + STUB[1], STUB[2])
    dated = [(STUB[0], stub_row), (DEAD[0], _row(*DEAD))]
    for e in ENTRIES:
        if e.replaced_by:
            continue
        out[page_path(e)] = _detail(e)
        href = "./" + page_path(e).removeprefix(LIST_FOLDER + "/")
        dated.append((e.published, _row(e.published, href, e.title)))
    dated.sort(key=lambda row: row[0], reverse=True)
    out[f"{LIST_FOLDER}/{STUB[1]}"] = _stub()
    n = (len(dated) + ROWS_PER_PAGE - 1) // ROWS_PER_PAGE
    for k in range(n):
        chunk = [row for _, row in dated[k * ROWS_PER_PAGE : (k + 1) * ROWS_PER_PAGE]]
        name = "index.html" if k == 0 else f"index_{k}.html"
        out[f"{LIST_FOLDER}/{name}"] = _head(f"{COLUMN}_{SITE}") + LIST.substitute(
            column=COLUMN, rows="\n".join(chunk), pages=n, page=k
        )
    out["index.html"] = (
        _head(SITE) + f'<ul><li><a href="./{LIST_FOLDER}/index.html">{COLUMN}</a></li></ul>\n'
        "</body>\n</html>\n"
    )
    return out
