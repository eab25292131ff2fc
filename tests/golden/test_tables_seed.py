"""The sample disclosure in two typesettings against its cell grid, where it is at hand.

One is a LibreOffice print of the whole document; the other is typeset here, from
the grid, with Chromium.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from extractors.layout import DocumentLayout
from extractors.tables import read_layout
from extractors.text import squash
from tests.bench import table_truth
from tests.bench.table_truth import (
    amounts,
    at_best,
    cut_texts,
    f1,
    place_and_text,
    rows_aligned,
    stitched,
    true_cells,
    unstitched,
)

SHARED = os.environ.get("MINGZHANG_SHARED")
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not SHARED, reason="MINGZHANG_SHARED does not name the real documents"),
]


@pytest.fixture(scope="module")
def truth() -> list[dict[str, Any]]:
    assert SHARED
    return table_truth.load(Path(SHARED) / "seed" / "seed_truth.json")


@pytest.fixture(scope="module")
def layout() -> DocumentLayout:
    assert SHARED
    return read_layout(Path(SHARED) / "seed" / "seed_lo.pdf")


@pytest.fixture(scope="module")
def printed(
    truth: list[dict[str, Any]], tmp_path_factory: pytest.TempPathFactory
) -> DocumentLayout:
    """The same tables printed by Chromium: rows stay whole, label cells run over page breaks."""
    out = table_truth.typeset(truth, tmp_path_factory.mktemp("chromium"))
    if out is None:
        pytest.skip("no Chromium to typeset the sample with")
    return read_layout(out)


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
    assert f1(true_cells(truth), stitched(either)) >= 0.999


def test_cells_without_stitching(layout: DocumentLayout, truth: list[dict[str, Any]]) -> None:
    """All that a reader of single pages can know: two texts are cut by the page break."""
    wanted = true_cells(truth)
    got = rows_aligned(wanted, unstitched(layout))
    wanted_texts, got_texts = place_and_text(wanted), place_and_text(got)
    assert SHARED
    halved = cut_texts(wanted, layout, Path(SHARED) / "seed" / "seed_lo.pdf")
    assert f1(wanted_texts, got_texts) == at_best(wanted, layout, halved)
    cut = sorted(text for _, _, _, text in wanted_texts - got_texts)
    assert cut == sorted(key[5] for key in halved)
    assert len(cut) == 2
    pieces = [text for _, _, _, text in got_texts - wanted_texts if text]
    assert sorted(a + b for a in pieces for b in pieces if a + b in cut) == cut


def test_no_row_is_cut_where_rows_stay_whole(
    printed: DocumentLayout, truth: list[dict[str, Any]]
) -> None:
    wanted = place_and_text(true_cells(truth))
    got = place_and_text(rows_aligned(true_cells(truth), unstitched(printed)))
    assert wanted <= got
    assert {text for _, _, _, text in got - wanted} <= {""}  # lower parts of cut label cells
    assert f1(wanted, got) >= 0.996


def test_every_amount_and_every_span(either: DocumentLayout, truth: list[dict[str, Any]]) -> None:
    wanted, got = true_cells(truth), stitched(either)
    assert sum(amounts(wanted).values()) == 153
    assert amounts(wanted) == amounts(got)
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
