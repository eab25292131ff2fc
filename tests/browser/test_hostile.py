"""Names and sentences of documents are text wherever they are shown, whatever they hold."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest

from expectations.reports import build
from expectations.reports.text import neutralise, without_controls
from tests.unit.reports.variants import HOSTILE_NAMES, hostile_input

if TYPE_CHECKING:
    from playwright.sync_api import Page


@pytest.fixture(scope="module")
def hostile_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile")
    return build(hostile_input(), folder / "site", pdf_path=lambda _: None).out_dir


def test_every_page_shows_them_as_text(page: Page, hostile_site: Path) -> None:
    pages = sorted(hostile_site.rglob("*.html"))
    assert len(pages) > 3 * len(HOSTILE_NAMES)
    for path in pages:
        for lang in ("zh", "en"):
            page.goto(f"{path.as_uri()}?lang={lang}")
            assert page.evaluate("() => window.mzRan") is None, path.name
            assert page.locator("main script, main svg[onload], img[src=x]").count() == 0
            assert page.locator("a[href^='javascript' i]").count() == 0
            assert "49" not in page.title()


def test_the_lists_and_pages_hold_the_whole_name(page: Page, hostile_site: Path) -> None:
    for name in ("index.html", "findings.html", "documents.html", "letters/index.html"):
        page.goto((hostile_site / name).as_uri())
        shown = page.locator("main").evaluate("node => node.textContent")
        for unit in HOSTILE_NAMES:
            assert without_controls(unit) in shown, (name, unit)
        assert not set("\u202e\u2066") & set(shown)


def test_no_long_name_widens_a_page(page: Page, hostile_site: Path) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    for path in sorted(hostile_site.rglob("*.html")):
        page.goto(path.as_uri())
        assert page.evaluate("() => document.documentElement.scrollWidth") <= 391, path.name


def test_file_names_are_short_and_stay_in_the_folder(hostile_site: Path) -> None:
    letters = [p for p in (hostile_site / "letters").iterdir() if p.name != "index.html"]
    assert len(letters) == len(HOSTILE_NAMES) == len(list((hostile_site / "units").iterdir()))
    for path in hostile_site.rglob("*"):
        assert path.resolve().is_relative_to(hostile_site.resolve())
        assert len(path.name.encode()) < 200
        assert not set(path.name) & set('<>:"|?*\\\t\u202e')


def test_sheets_hold_no_formula(hostile_site: Path) -> None:
    sheet = openpyxl.load_workbook(hostile_site / "findings.xlsx")["问题清单"]
    units = {str(row[1].value) for row in sheet.iter_rows(min_row=2)}
    assert units == {neutralise(without_controls(name)) for name in HOSTILE_NAMES}
    assert all(c.data_type != "f" for row in sheet.iter_rows() for c in row)
    text = (hostile_site / "findings.csv").read_text(encoding="utf-8-sig")
    assert "\n=" not in text and ",=" not in text and ",@" not in text and '"=' not in text
