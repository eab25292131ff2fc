"""What one crawl process is told to do."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class CrawlJob:
    """What to crawl.  ``files`` empty: list the portal; else: fetch these files."""

    portal: dict[str, Any]
    output: str
    log: str
    archive_url: str
    cache_folder: str
    loopback: bool
    run_id: str | None
    files: list[dict[str, Any]] = field(default_factory=list)


def job_json(job: CrawlJob) -> str:
    """The job as the file that :func:`main` reads."""
    return json.dumps(asdict(job), ensure_ascii=False)
