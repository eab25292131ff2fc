"""A history for the sample report: one finding is new, one stands, two are gone."""

from __future__ import annotations

from datetime import date

from expectations.reports import HistoryNote, ReportInput, RunNote
from tests.unit.reports.sample import HOSTILE_UNIT, UNIT, sha

GONE = "项目支出表中，会议费印为 3.00 万元，说明写作 2.00 万元，相差 1.00 万元。"


def with_history(data: ReportInput) -> ReportInput:
    """The same input after a second run."""
    first, hostile = sha("first"), sha("hostile")
    early, late = date(2025, 11, 3), date(2026, 3, 1)
    data.history = [
        HistoryNote(first, "RC-301", "error", "publisher", "一句", "one", UNIT, 2024, early, 1,
                    "standing"),
        HistoryNote(first, "RC-NAME", "error", "publisher", "一句", "one", UNIT, 2024, late, 2,
                    "new"),
        HistoryNote(hostile, "RC-HOSTILE", "warning", "publisher", "一句", "one", HOSTILE_UNIT, 2024,
                    early, 1, "standing"),
        HistoryNote(first, "RC-GROWTH", "warning", "undetermined", "一句", "one", UNIT, 2024, late, 2,
                    "new"),
        HistoryNote(first, "RC-OLD", "error", "publisher", GONE, "Gone.", UNIT, 2024, early, 1,
                    "resolved", late, "republished", 2),
        HistoryNote(hostile, "RC-OLD", "info", "publisher", "<b>旧</b>", "<i>old</i>", HOSTILE_UNIT,
                    None, early, 1, "resolved_before", early, "rules_changed", 1),
    ]  # fmt: skip
    data.runs = [RunNote(2, late, 4, 1, 2, 1), RunNote(1, early, 3, 4, 0, 0)]
    return data
