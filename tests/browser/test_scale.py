"""Filtering stays quick with the findings of 5,000 documents in the list."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from expectations.reports.documents import build_report
from expectations.reports.lists import list_data
from expectations.reports.text import data_script
from tests.unit.reports.many import many

if TYPE_CHECKING:
    from playwright.sync_api import Page

#: Milliseconds; measured at 10 to 60, so that a slow machine still passes.
BUDGET_MS = 400

_TYPE = """
async (words) => {
  const input = document.querySelector("input[type=search]");
  input.value = words;
  const start = performance.now();
  input.dispatchEvent(new Event("input"));
  await new Promise((done) => setTimeout(done, 101));
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
  return performance.now() - start;
}
"""


@pytest.fixture(scope="module")
def large_site(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample's pages over the lists of 5,000 documents."""
    folder = tmp_path_factory.mktemp("large") / "site"
    shutil.copytree(site, folder)
    report = build_report(many(5000, n_identities=2), (), date(2026, 3, 1))
    for name, value in list_data(report).items():
        (folder / "data" / f"{name}.js").write_text(data_script(name, value), encoding="utf-8")
    return folder


@pytest.mark.parametrize("name", ["index.html", "findings.html", "documents.html"])
def test_typing_a_word_never_freezes_the_page(page: Page, large_site: Path, name: str) -> None:
    page.goto((large_site / name).as_uri())
    page.locator(".list tbody tr").first.wait_for()
    everything = page.locator(".list-status").inner_text()
    assert "," in everything  # thousands of rows
    for words in ("第0", "第0123 教育局", "没有", ""):
        assert page.evaluate(_TYPE, words) < BUDGET_MS, words
    assert page.locator(".list tbody tr").count() == 50
    assert page.locator(".list-status").inner_text() == everything
    page.get_by_role("button", name="下一页").click()
    assert "第 2 /" in page.locator(".pager").inner_text()
