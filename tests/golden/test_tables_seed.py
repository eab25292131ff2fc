"""The sample disclosure in two typesettings against its cell grid, where it is at hand.

One is a LibreOffice print of the whole document; the other is typeset here, from
the grid, with Chromium.
"""

from __future__ import annotations

import html
import json
import os
import shutil
import subprocess
from collections import Counter, defaultdict
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import pytest

from extractors.layout import DocumentLayout
from extractors.money import parse_amount
from extractors.tables import read_layout
from extractors.text import squash

SHARED = os.environ.get("MINGZHANG_SHARED")
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not SHARED, reason="MINGZHANG_SHARED does not name the real documents"),
]

_Key = tuple[int, int, int, int, int, str]


@pytest.fixture(scope="module")
def truth() -> list[dict[str, Any]]:
    assert SHARED
    text = (Path(SHARED) / "seed" / "seed_truth.json").read_text(encoding="utf-8")
    tables: list[dict[str, Any]] = json.loads(text)["tables"]
    return tables


@pytest.fixture(scope="module")
def layout() -> DocumentLayout:
    assert SHARED
    return read_layout(Path(SHARED) / "seed" / "seed_lo.pdf")


@pytest.fixture(scope="module")
def printed(
    truth: list[dict[str, Any]], tmp_path_factory: pytest.TempPathFactory
) -> DocumentLayout:
    """The same tables printed by Chromium: rows stay whole, label cells run over page breaks."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("no Chromium to typeset the sample with")
    folder = tmp_path_factory.mktemp("chromium")
    page, out = folder / "sample.html", folder / "sample.pdf"
    page.write_text(_html(truth), encoding="utf-8")
    subprocess.run(
        [chromium, "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
         f"--user-data-dir={folder / 'profile'}", f"--print-to-pdf={out}", page.as_uri()],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return read_layout(out)


def _html(truth: list[dict[str, Any]]) -> str:
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


def _true_cells(truth: list[dict[str, Any]]) -> set[_Key]:
    return {
        (i, c["r"], c["c"], c["rs"], c["cs"], squash(c["text"]))
        for i, table in enumerate(truth)
        for c in table["cells"]
    }


def _stitched(layout: DocumentLayout) -> set[_Key]:
    return {
        (t.ordinal, c.row, c.col, c.row_span, c.col_span, squash(c.text))
        for t in layout.tables
        for c in t.cells
    }


def _unstitched(layout: DocumentLayout) -> set[_Key]:
    """Page grids put under each other: repeated headers dropped, nothing joined."""
    out: set[_Key] = set()
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


def _rows_aligned(wanted: set[_Key], got: set[_Key]) -> set[_Key]:
    """``got`` with its rows numbered as those of ``wanted`` that they are most like.

    A row that a page break cut is two rows to who reads page by page; without
    this, every row below it would count as wrong.
    """
    out: set[_Key] = set()
    for table in {key[0] for key in wanted | got}:
        ours, theirs = _row_texts(wanted, table), _row_texts(got, table)
        number: dict[int, int] = {}
        matcher = SequenceMatcher(a=ours, b=theirs, autojunk=False)
        for tag, a0, a1, b0, b1 in matcher.get_opcodes():
            if tag != "delete":
                number |= {b: a0 + b - b0 if b - b0 < a1 - a0 else -1 - b for b in range(b0, b1)}
        out |= {(t, number[r], *rest) for t, r, *rest in got if t == table}  # type: ignore[misc]
    return out


def _row_texts(cells: set[_Key], table: int) -> list[tuple[tuple[int, str], ...]]:
    rows: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for t, row, col, _, _, text in cells:
        if t == table:
            rows[row].append((col, text))
    return [tuple(sorted(rows[r])) for r in range(max(rows) + 1)]


def _place_and_text(cells: set[_Key]) -> set[tuple[int, int, int, str]]:
    """Cells without their spans, which a page break cuts as well."""
    return {(table, row, col, text) for table, row, col, _, _, text in cells}


def _f1(wanted: set[Any], got: set[Any]) -> float:
    return 2 * len(wanted & got) / (len(wanted) + len(got))


def _amounts(cells: set[_Key]) -> Counter[_Key]:
    out: Counter[_Key] = Counter()
    for cell in cells:
        read = parse_amount(cell[5])
        if read is not None and not read.is_blank and "." in cell[5]:
            out[cell] += 1
    return out


@pytest.fixture(params=["layout", "printed"])
def either(request: pytest.FixtureRequest) -> DocumentLayout:
    """Both typesettings in turn."""
    out: DocumentLayout = request.getfixturevalue(request.param)
    return out


def test_tables_and_titles(either: DocumentLayout, truth: list[dict[str, Any]]) -> None:
    assert [(t.n_rows, t.n_cols) for t in either.tables] == [
        (t["n_rows"], t["n_cols"]) for t in truth
    ]
    assert [squash(t.title or "") for t in either.tables] == [squash(t["title"]) for t in truth]


def test_cells_after_stitching(either: DocumentLayout, truth: list[dict[str, Any]]) -> None:
    assert _f1(_true_cells(truth), _stitched(either)) >= 0.999


def test_cells_without_stitching(layout: DocumentLayout, truth: list[dict[str, Any]]) -> None:
    """All that a reader of single pages can know: two texts are cut by the page break."""
    wanted = _true_cells(truth)
    got = _rows_aligned(wanted, _unstitched(layout))
    wanted_texts, got_texts = _place_and_text(wanted), _place_and_text(got)
    assert round(_f1(wanted_texts, got_texts), 3) >= 0.996
    cut = sorted(text for _, _, _, text in wanted_texts - got_texts)
    assert len(cut) == 2
    pieces = [text for _, _, _, text in got_texts - wanted_texts if text]
    assert sorted(a + b for a in pieces for b in pieces if a + b in cut) == cut


def test_no_row_is_cut_where_rows_stay_whole(
    printed: DocumentLayout, truth: list[dict[str, Any]]
) -> None:
    wanted = _place_and_text(_true_cells(truth))
    got = _place_and_text(_rows_aligned(_true_cells(truth), _unstitched(printed)))
    assert wanted <= got
    assert {text for _, _, _, text in got - wanted} <= {""}  # lower parts of cut label cells
    assert _f1(wanted, got) >= 0.996


def test_every_amount_and_every_span(either: DocumentLayout, truth: list[dict[str, Any]]) -> None:
    wanted, got = _true_cells(truth), _stitched(either)
    assert sum(_amounts(wanted).values()) == 153
    assert _amounts(wanted) == _amounts(got)
    spans = {cell[:5] for cell in wanted if cell[3] * cell[4] > 1}
    assert len(spans) >= 123
    assert spans == {cell[:5] for cell in got if cell[3] * cell[4] > 1}


def test_running_text_is_apart(layout: DocumentLayout) -> None:
    assert all(len(p.margin_lines) == 2 for p in layout.pages)  # running head and page number
    assert all(p.layer == "text" for p in layout.pages)
    head = [line.text for p in layout.pages for line in p.margin_lines if line.bbox.top < 60]
    assert len(head) == layout.n_pages
    assert len(set(head)) == 1
    assert any(p.is_heading for p in layout.paragraphs)
