"""Memory and time of the crawler over many documents: ``python -m tests.bench.bench_crawler``.

A mock portal of the TRS family lists N files of a given size; the crawl runs as it
does in production, in its own process, whose resident memory is sampled at every
outcome (Linux: /proc).  Then the same again: nothing may be sent a second time.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from extractors.contracts import Outcome
from extractors.portals.registry_model import Portal
from extractors.portals.runner import Crawl, CrawlResult
from tests.typeset.portals import BUILDERS, Attachment, Notice, Site, write
from tests.unit.portals.mocks import portal_of


def make_site(folder: Path, documents: int, kilobytes: int) -> Portal:
    """A portal whose files differ and do not compress."""
    notices = []
    for n in range(documents):
        data = b"%PDF-1.4\n" + random.Random(n).randbytes(kilobytes * 1024) + b"\n%%EOF"
        title = f"示例市第{n + 1}局2024年部门预算公开"
        file = Attachment(f"{title}.pdf", data)
        notices.append(Notice(title, "2024-02-01", 1000000 + n, "示例市财政局", (file,)))
    site = Site("trs.mock.example", "模拟门户", notices=tuple(notices), per_page=50)
    write(folder / "site", BUILDERS["trs"](site))
    return Portal.model_validate(portal_of("trs"))


def child_rss_mb() -> float:
    """Resident memory of this process's children (the crawl), in megabytes; 0 without any."""
    own, total = str(os.getpid()), 0.0
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
        except (FileNotFoundError, ProcessLookupError):
            continue  # it has ended
        if lines["PPid"].strip() == own and "VmRSS" in lines:
            total += int(lines["VmRSS"].split()[0]) / 1024
    return total


class Sampler:
    """Resident memory by number of documents done."""

    def __init__(self) -> None:
        self.seen = 0
        self.rss: list[float] = []

    def __call__(self, outcome: Outcome) -> None:
        # A look at every process costs as much as a small file: one in five will do.
        self.seen += 1
        if self.seen % 5 == 0:
            self.rss.append(child_rss_mb())

    def growth_mb(self) -> float:
        """Median of the last fifth less the median of the second fifth."""
        fifth = len(self.rss) // 5

        def median(values: list[float]) -> float:
            return sorted(v for v in values if v)[len(values) // 2]

        return median(self.rss[-fifth:-1]) - median(self.rss[fifth : 2 * fifth])


def timed(run: Callable[[], CrawlResult]) -> tuple[CrawlResult, float, float]:
    """(result, wall seconds, CPU seconds of the crawl process)."""
    wall, before = time.monotonic(), os.times()
    result = run()
    after = os.times()
    cpu = after.children_user + after.children_system
    return (
        result,
        time.monotonic() - wall,
        cpu - before.children_user - before.children_system,
    )


def main() -> int:
    """Print a table; 1 where the crawler grew by more than ``--limit`` megabytes."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.bench_crawler")
    parser.add_argument("--documents", type=int, default=600)
    parser.add_argument("--kilobytes", type=int, default=200, help="size of each file")
    parser.add_argument("--limit", type=float, default=10.0, help="megabytes of growth allowed")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        portal = make_site(folder, options.documents, options.kilobytes)
        crawl = Crawl(str(folder / "archive"), folder / "work", folder / "logs", folder, "bench")
        listed, wall, cpu = timed(lambda: crawl.list_files(portal))
        print(f"list      {len(listed.files):5d} files   {wall:6.1f} s wall {cpu:6.1f} s CPU")
        sampler = Sampler()
        fetched, wall, cpu = timed(lambda: crawl.fetch(portal, listed.files, sampler))
        counts = dict(Counter(o.status for o in fetched.outcomes))
        print(f"fetch     {counts}   {wall:6.1f} s wall {cpu:6.1f} s CPU")
        for n in range(0, len(sampler.rss), max(1, len(sampler.rss) // 6)):
            print(f"  after {5 * n + 5:5d} documents {sampler.rss[n]:7.1f} MB")
        growth = sampler.growth_mb()
        print(f"  growth over the run {growth:+.1f} MB (limit {options.limit:.0f})")
        again, wall, cpu = timed(lambda: crawl.fetch(portal, listed.files))
        counts = dict(Counter(o.status for o in again.outcomes))
        print(f"again     {counts}   {wall:6.1f} s wall {cpu:6.1f} s CPU")
    return 1 if growth > options.limit else 0


if __name__ == "__main__":
    sys.exit(main())
