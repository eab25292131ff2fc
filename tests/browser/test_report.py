"""What an officer does with the report, in a real browser, from a folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from expectations.reports.text import without_controls
from tests.unit.reports.sample import FORMULA, HOSTILE_UNIT, UNIT, sha

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page


def _open(page: Page, site: Path, name: str) -> None:
    page.goto((site / name).as_uri())


def _follow(page: Page, link: Locator, where: str) -> None:
    """Click a link and wait for the page it leads to: a click alone does not."""
    link.click()
    page.wait_for_url(f"**/{where}*")
    page.wait_for_load_state()


def _rows(page: Page) -> list[str]:
    return page.locator(".list tbody tr:not(.no-rows)").all_inner_texts()


def test_the_language_switches_on_every_page_and_is_remembered(page: Page, site: Path) -> None:
    _open(page, site, "index.html")
    heading = page.get_by_role("heading", level=1)
    assert heading.inner_text() == "总览"
    page.get_by_role("button", name="English").click()
    assert heading.inner_text() == "Overview"
    assert "Unit" in page.locator(".list thead").inner_text()
    assert "Error 2" in " ".join(_rows(page))
    assert page.title() == "Budget disclosure check"
    assert page.locator("input[type=search]").get_attribute("placeholder") == "Search units"
    _follow(page, page.get_by_role("link", name="Findings", exact=True), "findings.html")
    assert page.get_by_role("heading", level=1).inner_text() == "Findings"
    page.get_by_role("button", name="中文").click()
    assert page.get_by_role("heading", level=1).inner_text() == "问题清单"


def test_findings_are_filtered_by_severity_and_by_words(page: Page, site: Path) -> None:
    _open(page, site, "findings.html")
    assert len(_rows(page)) == 3
    page.locator(".checks input[value='0']").uncheck()
    assert len(_rows(page)) == 1 and "提示" in _rows(page)[0]
    page.locator(".checks input[value='0']").check()
    page.locator("input[type=search]").fill("经历费 2024")
    page.locator(".list tbody tr").nth(1).wait_for(state="detached")
    assert "服务工作经历费" in _rows(page)[0]
    assert "符合条件 1 条，共 3 条" in page.locator(".list-status").inner_text()
    page.locator("input[type=search]").fill("没有这样的词")
    page.locator(".list tbody tr.no-rows").wait_for()
    assert _rows(page) == []
    assert "符合条件 0 条" in page.locator(".list-status").inner_text()


def test_a_finding_opens_on_its_numbers_and_its_picture(page: Page, site: Path) -> None:
    _open(page, site, "findings.html")
    _follow(page, page.locator("a.finding-link").first, "documents/")
    finding = page.locator("#f1")
    assert finding.is_visible()
    assert "254.53" in finding.locator(".figures").inner_text()
    image = finding.locator("img").first
    image.scroll_into_view_if_needed()
    image.evaluate("node => node.decode()")
    width = image.evaluate("node => node.naturalWidth")
    assert width > 300 and round(width * 0.7) == int(image.get_attribute("width") or 0)
    original = finding.get_by_role("link", name="打开原件的这一页").get_attribute("href") or ""
    name, _, fragment = original.partition("#")
    assert (site / "documents" / name).resolve().is_file() and fragment == "page=1"


def test_a_unit_leads_to_its_year(page: Page, site: Path) -> None:
    _open(page, site, "index.html")
    _follow(page, page.locator("tr", has_text=UNIT).first.get_by_role("link").last, "documents/")
    assert UNIT in page.get_by_role("heading", level=1).inner_text()
    assert "发现 2 处错误" in page.locator(".verdict").inner_text()


def test_a_unit_has_a_page_of_its_own(page: Page, site: Path) -> None:
    _open(page, site, "index.html")
    _follow(page, page.get_by_role("link", name=UNIT, exact=True), "units/")
    assert page.get_by_role("heading", level=1).inner_text() == UNIT
    assert page.locator(".chart svg rect").count() >= 1
    body = page.locator("main").inner_text()
    assert "其中本次新增 1 处；已消除 1 处" in body and "单位重新公开了文件" in body
    _follow(page, page.locator("a.finding-link").first, "documents/")
    assert page.locator("#f1").is_visible()


def test_new_findings_are_one_choice_away(page: Page, site: Path) -> None:
    _open(page, site, "index.html")
    _follow(page, page.get_by_role("link", name="新增 1 处"), "findings.html?state=new")
    assert len(_rows(page)) == 1 and "新增" in _rows(page)[0]
    page.locator("select[data-filter=state]").select_option("standing")
    assert len(_rows(page)) == 2
    _open(page, site, "changes.html")
    assert "处已消除" in page.locator(".figure.ok").inner_text()


def test_a_link_into_a_folded_part_opens_it(page: Page, site: Path) -> None:
    _open(page, site, f"documents/{sha('first')[:16]}.html")
    page.evaluate(
        "() => { document.querySelector('details.held table').id = 'x'; location.hash = 'x'; }"
    )
    page.locator("details.held table#x").wait_for(state="visible")


def test_hostile_names_and_sentences_are_text(page: Page, site: Path) -> None:
    for name in ("index.html", "findings.html", "documents.html"):
        _open(page, site, name)
        assert without_controls(HOSTILE_UNIT) in page.locator(".list").inner_text()
        assert page.locator("img[src=x]").count() == 0
    _open(page, site, "changes.html")
    assert without_controls(HOSTILE_UNIT) in page.locator("main").inner_text()
    assert page.locator("main td b, main td i, img[src=x]").count() == 0
    _open(page, site, "index.html")
    _follow(page, page.get_by_role("link", name="alert"), "units/")
    assert page.get_by_role("heading", level=1).inner_text() == without_controls(HOSTILE_UNIT)
    assert page.locator("main script, img[src=x]").count() == 0
    _open(page, site, f"documents/{sha('hostile')[:16]}.html")
    body = page.locator("main").inner_text()
    assert without_controls(HOSTILE_UNIT) in body and FORMULA in body
    assert "<script>alert(1)</script>" in body and "<i>文件名与正文年度不同</i>" in body
    assert page.locator("main script, main i, main u, main b b").count() == 0
    assert page.locator("a[href^='javascript']").count() == 0


def test_an_inline_script_would_not_run(page: Page, site: Path, faults: list[str]) -> None:
    """The policy of the page is a second fence behind escaping."""
    _open(page, site, "method.html")
    page.evaluate(
        "() => { const s = document.createElement('div');"
        "s.innerHTML = '<img src=missing.png onerror=\"window.mzRan=1\">';"
        "document.body.appendChild(s); }"
    )
    page.wait_for_timeout(200)
    assert page.evaluate("() => window.mzRan") is None
    assert any("Content Security Policy" in fault for fault in faults)
    faults.clear()


def test_documents_not_read_can_be_listed(page: Page, site: Path) -> None:
    _open(page, site, "documents.html")
    page.locator("select[data-filter=result]").select_option("unread")
    assert len(_rows(page)) == 1
    assert "扫描件，没有文字" in _rows(page)[0]


def test_the_review_queue_says_what_it_is(page: Page, site: Path) -> None:
    _open(page, site, "review/index.html")
    assert "程序可能读错，未认定为单位差错" in page.locator(".banner").inner_text()
    _follow(page, page.locator("a.finding-link").first, "review/")
    assert "6.49" in page.locator("#f1").inner_text()


def test_pages_print_without_controls_and_with_everything_open(page: Page, site: Path) -> None:
    _open(page, site, f"documents/{sha('first')[:16]}.html")
    page.emulate_media(media="print")
    assert not page.locator(".mast nav").is_visible()
    assert page.locator("#f1 .figures").is_visible()
    page.evaluate("() => window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator("details.print-open:not([open])").count() == 0


def test_pages_fit_a_narrow_screen(page: Page, site: Path) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    names = [p.relative_to(site).as_posix() for p in site.rglob("*.html")]
    assert len(names) > 15
    for name in names:
        _open(page, site, name)
        wide = page.evaluate("() => document.documentElement.scrollWidth")
        assert wide <= 391, name
