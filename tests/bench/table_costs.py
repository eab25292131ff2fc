"""Memory of one long document, and what a second process gains."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pypdfium2 as pdfium

from extractors.errors import DocumentError
from extractors.tables import read_layout
from tests.unit.tables import sheet
from tests.unit.tables.sheet import budget_table, edges

#: Pages of the long document that is typeset where no real one is at hand.
LONG = 170

_CHILD = """
import json, resource, sys
from pathlib import Path
from extractors.tables import read_layout
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
layout = read_layout(Path(sys.argv[1]))
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps([layout.n_pages, before // 1024, after // 1024]))
"""


def peak_memory(path: Path) -> tuple[int, int, int]:
    """Pages, and MB of a fresh process after its imports and at its peak.

    Raises CalledProcessError where the document cannot be read.
    """
    done = subprocess.run(
        [sys.executable, "-c", _CHILD, str(path)], capture_output=True, text=True, check=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
    )  # fmt: skip
    pages, before, after = json.loads(done.stdout)
    return pages, before, after


def long_document() -> bytes:
    """A typeset document of :data:`LONG` pages, a full table on each."""
    truth = budget_table(rows=36)
    return sheet.pdf([sheet.stroked(edges(truth)) + "\n" + sheet.texts(truth)] * LONG)


def run_memory(documents: Sequence[Path]) -> list[str]:
    """Peak memory of a typeset long document and of the two longest real ones."""
    out = ["| document | pages | MB after imports | MB at peak |", "|---|---|---|---|"]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "long.pdf"
        path.write_bytes(long_document())
        pages, before, after = peak_memory(path)
        out.append(f"| typeset | {pages} | {before} | {after} |")
    for path in sorted(documents, key=lambda p: len(pdfium.PdfDocument(p)))[-2:]:
        pages, before, after = peak_memory(path)
        out.append(f"| {path.parent.name}/{path.name} | {pages} | {before} | {after} |")
    return out


def _read(path: Path) -> int:
    try:
        return read_layout(path).n_pages
    except DocumentError:
        return 0


def run_processes(documents: Sequence[Path], processes: int, repeats: int = 3) -> list[str]:
    """Wall-clock pages per second with one process and with several, in turn; best of each."""
    by_size = sorted(documents, key=lambda p: -p.stat().st_size)
    best: dict[int, float] = {}
    pages = 0
    for _ in range(repeats):
        for count in (1, processes):
            with ProcessPoolExecutor(count, mp_context=get_context("spawn")) as pool:
                list(pool.map(_read, by_size[:count]))  # imports are not what is measured
                start = time.perf_counter()
                pages = sum(pool.map(_read, by_size, chunksize=1))
                seconds = time.perf_counter() - start
            best[count] = min(best.get(count, seconds), seconds)
    gain = best[1] / best[processes]
    load = os.getloadavg()[0]
    return [
        f"{len(documents)} documents, {pages} pages, whole documents with stitching and paragraphs; "
        f"best of {repeats} runs in turn, {os.cpu_count()} cores, load before the end {load:.1f}.",
        "",
        "| processes | seconds | pages per second | gain |",
        "|---|---|---|---|",
        f"| 1 | {best[1]:.2f} | {pages / best[1]:.0f} | |",
        f"| {processes} | {best[processes]:.2f} | {pages / best[processes]:.0f} | {gain:.2f}x |",
    ]
