"""Where Mingzhang keeps its files, and the few knobs that a deployment may turn.

Everything lives under one folder, MINGZHANG_HOME.  In a checkout that is
``data/``; in an installed package it is the platform's folder for user data.
"""

from __future__ import annotations

import os
import re
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from orchestration.errors import UserError
from orchestration.instance_config import bring_up_to_date

#: First fiscal year with a partition; disclosure on the web began about then.
FIRST_YEAR = 2010
#: Partition of documents whose listing states no year.
UNKNOWN_YEAR = "unknown"
#: Portal of files that came from disk.
INBOX = "inbox"
_RANGE = re.compile(r"(?:(\d{4})?\.\.(\d{4})?|(\d{4}))")
#: Portals of the demo, one per CMS family; what ``mingzhang run`` collects if not told.
DEMO_PORTALS = ("000000_demo", "000000_demo_ucap", "000000_demo_gkmlpt")


def checkout_root() -> Path | None:
    """Root of the source checkout, or None when running from an installed package."""
    root = Path(__file__).resolve().parents[1]
    return root if (root / "pyproject.toml").is_file() else None


def default_home() -> Path:
    """MINGZHANG_HOME, else the checkout's ``data/``, else the user's data folder."""
    if configured := os.environ.get("MINGZHANG_HOME"):
        return Path(configured).expanduser().resolve()
    if root := checkout_root():
        return root / "data"
    home = Path.home()
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = home / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share")
    return base / "mingzhang"


def fiscal_years() -> list[str]:
    """Partition keys of the year dimension: FIRST_YEAR up to next year, then unknown."""
    last = datetime.now(UTC).year + 1
    return [str(y) for y in range(FIRST_YEAR, last + 1)] + [UNKNOWN_YEAR]


def parse_years(text: str | None) -> list[str]:
    """Partition keys of ``2023..2025``, ``2024``, ``..2024``, ``unknown`` or None (all)."""
    every = fiscal_years()
    if text is None:
        return every
    if text == UNKNOWN_YEAR:
        return [UNKNOWN_YEAR]
    match = _RANGE.fullmatch(text.strip())
    if match is None or text.strip() == "..":
        raise UserError(f"看不懂年度 {text}；请写成 2023..2025、2024 或 unknown")
    first, last, one = match.groups()
    known = every[:-1]
    low, high = one or first or known[0], one or last or known[-1]
    years = [y for y in known if low <= y <= high]
    if not years:
        raise UserError(f"年度 {text} 不在 {known[0]} 至 {known[-1]} 之间")
    return years


def default_workers() -> int:
    """Processes for parsing and for the report: MINGZHANG_WORKERS, else the processors at hand."""
    if configured := os.environ.get("MINGZHANG_WORKERS"):
        return max(1, int(configured))
    affinity = getattr(os, "sched_getaffinity", None)  # Linux only
    return len(affinity(0)) if affinity else os.cpu_count() or 1


@dataclass(frozen=True)
class Settings:
    """Paths under ``home`` and the limits of a run (times in seconds)."""

    home: Path
    workers: int = 2
    document_timeout_s: float = 300.0
    lock_wait_s: float = 600.0

    @classmethod
    def load(cls, home: Path | None = None) -> Settings:
        """Settings from the environment; ``home`` overrides MINGZHANG_HOME."""
        return cls(
            home=(home or default_home()).resolve(),
            workers=default_workers(),
            document_timeout_s=float(os.environ.get("MINGZHANG_DOCUMENT_TIMEOUT", "300")),
            lock_wait_s=float(os.environ.get("MINGZHANG_LOCK_WAIT", "600")),
        )

    @cached_property
    def archive_url(self) -> str:
        """Root of the archive: a path, or any address that fsspec knows (s3://...)."""
        return os.environ.get("MINGZHANG_ARCHIVE") or str(self.archive)

    @property
    def archive(self) -> Path:
        """Raw bytes by sha256, with one sidecar per acquisition."""
        return self.home / "archive"

    @property
    def facts(self) -> Path:
        """What reading found: one file per document, Parquet per partition."""
        return self.home / "facts"

    @property
    def warehouse(self) -> Path:
        """The working DuckDB file and the published snapshot."""
        return self.home / "warehouse"

    @property
    def reports(self) -> Path:
        """The static report, workbook, CSV and Data Docs."""
        return self.home / "reports"

    def report_page(self, page: str, query: str = "") -> str:
        """Address of a page of the report: below MINGZHANG_REPORT_URL, else in the folder."""
        base = os.environ.get("MINGZHANG_REPORT_URL")
        path = self.reports / page
        address = f"{base.rstrip('/')}/{page}" if base else path.resolve().as_uri()
        return f"{address}?{query}" if query else address

    @property
    def waivers(self) -> Path:
        """Waivers of this deployment (``*.yml``); those of the project come first."""
        return self.home / "waivers"

    @property
    def releases(self) -> Path:
        """Released data sets."""
        return self.home / "releases"

    @property
    def logs(self) -> Path:
        """Logs of crawls and of dbt."""
        return self.home / "logs"

    @property
    def inbox(self) -> Path:
        """Folder whose files the inbox sensor takes in."""
        return self.home / "inbox"

    @property
    def operations_file(self) -> Path:
        """How this deployment is run: schedules, alerts, retention (YAML, optional)."""
        configured = os.environ.get("MINGZHANG_OPERATIONS")
        return Path(configured) if configured else self.home / "operations.yml"

    @property
    def state(self) -> Path:
        """What operations remember: last successes by portal, alerts that were sent."""
        return self.home / "state"

    def prepare(self) -> Settings:
        """Create the folders; returns itself.  Raises OSError where that is not allowed."""
        for folder in (
            self.archive,
            self.facts,
            self.warehouse,
            self.reports,
            self.releases,
            self.logs,
            self.inbox,
        ):
            folder.mkdir(parents=True, exist_ok=True)
        return self

    def dagster_home(self) -> Path:
        """DAGSTER_HOME, created and configured if need be, and set for this process.

        A change of its configuration is told on standard error.

        The checkout's own instance belongs to the checkout's own ``data/``; any
        other home keeps its instance beside its data, so that a test or a second
        deployment never writes into the first one's run history.
        """
        if configured := os.environ.get("DAGSTER_HOME"):
            folder = Path(configured).expanduser().resolve()
        elif (root := checkout_root()) and self.home == (root / "data").resolve():
            folder = root / "orchestration" / "instance"
        else:
            folder = self.home / "dagster"
        folder.mkdir(parents=True, exist_ok=True)
        if message := bring_up_to_date(folder):
            print(message, file=sys.stderr)
        os.environ["DAGSTER_HOME"] = str(folder)
        return folder
