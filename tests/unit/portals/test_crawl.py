"""The crawler in its own process, on a folder of pages served on loopback."""

from collections import Counter
from pathlib import Path

import pytest

from extractors.archive import Archive
from extractors.portals.registry_model import Portal
from extractors.portals.runner import Crawl

PORTAL = {
    "id": "000000_test",
    "title": "测试门户",
    "level": "demo",
    "cms": "trs",
    "hosts": ["portal.example"],
    "entry_pages": ["http://portal.example/bmys/index.html"],
    "loopback": "site",
    "verified": True,
    "politeness": {"delay_s": 0.0, "concurrency": 4, "retries": 0},
}
ROW = '<li><span>{date}</span><a href="{href}">{title}</a></li>'
PAGE = '<html><meta charset="utf-8"><ul>{rows}</ul><script>createPageHTML({n})</script></html>'
PDF = b"%PDF-1.4 demo "


def page(*rows: tuple[str, str], pages: int = 1) -> str:
    lines = "".join(ROW.format(date="2024-03-01", href=h, title=t) for h, t in rows)
    return PAGE.format(rows=lines, n=pages)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site" / "bmys"
    folder.mkdir(parents=True)
    (folder.parent / "robots.txt").write_text("User-agent: *\nDisallow: /private/\n")
    (folder / "index.html").write_text(
        page(
            ("t20240301_1.html", "甲局2024年预算"), ("t20230301_2.html", "甲局2023年预算"), pages=2
        )
    )
    (folder / "index_1.html").write_bytes(
        page(("P01.pdf", "乙局２０２４年预算"), ("/private/P02.pdf", "丙局2024年预算"))
        .replace("utf-8", "gbk")
        .encode("gbk")
    )
    (folder / "t20240301_1.html").write_text(
        '<a href="W01.pdf">a</a><a href="http://elsewhere.example/W03.pdf">b</a>'
    )
    (folder / "W01.pdf").write_bytes(PDF + b"1")
    (folder / "P01.pdf").write_bytes(PDF + b"2")
    return folder


@pytest.fixture
def crawl(tmp_path: Path) -> Crawl:
    work = tmp_path / "work"
    return Crawl(str(tmp_path / "archive"), work, tmp_path / "logs", tmp_path, "run-1")


def test_listing_archiving_and_again(tmp_path: Path, site: Path, crawl: Crawl) -> None:
    portal = Portal.model_validate(PORTAL)
    listed = crawl.list_files(portal)
    files = {f.url.rsplit("/", 1)[-1]: f for f in listed.files}
    assert sorted(files) == ["P01.pdf", "P02.pdf", "W01.pdf", "W03.pdf"]
    assert files["W01.pdf"].title == "甲局2024年预算"
    assert files["W01.pdf"].page_url.endswith("t20240301_1.html")
    assert files["P01.pdf"].fiscal_year == 2024
    missing = [o for o in listed.outcomes if o.status == "failed"]
    assert [(o.error_kind, o.fiscal_year) for o in missing] == [("http_404", 2023)]

    fetched = crawl.fetch(portal, listed.files)
    status = {o.subject.rsplit("/", 1)[-1]: o for o in fetched.outcomes}
    assert status["W01.pdf"].status == status["P01.pdf"].status == "ok"
    assert status["W01.pdf"].run_id == "run-1"
    # robots.txt forbids one; the other is on a host that the registry does not name.
    assert (status["P02.pdf"].status, status["P02.pdf"].error_kind) == ("blocked", "robots")
    assert (status["W03.pdf"].status, status["W03.pdf"].error_kind) == ("blocked", "off_registry")
    archive = Archive(tmp_path / "archive")
    kept = {v.acquisition.url.rsplit("/", 1)[-1]: v for v in archive.versions("000000_test")}
    assert sorted(kept) == ["P01.pdf", "W01.pdf"]
    assert kept["W01.pdf"].headers["last-modified"]

    again = crawl.fetch(portal, listed.files)
    assert Counter(o.status for o in again.outcomes) == {"unchanged": 2, "blocked": 2}

    (site / "W01.pdf").write_bytes(PDF + b"1 replaced")
    import os

    os.utime(site / "W01.pdf", (2_000_000_000, 2_000_000_000))
    replaced = crawl.fetch(portal, listed.files)
    assert Counter(o.status for o in replaced.outcomes) == {"ok": 1, "unchanged": 1, "blocked": 2}
    assert len(list(archive.versions("000000_test"))) == 3


def test_a_changed_list_page_is_seen(site: Path, crawl: Crawl) -> None:
    portal = Portal.model_validate(PORTAL)
    assert len(crawl.list_files(portal).files) == 4
    (site / "t20230301_2.html").write_text('<a href="W09.pdf">a</a>')
    (site / "index_1.html").write_text(page(("P77.pdf", "丁局2022年预算")))
    import os

    os.utime(site / "index_1.html", (2_000_000_000, 2_000_000_000))
    files = {f.url.rsplit("/", 1)[-1] for f in crawl.list_files(portal).files}
    assert files == {"W01.pdf", "W03.pdf", "W09.pdf", "P77.pdf"}


def test_a_list_without_rows_says_so(site: Path, crawl: Crawl) -> None:
    (site / "index.html").write_text("<html>改版了</html>")
    result = crawl.list_files(Portal.model_validate(PORTAL))
    assert result.files == []
    assert [o.error_kind for o in result.outcomes] == ["no_rows"]
