"""The report of thousands of documents: time to build, to open, and to filter in a browser.

    python -m tests.bench.bench_report [--documents 5000] [--folder DIR] [--write]

Builds a site of invented documents (four years of a quarter as many units, 250 identities, some
20,000 findings for 5,000 documents; no page pictures, their cost is that of rendering), opens
its lists in headless Chromium from the folder, and types, chooses and turns pages.  With
--write the table goes into docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

from expectations.reports import build
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


def table(n: int, built: dict[str, str], rows: list[list[str]]) -> str:
    """The section of docs/benchmarks.md."""
    lines = [
        "## Report",
        "",
        f"A site of {n:,} invented documents: {built['findings']} findings, {built['files']} files, "
        f"{built['size']}. Built in {built['cpu']} of CPU with a peak of {built['memory']}; page "
        "pictures are not part of it (each is a page rendered once, about 0.1 s).",
        f"Opened from the folder in headless Chromium {built['chromium']}, 2 cores, Python "
        f"{sys.version.split()[0]}; {REPEAT} times each. Reproduce with `make bench-report`.",
        "",
        "| page | data | open, median | filter, median | filter, slowest | longest task |",
        "|---|---|---|---|---|---|",
        *("| " + " | ".join(row) + " |" for row in rows),
        "",
        '"Open" is from the start of the navigation to the drawn list; "filter" from the last key '
        "(after the pause of 120 ms that the page waits for) or the choice to the drawn list.",
    ]
    return "\n".join(lines)


def main() -> int:
    """Command line entry."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=5000)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
    if chromium is None:
        print("no chromium on PATH", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as scratch:
        site = arguments.folder or Path(scratch) / "site"
        data = many(arguments.documents)
        started = time.process_time()
        result = build(data, site, pdf_path=lambda _: None)
        cpu = time.process_time() - started
        files = [p for p in site.rglob("*") if p.is_file()]
        built = {
            "findings": f"{result.n_findings:,}",
            "files": f"{len(files):,}",
            "size": f"{sum(p.stat().st_size for p in files) / 1e6:,.0f} MB",
            "cpu": f"{cpu:.0f} s",
            "memory": f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.1f} GB",
            "chromium": _version(chromium),
        }
        text = table(arguments.documents, built, measure(site, chromium))
    print(text)
    if arguments.write:
        whole = DOCS.read_text(encoding="utf-8")
        head, _, rest = whole.partition(BEGIN)
        tail = rest.partition(END)[2] if rest else "\n"
        DOCS.write_text(f"{head.rstrip()}\n\n{BEGIN}\n{text}\n{END}{tail}", encoding="utf-8")
    return 0


def _version(chromium: str) -> str:
    import subprocess

    done = subprocess.run([chromium, "--version"], capture_output=True, text=True, check=True)
    return done.stdout.split()[1].split(".")[0]


if __name__ == "__main__":
    raise SystemExit(main())
