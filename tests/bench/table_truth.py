"""How much of a document whose cells are known is read, with and without joining pages.

    python -m tests.bench.table_truth GRID.json PRINT.pdf [--write]

GRID.json holds ``tables``, each with ``title``, ``n_rows`` and ``cells`` (``r``, ``c``,
``rs``, ``cs``, ``text``); PRINT.pdf is a print of it.  A second one, on landscape
sheets, is typeset from the grid with Chromium where that is at hand.

"At best" is what a reader of single pages would reach who makes no mistake: a row that
a page break cuts is two rows to it, a text that is printed in halves is no text of the
grid, and the lower part of a cut cell is one cell more.
"""

from __future__ import annotations

import argparse
import html
import json
import platform
import shutil
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium

sys.path.insert(0, str(Path(__file__).parents[2]))

from extractors.layout import DocumentLayout, LogicalTable
from extractors.money import parse_amount
from extractors.tables import read_layout
from extractors.text import squash

#: Table, row, column, row span, column span, text.
Key = tuple[int, int, int, int, int, str]
Tables = list[dict[str, Any]]


def load(path: Path) -> Tables:
    """The tables of a grid file."""
    tables: Tables = json.loads(path.read_text(encoding="utf-8"))["tables"]
    return tables


def typeset(tables: Tables, folder: Path) -> Path | None:
    """The tables printed by Chromium: rows stay whole, label cells run over page breaks.

    None without a Chromium.
    """
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        return None
    page, out = folder / "sample.html", folder / "sample.pdf"
    page.write_text(html_of(tables), encoding="utf-8")
    subprocess.run(
        [chromium, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
         f"--user-data-dir={folder / 'profile'}", f"--print-to-pdf={out}", page.as_uri()],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return out


def html_of(truth: list[dict[str, Any]]) -> str:
    """Each table on a sheet of its own, with title and unit line."""
    style = (
        "@page {size: A4 landscape; margin: 15mm} body {font-family: 'Droid Sans Fallback'}"
        "table {border-collapse: collapse; width: 100%; font-size: 8pt} tr {break-inside: avoid}"
        "td {border: 0.6pt solid black; padding: 1.5pt} section {break-after: page}"
        "h2 {text-align: center; font-size: 14pt} p {text-align: right; font-size: 9pt}"
    )
    out = [f"<!doctype html><meta charset='utf-8'><style>{style}</style>"]
    for table in truth:
        out.append(f"<section><h2>{html.escape(table['title'])}</h2><p>单位：万元</p><table>")
        rows: dict[int, list[str]] = defaultdict(list)
        for cell in sorted(table["cells"], key=lambda c: (c["r"], c["c"])):
            text = html.escape(cell["text"]).replace("\n", "<br>")
            spans = f"rowspan='{cell['rs']}' colspan='{cell['cs']}'"
            rows[cell["r"]].append(f"<td {spans}>{text or '&nbsp;'}</td>")
        out += ["<tr>" + "".join(rows[r]) + "</tr>" for r in range(table["n_rows"])]
        out.append("</table></section>")
    return "\n".join(out)


def true_cells(truth: list[dict[str, Any]]) -> set[Key]:
    return {
        (i, c["r"], c["c"], c["rs"], c["cs"], squash(c["text"]))
        for i, table in enumerate(truth)
        for c in table["cells"]
    }


def stitched(layout: DocumentLayout) -> set[Key]:
    return {
        (t.ordinal, c.row, c.col, c.row_span, c.col_span, squash(c.text))
        for t in layout.tables
        for c in t.cells
    }


def unstitched(layout: DocumentLayout) -> set[Key]:
    """Page grids put under each other: repeated headers dropped, nothing joined."""
    out: set[Key] = set()
    grids = [(p.number, g) for p in layout.pages for g in p.grids]
    at = 0
    for table in layout.tables:
        row = 0
        header: list[list[str]] = []
        for _ in table.pages:
            _, grid = grids[at]
            rows = [[c.text for c in grid.cells if c.row == r] for r in range(grid.n_rows)]
            skip = 0
            while header and rows[skip] == header[skip] and any(rows[skip]):
                skip += 1
            header = header or rows
            for c in grid.cells:
                if c.row >= skip:
                    place = (row + c.row - skip, c.col, c.row_span, c.col_span)
                    out.add((table.ordinal, *place, squash(c.text)))
            row += grid.n_rows - skip
            at += 1
    assert at == len(grids)
    return out


def rows_aligned(wanted: set[Key], got: set[Key]) -> set[Key]:
    """``got`` with its rows numbered as those of ``wanted`` that they are most like.

    A row that a page break cut is two rows to who reads page by page; without
    this, every row below it would count as wrong.
    """
    out: set[Key] = set()
    for table in {key[0] for key in wanted | got}:
        ours, theirs = _row_texts(wanted, table), _row_texts(got, table)
        number: dict[int, int] = {}
        matcher = SequenceMatcher(a=ours, b=theirs, autojunk=False)
        for tag, a0, a1, b0, b1 in matcher.get_opcodes():
            if tag != "delete":
                number |= {b: a0 + b - b0 if b - b0 < a1 - a0 else -1 - b for b in range(b0, b1)}
        out |= {(t, number[r], *rest) for t, r, *rest in got if t == table}  # type: ignore[misc]
    return out


def _row_texts(cells: set[Key], table: int) -> list[tuple[tuple[int, str], ...]]:
    rows: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for t, row, col, _, _, text in cells:
        if t == table:
            rows[row].append((col, text))
    return [tuple(sorted(rows[r])) for r in range(max(rows) + 1)]


def place_and_text(cells: set[Key]) -> set[tuple[int, int, int, str]]:
    """Cells without their spans, which a page break cuts as well."""
    return {(table, row, col, text) for table, row, col, _, _, text in cells}


def f1(wanted: set[Any], got: set[Any]) -> float:
    return 2 * len(wanted & got) / (len(wanted) + len(got))


def amounts(cells: set[Key]) -> Counter[Key]:
    out: Counter[Key] = Counter()
    for cell in cells:
        read = parse_amount(cell[5])
        if read is not None and not read.is_blank and "." in cell[5]:
            out[cell] += 1
    return out


def cut_texts(wanted: set[Key], layout: DocumentLayout, pdf: Path) -> set[Key]:
    """Cells whose text a page break cuts: the pages' own text has it less often than the grid.

    ``layout`` tells only which pages the tables are on.
    """
    with pdfium.PdfDocument(pdf) as document:
        pages = [squash(page.get_textpage().get_text_bounded()) for page in document]
    out: set[Key] = set()
    for tables in _side_by_side(layout):
        numbers = {number for table in tables for number in table.pages}
        ordinals = {table.ordinal for table in tables}
        cells = [key for key in wanted if key[0] in ordinals and key[5]]
        missing: dict[str, int] = {}
        for text in {key[5] for key in cells}:
            there = sum(pages[number - 1].count(text) for number in numbers)
            missing[text] = sum(key[5].count(text) for key in cells) - there
        broken = {table.ordinal for table in tables if len(table.pages) > 1}
        candidates = [key for key in cells if missing[key[5]] > 0 and key[0] in broken]
        # Of cells with one text, those are cut that stand in a row with other cut ones.
        together = Counter(key[:2] for key in candidates)
        candidates.sort(key=lambda key: (-together[key[:2]], key))
        for key in candidates:
            if missing[key[5]] > 0:
                missing[key[5]] -= 1
                out.add(key)
    return out


def _side_by_side(layout: DocumentLayout) -> list[list[LogicalTable]]:
    """Tables that share pages, together."""
    out: list[list[LogicalTable]] = []
    for table in layout.tables:
        if out and set(out[-1][-1].pages) & set(table.pages):
            out[-1].append(table)
        else:
            out.append([table])
    return out


def at_best(wanted: set[Key], layout: DocumentLayout, cut: set[Key]) -> float:
    """F1 (place and text) of a reader of single pages without a mistake.

    ``layout`` tells where the pages break; ``cut`` are the cells of :func:`cut_texts`.
    """
    more = 0
    cut_rows = {(key[0], key[1]) for key in cut}
    for table in layout.tables:
        page = {c.row: c.page for c in table.cells}
        for row in range(table.n_rows):
            over = [k for k in wanted if k[0] == table.ordinal and k[1] <= row < k[1] + k[3]]
            if (table.ordinal, row) in cut_rows:
                more += len(over)
            elif row + 1 in page and page[row + 1] != page.get(row, page[row + 1]):
                more += sum(k[1] + k[3] > row + 1 for k in over)
    return 2 * (len(wanted) - len(cut)) / (2 * len(wanted) + more)


def _row(name: str, pdf: Path, tables: Tables) -> str:
    layout, wanted = read_layout(pdf), true_cells(tables)
    got, single = stitched(layout), unstitched(layout)
    alone = f1(place_and_text(wanted), place_and_text(rows_aligned(wanted, single)))
    cut = cut_texts(wanted, layout, pdf)
    right = (amounts(wanted) & amounts(got)).total()
    spans = [{k[:5] for k in cells if k[3] * k[4] > 1} for cells in (wanted, got)]
    return (
        f"| {name} | {layout.n_pages} | {f1(wanted, got):.4f} | {right} of "
        f"{amounts(wanted).total()} | {len(spans[0] & spans[1])} of {len(spans[0])} | "
        f"{len(cut)} | {alone:.4f} | {at_best(wanted, layout, cut):.4f} |"
    )


def main() -> int:
    from tests.bench.bench_tables import write_section

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("grid", type=Path)
    parser.add_argument("pdf", type=Path)
    parser.add_argument("--write", action="store_true", help="replace the section of the docs")
    options = parser.parse_args()
    tables = load(options.grid)
    out = [
        "### A disclosure whose cells are known",
        "",
        f"{len(true_cells(tables)):,} cells in {len(tables)} tables; Python "
        f"{platform.python_version()}.",
        "",
        "| print | pages | cells after stitching, F1 | amounts | spans | texts that a page break "
        "cuts | cells page by page, F1 | the same at best |",
        "|---|---|---|---|---|---|---|---|",
        _row("as given", options.pdf, tables),
    ]
    with tempfile.TemporaryDirectory() as folder:
        pdf = typeset(tables, Path(folder))
        if pdf is not None:
            out.append(_row("by Chromium, landscape", pdf, tables))
    text = "\n".join(out)
    print(text)
    if options.write:
        write_section("bench-tables-truth", text)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
