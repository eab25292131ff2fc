"""Table engines side by side on a folder of PDFs, and on tables whose truth is known.

    python tests/bench/bench_tables.py FOLDER [--documents N] [--pages N] [--write]

Documents are taken evenly from the sub-folders of FOLDER.  Engines run in turn
on each document (interleaved, so that a busy machine slows all alike), in one
process, timed in CPU seconds.  The slow engines read the first pages only.
With ``--write`` the section "Tables" of docs/benchmarks.md is replaced.
"""

from __future__ import annotations

import argparse
import platform
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import pypdfium2 as pdfium

from extractors.errors import DocumentError
from extractors.money import parse_amount
from extractors.pages.open import open_pdf
from extractors.text import squash
from tests.bench.table_engines import ENGINES, FLOORS, BenchCell
from tests.unit.tables import sheet
from tests.unit.tables.sheet import Truth, budget_table
from tests.unit.tables.test_hostile_rulings import RULED

BEGIN, END = "<!-- bench-tables: begin -->", "<!-- bench-tables: end -->"
#: Engines too slow for whole documents read this many pages of each.
SLOW = {"camelot, default": 3, "pdfplumber": 12}
#: Places agree within this (points): half a double rule.
NEAR = 3.5


def choose(folder: Path, wanted: int) -> list[Path]:
    """Documents with a text layer, evenly over the sub-folders, smallest names first."""
    places = [sorted(p.glob("*.pdf")) for p in sorted(folder.iterdir()) if p.is_dir()]
    places = [p for p in places if p] or [sorted(folder.glob("*.pdf"))]
    out: list[Path] = []
    depth = 0
    while len(out) < wanted and any(depth < len(p) for p in places):
        for place in places:
            if depth < len(place) and len(out) < wanted and _has_text(place[depth]):
                out.append(place[depth])
        depth += 1
    return out


def _has_text(path: Path) -> bool:
    try:
        with open_pdf(path.read_bytes(), path.name) as document:
            return any(
                document[i].get_textpage().count_chars() > 20 for i in range(min(4, len(document)))
            )
    except DocumentError:
        return False


def amounts(cells: Iterable[BenchCell]) -> Counter[tuple[int, str]]:
    """Decimal amounts alone in a cell, by page."""
    out: Counter[tuple[int, str]] = Counter()
    for cell in cells:
        text = squash(cell.text)
        read = parse_amount(text)
        if read is not None and not read.is_blank and ("." in text or "," in text):
            out[cell.page, text] += 1
    return out


def accuracy(truth: Truth, cells: list[BenchCell]) -> float:
    """F1 of cells with the right place and text."""
    left = [(c, (c.x0, c.top, c.x1, c.bottom)) for c in cells]
    hits = 0
    for true in truth.cells:
        box = truth.box(true)
        for i, (cell, place) in enumerate(left):
            near = all(abs(a - b) <= NEAR for a, b in zip(box, place, strict=True))
            if near and squash(cell.text) == squash(true.text):
                hits += 1
                del left[i]
                break
    total = len(truth.cells) + len(cells)
    return 2 * hits / total if total else 0.0


def run_typeset(names: list[str]) -> list[str]:
    """Accuracy table: one row per style of ruling."""
    truth = budget_table()
    out = ["| rulings | " + " | ".join(names) + " |", "|---|" + "---|" * len(names)]
    with tempfile.TemporaryDirectory() as folder:
        for style, draw in RULED.items():
            path = Path(folder) / "t.pdf"
            path.write_bytes(sheet.pdf([draw(truth) + "\n" + sheet.texts(truth)]))
            row = [f"{accuracy(truth, ENGINES[name](path, 1)):.3f}" for name in names]
            out.append(f"| {style} | " + " | ".join(row) + " |")
    return out


def run_folder(documents: list[Path], pages: int, names: list[str]) -> list[str]:
    seconds: dict[str, float] = defaultdict(float)
    counted: dict[str, int] = defaultdict(int)
    alone: dict[str, int] = defaultdict(int)
    base: dict[str, int] = defaultdict(int)
    behind: list[str] = []
    lacking: dict[str, Counter[str]] = defaultdict(Counter)
    total = 0
    for turn, path in enumerate(documents):
        n = min(pages, len(pdfium.PdfDocument(path)))
        total += n
        found: dict[str, Counter[tuple[int, str]]] = {}
        order = names[turn % len(names) :] + names[: turn % len(names)]
        for name in order:
            limit = min(n, SLOW.get(name, n))
            start = time.process_time()
            cells = ENGINES[name](path, limit)
            seconds[name] += time.process_time() - start
            counted[name] += limit
            found[name] = amounts(cells)
        ours = found["mingzhang"]
        for name in names:
            if name in FLOORS:
                continue
            limit = min(n, SLOW.get(name, n))
            mine = Counter({k: v for k, v in ours.items() if k[0] <= limit})
            alone[name] += sum(found[name].values())
            base[name] += sum(mine.values())
            place = path.parent.name
            lacking[name][f"{place}: only mingzhang"] += sum((mine - found[name]).values())
            lacking[name][f"{place}: only the other"] += sum((found[name] - mine).values())
            if sum(found[name].values()) > sum(mine.values()):
                behind.append(
                    f"{place}/{path.name}: {name} {sum(found[name].values())}, "
                    f"mingzhang {sum(mine.values())}"
                )
        print(f"{turn + 1}/{len(documents)} {path.parent.name}/{path.name} {n} pages", flush=True)
    floor_rate = counted["floor"] / seconds["floor"]
    out = [
        f"{len(documents)} documents, {total} pages.",
        "",
        "| engine | pages read | pages per CPU second | against the floor | amounts alone in a "
        "cell | mingzhang on the same pages |",
        "|---|---|---|---|---|---|",
    ]
    for name in names:
        rate = counted[name] / max(seconds[name], 1e-9)
        both = ("", "") if name in FLOORS else (f"{alone[name]:,}", f"{base[name]:,}")
        out.append(
            f"| {name} | {counted[name]} | {rate:.1f} | {floor_rate / rate:.2f}x time | "
            f"{both[0]} | {both[1]} |"
        )
    out += ["", "Amounts that one engine has alone in a cell and the other has not, by place:", ""]
    for name in names:
        notes = [f"{k} {v}" for k, v in sorted(lacking[name].items()) if v]
        if name not in FLOORS and name != "mingzhang":
            out.append(f"- {name}: " + ("; ".join(notes) or "none"))
    out += ["", "Documents where another engine has more amounts: "]
    out.append("\n".join(f"- {line}" for line in behind) or "none.")
    return out


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--documents", type=int, default=30)
    parser.add_argument("--pages", type=int, default=60, help="at most so many pages a document")
    parser.add_argument("--engines", nargs="*", default=list(ENGINES), choices=list(ENGINES))
    parser.add_argument("--write", action="store_true", help="replace the section of the docs")
    options = parser.parse_args()
    names = list(options.engines)
    for needed in ("mingzhang", "floor"):
        if needed not in names:
            names.insert(0, needed)
    for name in names:  # imports and first-run costs are not what is measured
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "warm.pdf"
            path.write_bytes(sheet.pdf([sheet.texts(budget_table())]))
            ENGINES[name](path, 1)
    peers = [name for name in names if name not in FLOORS]
    lines = ["## Tables", "", f"Python {platform.python_version()}, one process.", ""]
    lines += ["### Typeset tables: F1 of cells (place, spans and text)", ""]
    lines += run_typeset(peers)
    lines += ["", "### Real documents", ""]
    lines += run_folder(choose(options.folder, options.documents), options.pages, names)
    text = "\n".join(lines)
    print("\n" + text)
    if options.write:
        _write(Path(__file__).parents[2] / "docs" / "benchmarks.md", text)
    return 0


def _write(path: Path, text: str) -> None:
    old = path.read_text(encoding="utf-8") if path.exists() else "# Benchmarks\n"
    block = f"{BEGIN}\n{text}\n{END}"
    if BEGIN in old and END in old:
        head, rest = old.split(BEGIN, 1)
        new = head + block + rest.split(END, 1)[1]
    else:
        new = old.rstrip() + "\n\n" + block + "\n"
    path.write_text(new, encoding="utf-8")


if __name__ == "__main__":
    raise SystemExit(main())
