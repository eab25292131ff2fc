"""How long the judge takes and how much memory it needs, by number of documents.

    python -m tests.bench.bench_judge [--documents 2000 6000 20000] [--memory-gb 8]

Facts of invented documents (:mod:`tests.support.many_facts`) are loaded into a DuckDB file as the
warehouse holds them and judged in a process of its own with two threads: every identity, evidence,
findings, verdict Parquet and history.  A unit has two years, so a year is held against the one
before; in every tenth document one number is changed, so there are failures to attribute.  Then
one document is changed and everything is brought up to date again.

Measured are wall and CPU time and the greatest resident memory of that process.  ``--memory-gb``
is enforced: the process is refused more address space (RLIMIT_DATA).
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
from pathlib import Path

import duckdb

from expectations.catalogue import load_catalogue
from extractors.contracts import FACT_RECORDS
from orchestration.warehouse import judge_facts_into
from tests.support.many_facts import write_many_facts

#: One document in so many has a number that contradicts others.
FAULTY = 10
YEARS = (2023, 2024)
#: Columns of the document relation beside the contract's, as the warehouse makes them.
_MORE = (
    "md5(unit_name) AS unit_key",
    "true AS is_current",
    "regexp_extract(filename, 'portal=([^/]*)', 1) AS portal",
)


def prepare(home: Path, documents: int) -> None:
    """Facts of ``documents`` documents as Parquet, and loaded into ``working.duckdb``."""
    write_many_facts(home, documents, years=YEARS)
    with duckdb.connect(str(home / "working.duckdb"), config={"threads": 2}) as connection:
        connection.execute("SET memory_limit = '3GB'; SET preserve_insertion_order = false")
        connection.execute("CREATE SCHEMA facts")
        for record in FACT_RECORDS:
            files = str(home / "facts" / "parquet" / record / "**" / "*.parquet")
            more = "".join(f", {c}" for c in _MORE) if record == "document" else ""
            connection.execute(
                f"CREATE TABLE facts.{record} AS SELECT * EXCLUDE (filename){more} FROM "
                f"read_parquet('{files}', hive_partitioning = false, filename = true)"
            )
        change(connection, f"hash(document_id) % {FAULTY} = 0")


def change(connection: duckdb.DuckDBPyConnection, documents: str) -> None:
    """Change one number, a total of T05, of the documents that fulfil a condition."""
    connection.execute(
        f"""UPDATE facts.cell SET amount = amount + 1, amount_yuan = amount_yuan + 10000
        WHERE {documents} AND cell_id = 'T05#1/T/total'"""
    )


def measure(home: Path, memory_gb: int) -> dict[str, object]:
    """Judge everything in ``home``; for a process of its own, so that memory is its own."""
    limit = memory_gb * 1024**3
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
    catalogue = load_catalogue()
    config: dict[str, str | bool | int | float | list[str]] = {
        "threads": 2,
        "memory_limit": f"{memory_gb // 2}GB",
        "temp_directory": str(home / "spill"),
    }
    found: dict[str, object] = {}
    with duckdb.connect(str(home / "working.duckdb"), config=config) as connection:
        for run in ("all", "one"):
            started, cpu = time.monotonic(), time.process_time()
            found[run] = judge_facts_into(connection, home / "verdicts", catalogue)
            found[f"{run}_wall_s"] = time.monotonic() - started
            found[f"{run}_cpu_s"] = time.process_time() - cpu
            change(connection, "document_id = (SELECT min(document_id) FROM facts.document)")
        found["rows"] = connection.execute(
            "SELECT (SELECT count(*) FROM facts.document), (SELECT count(*) FROM facts.cell), "
            "(SELECT count(*) FROM facts.mention)"
        ).fetchone()
    found["peak_gb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    files = (home / "verdicts").rglob("*.parquet")
    found["parquet_mb"] = sum(p.stat().st_size for p in files) / 1024**2
    return found


def main() -> None:
    """Print one row of the table for each size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, nargs="+", default=[2_000, 6_000, 20_000])
    parser.add_argument("--memory-gb", type=int, default=8)
    parser.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.measure:
        print(json.dumps(measure(args.measure, args.memory_gb)))
        return
    print("| documents | cells | slots of the text | verdicts | findings | wall, s | CPU, s "
          "| greatest memory, GB | Parquet, MB | CPU ms per document "
          "| one changed: judged | wall, s |")  # fmt: skip
    print("|" + "---|" * 12)
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
        n, cells, mentions = found["rows"]
        counts, again = found["all"], found["one"]
        verdicts = sum(v for k, v in counts.items() if k.isupper())
        print(
            f"| {n:,} | {cells:,} | {mentions:,} | {verdicts:,} | {counts['findings']:,} "
            f"| {found['all_wall_s']:.0f} | {found['all_cpu_s']:.0f} | {found['peak_gb']:.2f} "
            f"| {found['parquet_mb']:.0f} | {1000 * found['all_cpu_s'] / n:.0f} "
            f"| {again['documents_judged']} | {found['one_wall_s']:.1f} |",
            flush=True,
        )


if __name__ == "__main__":
    main()
