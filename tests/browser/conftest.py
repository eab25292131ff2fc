"""Headless Chromium on the built sample report; skipped where either is missing."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from expectations.reports import build
from extractors.pages.render import render_page
from orchestration.crops import crop_boxes
from tests.unit.reports.lives import with_history
from tests.unit.reports.sample import sample_input, sha

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Dialog, Page

CHROMIUM = next(
    (p for name in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(name))),
    None,
)
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample report, with a real page picture."""
    folder = tmp_path_factory.mktemp("site")
    data, pdf = sample_input()
    source = folder / "first.pdf"
    source.write_bytes(pdf)
    built = build(
        with_history(data),
        folder / "报告",
        pdf_path=lambda d: source if d == sha("first") else None,
        crop=lambda d, page, boxes: crop_boxes(render_page(pdf, page), boxes),
    )
    return built.out_dir


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all tests."""
    if CHROMIUM is None:
        pytest.skip("no chromium on PATH")
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with sync_api.sync_playwright() as playwright:
        instance = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield instance
        instance.close()


@pytest.fixture
def faults() -> list[str]:
    """Dialogs, script errors and requests of the page; a test that expects some clears it."""
    return []


@pytest.fixture
def page(browser: Browser, faults: list[str]) -> Iterator[Page]:
    """A page that records dialogs, errors and requests that leave the folder."""
    context = browser.new_context(locale="zh-CN", viewport={"width": 1280, "height": 900})
    page = context.new_page()

    def dismiss(dialog: Dialog) -> None:
        faults.append(f"dialog {dialog.message}")
        dialog.dismiss()

    page.on("dialog", dismiss)
    page.on("pageerror", lambda e: faults.append(f"error {e}"))
    page.on("console", lambda m: faults.append(m.text) if m.type == "error" else None)
    page.on("request", lambda r: None if r.url.startswith("file:") else faults.append(r.url))
    yield page
    context.close()
    assert faults == []
