"""No page mixes languages: in English no Chinese word of ours, in Chinese no English one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from expectations.reports import build, build_check_page
from extractors.pages.render import render_page
from orchestration.crops import crop_boxes
from tests.unit.reports.variants import latin_input

if TYPE_CHECKING:
    from playwright.sync_api import Page

#: Visible texts, placeholders and names for screen readers that hold Chinese; a part that says
#: in ``lang`` that it is Chinese (a button, a note of the reader) is not meant.
_CHINESE = r"""
() => {
  const chinese = /[\u4e00-\u9fff\uff08-\uff1b\u3001\u3002]/;
  const found = [];
  document.querySelectorAll("details").forEach((d) => { d.open = true; });
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode.parentElement;
    const text = walker.currentNode.textContent.trim();
    if (!chinese.test(text) || !node.checkVisibility() || node.closest("[lang='zh-CN']:not(html), .seal, option, pre"))
      continue;
    found.push(text);
  }
  document.querySelectorAll("option").forEach((o) => { if (chinese.test(o.textContent)) found.push(o.textContent); });
  document.querySelectorAll("[placeholder]").forEach((n) => {
    if (chinese.test(n.placeholder)) found.push(n.placeholder);
  });
  if (chinese.test(document.title)) found.push(document.title);
  return found;
}
"""
#: Words of everyday English that a label could hold, where Chinese is chosen.
_ENGLISH = r"""
() => {
  const english = /\b(the|and|of|with|page|unit|year|rule|found|error|notice|check|checked|read|not)\b/i;
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode.parentElement;
    const text = walker.currentNode.textContent.trim();
    if (english.test(text) && node.checkVisibility() && !node.closest("button, pre, code")) found.push(text);
  }
  return found;
}
"""


@pytest.fixture(scope="module")
def latin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site and a check page whose data hold no Chinese."""
    folder = tmp_path_factory.mktemp("latin")
    data, pdf = latin_input()

    def crop(_: str, page: int, boxes: object) -> bytes:
        return crop_boxes(render_page(pdf, page), boxes)  # type: ignore[arg-type]

    build(data, folder, pdf_path=lambda _: None, crop=crop, has_charts=True)
    build_check_page(data, folder / "check.html", pdf_path=lambda _: None, crop=crop)
    return folder


def test_an_english_page_has_no_chinese_label(page: Page, latin: Path) -> None:
    pages = sorted(latin.rglob("*.html"))
    assert len(pages) > 20
    for path in pages:
        page.goto(f"{path.as_uri()}?lang=en")
        assert page.evaluate(_CHINESE) == [], path.relative_to(latin)
        assert page.locator("html").get_attribute("lang") == "en"


def test_a_chinese_page_has_no_english_label(page: Page, latin: Path) -> None:
    for path in sorted(latin.rglob("*.html")):
        page.goto(f"{path.as_uri()}?lang=zh")
        shown = [text for text in page.evaluate(_ENGLISH) if "Xx" not in text]
        assert shown == [], path.relative_to(latin)
