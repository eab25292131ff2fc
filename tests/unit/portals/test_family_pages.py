"""Pages of the CMS families in the shapes that the mock portals do not have."""

import json
from datetime import date
from typing import Any

import pytest

from extractors.portals.families import FAMILIES
from extractors.portals.registry_model import Portal
from tests.unit.portals.mocks import portal_of


def portal(cms: str, **more: Any) -> Portal:
    return Portal.model_validate(portal_of(cms, **more))


@pytest.mark.parametrize(
    ("call", "pages"),
    [
        ("createPageHTML(3)", ["index_1.html", "index_2.html"]),
        ('createPageHTML(3, 0, "index", "html")', ["index_1.html", "index_2.html"]),
        ('createPageHTML("3","0","index","html")', ["index_1.html", "index_2.html"]),
        ("createPageHTML(2, 0, 'list', 'shtml', 1, 2, 3, 4, 5)", ["list.shtml", "list_1.shtml"]),
        ("createPageHTML('div', 2, 0, 'index', 'htm', 45)", ["index.htm", "index_1.htm"]),
        ("createPageHTML(_nPageCount, _nCurrIndex)", []),
        ("createPageHTML()", []),
    ],
)
def test_pagers_of_every_arity(call: str, pages: list[str]) -> None:
    page = FAMILIES["trs"].list_page(
        f"<script>{call}</script>", "http://trs.mock.example/a/index.html", portal("trs")
    )
    assert [p.rsplit("/", 1)[-1] for p in page.other_pages] == pages


def test_a_folder_as_entry_page_is_its_index() -> None:
    page = FAMILIES["trs"].list_page(
        '<script>createPageHTML(2, 0, "index", "html")</script>', "http://h.example/a/", portal("trs")
    )  # fmt: skip
    assert page.other_pages == ("http://h.example/a/index_1.html",)


def test_ucap_counts_from_one_and_has_newer_addresses() -> None:
    html = """<li><a href="/s/c100010/2026-03/27/content_77.shtml">某局2026年预算</a></li>
    <script>createPageHTML('page_div',3, 1,'common_list','shtml',45);</script>"""
    url = "http://h.example/s/c100010/common_list.shtml"
    page = FAMILIES["ucap"].list_page(html, url, portal("ucap"))
    assert [r.published_on for r in page.rows] == [date(2026, 3, 27)]
    names = [p.rsplit("/", 1)[-1] for p in page.other_pages]
    assert names == ["common_list_2.shtml", "common_list_3.shtml"]


def test_ucap_columns_filled_by_search() -> None:
    answer = {
        "data": {
            "total": 45,
            "results": [
                {
                    "title": "某局<em>2026</em>年预算",
                    "url": "/s/c1/202603/80b0d6fae14c4a3ea4c61a33dc403ec5.shtml",
                    "publishedTimeStr": "2026-03-27 10:00:00",
                }
            ],
        }
    }
    url = "http://h.example/common/search/c1?_isJson=true&_pageSize=20&page=1"
    page = FAMILIES["ucap"].list_page(json.dumps(answer), url, portal("ucap"))
    assert [(r.title, r.published_on) for r in page.rows] == [("某局2026年预算", date(2026, 3, 27))]
    assert [p.rsplit("=", 1)[-1] for p in page.other_pages] == ["2", "3"]


UNIT = """<script src="/x/unitbuild.js?v=6" url="/api-gateway/jpaas/front/page/build/unit"
 queryData="{'parseType':'bulidstatic','webId':'15','tagId':'信息list','pageId':'55'}"></script>"""


def test_hanweb_units_are_loaded_and_paged() -> None:
    family = FAMILIES["hanweb"]
    page = family.list_page(UNIT, "http://h.example/col/col55/index.html", portal("hanweb"))
    (unit,) = page.maybe_pages
    assert unit.startswith("http://h.example/api-gateway/jpaas/front/page/build/unit?parseType=")
    rows = "".join(f'<a href="/art/2026/3/{d}/art_1_{d}.html">{d}</a>' for d in range(1, 16))
    full = family.list_page(json.dumps({"data": {"html": rows}}), unit, portal("hanweb"))
    assert len(full.rows) == 15
    (second,) = full.maybe_pages
    assert "pageNo%22%3A2" in second
    last = family.list_page(json.dumps({"data": {"html": rows[:99]}}), second, portal("hanweb"))
    assert last.maybe_pages == ()
    empty = family.list_page(json.dumps({"code": 500, "data": None}), second, portal("hanweb"))
    assert (empty.rows, empty.maybe_pages) == ((), ())


def test_hanweb_without_ids_goes_from_group_to_group() -> None:
    html = """<datastore><nextgroup><![CDATA[<a href="/dataproxy.jsp?page=2&amp;x=Zk9"></a>]]>
    </nextgroup><recordset><record><![CDATA[<a href="/art/2026/art_%s.html">某局2026年预算</a>]]>
    </record></recordset></datastore>""" % ("a" * 32)
    url = "http://h.example/col/col1/index.html"
    page = FAMILIES["hanweb"].list_page(html, url, portal("hanweb"))
    assert page.other_pages == ("http://h.example/dataproxy.jsp?page=2&x=Zk9",)
    assert [r.published_on for r in page.rows] == [None]
    end = FAMILIES["hanweb"].list_page(
        "<datastore><recordset></recordset></datastore>", page.other_pages[0], portal("hanweb")
    )
    assert (end.rows, end.other_pages) == ((), ())


def test_gkmlpt_dates_and_attachments() -> None:
    family = FAMILIES["gkmlpt"]
    api = "http://h.example/gkmlpt/api/all/9?page=1&sid=1"
    articles = [
        {"title": "甲", "url": "http://h.example/gkmlpt/content/post_1.html", "date": 1709222400},
        {"title": "乙", "url": "/gkmlpt/content/post_2.html", "created_at": "2024-02-28 10:00"},
        {"title": "无地址"},
    ]
    page = family.list_page(json.dumps({"articles": articles}), api, portal("gkmlpt"))
    assert [r.published_on for r in page.rows] == [date(2024, 3, 1), date(2024, 2, 28)]
    assert [p.split("page=")[1][0] for p in page.maybe_pages] == ["2"]
    detail = {
        "title": "某局2024年预算",
        "content": '<p><a href="/attachment/0/1/2.pdf">附件</a></p>',
        "attachments": [{"name": "表.xlsx", "url": "/attachment/0/1/3.xlsx"}],
    }
    html = f"<script>window._CONFIG = {{ DETAIL: {json.dumps(detail)}, TREE: [] }}</script>"
    found = family.detail_page(html, "http://h.example/gkmlpt/content/post_1.html")
    assert found.title == "某局2024年预算"
    assert [f.url.rsplit("/", 1)[-1] for f in found.files] == ["2.pdf", "3.xlsx"]


@pytest.mark.parametrize(
    ("html", "files", "frames"),
    [
        ('<iframe src="/pdfjs/viewer.html?file=/a/b.pdf"></iframe>', ["/a/b.pdf"], []),
        ('<embed src="x.pdf"><object data="y.ofd"></object>', ["/d/x.pdf", "/d/y.ofd"], []),
        (r'<div id="zoom"><iframe src="..\html/2026\1.html"></iframe></div>', [], ["/html/2026/1.html"]),
        ('<iframe src="/login.htm"></iframe><div id="zoom">全文</div>', [], []),
        ('<div id="zoom">https://ministry.example/2026/ys.html</div>', [], ["/2026/ys.html"]),
        ('<div id="zoom">详见 https://ministry.example/2026/ys.html ，另行公布于各部门网站首页与'
         "财政专栏，请查阅，以下为说明，字数比地址多得多的正文。</div>", [], []),
        ("<a href='javascript:void(0)' onclick=\"location.href=encodeURI('../down?WJCFLJ=b/x.pdf"
         "&WJMC=某局.pdf');\">某局</a>", ["/down"], []),
        ('<a data-href="./a.pdf">a</a>', ["/d/a.pdf"], []),
        ('<a href="/download.do?id=5">某局2024年预算.pdf</a>', ["/download.do"], []),
        ('<a href="/show.do?id=5">某局2024年预算</a>', [], []),
        ('<a href="/x/download.jsp?filename=ec74.xlsx&showname=表.xlsx">表</a>', ["/x/download.jsp"], []),
        ('<a href="a.pdf">甲</a><a href="a.pdf#p2">乙</a>', ["/d/a.pdf"], []),
        ('<a href="/upload/resources/file/2026/02/12/41.xlsx" filerela="41">附件</a>',
         ["/upload/resources/file/2026/02/12/41.xlsx"], []),
        ("""<div class="article_attachment" ms-visible="'a.rar'!=''"><li><a href="./P0.rar">二级单位</a>""",
         ["/d/P0.rar"], []),
        ('<div id="zoom"><p>收入总表</p><img src="data:image/png;base64,iVBORw0KGgo="></div>', [], []),
        ('<UCAPCONTENT><img src="/icon16/xls.gif"><a href="f3/files/c7.xlsx" type="file">目标表</a>'
         "</UCAPCONTENT>", ["/d/f3/files/c7.xlsx"], []),
        ("<a href='http://[broken'>x</a><a href='mailto:a@b.example'>y</a>", [], []),
    ],
)  # fmt: skip
def test_ways_to_offer_a_file(html: str, files: list[str], frames: list[str]) -> None:
    from urllib.parse import urlsplit

    page = FAMILIES["platform"].detail_page(html, "http://h.example/d/e.html")
    assert [urlsplit(f.url).path for f in page.files] == files
    assert [urlsplit(f).path for f in page.frames] == frames


def test_the_year_may_stand_in_the_column_only() -> None:
    html = '<meta name=" ColumnName " content="2018年部门预算公开目录 "><a href="a.rar">某局</a>'
    assert FAMILIES["trs"].detail_page(html, "http://h.example/a.html").column == (
        "2018年部门预算公开目录"
    )
