"""A backfill of mock portals, the same again, and one document replaced: time, runs, memory.

``python -m tests.bench.bench_backfill --portals 3 --years 2020..2024 --documents 40``
typesets the documents (tests.typeset.backfill), runs ``mingzhang run`` three times on a
home of its own, and prints what each did.  It fails where the second run fetched, read
or built anything, or took more than its share of the first, and where the third did not
read exactly one document, or the warehouse has not exactly one restated disclosure more.

The memory of the crawler, of the reading workers and of the run itself is sampled from
``/proc`` (Linux) while the first run is under way.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from extractors.archive import Archive
from orchestration.settings import Settings
from tests.typeset import backfill

ROOT = Path(__file__).resolve().parents[2]
#: Share of the first run's time, wall and CPU alike, that a run without news may take.
#: It asks for every page and file again.
SHARE = 0.05
#: Forms of a whole disclosure.
FORMS = tuple(f"T{n:02d}" for n in range(1, 12))
#: Growth of a process's memory from its middle to its last quarter that counts as none.
GROWTH = 0.10
_ROLES = {"extractors.portals.crawl": "crawler", "multiprocessing.spawn": "reader"}


@dataclass(slots=True)
class Sampler:
    """RSS in MB of the processes below ``pid`` by role, one list per process."""

    pid: int
    every_s: float = 0.25
    series: dict[tuple[str, int], list[float]] = field(default_factory=lambda: defaultdict(list))
    _stop: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Sample until stopped."""
        while not self._stop.wait(self.every_s):
            for pid, parent, command, rss in _processes():
                role = next((r for k, r in _ROLES.items() if k in command), None)
                if pid == self.pid:
                    self.series["run", pid].append(rss)
                elif role and parent == self.pid:
                    self.series[role, pid].append(rss)

    def stop(self) -> None:
        """End the sampling."""
        self._stop.set()


def _processes() -> list[tuple[int, int, str, float]]:
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (
                (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            )
            stat = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:  # it ended meanwhile
            continue
        rss = int(stat[21]) * os.sysconf("SC_PAGE_SIZE") / 1e6
        found.append((int(folder.name), int(stat[1]), command, rss))
    return found


@dataclass(frozen=True, slots=True)
class Measured:
    """One run of the command."""

    wall_s: float
    cpu_s: float
    memory: dict[tuple[str, int], list[float]]


def run(home: Path, registry: Path, arguments: list[str]) -> Measured:
    """``mingzhang run``; raises where it fails."""
    environment = os.environ | {
        "MINGZHANG_HOME": str(home),
        "MINGZHANG_REGISTRY": str(registry),
        "PYTHONPATH": str(ROOT),
        "PYTHONUTF8": "1",
    }
    environment.pop("DAGSTER_HOME", None)
    before, started = os.times(), time.monotonic()
    with subprocess.Popen(
        [sys.executable, "-m", "orchestration.cli.main", "run", *arguments],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        sampler = Sampler(process.pid)
        thread = threading.Thread(target=sampler.run)
        thread.start()
        _, errors = process.communicate()
        sampler.stop()
        thread.join()
    if process.returncode != 0:
        raise RuntimeError(errors[-3000:])
    wall_s, after = time.monotonic() - started, os.times()
    cpu_s = sum(after[2:4]) - sum(before[2:4])
    return Measured(wall_s, cpu_s, sampler.series)


def state(home: Path) -> dict[str, object]:
    """What a run may change, as far as it is to be compared."""
    settings = Settings(home)
    kept = [settings.archive, settings.facts / "documents", settings.facts / "parquet"]
    files = [f for k in kept for f in k.rglob("*") if f.is_file()]
    files += [settings.warehouse / "mingzhang.duckdb", settings.reports / "index.html"]
    return {str(f): f.stat().st_mtime_ns for f in files}


def counts(home: Path) -> Counter[str]:
    """Versions, facts of documents, and rows of the warehouse that tell of restatements."""
    settings = Settings(home)
    found: Counter[str] = Counter(
        versions=sum(1 for _ in Archive(settings.archive).versions()),
        read=sum(1 for _ in (settings.facts / "documents").rglob("*.json.gz")),
    )
    path = str(settings.warehouse / "mingzhang.duckdb")
    with duckdb.connect(path, read_only=True) as connection:
        queries = {
            "documents": "SELECT count(*) FROM dim_document",
            "restated": "SELECT count(DISTINCT document_id) FROM fct_restatement",
        }
        for name, query in queries.items():
            found[name] = (connection.execute(query).fetchone() or (0,))[0]
    return found


def runs(home: Path) -> Counter[str]:
    """Dagster runs by job."""
    os.environ["DAGSTER_HOME"] = str(home / "dagster")
    import dagster as dg

    with dg.DagsterInstance.get() as instance:
        return Counter(r.job_name for r in instance.get_runs())


def print_memory(measured: Measured) -> list[str]:
    """The series at ten points per process; returns what grew."""
    grew = []
    for (role, pid), values in sorted(measured.memory.items()):
        if len(values) < 20:
            continue
        points = [values[round(k * (len(values) - 1) / 9)] for k in range(10)]
        quarter = len(values) // 4
        early = statistics.median(values[2 * quarter - quarter // 2 : 2 * quarter + quarter // 2])
        late = statistics.median(values[-quarter:])
        growth = late / early - 1
        shown = " ".join(f"{p:.0f}" for p in points)
        print(f"  {role:8} {pid:>7}  {shown} MB; last quarter to middle {growth:+.1%}")
        if role != "run" and growth > GROWTH:
            grew.append(f"{role} {pid} {growth:+.1%}")
    return grew


def main() -> int:
    """Exit 0 where everything is as promised, 1 where not."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench.bench_backfill", description=__doc__
    )
    parser.add_argument("--portals", type=int, default=3)
    parser.add_argument("--years", default="2020..2024")
    parser.add_argument("--documents", type=int, default=40, help="per portal and year")
    parser.add_argument(
        "--full",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="every form, as a disclosure has them, or four",
    )
    parser.add_argument("--share", type=float, default=SHARE)
    parser.add_argument("--json", type=Path, help="write the figures")
    options = parser.parse_args()
    if options.full:
        backfill.FORMS = FORMS
    first, last = (int(y) for y in options.years.split(".."))
    problems: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        out, home = Path(folder, "portals"), Path(folder, "home")
        made = backfill.build(out, options.portals, list(range(first, last + 1)), options.documents)
        arguments = [a for p in range(options.portals) for a in ("--portal", backfill.portal_id(p))]
        arguments += ["--years", options.years]
        cold = run(home, out / "registry", arguments)
        n_cold, before = runs(home), counts(home)
        print(f"{made} documents, {os.cpu_count()} processors, runs {dict(n_cold)}")
        print(f"first run: {cold.wall_s:.1f} s wall, {cold.cpu_s:.1f} s CPU; {dict(before)}")
        if before["versions"] != made or before["read"] != made:
            problems.append(f"expected {made} documents")
        problems += [f"memory grew: {g}" for g in print_memory(cold)]

        seen = state(home)
        warm = run(home, out / "registry", arguments)
        share = warm.cpu_s / cold.cpu_s
        again = runs(home) - n_cold
        print(
            f"the same again: {warm.wall_s:.1f} s wall ({warm.wall_s / cold.wall_s:.1%} of the "
            f"first), {warm.cpu_s:.1f} s CPU ({share:.1%}), runs {dict(again)}"
        )
        if state(home) != seen:
            problems.append("the second run changed something")
        for what, part in (("CPU", share), ("wall", warm.wall_s / cold.wall_s)):
            if part > options.share:
                problems.append(f"the second run took {part:.1%} of the first ({what})")

        backfill.replace(out, 0, last)
        third = run(home, out / "registry", arguments)
        after = counts(home)
        print(
            f"one replaced: {third.wall_s:.1f} s wall, {third.cpu_s:.1f} s CPU, "
            f"runs {dict(runs(home) - n_cold - again)}; more: {dict(after - before)}"
        )
        grown = {k: after[k] - before[k] for k in ("versions", "read", "documents", "restated")}
        if any(n != 1 for n in grown.values()):
            problems.append(f"one replaced document gave {grown}")
        if options.json:
            options.json.write_text(
                json.dumps(
                    {
                        "documents": made,
                        "wall_s": [cold.wall_s, warm.wall_s, third.wall_s],
                        "cpu_s": [cold.cpu_s, warm.cpu_s, third.cpu_s],
                    }
                )
            )
    for problem in problems:
        print(f"! {problem}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
