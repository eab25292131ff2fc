"""What the crawl process is told to do: one job is one crawl."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class CrawlJob:
    """What to crawl.  ``files`` empty: list the portal; else: fetch these files.

    ``loopback`` is the address of the run's own server that stands in for the
    portal's hosts, and the only place that such a job connects to.
    """

    portal: dict[str, Any]
    log: str
    archive_url: str
    pages_folder: str
    loopback: str | None
    run_id: str | None
    files: list[dict[str, Any]] = field(default_factory=list)


def job_json(number: int, job: CrawlJob) -> str:
    """The job as one line, as the crawl process reads it; its answers bear the number."""
    return json.dumps({"number": number, "job": asdict(job)}, ensure_ascii=False)
