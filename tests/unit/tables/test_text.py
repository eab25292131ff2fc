"""Lines, margins, paragraphs and the JSON of grids."""

from __future__ import annotations

import json
from collections.abc import Callable

import numpy as np
import pytest

from extractors.layout import BBox, Grid, GridCell
from extractors.pages.chars import Chars
from extractors.tables import read_layout
from extractors.tables.crosscheck import compare
from extractors.tables.export import tables_json
from extractors.tables.words import cell_texts, lines_of
from tests.unit.tables import sheet
from tests.unit.tables.sheet import budget_table, edges


def chars(*parts: tuple[str, float, float], size: float = 10) -> Chars:
    """Characters of one em each, from (text, x, top)."""
    text, boxes = "", []
    for part, x, top in parts:
        for i, letter in enumerate(part):
            boxes.append((x + i * size, top, x + (i + 1) * size, top + size))
            text += letter
    return Chars(text, np.array(boxes).reshape(-1, 4), np.arange(len(text)))


def one_cell(some: Chars) -> str:
    return cell_texts(some, np.zeros(len(some), dtype=np.int64), 1)[0]


def test_lines_of_a_cell_in_reading_order_whatever_the_content_order() -> None:
    assert one_cell(chars(("出指标", 20, 40), ("产", 10, 40), ("绩效", 10, 20))) == "绩效\n产出指标"


def test_cells_written_in_turns_keep_their_own_text() -> None:
    """Producers write row by row or column by column; here the second cell comes first."""
    some = chars(("3.50", 200, 20), ("甲", 10, 20), ("乙", 210, 60), ("丙", 10, 60))
    owner = np.array([1, 1, 1, 1, 0, 1, 0])
    assert cell_texts(some, owner, 2) == ["甲\n丙", "3.50\n乙"]


def test_bold_by_printing_twice_is_one_text() -> None:
    assert one_cell(chars(("合计", 10, 20), ("合计", 10.4, 20))) == "合计"


def test_doubled_digits_are_two_digits() -> None:
    assert one_cell(chars(("1100", 10, 20))) == "1100"


def test_gap_between_words_is_a_space_and_chinese_runs_on() -> None:
    assert one_cell(chars(("AB", 10, 20), ("CD", 35, 20))) == "AB CD"
    assert one_cell(chars(("收", 10, 20), ("入", 23, 20))) == "收入"
    assert one_cell(chars(("收", 10, 20), ("入", 40, 20))) == "收 入"


def test_unit_line_in_two_parts_is_one_line_with_a_box_for_each_character() -> None:
    some = chars(("编制单位：甲局", 10, 20), ("单位：万元", 300, 20.5))
    (line,) = lines_of(some, np.arange(len(some)), 3)
    assert line.text == "编制单位：甲局 单位：万元"
    assert line.page == 3
    assert len(line.char_boxes) == len(line.text)
    assert line.char_boxes[7] == BBox(80, 20.5, 300, 30.5)
    assert line.size == 10


def test_a_space_put_in_and_one_left_out_do_not_hide_each_other() -> None:
    """As many letters as characters, and yet not one box for each character."""
    some = chars(("收", 10, 20), ("入 ", 40, 20))
    (line,) = lines_of(some, np.arange(len(some)), 1)
    assert line.text == "收 入"
    assert [box.x0 for box in line.char_boxes] == [10, 20, 40]
    assert line.bbox == BBox(10, 20, 50, 30)


def _page(number: int, *lines: tuple[float, str]) -> str:
    head = "BT /F1 9 Tf 250 810 Td (Budget of the Bureau) Tj ET"
    foot = f"BT /F1 9 Tf 290 30 Td (- {number} -) Tj ET"
    body = "\n".join(f"BT /F1 12 Tf {60 + (t.startswith(' ')) * 24} {842 - y} Td ({t.strip()}) Tj ET"
                     for y, t in lines)  # fmt: skip
    return "\n".join([head, body, foot])


LONG = "This line of running text is long enough to reach the right edge of it all"


def test_headers_footers_and_page_numbers_are_apart() -> None:
    contents = [_page(i, (100 + 20 * i, f"{LONG} {i}")) for i in range(1, 6)]
    layout = read_layout(sheet.pdf(contents), "t.pdf")
    for page in layout.pages:
        assert [line.text for line in page.margin_lines] == [
            "Budget of the Bureau",
            f"- {page.number} -",
        ]
        assert len(page.lines) == 1
    assert all("Bureau" not in p.text for p in layout.paragraphs)


def test_paragraph_runs_on_over_a_page_break_and_keeps_its_places() -> None:
    contents = [
        _page(1, (100, LONG + " A"), (760, " " + LONG[:-2] + "z")),
        _page(2, (80, LONG[:30] + "."), (100, " " + LONG + " B")),
        _page(3, (80, LONG)), _page(4, (80, LONG)),
    ]  # fmt: skip
    layout = read_layout(sheet.pdf(contents), "t.pdf")
    paragraph = next(p for p in layout.paragraphs if "z" in p.text)
    assert paragraph.text.endswith(LONG[:30] + ".")
    assert len(paragraph.places) == len(paragraph.text)
    assert {page for page, _ in paragraph.places} == {1, 2}
    page, box = paragraph.locate(0, 4)
    assert page == 1
    assert 84 <= box.x0 < box.x1 < 120


def test_table_text_is_not_in_the_paragraphs() -> None:
    truth = budget_table(y=200)
    content = sheet.stroked(edges(truth)) + sheet.texts(truth) + _page(1, (100, LONG))
    layout = read_layout(sheet.pdf([content]), "t.pdf")
    assert [p.text for p in layout.paragraphs if "Function" in p.text] == []
    assert any(LONG in p.text for p in layout.paragraphs)


def test_json_is_the_documented_shape() -> None:
    truth = budget_table()
    layout = read_layout(sheet.pdf([sheet.stroked(edges(truth)) + sheet.texts(truth)]), "t.pdf")
    data = json.loads(json.dumps(tables_json(layout)))
    (page,) = data["pages"]
    assert (page["page"], page["rotation"]) == (1, 0)
    (table,) = page["tables"]
    assert set(table) == {"bbox", "n_rows", "n_cols", "engine", "cells"}
    assert (table["n_rows"], table["n_cols"], table["engine"]) == (12, 6, "ruled")
    assert len(table["cells"]) == len(truth.cells)
    assert set(table["cells"][0]) == {"row", "col", "row_span", "col_span", "text", "bbox"}
    assert table["bbox"] == [60.0, 80.0, 530.0, 296.0]


def _grid(texts: list[str], engine: str = "ruled") -> Grid:
    cells = tuple(
        GridCell(0, i, 1, 1, t, BBox(100 * i, 0, 100 * i + 100, 20)) for i, t in enumerate(texts)
    )
    return Grid(1, BBox(0, 0, 100 * len(texts), 20), 1, len(texts), cells, engine)


def test_two_engines_compared_amount_by_amount() -> None:
    ours = _grid(["Total", "1,234.50", ""])
    assert compare(ours, [_grid(["Total", "1,234.50", ""], "camelot")]) == (True, [])
    seen, differences = compare(ours, [_grid(["Total", "1,234.50 8.00", ""], "camelot")])
    assert seen
    assert len(differences) == 1
    assert "1,234.50" in differences[0]
    assert compare(ours, []) == (False, [])


@pytest.mark.parametrize("draw", [sheet.stroked, sheet.mitred, sheet.dashes])
def test_cross_check_agrees_and_says_so(draw: Callable[[list[sheet.Edge]], str]) -> None:
    truth = budget_table(rows=4)
    content = draw(edges(truth)) + "\n" + sheet.texts(truth)
    layout = read_layout(sheet.pdf([content]), "t.pdf", cross_check=True)
    assert "第1页：两个引擎的金额全部一致" in layout.pages[0].decisions
    assert layout.pages[0].grids[0].confidence == 1


def test_figure_across_a_ruling_asks_the_second_engine() -> None:
    """An amount wider than its column: both readings agree on the cell, and it is recorded."""
    truth = budget_table(rows=4)
    x = truth.xs[3] - 28
    wide = f"BT /F1 9 Tf {x} {842 - truth.ys[-1] + 5} Td (123456789.00) Tj ET"
    cells = tuple(c for c in truth.cells if c.row < 5 or c.col not in (2, 3))
    bare = sheet.Truth(truth.xs, truth.ys, cells)
    content = sheet.stroked(edges(truth)) + "\n" + sheet.texts(bare) + "\n" + wide
    page = read_layout(sheet.pdf([content]), "t.pdf").pages[0]
    assert any("压在竖线上" in d for d in page.decisions)
    assert any("另一引擎" in d or "两个引擎" in d for d in page.decisions)


def test_second_engine_that_fails_is_a_decision(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its parser raises exceptions of its own on files that PDFium still reads."""

    def broken(*_: object, **__: object) -> None:
        raise StopIteration

    monkeypatch.setattr("camelot.io.read_pdf", broken)
    truth = budget_table(rows=4)
    content = sheet.stroked(edges(truth)) + "\n" + sheet.texts(truth)
    page = read_layout(sheet.pdf([content]), "t.pdf", cross_check=True).pages[0]
    assert "另一引擎无法读取此页（StopIteration）" in page.decisions
    assert sheet.f1(truth, page.grids) == 1
