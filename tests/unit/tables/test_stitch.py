"""Logical tables over pages: what is one table, what is not, and what a break may cut."""

from __future__ import annotations

import pytest

from extractors.layout import DocumentLayout, LogicalTable
from extractors.tables import read_layout
from tests.unit.tables import sheet
from tests.unit.tables.sheet import TrueCell, Truth, edges

XS = (60.0, 160.0, 260.0, 360.0)
HEADER = ["Code", "Name", "Amount"]


def table(rows: list[list[str]], y: float = 100, xs: tuple[float, ...] = XS) -> Truth:
    cells = [TrueCell(r, c, 1, 1, text) for r, row in enumerate(rows) for c, text in enumerate(row)]
    return Truth(xs, tuple(y + 20 * i for i in range(len(rows) + 1)), tuple(cells))


def page(*parts: Truth | tuple[float, str]) -> str:
    """Content of tables and lines of text (y, text)."""
    out = []
    for part in parts:
        if isinstance(part, Truth):
            out.append(sheet.stroked(edges(part)) + "\n" + sheet.texts(part))
        else:
            y, text = part
            out.append(f"BT /F1 12 Tf 60 {842 - y} Td ({text}) Tj ET")
    return "\n".join(out)


def read(*contents: str) -> DocumentLayout:
    return read_layout(sheet.pdf(list(contents)), "t.pdf")


def rows(logical: LogicalTable) -> list[list[str]]:
    return [[c.text for c in row] for row in logical.matrix()]


BODY_1 = [["201", "General", "1.00"], ["202", "Foreign", "2.00"]]
BODY_2 = [["203", "Defence", "3.00"], ["204", "Safety", "4.00"]]


def test_repeated_header_is_dropped() -> None:
    layout = read(page((80, "Title A"), table([HEADER, *BODY_1])), page(table([HEADER, *BODY_2])))
    (one,) = layout.tables
    assert one.pages == (1, 2)
    assert rows(one) == [HEADER, *BODY_1, *BODY_2]
    assert [c.page for c in one.cells if c.text == "203"] == [2]
    assert any("第2页接续" in note for note in one.notes)


def test_no_repeated_header() -> None:
    layout = read(page((80, "Title A"), table([HEADER, *BODY_1])), page(table(BODY_2)))
    (one,) = layout.tables
    assert rows(one) == [HEADER, *BODY_1, *BODY_2]


def test_title_and_header_repeated() -> None:
    layout = read(
        page((80, "Title A"), table([HEADER, *BODY_1])),
        page((80, "Title A"), table([HEADER, *BODY_2])),
    )
    (one,) = layout.tables
    assert rows(one) == [HEADER, *BODY_1, *BODY_2]


def test_two_tables_of_equal_width_with_titles_stay_apart() -> None:
    layout = read(
        page((80, "Title A"), table([HEADER, *BODY_1])),
        page((80, "Title B"), table([HEADER, *BODY_2])),
    )
    assert [len(rows(t)) for t in layout.tables] == [3, 3]
    assert [line.text for line in layout.tables[1].caption] == ["Title B"]


@pytest.mark.parametrize("header", [["项目", "金额", "合计"], ["科目编码", "科目名称", "合计"]])
def test_equal_width_without_title_but_with_its_own_header(header: list[str]) -> None:
    """Read as grids, since Helvetica has no Chinese: the header words are what matters."""
    from extractors.tables.stitch import _looks_like_header

    grid = read(page(table([HEADER, *BODY_1]))).pages[0].grids[0]
    from dataclasses import replace

    cells = tuple(c._replace(text=header[c.col]) if c.row == 0 else c for c in grid.cells)
    assert _looks_like_header(replace(grid, cells=cells))
    assert not _looks_like_header(grid)


def test_other_columns_are_another_table() -> None:
    other = table(BODY_2, xs=(60.0, 120.0, 300.0, 360.0))
    layout = read(page((80, "Title A"), table([HEADER, *BODY_1])), page(other))
    assert len(layout.tables) == 2


def test_text_between_parts_them() -> None:
    layout = read(
        page(table([HEADER, *BODY_1]), (400, "A sentence after the table.")), page(table(BODY_2))
    )
    assert len(layout.tables) == 2


def test_form_printed_once_per_project_is_not_one_table() -> None:
    def form(project: str) -> Truth:
        return table([["Unit", "Bureau", ""], ["Project", project, ""], ["Budget", "1.00", ""],
                      ["Goal", f"goal of {project}", ""]])  # fmt: skip

    layout = read(page((80, "Goals"), form("Roads")), page((80, "Goals"), form("Bridges")))
    assert len(layout.tables) == 2


def test_row_cut_inside_its_cells() -> None:
    """A wrapped text goes on below the break; the other cells of the row are complete above."""
    wide = (60.0, 120.0, 188.0, 260.0)
    first = table([HEADER, ["201", "General", "1.00"], ["202", "Foreign affair", "2.00"]], xs=wide)
    second = table([["", "and missions", ""], ["203", "Defence", "3.00"]], xs=wide)
    layout = read(page((80, "Title A"), first), page(second))
    (one,) = layout.tables
    assert rows(one) == [
        HEADER, ["201", "General", "1.00"], ["202", "Foreign affair\nand missions", "2.00"],
        ["203", "Defence", "3.00"],
    ]  # fmt: skip


def test_row_without_amount_is_not_taken_for_a_cut_row() -> None:
    first = table([HEADER, ["201", "General", "1.00"], ["202", "Foreign", "2.00"]])
    second = table([["", "of which", ""], ["203", "Defence", "3.00"]])
    layout = read(page((80, "Title A"), first), page(second))
    assert rows(layout.tables[0])[3] == ["", "of which", ""]


def _labelled(label: str, names: list[str], y: float = 100) -> Truth:
    cells = [TrueCell(0, 0, len(names), 1, label)]
    for r, name in enumerate(names):
        cells += [TrueCell(r, 1, 1, 1, name), TrueCell(r, 2, 1, 1, f"{r}.00")]
    return Truth(XS, tuple(y + 20 * i for i in range(len(names) + 1)), tuple(cells))


def test_merged_label_cut_by_the_break() -> None:
    layout = read(
        page((80, "Title A"), _labelled("Output", ["a", "b", "c"])),
        page(_labelled("", ["d", "e"])),
    )
    (one,) = layout.tables
    label = next(c for c in one.cells if c.text == "Output")
    assert (label.row, label.row_span) == (0, 5)
    assert one.n_rows == 5


def test_merged_label_printed_after_the_break() -> None:
    layout = read(
        page((80, "Title A"), _labelled("", ["a", "b"])), page(_labelled("Output", ["c", "d"]))
    )
    (one,) = layout.tables
    label = next(c for c in one.cells if c.text == "Output")
    assert (label.row, label.row_span, label.page) == (0, 4, 1)


def _record(unit: str, amount: str, names: list[str]) -> Truth:
    cells = [TrueCell(0, 0, len(names), 1, unit), TrueCell(0, 1, len(names), 1, amount)]
    cells += [TrueCell(r, 2, 1, 1, name) for r, name in enumerate(names)]
    return Truth(XS, tuple(100 + 20.0 * i for i in range(len(names) + 1)), tuple(cells))


def test_merged_cells_printed_again_after_the_break_are_one_record() -> None:
    """Their amount must not be counted twice."""
    layout = read(
        page((80, "Title A"), _record("201056", "656.73", ["a", "b"])),
        page(_record("201056", "656.73", ["c", "d", "e"])),
    )
    (one,) = layout.tables
    assert [(c.text, c.row_span) for c in one.cells if c.col < 2] == [("201056", 5), ("656.73", 5)]


def test_two_amounts_at_a_break_stay_two_cells() -> None:
    layout = read(
        page((80, "Title A"), _record("201056", "656.73", ["a", "b"])),
        page(_record("", "12.00", ["c", "d"])),
    )
    (one,) = layout.tables
    assert [c.text for c in one.cells if c.col == 1] == ["656.73", "12.00"]


def test_title_on_the_page_before() -> None:
    layout = read(page((300, "Some text."), (790, "x")), page(table([HEADER, *BODY_1])))
    assert layout.tables[0].caption == ()
    from extractors.tables.stitch import _TITLE

    assert _TITLE.search("财政拨款收支总表")
    assert _TITLE.search("政府性基金预算支出表(空表)")
    assert not _TITLE.search("本表反映部门收入")


def test_fewer_columns_where_cells_are_merged_all_the_way() -> None:
    top = Truth(
        (60.0, 110.0, 160.0, 260.0, 360.0), (100.0, 120.0, 140.0, 160.0),
        (TrueCell(0, 0, 1, 1, "Year"), TrueCell(0, 1, 1, 1, "2024"), TrueCell(0, 2, 1, 2, "x"),
         TrueCell(1, 0, 1, 2, "a"), TrueCell(1, 2, 1, 1, "b"), TrueCell(1, 3, 1, 1, "1.00"),
         TrueCell(2, 0, 1, 2, "c"), TrueCell(2, 2, 1, 1, "d"), TrueCell(2, 3, 1, 1, "2.00")),
    )  # fmt: skip
    layout = read(page((80, "Title A"), top), page(table([["e", "f", "3.00"]])))
    (one,) = layout.tables
    assert (one.n_rows, one.n_cols) == (4, 4)
    assert rows(one)[3] == ["e", "e", "f", "3.00"]


def test_three_pages_with_widths_of_their_own_and_the_header_repeated() -> None:
    shifted = (60.0, 140.0, 270.0, 360.0)
    layout = read(
        page((80, "Title A"), table([HEADER, *BODY_1])),
        page(table([HEADER, *BODY_2], xs=shifted)),
        page(table([HEADER, ["205", "Schools", "5.00"]])),
    )
    (one,) = layout.tables
    assert rows(one) == [HEADER, *BODY_1, *BODY_2, ["205", "Schools", "5.00"]]
    assert any("列宽不同" in note for note in one.notes)
