"""Tables that say on the next page that they go on: 续表 in all the ways it is printed."""

from __future__ import annotations

import io

import pytest
from reportlab.pdfgen.canvas import Canvas

from extractors.layout import DocumentLayout
from extractors.tables import read_layout
from tests.typeset import fonts

XS = (60, 160, 320, 420, 520)
HEADER = ["科目编码", "科目名称", "合计", "基本支出"]
FIRST = [["201", "一般公共服务支出", "10.00", "4.00"], ["20101", "人大事务", "6.00", "4.00"]]
SECOND = [["20102", "政协事务", "4.00", "0.00"], ["", "合计", "20.00", "8.00"]]


def _write(canvas: Canvas, text: str, x: float, y: float, size: float) -> None:
    for name, part in fonts.runs(text, False):
        canvas.setFont(name, size)
        canvas.drawString(x, y, part)
        x += fonts.width(part, size, False)


def _page(canvas: Canvas, captions: list[str], rows: list[list[str]]) -> None:
    """Caption lines, a unit line and a ruled table."""
    y = 720.0
    for text in captions:
        _write(canvas, text, 80, y, 11)
        y -= 18
    _write(canvas, "单位：万元", 420, y, 11)
    y -= 10
    ys = [y - 18 * i for i in range(len(rows) + 1)]
    for edge in ys:
        canvas.line(XS[0], edge, XS[-1], edge)
    for x in XS:
        canvas.line(x, ys[0], x, ys[-1])
    for row, top in zip(rows, ys, strict=False):
        for text, x in zip(row, XS, strict=False):
            _write(canvas, text, x + 3, top - 13, 10)
    canvas.showPage()


def _read(second_caption: str, header: bool) -> DocumentLayout:
    fonts.register()
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    _page(canvas, ["表3", "支出预算表"], [HEADER, *FIRST])
    _page(canvas, [second_caption], [HEADER, *SECOND] if header else SECOND)
    canvas.save()
    return read_layout(buffer.getvalue(), "t.pdf")


@pytest.mark.parametrize("header", [True, False], ids=["header again", "no header"])
@pytest.mark.parametrize(
    "caption",
    ["续表", "（续表）", "续表3", "续上表", "表3（续）", "表3 支出预算表（续）", "续表3 支出预算表",
     "支出预算表（续表）", "支出预算表（续2）", "支出预算表续"],
)  # fmt: skip
def test_continuation_is_joined(caption: str, header: bool) -> None:
    (table,) = _read(caption, header).tables
    assert table.title == "支出预算表"
    assert [[c.text for c in row] for row in table.matrix()] == [HEADER, *FIRST, *SECOND]


@pytest.mark.parametrize("caption", ["收入预算表（续）", "续表4 收入预算表", "收入预算表"])
def test_continuation_of_another_table_is_not(caption: str) -> None:
    assert len(_read(caption, header=True).tables) == 2
