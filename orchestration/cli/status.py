"""``mingzhang status``: what became of every portal and year, from the files alone."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime

from extractors.archive import Archive
from extractors.contracts import DocumentStatus
from extractors.portals.registry_model import load_portals
from extractors.store import FactsStore
from orchestration.settings import INBOX, UNKNOWN_YEAR, Settings
from orchestration.stages import Year, read_listing


def collect_status(settings: Settings) -> list[tuple[str, Year, Counter[str], datetime | None]]:
    """Rows (portal, year, counts, last success) of every partition that has anything."""
    archive = Archive(settings.archive_url)
    store = FactsStore(settings.facts)
    rows: dict[tuple[str, Year], Counter[str]] = defaultdict(Counter)
    last: dict[tuple[str, Year], datetime] = {}
    for portal in [*load_portals(), INBOX]:
        for listed in read_listing(settings, portal):
            rows[portal, listed.fiscal_year]["listed"] += 1
        for outcome in store.outcome_log(portal).latest().values():
            if outcome.status in {"failed", "blocked"}:
                rows[portal, outcome.fiscal_year][outcome.status] += 1
        for version in archive.versions(portal):
            found = version.acquisition
            key = portal, found.fiscal_year
            rows[key]["archived"] += 1
            header = store.header(found.document_id)
            if header is None:
                continue
            if header.status == DocumentStatus.OK:
                rows[key]["read"] += 1
                last[key] = max(header.finished_at, last.get(key, header.finished_at))
            else:
                rows[key]["unread"] += 1
    keys = sorted(rows, key=lambda k: (k[0], k[1] or 0))
    return [(portal, year, rows[portal, year], last.get((portal, year))) for portal, year in keys]


def run_status() -> int:
    """Print the table."""
    from rich.console import Console
    from rich.table import Table

    shown = ("listed", "archived", "read", "unread", "failed", "blocked")
    table = Table("门户", "年度", "列出", "归档", "已读取", "未能读取", "失败", "受阻", "最近成功")
    for portal, year, counts, last in collect_status(Settings.load()):
        table.add_row(
            portal,
            UNKNOWN_YEAR if year is None else str(year),
            *(str(counts[k]) for k in shown),
            last.astimezone().strftime("%Y-%m-%d %H:%M") if last else "",
        )
    if not table.row_count:
        print("还没有数据；请先运行 mingzhang run 或 mingzhang ingest")
        return 0
    Console().print(table)
    return 0
