"""The report of thousands of documents: time to build, to open, and to filter in a browser.

    python -m tests.bench.bench_report [--documents 5000] [--build 500 1000] [--write]

Invented documents: four years of a quarter as many units, 250 identities, some four findings each.
The lists of ``--documents`` of them are put under the pages that show them and opened in headless
Chromium from the folder: words are typed, years chosen, pages turned.  Whole sites (a page per
document, unit and identity, letters, workbook, CSV; no page pictures, their cost is that of
rendering) are built of ``--build`` documents.  With --write the tables go into docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from expectations.reports import build
from expectations.reports.documents import build_report
from expectations.reports.lists import list_data
from expectations.reports.text import data_script
from expectations.reports.units import unit_views
from tests.unit.reports.many import many

DOCS = Path(__file__).parents[2] / "docs" / "benchmarks.md"
BEGIN, END = "<!-- bench-report: begin -->", "<!-- bench-report: end -->"
WORDS = ("第0", "第0123", "教育局 2023", "合计", "没有这样的词", "")
REPEAT = 5

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
  await new Promise((done) => setTimeout(done, 119));
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


def lists_site(folder: Path, n: int) -> int:
    """The pages of a small site over the lists of ``n`` documents; the number of findings."""
    build(many(4), folder, pdf_path=lambda _: None)
    report = build_report(many(n, n_identities=2), (), date(2026, 3, 1))
    unit_views(report.documents, [])
    for name, value in list_data(report).items():
        (folder / "data" / f"{name}.js").write_text(data_script(name, value), encoding="utf-8")
    return sum(len(d.findings) for d in report.documents)


def measure_build(folder: Path, n: int) -> list[str]:
    """One row: documents, findings, files, size, CPU seconds."""
    data = many(n)
    started = time.process_time()
    result = build(data, folder, pdf_path=lambda _: None)
    cpu = time.process_time() - started
    files = [p for p in folder.rglob("*") if p.is_file()]
    size = sum(p.stat().st_size for p in files) / 1e6
    return [
        f"{n:,}",
        f"{result.n_findings:,}",
        f"{len(files):,}",
        f"{size:,.0f} MB",
        f"{cpu:.1f} s",
    ]


def table(
    n: int, findings: int, rows: list[list[str]], built: list[list[str]], chromium: str
) -> str:
    """The section of docs/benchmarks.md."""
    lines = [
        "## Report",
        "",
        f"The lists of {n:,} invented documents with {findings:,} findings, opened from the folder in "
        f"headless Chromium {_version(chromium)}, {REPEAT} times each. Machine: 2 cores, Python "
        f"{sys.version.split()[0]}. Reproduce with `make bench-report`.",
        "",
        "| page | data | open, median | filter, median | filter, slowest | longest task |",
        "|---|---|---|---|---|---|",
        *("| " + " | ".join(row) + " |" for row in rows),
        "",
        '"Open" is from the start of the navigation to the drawn list; "filter" from the last key '
        "(after the pause of 120 ms that the page waits for) or the choice to the drawn list.",
        "",
        "Building the whole site, without page pictures (each is a page rendered once, about 0.1 s):",
        "",
        "| documents | findings | files | size | CPU |",
        "|---|---|---|---|---|",
        *("| " + " | ".join(row) + " |" for row in built),
    ]
    return "\n".join(lines)


def main() -> int:
    """Command line entry."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=5000)
    parser.add_argument("--build", type=int, nargs="*", default=[500, 1000])
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
    if chromium is None:
        print("no chromium on PATH", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as scratch:
        site = Path(scratch) / "lists"
        findings = lists_site(site, arguments.documents)
        rows = measure(site, chromium)
        built = [measure_build(Path(scratch) / str(n), n) for n in arguments.build]
    text = table(arguments.documents, findings, rows, built, chromium)
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
