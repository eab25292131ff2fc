"""``mingzhang status``: what became of every portal and year, from the files alone."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from extractors.archive import Archive
from extractors.contracts import DocumentStatus
from extractors.portals.registry_model import load_portals
from extractors.store import FactsStore
from orchestration.cli.output import write_json
from orchestration.operations import load_operations
from orchestration.portal_state import read_portal_state
from orchestration.settings import INBOX, UNKNOWN_YEAR, Settings
from orchestration.silence import is_silent
from orchestration.stages import Year, read_listing

#: Column -> heading.  ``read`` counts documents, ``archived`` counts versions.
COLUMNS = {
    "listed": "列出",
    "archived": "归档",
    "read": "读取",
    "unread": "未读",
    "failed": "失败",
    "blocked": "受阻",
}
#: Counts that want a person's look.
_ATTENTION = ("unread", "failed", "blocked")
#: Up to so many portals every year is a line.
WHOLE_PORTALS = 6


@dataclass(slots=True)
class StatusRow:
    """One portal and year; ``last_success`` is when its last document was read (UTC)."""

    portal: str
    year: Year
    counts: Counter[str] = field(default_factory=Counter)
    last_success: datetime | None = None


def collect_status(settings: Settings) -> list[StatusRow]:
    """Every partition that has anything, by portal and year."""
    archive = Archive(settings.archive_url)
    store = FactsStore(settings.facts)
    counts: dict[tuple[str, Year], Counter[str]] = defaultdict(Counter)
    last: dict[tuple[str, Year], datetime] = {}
    known = {*load_portals(), INBOX, *archive.portals()}
    for portal in sorted(known):
        for listed in read_listing(settings, portal):
            counts[portal, listed.fiscal_year]["listed"] += 1
        for outcome in store.outcome_log(portal).latest().values():
            if outcome.status in {"failed", "blocked"}:
                counts[portal, outcome.fiscal_year][outcome.status] += 1
        documents: dict[str, Year] = {}
        for version in archive.versions(portal):
            found = version.acquisition
            counts[portal, found.fiscal_year]["archived"] += 1
            documents[found.document_id] = found.fiscal_year
        for document_id, year in documents.items():
            header = store.header(document_id)
            if header is None:
                continue
            if header.status == DocumentStatus.OK:
                counts[portal, year]["read"] += 1
                last[portal, year] = max(
                    header.finished_at, last.get((portal, year), header.finished_at)
                )
            else:
                counts[portal, year]["unread"] += 1
    keys = sorted(counts, key=lambda k: (k[0], k[1] or 0))
    return [
        StatusRow(portal, year, counts[portal, year], last.get((portal, year)))
        for portal, year in keys
    ]


def collect_warnings(settings: Settings, now: datetime | None = None) -> list[str]:
    """What a person should look at: one sentence each."""
    now = now or datetime.now(UTC)
    operations = load_operations(settings)
    lines = []
    for portal in load_portals().values():
        state = read_portal_state(settings, portal.id)
        if state is None:
            continue
        if state.last_error:
            lines.append(f"{portal.id} 上次列表失败：{state.last_error}")
        if is_silent(portal, state, operations, now):
            last = state.last_listed_at
            since = f"{last.astimezone():%Y-%m-%d %H:%M}" if last else "从未成功"
            lines.append(f"{portal.id} 沉默：最近成功列表 {since}")
        expected = portal.expected_documents
        if (verdict := expected.judge(state.listed)) != "ok":
            limit = (
                f"至少 {expected.minimum}" if verdict == "too_few" else f"至多 {expected.maximum}"
            )
            lines.append(f"{portal.id} 列出 {state.listed} 份，应{limit}份")
    return lines


def run_status(
    json_out: Path | None = None, portals: Sequence[str] = (), *, every_year: bool = False
) -> int:
    """Print the table and what to look at; of these portals, if any are named."""
    settings = Settings.load()
    rows, warnings = collect_status(settings), collect_warnings(settings)
    if portals:
        rows = [r for r in rows if r.portal in portals]
        warnings = [w for w in warnings if w.split()[0] in portals]
    if json_out is not None:
        write_json({"partitions": [_values(r) for r in rows], "warnings": warnings}, json_out)
        return 1 if warnings else 0
    if not rows and not warnings:
        print("还没有数据；请先运行 mingzhang run 或 mingzhang ingest")
        return 0
    _print(rows, warnings, every_year=every_year or bool(portals))
    return 1 if warnings else 0


def _values(row: StatusRow) -> dict[str, object]:
    return {
        "portal": row.portal,
        "fiscal_year": row.year,
        **{name: row.counts[name] for name in COLUMNS},
        "last_success": row.last_success.isoformat() if row.last_success else None,
    }


def _print(rows: list[StatusRow], warnings: list[str], *, every_year: bool) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    portals: dict[str, list[StatusRow]] = defaultdict(list)
    for row in rows:
        portals[row.portal].append(row)
    table = Table(
        "门户、年度", *COLUMNS.values(), "最近成功", box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0)
    )
    for column in table.columns:
        column.no_wrap = True
    for heading in table.columns[1:-1]:
        heading.justify = "right"
    is_short = not every_year and len(portals) > WHOLE_PORTALS
    for portal, years in portals.items():
        last = max((r.last_success for r in years if r.last_success), default=None)
        table.add_row(portal, *_cells(_sum(years), last), style="bold")
        for row in years:
            if not is_short or any(row.counts[name] for name in _ATTENTION):
                year = UNKNOWN_YEAR if row.year is None else str(row.year)
                table.add_row(f"  {year}", *_cells(row.counts, row.last_success))
    if len(portals) > 1:
        table.add_section()
        table.add_row("合计", *_cells(_sum(rows), None))
    console = Console()
    console.print(table)
    if is_short:
        console.print("年度只列出有未读、失败或受阻的；--all 列出全部，--portal 只看一个门户")
    for line in warnings:
        console.print(f"! {line}", style="yellow", markup=False, highlight=False)


def _sum(rows: list[StatusRow]) -> Counter[str]:
    total: Counter[str] = Counter()
    for row in rows:
        total.update(row.counts)
    return total


def _cells(counts: Counter[str], last: datetime | None) -> list[str]:
    when = last.astimezone().strftime("%y-%m-%d %H:%M") if last else ""
    return [*(str(counts[name]) for name in COLUMNS), when]
