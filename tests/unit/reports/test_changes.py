"""New, standing and resolved findings, and the years, as the pages show them."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pytest

from expectations.reports import ReportInput, RunNote, build
from expectations.reports.documents import build_report
from expectations.reports.history import latest_change, read_history
from expectations.reports.units import by_year, unit_views
from tests.unit.reports.lives import GONE, with_history
from tests.unit.reports.sample import UNIT, sample_input, script_data, sha


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("changes")
    data, _ = sample_input()
    build(with_history(data), folder, pdf_path=lambda d: None)
    return folder


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def test_the_overview_says_what_the_run_changed(site: Path) -> None:
    index = _read(site / "index.html")
    for text in ("新增 1 处", "仍在 2 处", "已消除 1 处"):
        assert text in index


def test_the_list_of_findings_knows_their_state(site: Path) -> None:
    rows = script_data(_read(site / "data" / "findings.js"))["rows"]
    assert Counter(row[12] for row in rows) == {"new": 1, "standing": 2}


def test_resolved_findings_say_why_they_went(site: Path) -> None:
    page = _read(site / "changes.html")
    assert GONE in page and "单位重新公开了文件" in page and "2026-03-01" in page
    assert "&lt;b&gt;旧&lt;/b&gt;" in page and "核对规则有变化" in page
    unit = next(p for p in (site / "units").iterdir() if f"<h1><bdi>{UNIT}" in _read(p))
    assert GONE in _read(unit) and "其中本次新增 1 处" in _read(unit)


def test_a_finding_says_since_when_it_is_known(site: Path) -> None:
    page = _read(site / "documents" / f"{sha('first')[:16]}.html")
    assert "首次发现 2025-11-03" in page
    assert re.search("首次发现 2026-03-01.{0,200}（本次新增）", page, flags=re.DOTALL)


def test_doubtful_findings_are_not_counted_as_new() -> None:
    data, _ = sample_input()
    data = with_history(data)
    change = latest_change(data.history, data.runs)
    assert change is not None
    assert (change.n_new, change.n_standing, change.n_resolved) == (1, 2, 1)


def test_the_first_run_compares_with_nothing(tmp_path: Path) -> None:
    data, _ = sample_input()
    data = with_history(data)
    data.runs = [RunNote(1, date(2026, 3, 1), 4, 3, 0, 0)]
    data.history = [h for h in data.history if h.resolved_on is None]
    build(data, tmp_path, pdf_path=lambda d: None)
    assert "第一次核对" in _read(tmp_path / "index.html")
    assert "新增 " not in _read(tmp_path / "index.html")


def test_without_history_nothing_is_said_of_it(tmp_path: Path) -> None:
    data, _ = sample_input()
    build(data, tmp_path, pdf_path=lambda d: None)
    assert "与上次相比</b>" not in _read(tmp_path / "index.html")
    assert "没有保留历次核对的记录" in _read(tmp_path / "changes.html")


def test_history_is_read_from_the_marts_and_counts_publishers_only() -> None:
    connection = duckdb.connect()
    assert read_history(connection) == ([], [])
    connection.execute(
        """
        CREATE TABLE dim_judge_run AS SELECT * FROM (VALUES
          (1, TIMESTAMP '2026-01-31 20:00:00', 2), (2, TIMESTAMP '2026-02-28 01:00:00', 2)
        ) t (run_ord, judged_at, documents);
        CREATE TABLE dim_document AS SELECT 'd' AS document_id, '某局' AS printed_unit_name,
          'a.pdf' AS file_name;
        CREATE TABLE dim_unit AS SELECT 'u' AS unit_sk, '某市某局' AS unit_name;
        CREATE TABLE fct_finding_history AS SELECT * FROM (VALUES
          ('a', 'publisher', 1, 2, 'resolved', TIMESTAMP '2026-02-28 01:00:00', 'republished', 'u'),
          ('b', 'publisher', 2, NULL, 'new', NULL, NULL, NULL),
          ('c', 'publisher', 1, NULL, 'standing', NULL, NULL, NULL),
          ('d', 'extraction', 2, NULL, 'new', NULL, NULL, NULL),
          ('e', 'extraction', 1, 2, 'resolved', TIMESTAMP '2026-02-28 01:00:00', 'read_again', NULL)
        ) t (finding_id, attribution, first_run_ord, resolved_run_ord, state, resolved_at,
             resolved_reason, unit_sk);
        ALTER TABLE fct_finding_history ADD COLUMN document_id VARCHAR DEFAULT 'd';
        ALTER TABLE fct_finding_history ADD COLUMN root_cause VARCHAR DEFAULT 'r';
        ALTER TABLE fct_finding_history ADD COLUMN severity VARCHAR DEFAULT 'error';
        ALTER TABLE fct_finding_history ADD COLUMN sentence_zh VARCHAR DEFAULT '一句';
        ALTER TABLE fct_finding_history ADD COLUMN sentence_en VARCHAR DEFAULT 'one';
        ALTER TABLE fct_finding_history ADD COLUMN fiscal_year INTEGER DEFAULT 2025;
        ALTER TABLE fct_finding_history ADD COLUMN first_seen_at TIMESTAMP
          DEFAULT TIMESTAMP '2026-01-31 20:00:00'
        """
    )
    notes, runs = read_history(connection)
    assert runs == [
        RunNote(2, date(2026, 2, 28), 2, 1, 1, 1),
        RunNote(1, date(2026, 2, 1), 2, 2, 0, 0),
    ]
    assert len(notes) == 4  # a doubtful one that went says nothing of a unit
    resolved = next(n for n in notes if n.state == "resolved")
    assert (resolved.unit_name, resolved.resolved_on) == ("某市某局", date(2026, 2, 28))
    assert resolved.first_seen_on == date(2026, 2, 1)  # Beijing's day, not Greenwich's


def test_years_without_documents_stand_between_the_others() -> None:
    data, _ = sample_input()
    report = build_report(data, (), date(2026, 3, 1))
    for view in report.documents:
        if view.document.document_id == sha("clean"):
            view.document = replace(view.document, fiscal_year=2021)
    stats = by_year(report.documents)
    assert [s.year for s in stats] == [2021, 2022, 2023, 2024]
    assert [s.documents for s in stats] == [1, 0, 0, 3]
    assert stats[-1].severities["error"] == 2


def test_a_unit_page_puts_the_worst_first() -> None:
    data, _ = sample_input()
    report = build_report(data, (), date(2026, 3, 1))
    unit = next(u for u in unit_views(report.documents, []) if u.name == UNIT)
    assert [d.document.fiscal_year for d in unit.documents] == [2024, 2023]
    assert [f.finding.severity for _, f in unit.findings] == ["error", "error"]


def test_an_empty_report_has_all_its_pages(tmp_path: Path) -> None:
    build(ReportInput(documents=[]), tmp_path, pdf_path=lambda d: None)
    for name in ("changes", "waivers", "letters/index", "findings", "documents", "identities"):
        assert (tmp_path / f"{name}.html").is_file()
    assert "没有需要发函的单位" in _read(tmp_path / "letters" / "index.html")
    assert "现在没有豁免" in _read(tmp_path / "waivers.html")
