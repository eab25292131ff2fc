"""How long the judge takes and how much memory it needs, by number of documents.

    python -m tests.bench.bench_judge [--documents 2000 20000] [--memory-gb 8]

Facts of invented documents (:mod:`tests.support.many_facts`) are loaded into a DuckDB file as the
warehouse holds them and judged in a process of its own with two threads: every identity, evidence,
findings, the verdict Parquet and the history.  Measured are wall and CPU time and the greatest
resident memory of that process, which may not take more than ``--memory-gb`` of address space
in DuckDB's buffers and is reported as it was.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import duckdb

from expectations.catalogue import load_catalogue
from expectations.history import record_run
from expectations.judge import judge
from extractors.contracts import FACT_RECORDS
from orchestration.warehouse import write_verdicts
from tests.support.many_facts import write_many_facts


@dataclass(frozen=True, slots=True)
class _Home:
    home: Path


def prepare(home: Path, documents: int) -> None:
    """Facts of ``documents`` documents as Parquet, and loaded into ``working.duckdb``."""
    write_many_facts(home, documents)
    with duckdb.connect(str(home / "working.duckdb"), config={"threads": 2}) as connection:
        connection.execute("SET memory_limit = '4GB'; SET preserve_insertion_order = false")
        connection.execute("CREATE SCHEMA facts")
        for record in FACT_RECORDS:
            files = str(home / "facts" / "parquet" / record / "**" / "*.parquet")
            more = ", md5(unit_name) AS unit_key, true AS is_current" * (record == "document")
            connection.execute(
                f"CREATE TABLE facts.{record} AS SELECT *{more} FROM "
                f"read_parquet('{files}', hive_partitioning = false)"
            )


def measure(home: Path, memory_gb: int) -> dict[str, object]:
    """Judge everything in ``home``; for a process of its own, so that memory is its own."""
    catalogue = load_catalogue()
    config: dict[str, str | bool | int | float | list[str]] = {
        "threads": 2,
        "memory_limit": f"{memory_gb * 3 // 4}GB",
    }
    started, cpu = time.monotonic(), time.process_time()
    with duckdb.connect(str(home / "working.duckdb"), config=config) as connection:
        connection.execute(f"SET temp_directory = '{home / 'spill'}'")
        judge(connection, catalogue)
        judged = time.monotonic()
        counts = write_verdicts(_Home(home), connection)
        written = time.monotonic()
        record_run(connection, home / "verdicts", catalogue_digest=catalogue.digest)
        ended = time.monotonic()
        rows = connection.execute(
            "SELECT (SELECT count(*) FROM facts.document), (SELECT count(*) FROM facts.cell), "
            "(SELECT count(*) FROM facts.mention), (SELECT count(*) FROM judge.evidence)"
        ).fetchone()
    size = (home / "working.duckdb").stat().st_size
    return {
        "rows": rows,
        "counts": counts,
        "judge_s": judged - started,
        "write_s": written - judged,
        "history_s": ended - written,
        "wall_s": ended - started,
        "cpu_s": time.process_time() - cpu,
        "peak_gb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2,
        "file_gb": size / 1024**3,
    }


def main() -> None:
    """Print one row of the table for each size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, nargs="+", default=[2_000, 20_000])
    parser.add_argument("--memory-gb", type=int, default=8)
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.measure:
        print(json.dumps(measure(args.measure, args.memory_gb)))
        return
    print("| documents | cells | numbers in the narrative | verdicts | wall, s | judging | Parquet |"
          " history | CPU, s | peak memory, GB | ms per document |")  # fmt: skip
    print("|---|---|---|---|---|---|---|---|---|---|---|")
    for documents in args.documents:
        home = Path(tempfile.mkdtemp(prefix="bench_judge_"))
        try:
            prepare(home, documents)
            command = [sys.executable, "-m", "tests.bench.bench_judge", "--measure", str(home)]
            command += ["--memory-gb", str(args.memory_gb)]
            done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
            found = json.loads(done.stdout)
        finally:
            shutil.rmtree(home)
        n, cells, mentions, _ = found["rows"]
        verdicts = sum(v for k, v in found["counts"].items() if not k.startswith("findings"))
        print(
            f"| {n:,} | {cells:,} | {mentions:,} | {verdicts:,} | {found['wall_s']:.0f} | "
            f"{found['judge_s']:.0f} | {found['write_s']:.0f} | {found['history_s']:.0f} | "
            f"{found['cpu_s']:.0f} | {found['peak_gb']:.2f} | {1000 * found['wall_s'] / n:.0f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
