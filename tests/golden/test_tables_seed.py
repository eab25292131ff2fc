"""The sample disclosure against its cell grid, where the real documents are at hand."""

from __future__ import annotations

import json
import os
from collections import Counter
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
def layout() -> DocumentLayout:
    assert SHARED
    return read_layout(Path(SHARED) / "seed" / "seed_lo.pdf")


@pytest.fixture(scope="module")
def truth() -> list[dict[str, Any]]:
    assert SHARED
    text = (Path(SHARED) / "seed" / "seed_truth.json").read_text(encoding="utf-8")
    tables: list[dict[str, Any]] = json.loads(text)["tables"]
    return tables


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


def _f1(wanted: set[_Key], got: set[_Key]) -> float:
    return 2 * len(wanted & got) / (len(wanted) + len(got))


def _amounts(cells: set[_Key]) -> Counter[_Key]:
    out: Counter[_Key] = Counter()
    for cell in cells:
        read = parse_amount(cell[5])
        if read is not None and not read.is_blank and "." in cell[5]:
            out[cell] += 1
    return out


def test_tables_and_titles(layout: DocumentLayout, truth: list[dict[str, Any]]) -> None:
    assert [(t.n_rows, t.n_cols) for t in layout.tables] == [
        (t["n_rows"], t["n_cols"]) for t in truth
    ]
    assert [squash(t.title or "") for t in layout.tables] == [squash(t["title"]) for t in truth]


def test_cells(layout: DocumentLayout, truth: list[dict[str, Any]]) -> None:
    wanted = _true_cells(truth)
    assert _f1(wanted, _stitched(layout)) >= 0.999
    assert _f1(wanted, _unstitched(layout)) >= 0.99  # the ceiling: one row is cut


def test_every_amount_and_every_span(layout: DocumentLayout, truth: list[dict[str, Any]]) -> None:
    wanted, got = _true_cells(truth), _stitched(layout)
    assert sum(_amounts(wanted).values()) == 153
    assert _amounts(wanted) == _amounts(got)
    spans = {cell[:5] for cell in wanted if cell[3] * cell[4] > 1}
    assert spans == {cell[:5] for cell in got if cell[3] * cell[4] > 1}


def test_running_text_is_apart(layout: DocumentLayout) -> None:
    assert all(len(p.margin_lines) == 2 for p in layout.pages)  # running head and page number
    assert all(p.layer == "text" for p in layout.pages)
    head = [line.text for p in layout.pages for line in p.margin_lines if line.bbox.top < 60]
    assert len(head) == layout.n_pages
    assert len(set(head)) == 1
    assert any(p.is_heading for p in layout.paragraphs)
