"""Table engines side by side on a folder of PDFs, and on tables whose truth is known.

    python -m tests.bench.bench_tables FOLDER [--documents N] [--pages N] [--write]
    python -m tests.bench.bench_tables FOLDER --costs [--processes 2] [--write]

Without ``--documents`` every document with a text layer is read; with it, so
many.  They are taken in turn from the sub-folders of FOLDER, so that a run that
``--minutes`` ends early has some of each; with ``--keep FILE`` a later run goes
on from there.  Engines run in turn on each document (interleaved, so that a busy
machine slows all alike), in one process, timed in CPU seconds.  ``--costs``
measures memory and the gain of a second process instead: run it on a machine
that does nothing else.  With ``--write`` the section of docs/benchmarks.md is replaced.
"""

from __future__ import annotations

import argparse
import csv
import platform
import sys
import tempfile
from collections import Counter
from dataclasses import astuple, fields
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.bench.table_costs import run_memory, run_processes
from tests.bench.table_engines import ENGINES, FLOORS, SAMPLED
from tests.bench.table_runs import (
    Difference,
    Results,
    evenly,
    run_folder,
    run_typeset,
    text_documents,
)
from tests.unit.tables import sheet
from tests.unit.tables.sheet import budget_table


def _speed(results: Results, names: list[str]) -> list[str]:
    """One row per engine; times against the floor are of the same pages."""
    own = results.tallies["mingzhang"]
    out = [
        "| engine | pages read | pages per CPU second | time of the floor | time of mingzhang | "
        "amounts alone in a cell | mingzhang on the same pages |",
        "|---|---|---|---|---|---|---|",
    ]
    ours_per_floor = own.seconds / max(own.floor_seconds, 1e-9)
    for name in names:
        tally = results.tallies[name]
        rate = tally.pages / max(tally.seconds, 1e-9)
        floors = tally.seconds / max(tally.floor_seconds, 1e-9)
        both = ("", "") if name in FLOORS else (f"{tally.amounts:,}", f"{tally.ours:,}")
        out.append(
            f"| {name} | {tally.pages:,} | {rate:.1f} | {floors:.2f}x | "
            f"{floors / ours_per_floor:.2f}x | {both[0]} | {both[1]} |"
        )
    sampled = [f"{name} reads {SAMPLED[name]}" for name in names if name in SAMPLED]
    if sampled:
        out += ["", f"{'; '.join(sampled)} pages with tables of each document, evenly spaced; its "
                "times are against the floor on the same pages."]  # fmt: skip
    return out


def _differences(differences: list[Difference], names: list[str]) -> list[str]:
    """Families of disagreement by engine, place and reason."""
    out = [
        "Amounts that one engine has alone in a cell and the other has not:",
        "",
        "| engine | only in | place | reason | amounts | documents |",
        "|---|---|---|---|---|---|",
    ]
    count: Counter[tuple[str, str, str, str]] = Counter()
    documents: dict[tuple[str, str, str, str], set[str]] = {}
    for d in differences:
        key = (d.engine, d.only, d.document.split("/", maxsplit=1)[0], d.family)
        count[key] += 1
        documents.setdefault(key, set()).add(d.document)
    for key in sorted(count, key=lambda k: (names.index(k[0]), k[1:])):
        row = " | ".join(cell.replace("|", "/").replace("\n", " ") for cell in key)
        out.append(f"| {row} | {count[key]:,} | {len(documents[key])} |")
    return out if count else ["All engines agree on every amount."]


def _peers(options: argparse.Namespace, documents: list[Path]) -> str:
    names = list(options.engines)
    for needed in ("mingzhang", "floor"):
        if needed not in names:
            names.insert(0, needed)
    for name in names:  # imports and first-run costs are not what is measured
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "warm.pdf"
            path.write_bytes(sheet.pdf([sheet.texts(budget_table())]))
            ENGINES[name](path, (1,))
    lines = ["## Tables", "", f"{_machine()}, one process.", ""]
    lines += ["### Typeset tables: F1 of cells (place, spans and text)", ""]
    lines += run_typeset([name for name in names if name not in FLOORS])
    results = run_folder(documents, options.pages, names, options.minutes, options.keep)
    lines += ["", "### Real documents", ""]
    of = f" of {len(documents)}" if results.documents < len(documents) else ""
    lines += [f"{results.documents}{of} documents with a text layer, {results.pages:,} pages.", ""]
    lines += _speed(results, names)
    lines += ["", *_differences(results.differences, names), ""]
    lines += ["Documents where another engine has more amounts, numbers in running text and in "
              "cells that a picture of the page shows blank aside:", ""]  # fmt: skip
    lines += [f"- {line}" for line in results.behind] or ["none."]
    if options.differences:
        with options.differences.open("w", newline="", encoding="utf-8-sig") as out:
            table = csv.writer(out)
            table.writerow(f.name for f in fields(Difference))
            table.writerows(astuple(d) for d in results.differences)
    return "\n".join(lines)


def _costs(options: argparse.Namespace, documents: list[Path]) -> str:
    lines = ["### Memory and processes", "", f"{_machine()}.", "", *run_memory(documents), ""]
    lines += run_processes(documents, options.processes)
    return "\n".join(lines)


def _machine() -> str:
    return f"Python {platform.python_version()}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--documents", type=int, help="so many only, evenly over the sub-folders")
    parser.add_argument("--minutes", type=float, default=1e6, help="begin no document after this")
    parser.add_argument("--pages", type=int, default=10_000, help="at most so many of a document")
    parser.add_argument("--engines", nargs="*", default=list(ENGINES), choices=list(ENGINES))
    parser.add_argument("--differences", type=Path, help="write every disagreement to this CSV")
    parser.add_argument("--keep", type=Path, help="keep each document's figures; go on from there")
    parser.add_argument("--costs", action="store_true", help="memory and processes instead")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--write", action="store_true", help="replace the section of the docs")
    options = parser.parse_args()
    documents = text_documents(options.folder)
    documents = evenly(documents, options.documents)
    if not documents:
        parser.error(f"{options.folder}: no PDF with a text layer")
    text = _costs(options, documents) if options.costs else _peers(options, documents)
    print("\n" + text)
    if options.write:
        section = "bench-tables-costs" if options.costs else "bench-tables"
        write_section(section, text)
    return 0


def write_section(section: str, text: str) -> None:
    """Replace (or add) one section of docs/benchmarks.md."""
    path = Path(__file__).parents[2] / "docs" / "benchmarks.md"
    begin, end = f"<!-- {section}: begin -->", f"<!-- {section}: end -->"
    old = path.read_text(encoding="utf-8") if path.exists() else "# Benchmarks\n"
    block = f"{begin}\n{text}\n{end}"
    if begin in old and end in old:
        head, rest = old.split(begin, 1)
        new = head + block + rest.split(end, 1)[1]
    else:
        new = old.rstrip() + "\n\n" + block + "\n"
    path.write_text(new, encoding="utf-8")


if __name__ == "__main__":
    raise SystemExit(main())
