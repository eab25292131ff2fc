"""One page per unit, and the years side by side."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from expectations.reports.documents import DocumentView
from expectations.reports.records import HistoryNote
from expectations.reports.text import slug
from expectations.reports.view import FindingView

#: Outcomes of documents in the order in which a column of the chart stacks them.
OUTCOMES = ("error", "warning", "partial", "clean", "unread")


@dataclass(slots=True)
class YearStat:
    """The documents of one fiscal year: how many ended how, and what was found."""

    year: int
    outcomes: Counter[str] = field(default_factory=Counter)
    severities: Counter[str] = field(default_factory=Counter)
    checked: int = 0
    failed: int = 0
    unchecked: int = 0

    @property
    def documents(self) -> int:
        return sum(self.outcomes.values())


def by_year(documents: list[DocumentView]) -> list[YearStat]:
    """Years in order, those between the first and the last without documents too."""
    stats: dict[int, YearStat] = {}
    for d in documents:
        year = d.document.fiscal_year
        if year is None:
            continue
        stat = stats.setdefault(year, YearStat(year))
        stat.outcomes[d.outcome] += 1
        stat.severities.update(d.severity_counts)
        stat.checked += d.checked
        stat.failed += d.counts.get("FAIL", 0)
        stat.unchecked += d.counts.get("NOT_EVALUABLE", 0)
    if not stats:
        return []
    first, last = min(stats), max(stats)
    wanted = range(first, last + 1) if last - first < 20 else sorted(stats)
    return [stats.get(year) or YearStat(year) for year in wanted]


@dataclass(slots=True)
class UnitView:
    """One unit: its documents, newest first, and its findings, worst first."""

    name: str
    documents: list[DocumentView]
    resolved: list[HistoryNote] = field(default_factory=list)

    @property
    def href(self) -> str:
        return f"units/{slug(self.name)}.html"

    @property
    def findings(self) -> list[tuple[DocumentView, FindingView]]:
        """Worst first, then newest."""
        order = {"error": 0, "warning": 1, "info": 2}
        pairs = [(d, f) for d in self.documents for f in d.findings]
        return sorted(pairs, key=lambda p: (p[1].is_waived, order[p[1].finding.severity]))

    @property
    def years(self) -> list[YearStat]:
        return by_year(self.documents)

    @property
    def severities(self) -> Counter[str]:
        total: Counter[str] = Counter()
        for d in self.documents:
            total.update(d.severity_counts)
        return total

    @property
    def letter(self) -> str | None:
        return next((d.letter for d in self.documents if d.letter), None)


def unit_views(documents: list[DocumentView], history: list[HistoryNote]) -> list[UnitView]:
    """Units in the order of the documents (worst first); tells each document its unit's page."""
    units: dict[str, UnitView] = {}
    for d in documents:
        if d.unit:
            unit = units.setdefault(d.unit, UnitView(d.unit, []))
            unit.documents.append(d)
            d.unit_href = unit.href
    for note in history:
        if note.resolved_on is not None and note.unit_name in units:
            units[note.unit_name].resolved.append(note)
    for unit in units.values():
        unit.documents.sort(key=lambda d: (-(d.document.fiscal_year or 0), d.kind.zh))
    return list(units.values())
