"""Which findings are new, which went, and which stand, out of the history of the runs.

The history counts a publisher's findings only: what the program may have misread
comes and goes with the program and says nothing of a unit.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import duckdb

from expectations.reports.records import HistoryNote, RunNote

#: Runs that the report lists.
MAX_RUNS = 24
#: Findings that went and are listed, latest first.
MAX_RESOLVED = 2000

_HAS_HISTORY = """
SELECT count(*) FROM information_schema.tables
WHERE table_schema = ? AND table_name IN ('dim_judge_run', 'fct_finding_history')
"""
_NOTES = """
SELECT h.document_id, h.root_cause, h.severity, h.attribution, h.sentence_zh, h.sentence_en,
  coalesce(u.unit_name, d.printed_unit_name, d.file_name, h.document_id), h.fiscal_year,
  (h.first_seen_at + INTERVAL 8 HOUR)::DATE, h.first_run_ord, h.state,
  (h.resolved_at + INTERVAL 8 HOUR)::DATE, h.resolved_reason,
  h.resolved_run_ord
FROM {s}.fct_finding_history h
LEFT JOIN {s}.dim_document d ON d.document_id = h.document_id
LEFT JOIN {s}.dim_unit u ON u.unit_sk = h.unit_sk
WHERE h.attribution = 'publisher' OR h.resolved_at IS NULL
ORDER BY h.resolved_at DESC NULLS FIRST, h.finding_id
"""
_RUNS = """
SELECT r.run_ord, (r.judged_at + INTERVAL 8 HOUR)::DATE, r.documents,
  count(*) FILTER (h.first_run_ord = r.run_ord),
  count(*) FILTER (h.first_run_ord < r.run_ord
    AND (h.resolved_run_ord IS NULL OR h.resolved_run_ord > r.run_ord)),
  count(*) FILTER (h.resolved_run_ord = r.run_ord)
FROM {s}.dim_judge_run r
LEFT JOIN {s}.fct_finding_history h ON h.attribution = 'publisher'
GROUP BY r.run_ord, r.judged_at, r.documents ORDER BY r.run_ord DESC LIMIT {n}
"""


def has_history(connection: duckdb.DuckDBPyConnection, schema: str = "main") -> bool:
    """Whether the snapshot keeps runs and the life of findings."""
    found = connection.execute(_HAS_HISTORY, [schema]).fetchone()
    return found is not None and found[0] == 2


def read_history(
    connection: duckdb.DuckDBPyConnection, schema: str = "main"
) -> tuple[list[HistoryNote], list[RunNote]]:
    """Findings over the runs and the runs, latest first; nothing where no history is kept."""
    if not has_history(connection, schema):
        return [], []
    notes = [HistoryNote(*row) for row in connection.execute(_NOTES.format(s=schema)).fetchall()]
    runs = connection.execute(_RUNS.format(s=schema, n=MAX_RUNS)).fetchall()
    return notes, [RunNote(*row) for row in runs]


@dataclass(slots=True)
class Change:
    """What the latest run changed.  ``is_first``: there is no run to compare with."""

    is_first: bool
    n_new: int = 0
    n_standing: int = 0
    resolved: list[HistoryNote] = field(default_factory=list)
    before: list[HistoryNote] = field(default_factory=list)

    @property
    def n_resolved(self) -> int:
        return len(self.resolved)


def latest_change(history: list[HistoryNote], runs: list[RunNote]) -> Change | None:
    """The change of the latest run; None where no history is kept."""
    if not runs:
        return None
    mine = [h for h in history if h.attribution == "publisher"]
    gone = [h for h in mine if h.resolved_on is not None][:MAX_RESOLVED]
    return Change(
        is_first=len(runs) < 2,
        n_new=sum(h.state == "new" for h in mine),
        n_standing=sum(h.state == "standing" for h in mine),
        resolved=[h for h in gone if h.state == "resolved"],
        before=[h for h in gone if h.state != "resolved"],
    )
