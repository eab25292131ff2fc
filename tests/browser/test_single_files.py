"""The check page and the letters: one file each, opened from disk and printed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pypdfium2
import pytest

from expectations.reports import build_check_page
from expectations.reports.text import without_controls
from extractors.pages.render import render_page
from orchestration.crops import crop_boxes
from tests.unit.reports.sample import FORMULA, HOSTILE_UNIT, UNIT, sample_input, sha

if TYPE_CHECKING:
    from playwright.sync_api import Page


@pytest.fixture(scope="module")
def check_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The check of all four sample documents, with real page pictures."""
    folder = tmp_path_factory.mktemp("check")
    data, pdf = sample_input()
    source = folder / "预算.pdf"
    source.write_bytes(pdf)
    return build_check_page(
        data,
        folder / "结果.html",
        pdf_path=lambda d: source if d == sha("first") else None,
        crop=lambda d, page, boxes: crop_boxes(render_page(pdf, page), boxes),
    )


def _printed(page: Page, target: Path) -> tuple[str, int]:
    """Text and number of pages of the page as printed to PDF."""
    page.pdf(path=str(target), format="A4")
    with pypdfium2.PdfDocument(target) as document:
        texts = [document[n].get_textpage().get_text_range() for n in range(len(document))]
    return "".join("".join(texts).split()), len(texts)


def test_the_check_page_works_alone(page: Page, check_page: Path) -> None:
    page.goto(check_page.as_uri())
    assert "核对了 4 份文件" in page.locator(".lead").inner_text()
    page.get_by_role("link", name="2024年单位预算公开.pdf", exact=True).click()
    finding = page.locator("#d1-f1")
    picture = finding.locator("img").first
    picture.evaluate("node => node.decode()")
    assert picture.evaluate("node => node.naturalWidth") > 300
    assert "245.53" in finding.locator(".figures").inner_text()
    assert "合计列就是人员经费与公用经费两列之和。" in finding.locator(".why").inner_text()
    page.get_by_role("button", name="English").click()
    assert page.locator("h1").first.inner_text() == "Result of the check"
    assert "Printed total" in finding.locator(".figures").inner_text()


def test_hostile_files_are_text_on_the_check_page(page: Page, check_page: Path) -> None:
    page.goto(check_page.as_uri())
    body = page.locator("main").inner_text()
    assert without_controls(HOSTILE_UNIT) in body and FORMULA in body and '"><b>x</b>.pdf' in body
    assert page.locator("img[src=x], main script, main u, main i").count() == 0


def test_the_check_page_prints_with_everything_open(
    page: Page, check_page: Path, tmp_path: Path
) -> None:
    page.goto(check_page.as_uri())
    text, pages = _printed(page, tmp_path / "check.pdf")
    assert pages >= 4  # each document begins on a page of its own
    assert "254.53" in text and "245.53" in text and "公开前自查" in text
    assert "English" not in text and "跳到正文" not in text


def _letter(site: Path) -> Path:
    return site / "letters" / f"核对情况函-{UNIT}.html"


def test_a_letter_opens_alone_with_its_pictures(page: Page, site: Path, tmp_path: Path) -> None:
    alone = tmp_path / "函.html"
    alone.write_bytes(_letter(site).read_bytes())
    page.goto(alone.as_uri())
    pictures = page.locator(".letter img")
    assert pictures.count() >= 2
    for n in range(pictures.count()):
        pictures.nth(n).evaluate("node => node.decode()")
    assert page.locator(".mast nav").count() == 0
    page.get_by_role("button", name="English").click()
    assert "kindly ask you to verify 2 places" in page.locator(".letter").inner_text()


def test_a_letter_prints_as_a_letter(page: Page, site: Path, tmp_path: Path) -> None:
    page.goto(_letter(site).as_uri())
    text, _ = _printed(page, tmp_path / "letter.pdf")
    assert text.startswith("关于核实预决算公开有关内容的函")
    assert "254.53" in text and "发函单位" in text
    assert "明账" not in text and "程序版本" not in text


def test_hostile_letters_are_text(page: Page, site: Path) -> None:
    page.goto((site / "letters" / "index.html").as_uri())
    page.get_by_role("link", name="alert").click()
    page.locator(".letter .item").first.wait_for()
    assert without_controls(HOSTILE_UNIT) in page.locator(".letter").inner_text()
    assert page.locator("img[src=x], .letter script").count() == 0
