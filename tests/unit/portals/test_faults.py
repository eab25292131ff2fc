"""Portals that are slow, broken, hostile or lying: every address has a typed outcome."""

import io
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from scrapy.http import HtmlResponse

from extractors.archive import Archive
from extractors.contracts import Outcome
from extractors.portals import refusals
from extractors.portals.registry_model import Portal
from extractors.portals.runner import Crawl, CrawlResult
from tests.support.mock_server import Answer, MockServer, Routes, serve
from tests.support.rar import rar
from tests.unit.portals.mocks import portal_of

PDF = b"%PDF-1.4 faults\n%%EOF"
LIST = "/czyjs/bmys/index.html"
SCRIPT = b"<html><head><script>document.cookie='x=1';location.reload()</script></head></html>"
Run = Callable[..., tuple[MockServer, CrawlResult, CrawlResult, Archive]]


def row(href: str, title: str = "示例局2024年部门预算公开") -> str:
    return f'<li><span>2024-02-01</span><a href="{href}">{title}</a></li>'


def listing(*hrefs: str, more: str = "") -> bytes:
    return f"<html><ul>{''.join(map(row, hrefs))}</ul>{more}</html>".encode()


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    """List and fetch a portal made of routes."""
    with ExitStack() as stack:

        def crawl(
            routes: Routes, cms: str = "trs", *, fetch: bool = True, **entry: Any
        ) -> tuple[MockServer, CrawlResult, CrawlResult, Archive]:
            mock = stack.enter_context(serve(routes))
            patience = {"delay_s": 0.0, "concurrency": 4, "retries": 0, "timeout_s": 8.0}
            portal = Portal.model_validate(portal_of(cms, politeness=patience) | entry)
            start = Crawl(
                str(tmp_path / "archive"), tmp_path / "work", tmp_path / "logs", tmp_path, "r"
            )
            crawl = replace(start, stand_in=mock.url)
            listed = crawl.list_files(portal)
            fetched = crawl.fetch(portal, listed.files) if fetch else CrawlResult()
            return mock, listed, fetched, Archive(tmp_path / "archive")

        yield crawl


def by_name(outcomes: list[Outcome]) -> dict[str, tuple[str, str | None]]:
    return {o.subject.rsplit("/", 1)[-1]: (o.status, o.error_kind) for o in outcomes}


FILES: dict[str, tuple[Answer, tuple[str, str | None]]] = {
    "good.pdf": (Answer(PDF), ("ok", None)),
    "html.pdf": (Answer(b"<html><body>%s</body></html>" % ("公开正文" * 99).encode()),
                 ("failed", "html_as_file")),
    "soft404.pdf": (Answer("<html><title>页面不存在</title></html>".encode()),
                    ("failed", "soft_404")),
    "empty.pdf": (Answer(b""), ("failed", "empty")),
    "program.pdf": (Answer(b"MZ\x90\x00" + bytes(99)), ("failed", "executable")),
    "short.pdf": (Answer(PDF, length=4000), ("failed", "truncated")),
    "slow.pdf": (Answer(PDF, pause_s=40), ("failed", "timeout")),
    "loop.pdf": (Answer(status=302, headers={b"Location": b"loop.pdf"}),
                 ("failed", "redirect_loop")),
    "away.pdf": (Answer(status=302, headers={b"Location": b"http://other.example/a.pdf"}),
                 ("blocked", "off_registry")),
    "sub.pdf": (Answer(status=302, headers={b"Location": b"http://x.trs.mock.example/a.pdf"}),
                ("blocked", "off_registry")),
    "inside.pdf": (Answer(status=301, headers={b"Location": b"http://127.0.0.1:1/a.pdf"}),
                   ("blocked", "off_registry")),
    "refresh.pdf": (Answer(b"<html><head><meta http-equiv='refresh' content='0;url=http://other"
                           b".example/'></head></html>"), ("blocked", "off_registry")),
    "no403.pdf": (Answer(b"no", 403), ("blocked", "http_403")),
    "no412.pdf": (Answer(SCRIPT, 412), ("blocked", "http_412")),
    "no521.pdf": (Answer(SCRIPT, 521), ("blocked", "http_521")),
    "no202.pdf": (Answer(SCRIPT, 202), ("blocked", "challenge")),
    "challenge.pdf": (Answer(SCRIPT), ("blocked", "challenge")),
    "gone.pdf": (Answer(b"gone", 410), ("failed", "http_410")),
    "error.pdf": (Answer(b"oops", 500), ("failed", "http_500")),
    "name.pdf.pdf": (Answer(PDF + b"2"), ("ok", None)),
    "secret.pdf": (Answer(PDF), ("blocked", "robots")),
}  # fmt: skip


def test_every_kind_of_bad_file_is_told_apart(run: Run) -> None:
    routes: Routes = {f"/czyjs/bmys/{name}": answer for name, (answer, _) in FILES.items()}
    routes[LIST] = listing(*FILES)
    routes["/robots.txt"] = b"User-agent: *\nDisallow: /czyjs/bmys/secret.pdf\n"
    mock, listed, fetched, archive = run(routes)
    assert listed.outcomes == []
    assert by_name(fetched.outcomes) == {name: told for name, (_, told) in FILES.items()}
    assert all(o.message for o in fetched.outcomes if o.status not in {"ok", "unchanged"})
    kept = {v.acquisition.url.rsplit("/", 1)[-1] for v in archive.versions()}
    assert kept == {"good.pdf", "name.pdf.pdf"}
    assert mock.asked["/czyjs/bmys/secret.pdf"] == 0
    assert set(mock.hosts) == {"trs.mock.example"}
    (agent,) = mock.agents
    assert agent.startswith("Mingzhang/")
    assert "Mozilla" not in agent


def test_a_length_that_is_too_small_cuts_the_file_and_the_reader_says_so(run: Run) -> None:
    routes: Routes = {LIST: listing("cut.pdf"), "/czyjs/bmys/cut.pdf": Answer(PDF * 9, length=90)}
    _, _, fetched, archive = run(routes)
    assert by_name(fetched.outcomes) == {"cut.pdf": ("ok", None)}
    (version,) = archive.versions()
    assert version.acquisition.size_bytes == 90


def test_bad_pages_are_told_apart(run: Run) -> None:
    details: Routes = {
        "t20240201_1.html": b'<a href="good.pdf">2024.pdf</a>',
        "t20240201_2.html": Answer(SCRIPT),
        "t20240201_3.html": "<html><title>404 页面不存在</title></html>".encode(),
        "t20240201_4.html": Answer(b"no", 403),
        "t20240201_5.html": Answer(b"<html></html>", length=999),
        "t20240201_6.html": b"<html><body>%s</body></html>" % ("通知" * 200).encode(),
    }
    routes: Routes = {f"/czyjs/bmys/{name}": answer for name, answer in details.items()}
    pager = '<script>createPageHTML(3, 0, "index", "html")</script>'
    routes[LIST] = listing(*details, more=pager)
    routes["/czyjs/bmys/index_1.html"] = b"<html><script>var x</script></html>"  # a stub
    routes["/czyjs/bmys/index_2.html"] = Answer(b"x", 502)
    routes["/czyjs/bmys/good.pdf"] = PDF
    _, listed, _, _ = run(routes)
    assert [f.url.rsplit("/", 1)[-1] for f in listed.files] == ["good.pdf"]
    assert by_name(listed.outcomes) == {
        "t20240201_2.html": ("blocked", "challenge"),
        "t20240201_3.html": ("failed", "soft_404"),
        "t20240201_4.html": ("blocked", "http_403"),
        "t20240201_5.html": ("failed", "truncated"),
        "t20240201_6.html": ("ok", "no_files"),
        "index_1.html": ("failed", "empty_page"),
        "index_2.html": ("failed", "http_502"),
    }


def test_a_portal_that_is_down_or_that_changed_says_so(run: Run) -> None:
    _, listed, _, _ = run({LIST: Answer(b"down", 503)})
    assert by_name(listed.outcomes) == {"index.html": ("failed", "http_503")}
    _, listed, _, _ = run({LIST: b"<html>%s</html>" % ("改版" * 200).encode()})
    assert by_name(listed.outcomes) == {"index.html": ("failed", "no_rows")}


def test_answers_that_pass_are_asked_for_again(run: Run) -> None:
    routes: Routes = {
        LIST: listing("flaky.pdf", "many.pdf", "dead.pdf"),
        "/czyjs/bmys/flaky.pdf": Answer(PDF, fails=2),
        "/czyjs/bmys/many.pdf": Answer(
            PDF, fails=1, fail_status=429, fail_headers={b"Retry-After": b"1"}
        ),
        "/czyjs/bmys/dead.pdf": Answer(b"x", 503),
    }
    patience = {"delay_s": 0.0, "concurrency": 4, "retries": 2, "timeout_s": 20.0}
    mock, _, fetched, _ = run(routes, politeness=patience)
    assert by_name(fetched.outcomes) == {
        "flaky.pdf": ("ok", None),
        "many.pdf": ("ok", None),
        "dead.pdf": ("failed", "http_503"),
    }
    assert mock.asked["/czyjs/bmys/dead.pdf"] == 3
    first, second = mock.times["/czyjs/bmys/many.pdf"]
    assert second - first >= 1  # what Retry-After asks for


def test_a_list_of_ten_thousand_rows(run: Run) -> None:
    hrefs = [f"W0{n:06d}.pdf" for n in range(10_000)]
    routes: Routes = {LIST: listing(*hrefs[:5000], more="<script>createPageHTML(2)</script>")}
    routes["/czyjs/bmys/index_1.html"] = listing(*hrefs[5000:])
    _, listed, _, _ = run(routes, fetch=False)
    assert len(listed.files) == 10_000
    assert len({f.url for f in listed.files}) == 10_000


def test_a_list_that_never_ends_is_cut_and_said(run: Run) -> None:
    pager = "<script>createPageHTML(99999)</script>"
    routes: Routes = {LIST: listing("a.pdf", more=pager), "/czyjs/bmys/a.pdf": PDF}
    routes |= {f"/czyjs/bmys/index_{n}.html": listing("a.pdf", more=pager) for n in range(1, 9)}
    mock, listed, _, _ = run(routes, max_list_pages=5)
    assert by_name(listed.outcomes) == {"index.html": ("failed", "list_cut")}
    assert sum(n for path, n in mock.asked.items() if "index" in path) == 5


def test_signed_addresses_are_one_file_under_many_names(run: Run) -> None:
    def routes(token: str, body: bytes) -> Routes:
        href = f"/attachment/2024%E5%B9%B4%E9%A2%84%E7%AE%97.pdf?{token}=="
        page = f'<a href="{href}">2024年预算.pdf</a>'.encode()
        return {
            LIST: listing("t20240201_1.html", "t20240201_2.html"),
            "/czyjs/bmys/t20240201_1.html": page,
            "/czyjs/bmys/t20240201_2.html": page.replace(b"==", b"=2"),
            href: Answer(body),
            href.replace("==", "=2"): Answer(b"%PDF another unit's file of the same name"),
        }

    _, listed, fetched, archive = run(routes("abc", PDF))
    assert [o.status for o in fetched.outcomes] == ["ok", "ok"]
    urls = sorted(f.url for f in listed.files)
    page = "http://trs.mock.example/czyjs/bmys/t20240201_1.html"
    assert urls[0] == f"{page}#2024%E5%B9%B4%E9%A2%84%E7%AE%97.pdf"
    _, _, fetched, archive = run(routes("xyz", PDF))
    assert [o.status for o in fetched.outcomes] == ["unchanged", "unchanged"]
    _, _, fetched, archive = run(routes("123", PDF + b" corrected"))
    assert sorted(o.status for o in fetched.outcomes) == ["ok", "unchanged"]
    versions = [v for v in archive.versions() if v.acquisition.url == urls[0]]
    assert len(versions) == 2
    assert versions[1].provenance.fetched_url is not None
    assert versions[1].provenance.fetched_url.endswith("?123==")


NAMES: list[tuple[bytes, bytes]] = [
    ("attachment; filename=2024年预算.pdf".encode("gbk"), b"application/octet-stream"),
    ('attachment; filename="2024年预算.pdf"'.encode(), b"application/pdf"),
    (b"attachment; filename*=UTF-8''2024%E5%B9%B4%E9%A2%84%E7%AE%97.pdf", b"x"),
    (b"attachment; filename=%E5%85%AC/2024%E5%B9%B4%E9%A2%84%E7%AE%97.pdf", b"x"),
    (b"attachment; filename=2024%C4%EA%D4%A4%CB%E3.pdf", "文件/pdf; 名=预算".encode("gbk")),
]


def test_whatever_the_headers_say_a_page_that_is_a_file_is_one(run: Run) -> None:
    pages: Routes = {
        f"/czyjs/bmys/t20240201_{n}.html": Answer(
            PDF + str(n).encode(),
            headers={b"Content-Disposition": disposition, b"Content-Type": kind},
        )
        for n, (disposition, kind) in enumerate(NAMES)
    }
    routes: Routes = {LIST: listing(*(p.rsplit("/", 1)[-1] for p in pages)), **pages}
    _, listed, fetched, archive = run(routes)
    assert [o.status for o in fetched.outcomes] == ["ok"] * len(NAMES), listed.outcomes
    assert len(list(archive.versions())) == len(NAMES)
    assert {f.file_name for f in listed.files} == {"2024年预算.pdf"}


def test_old_encodings(run: Run) -> None:
    page = listing("t20240201_1.html").decode()
    routes: Routes = {
        LIST: Answer(page.encode("gb18030"), headers={b"Content-Type": b"text/html;charset=utf-8"}),
        "/czyjs/bmys/t20240201_1.html": Answer(
            '<meta charset="gb2312"><a href="a.pdf">示例局２０２４年預算.pdf</a>'.encode("gbk"),
            headers={b"Content-Type": b"text/html;charset=gb2312"},
        ),
        "/czyjs/bmys/a.pdf": PDF,
    }
    _, listed, _, _ = run(routes)
    (file,) = listed.files
    assert (file.title, file.file_name) == (
        "示例局2024年部门预算公开", "示例局２０２４年預算.pdf",
    )  # fmt: skip


def test_an_interface_that_answers_nonsense(run: Run) -> None:
    from tests.typeset.portals import BUILDERS, ENTRY_PAGES, Site

    host = "gkmlpt.mock.example"
    pages = BUILDERS["gkmlpt"](Site(host, "示例"))
    entry = ENTRY_PAGES["gkmlpt"]
    api = next(p for p in pages if "api" in p)
    _, listed, _, _ = run({entry: pages[entry], api: b"<html>error</html>"}, "gkmlpt")
    kinds = {o.error_kind for o in listed.outcomes}
    assert kinds == {"bad_data", "no_rows"}


def test_other_formats_beside_the_pdf_are_kept_as_what_they_are(run: Run) -> None:
    files = {
        "a.ofd": zip_of(OFD_xml=b"x").replace(b"OFD_xml", b"OFD.xml"),
        "a.xlsx": zip_of(xl__workbook_xml=b"x").replace(b"workbook_xml", b"workbook.xml"),
        "a.docx": zip_of(word__document_xml=b"x").replace(b"document_xml", b"document.xml"),
        "a.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        "a.rar": rar({"甲.pdf".encode("gbk"): PDF}),
    }
    routes: Routes = {f"/czyjs/bmys/{n}": Answer(data) for n, data in files.items()}
    routes[LIST] = listing("t20240201_1.html")
    links = "".join(f'<a href="{n}">2024年预算</a>' for n in files)
    routes["/czyjs/bmys/t20240201_1.html"] = links.encode()
    _, listed, fetched, archive = run(routes)
    assert sorted(f.file_name for f in listed.files) == sorted(
        f"2024年预算.{n.split('.')[1]}" for n in files
    )
    assert {o.status for o in fetched.outcomes} == {"ok"}
    kinds = {v.file_name.split(".")[1]: v.acquisition.content_type for v in archive.versions()}
    assert kinds == {
        "ofd": "application/ofd",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xls": "application/x-ole-storage",
        "rar": "application/vnd.rar",
        "pdf": "application/pdf",
    }


def zip_of(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("__", "/"), data)
    return out.getvalue()


def test_a_container_is_archived_with_its_members(run: Run) -> None:
    first = zip_of(甲局__2024年预算_pdf=PDF, 乙局2023年决算_xlsx=b"PK not really", **{"..__x": PDF})
    routes: Routes = {LIST: listing("all.zip"), "/czyjs/bmys/all.zip": Answer(first)}
    _, _, fetched, archive = run(routes)
    base = "http://trs.mock.example/czyjs/bmys/all.zip"
    found = {v.acquisition.url: v for v in archive.versions()}
    assert len(found) == 3
    member = next(v for v in found.values() if v.provenance.member == "甲局/2024年预算_pdf")
    assert member.acquisition.url.startswith(f"{base}#")
    assert member.provenance.container == found[base].acquisition.document_id
    assert (member.file_name, member.acquisition.fiscal_year) == ("2024年预算_pdf", 2024)
    other = next(v for v in found.values() if v.provenance.member == "乙局2023年决算_xlsx")
    assert other.acquisition.fiscal_year == 2023
    statuses = sorted((o.status, o.error_kind or "") for o in fetched.outcomes)
    assert statuses == [("failed", "member_unsafe_path"), ("ok", ""), ("ok", ""), ("ok", "")]

    second = zip_of(甲局__2024年预算_pdf=PDF + b"corrected", 乙局2023年决算_xlsx=b"PK not really")
    _, _, fetched, archive = run({**routes, "/czyjs/bmys/all.zip": Answer(second)})
    assert sorted(o.status for o in fetched.outcomes) == ["ok", "ok", "unchanged"]
    assert len([v for v in archive.versions() if v.acquisition.url == member.acquisition.url]) == 2
    assert list(archive.verify()) == []


def test_a_crawl_delay_is_kept(run: Run) -> None:
    names = ["a.pdf", "b.pdf", "c.pdf"]
    routes: Routes = {LIST: listing(*names)}
    routes |= {f"/czyjs/bmys/{n}": Answer(PDF + n.encode()) for n in names}
    routes["/robots.txt"] = b"User-agent: *\nCrawl-delay: 1\n"
    mock, _, fetched, _ = run(routes)
    assert [o.status for o in fetched.outcomes] == ["ok"] * 3
    times = sorted(mock.times[f"/czyjs/bmys/{n}"][0] for n in names)
    assert times[-1] - times[0] >= 1.0  # Scrapy varies a delay between half and one and a half


def test_lost_or_cut_bytes_are_fetched_again(run: Run, tmp_path: Path) -> None:
    etag = {b"ETag": b'"x"'}
    routes: Routes = {
        LIST: listing("a.pdf", "b.pdf"),
        "/czyjs/bmys/a.pdf": Answer(PDF, headers=etag),
        "/czyjs/bmys/b.pdf": Answer(PDF + b"2", headers=etag),
    }
    run(routes)
    lost, cut = sorted(p for p in (tmp_path / "archive" / "objects").rglob("*") if p.is_file())
    lost.unlink()
    cut.chmod(0o644)
    cut.write_bytes(cut.read_bytes()[:5])
    _, _, fetched, archive = run(routes)
    assert {o.status for o in fetched.outcomes} == {"unchanged"}
    assert list(archive.verify()) == []
    assert len(list(archive.versions())) == 2


@pytest.mark.parametrize(
    ("html", "kind"),
    [
        ("<script>window.location.href='./bmys/index.html'</script>", "script_redirect"),
        ("<body><script>location.replace('/x/')</script></body>", "script_redirect"),
        ("<script>document.cookie='a';location.href='/x'</script>", "challenge"),
        ("<noscript>请开启脚本</noscript><script>$_ts={}</script>", "challenge"),
        ("<title>404 Not Found</title>", "soft_404"),
        ("<title>某网站-404</title><p>x</p>", "soft_404"),
        ("<p>对不起，您访问的页面不存在</p>", "soft_404"),
        ("<title>关于印发某办法的通知〔2024〕404号</title><p>正文</p>", None),
        ('<meta name="ArticleTitle" content="某局"><title>404</title>', None),
        ("<a href='x'>a</a><script>location.href='/x'</script>", None),
        ('{"data": "404"}', None),
    ],
)
def test_pages_that_are_none(html: str, kind: str | None) -> None:
    answer = HtmlResponse("http://h.example/a.html", body=html.encode(), encoding="utf-8")
    refusal = refusals.of_answer(answer, html)
    assert (refusal and refusal.kind) == kind


def test_units_give_their_name_and_titles_may_be_chosen(run: Run) -> None:
    unit = {"name": "示例市审计局", "entry_page": "http://trs.mock.example/sjj/index.html"}
    routes: Routes = {
        LIST: (f"<ul>{row('a.pdf')}{row('b.pdf', '示例局2024年招聘公告')}</ul>".encode()),
        "/sjj/index.html": f"<ul>{row('c.pdf', '2024年部门预算')}</ul>".encode(),
        **{f"/czyjs/bmys/{n}.pdf": Answer(PDF) for n in "ab"},
        "/sjj/c.pdf": Answer(PDF),
    }
    _, listed, _, _ = run(routes, units=[unit], only_titles="预算|决算")
    assert sorted(f.title for f in listed.files) == [
        "示例局2024年部门预算公开",
        "示例市审计局 2024年部门预算",
    ]
