"""Building again writes only what changed, in other processes too, and no page costs the report."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from expectations.reports import CropBox, ReportInput, build
from expectations.reports import pages as report_pages
from expectations.reports.crops import CropRequest
from extractors.pool import run_isolated
from tests.unit.reports.many import many
from tests.unit.reports.sample import fake_crop, sample_input, sha


def _files(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()
    }


def _later(data: ReportInput) -> ReportInput:
    """The same, built another day by another run."""
    run = replace(data.run, generated_at=datetime(2026, 9, 9, tzinfo=UTC), run_id="another")
    return replace(data, run=run)


def spread(
    draw: Callable[[tuple[CropRequest, ...]], dict[str, str]],
    batches: Iterable[tuple[CropRequest, ...]],
) -> Iterator[tuple[tuple[CropRequest, ...], Any]]:
    return run_isolated(draw, batches, workers=2, timeout_s=60)


def test_another_day_changes_no_page_of_a_document(tmp_path: Path) -> None:
    data, _ = sample_input()
    build(data, tmp_path, pdf_path=lambda _: None, crop=fake_crop)
    before = _files(tmp_path)
    built = build(_later(data), tmp_path, pdf_path=lambda _: None, crop=fake_crop)
    changed = {name for name, content in _files(tmp_path).items() if before.get(name) != content}
    assert changed == {"data/run.js"}
    assert built.n_kept == built.n_pages > 10


def test_one_changed_document_changes_its_own_pages_only(tmp_path: Path) -> None:
    data = many(40, 20)
    build(data, tmp_path, pdf_path=lambda _: None)
    before = _files(tmp_path)
    at = next(n for n, f in enumerate(data.findings) if f.attribution == "publisher")
    mine = data.findings[at]
    data.findings[at] = replace(mine, sentence_zh="换了一句话。")
    build(data, tmp_path, pdf_path=lambda _: None)
    changed = {name for name, content in _files(tmp_path).items() if before.get(name) != content}
    documents = {name for name in changed if name.startswith(("documents/", "review/"))}
    assert f"documents/{mine.document_id[:16]}.html" in documents
    assert {name.rpartition("/")[2][:16] for name in documents if name.endswith(".html")} == {
        mine.document_id[:16]
    }
    folders = {name.partition("/")[0] for name in changed}
    assert folders <= {
        "documents", "review", "units", "letters", "identities", "data", "findings.csv",
        "findings.xlsx", "findings-en.csv", "findings-en.xlsx", "report-files.json",
    }  # fmt: skip
    assert sum(name.startswith("units/") for name in changed) == 1
    assert "index.html" not in changed and "换了一句话。" in (
        tmp_path / f"documents/{mine.document_id[:16]}.html"
    ).read_text(encoding="utf-8")


def test_other_words_of_a_rule_change_every_page_that_shows_it(tmp_path: Path) -> None:
    data, _ = sample_input()
    build(data, tmp_path, pdf_path=lambda _: None)
    rule = data.identities["T06.ROW.TOTAL"]
    data.identities["T06.ROW.TOTAL"] = replace(rule, why="换了一个理由。")
    built = build(data, tmp_path, pdf_path=lambda _: None)
    assert built.n_kept == 0
    page = tmp_path / "documents" / f"{sha('first')[:16]}.html"
    assert "换了一个理由。" in page.read_text(encoding="utf-8")


@pytest.mark.parametrize("damage", ["removed", "cut"])
def test_a_damaged_page_is_written_again(tmp_path: Path, damage: str) -> None:
    data, _ = sample_input()
    build(data, tmp_path, pdf_path=lambda _: None)
    page = tmp_path / "documents" / f"{sha('first')[:16]}.html"
    whole = page.read_bytes()
    if damage == "removed":
        page.unlink()
    else:
        page.write_bytes(whole[:1000])
    build(data, tmp_path, pdf_path=lambda _: None)
    assert page.read_bytes() == whole


def test_a_page_without_its_picture_is_tried_again(tmp_path: Path) -> None:
    data, _ = sample_input()

    def refuse(_: str, __: int, ___: Sequence[CropBox]) -> bytes:
        raise OSError("no memory")

    assert build(data, tmp_path, pdf_path=lambda _: None, crop=refuse).crop_failures
    built = build(data, tmp_path, pdf_path=lambda _: None, crop=fake_crop)
    assert built.crop_failures == []
    page = tmp_path / "documents" / f"{sha('first')[:16]}.html"
    assert "<img" in page.read_text(encoding="utf-8")


@pytest.mark.parametrize("content", ["[]", "{", '{"x": 5, "y": ["a"], "z": ["k", "9"]}', "null"])
def test_a_manifest_that_cannot_be_read_costs_only_time(tmp_path: Path, content: str) -> None:
    data, _ = sample_input()
    (tmp_path / "report-files.json").write_text(content, encoding="utf-8")
    assert build(data, tmp_path, pdf_path=lambda _: None).n_kept == 0


def test_processes_write_what_one_process_writes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report_pages, "WORTH_SPREADING", 1)
    data, _ = sample_input()
    build(data, tmp_path / "one", pdf_path=lambda _: None, crop=fake_crop)
    build(data, tmp_path / "two", pdf_path=lambda _: None, crop=fake_crop, spread=spread)
    one, two = _files(tmp_path / "one"), _files(tmp_path / "two")
    assert one == two


def _deadly(document_id: str, page: int, boxes: Sequence[CropBox]) -> bytes:
    if document_id == sha("first"):
        os.kill(os.getpid(), signal.SIGKILL)
    return fake_crop(document_id, page, boxes)


def test_a_page_that_kills_its_process_is_written_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report_pages, "WORTH_SPREADING", 1)
    data, _ = sample_input()
    built = build(data, tmp_path, pdf_path=lambda _: None, crop=_deadly, spread=spread)
    assert {d for d, _, _ in built.crop_failures} == {sha("first")}
    page = (tmp_path / "documents" / f"{sha('first')[:16]}.html").read_text(encoding="utf-8")
    assert "<img" not in page and "254.53" in page
    other = (tmp_path / "documents" / f"{sha('hostile')[:16]}.html").read_text(encoding="utf-8")
    assert "<img" in other
