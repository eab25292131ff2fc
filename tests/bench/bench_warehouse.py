"""What a build of the warehouse costs: whole, without news, and after a change of one document.

    python -m tests.bench.bench_warehouse [--documents 2000 20000] [--memory-gb 6]

Facts of invented documents (:mod:`tests.support.many_facts`; about 670 cells each) are built by
dbt with all its data tests and published.  Then nothing is changed; then one document is read by
a later reader; each time the build runs again.  Every step is a process of its own on two
threads: wall and CPU time of it and its children, greatest resident memory, size of the files.
DuckDB may use ``--memory-gb`` for its buffers (MINGZHANG_MEMORY_LIMIT) and spills beyond.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

from orchestration import warehouse
from orchestration.settings import Settings
from tests.support.many_facts import write_many_facts

STEPS = ("full build", "publish", "build, nothing new", "build, one document changed")


def change_one_document(home: Path) -> None:
    """Have one document look as if a later reader had read it again, one amount otherwise."""
    folder = home / "facts" / "parquet" / "document"
    path = next(iter(sorted(folder.glob("portal=*/**/part.parquet"))))
    beside = path.with_suffix(".new")
    with duckdb.connect() as connection:
        connection.execute(
            f"COPY (SELECT * REPLACE (CASE WHEN document_id = (SELECT min(document_id) FROM "
            f"'{path}') THEN extractor_version || '.1' ELSE extractor_version END "
            f"AS extractor_version) FROM '{path}') TO '{beside}' (FORMAT parquet)"
        )
    beside.replace(path)


def run_step(home: Path, step: str) -> dict[str, float]:
    """One step in this process; times in seconds, memory in MB."""
    settings = Settings(home=home)
    started = time.monotonic()
    if step == "publish":
        warehouse.publish(settings)
    else:
        # without the judge: the models of verdicts are built, and empty
        warehouse.build(settings, full_refresh=step == "full build")
    wall = time.monotonic() - started
    uses = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return {
        "wall_s": round(wall, 1),
        "cpu_s": round(sum(u.ru_utime + u.ru_stime for u in uses), 1),
        "rss_mb": round(max(u.ru_maxrss for u in uses) / 1024),
    }


def slowest(home: Path, count: int = 6) -> list[str]:
    """The nodes of the last build that took longest."""
    results = json.loads((home / "warehouse" / "dbt" / "run_results.json").read_bytes())["results"]
    ranked = sorted(results, key=lambda r: -r["execution_time"])[:count]
    return [f"{r['unique_id'].split('.')[2]} {r['execution_time']:.1f} s" for r in ranked]


def size_mb(path: Path) -> int:
    return round(path.stat().st_size / 1e6) if path.is_file() else 0


def measure(documents: int, memory_gb: int, keep: Path | None) -> None:
    """Print one table for this number of documents."""
    home = keep or Path(tempfile.mkdtemp(prefix="mingzhang-bench-"))
    environment = os.environ | {"MINGZHANG_MEMORY_LIMIT": f"{memory_gb}GB"}
    try:
        write_many_facts(home, documents)
        for step in STEPS:
            if step.endswith("changed"):
                change_one_document(home)
            command = [sys.executable, "-m", "tests.bench.bench_warehouse"]
            done = subprocess.run(
                [*command, "--step", step, "--home", str(home)],
                env=environment, capture_output=True, text=True, check=False,
            )  # fmt: skip
            if done.returncode != 0:
                raise SystemExit(done.stderr[-3000:])
            if step == STEPS[0]:
                with duckdb.connect(str(home / "warehouse" / "working.duckdb")) as connection:
                    found = connection.execute("SELECT count(*) FROM marts.fct_cell").fetchone()
                print(f"{documents:,} documents, {found[0] if found else 0:,} cells")
                print(f"{'step':32} {'wall s':>8} {'CPU s':>8} {'RSS MB':>8}")
            m = json.loads(done.stdout.splitlines()[-1])
            print(f"{step:32} {m['wall_s']:>8} {m['cpu_s']:>8} {m['rss_mb']:>8}", flush=True)
            if step != "publish":
                print("    slowest:", "; ".join(slowest(home)), flush=True)
        for name in ("working.duckdb", "mingzhang.duckdb"):
            print(f"{name:32} {size_mb(home / 'warehouse' / name):>8} MB")
    finally:
        if keep is None:
            shutil.rmtree(home, ignore_errors=True)


def main() -> None:
    """Measure, or run one step for the parent process."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, nargs="+", default=[2000, 20000])
    parser.add_argument("--memory-gb", type=int, default=6)
    parser.add_argument("--home", type=Path, help="keep everything in this folder")
    parser.add_argument("--step", choices=STEPS, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.step:
        print(json.dumps(run_step(args.home, args.step)))
        return
    for documents in args.documents:
        measure(documents, args.memory_gb, args.home)


if __name__ == "__main__":
    main()
