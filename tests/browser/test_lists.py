"""Searching and filtering as people type: pinyin, brackets, amounts, the way back, a phone."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from expectations.reports.text import data_script
from tests.unit.reports.sample import script_data

if TYPE_CHECKING:
    from playwright.sync_api import Page

#: What an input method does: every key gives an input event; the characters come at the end.
_COMPOSE = """
async ([typed, text]) => {
  const input = document.querySelector("input[type=search]");
  input.dispatchEvent(new CompositionEvent("compositionstart"));
  for (let n = 1; n <= typed.length; n++) {
    input.value = typed.slice(0, n);
    input.dispatchEvent(new InputEvent("input", { isComposing: true }));
    await new Promise((done) => setTimeout(done, 60));
  }
  await new Promise((done) => setTimeout(done, 250));
  const between = document.querySelector(".list-status, #rules") .innerText;
  input.value = text;
  input.dispatchEvent(new InputEvent("input", { isComposing: true }));
  input.dispatchEvent(new CompositionEvent("compositionend"));
  await new Promise((done) => setTimeout(done, 250));
  return between;
}
"""


def _rows(page: Page) -> list[str]:
    return page.locator(".list tbody tr:not(.no-rows)").all_inner_texts()


def _search(page: Page, words: str) -> list[str]:
    page.locator("input[type=search]").fill(words)
    page.wait_for_timeout(200)
    return _rows(page)


def test_half_a_word_in_pinyin_is_not_searched_for(page: Page, site: Path) -> None:
    page.goto((site / "findings.html").as_uri())
    between = page.evaluate(_COMPOSE, ["jinglifei", "经历费"])
    assert between == "共 3 条"  # nothing was filtered by the letters
    assert len(_rows(page)) == 1 and "经历费" in _rows(page)[0]


def test_rules_are_not_filtered_by_half_a_word_either(page: Page, site: Path) -> None:
    page.goto((site / "identities.html").as_uri())
    everything = page.locator("tbody tr:visible").count()
    page.evaluate(
        _COMPOSE.replace('.list-status, #rules") .innerText', 'h1").innerText'), ["zz", ""]
    )
    assert page.locator("tbody tr:visible").count() == everything > 2


@pytest.mark.parametrize(
    ("words", "n"),
    [
        ("历费", 1),  # any part of a word
        ("2024", 3),
        ("254.53", 1),
        ("t06.row", 1),  # letters in either case
        ("T06.ROW", 1),
        ("(", 1),  # brackets of either width
        ("（", 1),
        ("[.*+?^${}|\\", 0),  # nobody writes a pattern by accident
        ("<script>", 1),
    ],
)
def test_words_are_found_as_people_write_them(page: Page, site: Path, words: str, n: int) -> None:
    page.goto((site / "findings.html").as_uri())
    assert (len(_search(page, words)) >= 1) == (n >= 1), words


def test_an_amount_is_found_with_and_without_its_commas(
    page: Page, site: Path, tmp_path: Path
) -> None:
    folder = _with_lists(site, tmp_path, "findings", _with_amount)
    page.goto((folder / "findings.html").as_uri())
    for words in ("15620.5", "15,620.5", "15620", "15,620"):
        assert len(_search(page, words)) == 1, words
    assert _search(page, "1562055") == []


def _with_amount(data: dict[str, Any]) -> None:
    data["rows"][0][2] = "合计印为 15,620.55 万元。"


def _with_lists(site: Path, tmp_path: Path, name: str, change: Any) -> Path:
    folder = tmp_path / "site"
    shutil.copytree(site, folder)
    path = folder / "data" / f"{name}.js"
    data = script_data(path.read_text(encoding="utf-8"))
    change(data)
    path.write_text(data_script(name, data), encoding="utf-8")
    return folder


def test_going_back_asks_the_same_again(page: Page, site: Path) -> None:
    page.goto((site / "findings.html").as_uri())
    page.locator(".checks input[value='2']").uncheck()
    kept = _search(page, "2024")
    assert "q=2024" in page.url and "severity=0.1" in page.url
    address = page.url
    page.locator("a.finding-link").first.click()
    page.wait_for_url("**/documents/**")
    page.go_back()
    page.wait_for_url("**/findings.html*")
    page.locator(".list tbody tr").first.wait_for()
    assert _rows(page) == kept
    page.goto("about:blank")
    page.goto(address)
    assert page.locator("input[type=search]").input_value() == "2024"
    assert not page.locator(".checks input[value='2']").is_checked()
    assert _rows(page) == kept


def test_an_address_with_nonsense_shows_everything(page: Page, site: Path) -> None:
    page.goto((site / "findings.html").as_uri() + "?year=%E0%A4%A&form=%3Cb%3E&state=x&lang=zh")
    assert len(_rows(page)) == 3


def test_the_numbers_of_the_overview_lead_to_their_findings(page: Page, site: Path) -> None:
    page.goto((site / "index.html").as_uri())
    n = int(page.locator("a.figure.error b").inner_text())
    page.locator("a.figure.error").click()
    page.wait_for_url("**/findings.html?severity=0*")
    assert len(_rows(page)) == n > 0
    page.goto((site / "index.html").as_uri())
    n = int(page.locator("a.figure.unread b").inner_text())
    page.locator("a.figure.unread").click()
    page.wait_for_url("**/documents.html?result=unread*")
    assert len(_rows(page)) == n > 0


def _years(data: dict[str, Any]) -> None:
    def cell(
        e: int, w: int, kinds: str = "部门预算", unread: int = 0, partial: int = 0
    ) -> list[Any]:
        return [e, w, 0, 1, unread, "x.html", partial, kinds]

    data["years"] = [2023, 2024, 2025]
    cells = {
        "更差": [None, cell(1, 0), cell(2, 1)],
        "更好": [cell(0, 3), None, cell(1, 0)],
        "持平": [None, cell(1, 0), cell(0, 1)],
        "种类不同": [None, cell(1, 0, "部门决算"), cell(2, 0)],
        "跨过别的种类": [cell(3, 0), cell(9, 0, "部门决算"), cell(2, 0)],
        "没有核对全": [None, cell(1, 0, partial=1), cell(2, 0)],
        "有没读取的": [None, cell(1, 0), cell(2, 0, unread=1)],
        "只有一年": [None, None, cell(2, 0)],
    }
    data["rows"] = [[name, "", 1, 1, 0, 0, c, 1, 0, ""] for name, c in cells.items()]


def test_the_trend_is_told_only_where_years_compare(page: Page, site: Path, tmp_path: Path) -> None:
    page.goto((_with_lists(site, tmp_path, "units", _years) / "index.html").as_uri())
    shown = {
        row.locator("td").nth(0).inner_text(): row.locator("td.trend").inner_text().split("\n")[0]
        for row in page.locator(".of-units tbody tr").all()
    }
    marks = {name: mark.split("与")[0] for name, mark in shown.items()}
    assert marks == {
        "更差": "↑ 2", "更好": "↓ 2", "持平": "＝", "种类不同": "—", "跨过别的种类": "↓ 1",
        "没有核对全": "—", "有没读取的": "—", "只有一年": "—",
    }  # fmt: skip
    assert page.locator("td.trend [title]").first.get_attribute("title") == (
        "与 2024 年相比多 2 处"
    )
    page.get_by_role("button", name="English").click()
    assert page.locator("td.trend [title]").nth(1).get_attribute("title") == (
        "against 2023: 2 fewer"
    )


def test_on_a_phone_a_finding_is_a_card(page: Page, site: Path) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    for name in ("findings.html", "review/index.html"):
        page.goto((site / name).as_uri())
        row = page.locator(".list tbody tr").first
        row.wait_for()
        for cell in row.locator("td").all():
            box = cell.bounding_box()
            assert box is not None and box["x"] + box["width"] <= 390, name


def test_workbooks_are_offered_in_the_language_that_is_read(page: Page, site: Path) -> None:
    for name in ("index.html", "findings.html", "review/index.html"):
        page.goto((site / name).as_uri() + "?lang=zh")
        links = page.locator(".downloads a:visible")
        chinese = [a.get_attribute("href") or "" for a in links.all()]
        page.get_by_role("button", name="English").click()
        english = [a.get_attribute("href") or "" for a in links.all()]
        assert english == [h.replace(".", "-en.") for h in chinese] and chinese
        for href in chinese + english:
            assert (site / name).parent.joinpath(href).is_file()
