from datetime import date

import pytest

from extractors.portals.families import FAMILIES
from extractors.portals.pages import absolute, fiscal_year_of, is_file, parse_date
from extractors.portals.registry_model import Portal

LIST = """
<html><head><script>function createPageHTML(_nPageCount, _nCurrIndex){ return 1; }</script></head>
<ul class="list">
<li><span class="date">2026-02-10</span><a href="./202602/t20260210_1.html">某市审计局
  2026年度部门预算公开</a></li>
<li><a href="./202509/t20250928_2.html" title="某市审计局2024年度部门决算公开">某市审计局2024…</a></li>
<li>[2025年3月1日] <a href='./P020250301000000000001.pdf'>某区2025年预算</a></li>
<li><a href="http://other.example/t20250101_3.htm">另一网站的2025年预算</a></li>
<li><a href="../index.html">首页</a> <a href="javascript:void(0)">打印</a></li>
</ul><div class="page"><script>%s;</script></div></html>
"""
trs = FAMILIES["trs"]
PORTAL = Portal(
    id="440100_a",
    title="某门户",
    level="city",
    cms="trs",
    hosts=["h.example"],
    entry_pages=["http://h.example/czj/bmys/index.html"],
    verified=False,
)
URL = "http://h.example/czj/bmys/index.html"


def test_rows_of_a_list_page() -> None:
    rows = trs.list_page(LIST % "", URL, PORTAL).rows
    assert [(r.title, r.url.split("example/")[1], r.published_on) for r in rows] == [
        (
            "某市审计局 2026年度部门预算公开",
            "czj/bmys/202602/t20260210_1.html",
            date(2026, 2, 10),
        ),
        ("某市审计局2024年度部门决算公开", "czj/bmys/202509/t20250928_2.html", date(2025, 9, 28)),
        ("某区2025年预算", "czj/bmys/P020250301000000000001.pdf", date(2025, 3, 1)),
        ("另一网站的2025年预算", "t20250101_3.htm", date(2025, 1, 1)),
    ]


@pytest.mark.parametrize(
    ("call", "pages"),
    [
        ('createPageHTML(3, 0, "index", "html")', ["index_1.html", "index_2.html"]),
        ('createPageHTML(2,0,"list","shtml")', ["list.shtml", "list_1.shtml"]),
        ("createPageHTML(3)", ["index_1.html", "index_2.html"]),
        ("createPageHTML('page_div',3,0,'index','html',45)", ["index_1.html", "index_2.html"]),
        ('createPageHTML(1, 0, "index", "html")', []),
        ("", []),
    ],
)
def test_pages_of_a_list(call: str, pages: list[str]) -> None:
    found = trs.list_page(LIST % call, URL, PORTAL).other_pages
    assert [p.rsplit("/", 1)[-1] for p in found] == pages


def test_a_later_page_names_the_first() -> None:
    call = 'createPageHTML(3, 1, "index", "html")'
    found = trs.list_page(LIST % call, URL.replace("index", "index_1"), PORTAL).other_pages
    assert [p.rsplit("/", 1)[-1] for p in found] == ["index.html", "index_2.html"]


@pytest.mark.parametrize(
    "link",
    [
        '<a href="./W020240301.pdf">2024年预算.pdf</a>',
        "<a style='cursor:pointer' onclick=\"downloadFj('2024年预算.pdf','./W020240301.pdf')\">"
        "2024年预算.pdf</a>",
        "<a href=\"javascript:down('./W020240301.pdf')\">2024年预算.pdf</a>",
        '<a appendix="true" href="W020240301.pdf" title="2024年预算.pdf"><img src="x.gif"></a>',
    ],
)
def test_files_of_a_detail_page(link: str) -> None:
    html = f"""<head><meta name="ArticleTitle" content="某局2024年预算">
    <meta name="PubDate" content="2024-03-01 17:53"></head><body>{link}
    <a href="/favicon.ico">x</a></body>"""
    page = trs.detail_page(html, "http://h.example/a/t20240301_1.html")
    assert (page.title, page.published_on) == ("某局2024年预算", date(2024, 3, 1))
    assert [(f.url, f.text) for f in page.files] == [
        ("http://h.example/a/W020240301.pdf", "2024年预算.pdf")
    ]


def test_an_address_as_the_only_text_of_a_page() -> None:
    html = '<div class="TRS_Editor"><p>http://ministry.example/2024/ys.pdf</p></div>'
    page = trs.detail_page(html, "http://h.example/a/t20240301_1.html")
    assert [f.url for f in page.files] == ["http://ministry.example/2024/ys.pdf"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("发布：2018-03-06 17:53", date(2018, 3, 6)),
        ("2024年3月1日", date(2024, 3, 1)),
        ("２０２４．３．１", date(2024, 3, 1)),
        ("2024-06-31 又 2024-07-01", date(2024, 7, 1)),
        ("无日期", None),
        (None, None),
    ],
)
def test_dates(text: str | None, found: date | None) -> None:
    assert parse_date(text) == found


@pytest.mark.parametrize(
    ("texts", "year"),
    [
        (("2024年度部门预算",), 2024),
        (("２０２３ 年部门决算",), 2023),
        (("部门预算", "2022年.pdf"), 2022),
        (("第12024年",), None),
        (("预算公开",), None),
    ],
)
def test_fiscal_years(texts: tuple[str, ...], year: int | None) -> None:
    assert fiscal_year_of(*texts) == year


def test_links() -> None:
    assert absolute(URL, r"..\html/2026\1.html") == "http://h.example/czj/html/2026/1.html"
    assert absolute(URL, "mailto:a@b.example") is None
    assert is_file("http://h.example/a/b.PDF?token=1")
    assert not is_file("http://h.example/a.pdf/index.html")
