"""The report of thousands of documents: time, memory and size of its build, and of its lists.

    python -m tests.bench.bench_report [--documents 5000] [--no-browser] [--write]

The whole site of invented documents is built: from nothing, again without a
change, and again after one document changed.  Its pages are then opened in headless Chromium.
With --write the tables go into docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path

from expectations.reports import ReportInput, build
from tests.unit.reports.many import many

DOCS = Path(__file__).parents[2] / "docs" / "benchmarks.md"
BEGIN, END = "<!-- bench-report: begin -->", "<!-- bench-report: end -->"
WORDS = ("第0", "第0123", "教育局 2023", "合计", "没有这样的词", "")
REPEAT = 5
RULES = 250

#: From the start of the navigation to the drawn list.
_LOADED = """
() => new Promise((done) => requestAnimationFrame(() =>
  setTimeout(() => done(performance.now()), 0)))
"""
#: Types words; milliseconds until the next frame is drawn, less the pause the page waits for.
_TYPE = """
async (words) => {
  const input = document.querySelector("input[type=search]");
  input.value = words;
  input.dispatchEvent(new Event("input"));
  await new Promise((done) => setTimeout(done, 99));
  const start = performance.now();
  await new Promise((done) => setTimeout(done, 1));
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
  return performance.now() - start;
}
"""
_CHOOSE = """
async (value) => {
  const node = document.querySelector("select[data-filter=year]");
  const start = performance.now();
  node.value = value;
  node.dispatchEvent(new Event("change"));
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
  return performance.now() - start;
}
"""
_LONGEST = """
() => new Promise((done) => {
  let longest = 0;
  new PerformanceObserver((list) => list.getEntries().forEach((e) => {
    longest = Math.max(longest, e.duration);
  })).observe({type: "longtask", buffered: true});
  setTimeout(() => done(longest), 300);
})
"""


def measure(site: Path, chromium: str) -> list[list[str]]:
    """One row per list: page, size of its data, open, filter (median, longest), longest task."""
    from playwright.sync_api import sync_playwright

    rows = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        for name, data in (
            ("index.html", "units"),
            ("findings.html", "findings"),
            ("documents.html", "documents"),
        ):
            opened, filtered, longest = [], [], 0.0
            for _ in range(REPEAT):
                page = browser.new_page(viewport={"width": 1280, "height": 900})
                page.goto((site / name).as_uri())
                opened.append(page.evaluate(_LOADED))
                filtered += [page.evaluate(_TYPE, words) for words in WORDS]
                if page.locator("select[data-filter=year]").count():
                    filtered += [page.evaluate(_CHOOSE, y) for y in ("2022", "")]
                longest = max(longest, page.evaluate(_LONGEST))
                page.close()
            size = (site / "data" / f"{data}.js").stat().st_size / 1e6
            rows.append(
                [
                    f"`{name}`",
                    f"{size:.1f} MB",
                    f"{statistics.median(opened):.0f} ms",
                    f"{statistics.median(filtered):.0f} ms",
                    f"{max(filtered):.0f} ms",
                    f"{longest:.0f} ms",
                ]
            )
        browser.close()
    return rows


@dataclass(frozen=True, slots=True)
class Cost:
    """One build: seconds, peak memory of this process (MB), files written or changed."""

    what: str
    wall_s: float
    cpu_s: float
    peak_mb: int
    n_changed: int


def _cpu_s() -> float:
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def _bytes(folder: Path) -> dict[str, tuple[int, int]]:
    """Every file with its size and the time it was written: a file that stays keeps both."""
    found = {}
    for path in folder.rglob("*"):
        if path.is_file():
            stat = path.stat()
            found[str(path)] = (stat.st_size, stat.st_mtime_ns)
    return found


def measure_build(data: ReportInput, folder: Path, what: str) -> Cost:
    """Build once more into the folder."""
    before = _bytes(folder)
    wall, cpu = time.perf_counter(), _cpu_s()
    build(data, folder, pdf_path=lambda _: None)
    wall, cpu = time.perf_counter() - wall, _cpu_s() - cpu
    after = _bytes(folder)
    changed = sum(before.get(name) != stat for name, stat in after.items())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return Cost(what, wall, cpu, peak, changed)


def with_one_change(data: ReportInput) -> ReportInput:
    """The same with another sentence in one finding of one document."""
    at = len(data.findings) // 2
    found = data.findings[at]
    data.findings[at] = replace(found, sentence_zh=found.sentence_zh + "（已改）")
    return data


def table(
    n: int,
    findings: int,
    costs: list[Cost],
    rows: list[list[str]],
    size: tuple[int, int],
    chromium: str,
) -> str:
    """The section of docs/benchmarks.md."""
    lines = [
        "## Report",
        "",
        f"The whole site of {n:,} invented documents with {findings:,} findings and {RULES} rules: "
        f"{size[0]:,} files, {size[1]:,} MB. One process writes all pages; page pictures "
        "come on top (each is a page rendered once, about 0.1 s, in as many processes as the "
        f"machine has cores, and kept by its content). Machine: 2 cores, Python {sys.version.split()[0]}. Reproduce "
        "with `make bench-report`.",
        "",
        "| build | wall | CPU, all processes | peak memory of the main process | files written |",
        "|---|---|---|---|---|",
        *(
            f"| {c.what} | {c.wall_s:.0f} s | {c.cpu_s:.0f} s | {c.peak_mb:,} MB | {c.n_changed:,} |"
            for c in costs
        ),
    ]
    if rows:
        lines += [
            "",
            f"The same site opened from its folder in headless Chromium {_version(chromium)}, "
            f"{REPEAT} times each:",
            "",
            "| page | data | open, median | filter, median | filter, slowest | longest task |",
            "|---|---|---|---|---|---|",
            *("| " + " | ".join(row) + " |" for row in rows),
            "",
            '"Open" is from the start of the navigation to the drawn list; "filter" from the last '
            "key (after the pause of 100 ms that the page waits for) or the choice to the drawn "
            "list.",
        ]
    return "\n".join(lines)


def main() -> int:
    """Command line entry."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=5000)
    parser.add_argument("--no-browser", action="store_true")
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
    if chromium is None and not arguments.no_browser:
        print("no chromium on PATH", file=sys.stderr)
        return 2
    data = many(arguments.documents, RULES)
    findings = sum(f.attribution == "publisher" for f in data.findings)
    with tempfile.TemporaryDirectory() as scratch:
        site = Path(scratch) / "site"
        costs = [measure_build(data, site, "from nothing")]
        costs.append(measure_build(data, site, "again, nothing changed"))
        costs.append(measure_build(with_one_change(data), site, "again, one document changed"))
        files = _bytes(site)
        size = (len(files), sum(size for size, _ in files.values()) // 1_000_000)
        rows = [] if arguments.no_browser or not chromium else measure(site, chromium)
    text = table(arguments.documents, findings, costs, rows, size, chromium or "")
    print(text)
    if arguments.write:
        whole = DOCS.read_text(encoding="utf-8")
        head, _, rest = whole.partition(BEGIN)
        tail = rest.partition(END)[2] if rest else "\n"
        DOCS.write_text(f"{head.rstrip()}\n\n{BEGIN}\n{text}\n{END}{tail}", encoding="utf-8")
    return 0


def _version(chromium: str) -> str:
    done = subprocess.run([chromium, "--version"], capture_output=True, text=True, check=True)
    return done.stdout.split()[1].split(".")[0]


if __name__ == "__main__":
    raise SystemExit(main())
