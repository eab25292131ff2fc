"""Keyboard, screen reader and contrast: what everybody needs to use the report."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

#: Text on the page that is harder to read than 4.5 : 1 (WCAG 2, level AA).
_FAINT = r"""
() => {
  const channel = (v) => { v /= 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; };
  const light = (c) => 0.2126 * channel(c[0]) + 0.7152 * channel(c[1]) + 0.0722 * channel(c[2]);
  const parse = (s) => { const m = s.match(/[\d.]+/g).map(Number); return m.length < 4 ? [...m, 1] : m; };
  const over = (top, below) => [0, 1, 2].map((i) => top[i] * top[3] + below[i] * (1 - top[3]));
  const ground = (node) => {
    const layers = [];
    for (; node; node = node.parentElement) layers.push(parse(getComputedStyle(node).backgroundColor));
    return layers.reverse().reduce((below, top) => over(top, below), [255, 255, 255]);
  };
  const faint = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode.parentElement;
    const text = walker.currentNode.textContent.trim();
    if (!text || /^[—·×\s]+$/.test(text) || !node.checkVisibility() || node.closest("svg, :disabled")) continue;
    const back = ground(node);
    const ink = over(parse(getComputedStyle(node).color), back);
    const [a, b] = [light(ink), light(back)].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) faint.push(`${ratio.toFixed(2)} ${node.className} ${text.slice(0, 20)}`);
  }
  return faint;
}
"""
#: Controls and pictures without a name, headings that skip a level, cells without a head.
_UNNAMED = """
() => {
  const out = [];
  const shown = (n) => n.checkVisibility();
  document.querySelectorAll("a, button, summary").forEach((n) => {
    if (shown(n) && !n.innerText.trim() && !n.querySelector("img[alt]")) out.push(n.outerHTML.slice(0, 90));
  });
  document.querySelectorAll("input, select").forEach((n) => {
    if (shown(n) && !n.labels.length) out.push(n.outerHTML.slice(0, 90));
  });
  document.querySelectorAll("img").forEach((n) => { if (!n.alt) out.push(n.outerHTML.slice(0, 90)); });
  let last = 0;
  document.querySelectorAll("h1, h2, h3, h4").forEach((n) => {
    const level = Number(n.tagName[1]);
    if (level > last + 1) out.push(`${n.tagName} after h${last}: ${n.innerText}`);
    last = level;
  });
  document.querySelectorAll("thead th").forEach((n) => {
    if (shown(n) && n.scope !== "col" && n.innerText.trim()) out.push(n.outerHTML);
  });
  const ids = [...document.querySelectorAll("[id]")].map((n) => n.id);
  ids.filter((id, i) => ids.indexOf(id) !== i).forEach((id) => out.push(`twice: ${id}`));
  return out;
}
"""


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_text_is_legible_and_everything_has_a_name(page: Page, site: Path, lang: str) -> None:
    pages = sorted(site.rglob("*.html"))
    assert len(pages) > 15
    for path in pages:
        page.goto(f"{path.as_uri()}?lang={lang}")
        page.evaluate(
            "() => document.querySelectorAll('details').forEach((d) => { d.open = true; })"
        )
        assert page.evaluate(_FAINT) == [], path.relative_to(site)
        assert page.evaluate(_UNNAMED) == [], path.relative_to(site)
        assert page.locator("h1").count() == 1, path.relative_to(site)
        assert page.locator("main").count() == 1
        expected = "zh-CN" if lang == "zh" else "en"
        assert page.locator("html").get_attribute("lang") == expected


def test_no_page_runs_a_script_of_its_own(page: Page, site: Path) -> None:
    """A policy on every page, and nothing in it that the policy would have to forbid."""
    for path in sorted(site.rglob("*.html")):
        page.goto(path.as_uri())
        policy = page.locator("meta[http-equiv='Content-Security-Policy']").get_attribute("content")
        assert policy and "default-src 'none'" in policy and "unsafe" not in policy
        handlers = page.evaluate(
            "() => [...document.querySelectorAll('*')].flatMap((n) => "
            "[...n.attributes].filter((a) => a.name.startsWith('on') || a.name === 'style'))"
            ".map((a) => a.name)"
        )
        assert handlers == [], path.relative_to(site)


def test_the_report_is_used_by_keyboard_alone(page: Page, site: Path) -> None:
    page.goto((site / "findings.html").as_uri())
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("() => document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.type") == "search"
    page.keyboard.type("经历费")
    page.locator(".list tbody tr").nth(1).wait_for(state="detached")
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.className") == "finding-link":
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/documents/**")
    page.locator("#f2").wait_for()
    assert page.locator("#f2").is_visible()


def test_the_language_buttons_say_which_is_on(page: Page, site: Path) -> None:
    page.goto((site / "index.html").as_uri())
    chinese = page.get_by_role("button", name="中文")
    assert chinese.get_attribute("aria-pressed") == "true"
    page.get_by_role("button", name="English").click()
    assert chinese.get_attribute("aria-pressed") == "false"
