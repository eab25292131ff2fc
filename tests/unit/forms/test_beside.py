"""A row of figures that no grid holds is seen; sentences, months and page numbers are not one."""

from __future__ import annotations

import pytest

from extractors.forms.beside import _is_loose
from extractors.layout import BBox, Line


@pytest.mark.parametrize(
    ("text", "is_loose"),
    [
        ("2080599 其他行政事业单位养老支出 12.50 3.00 9.50", True),
        ("合计 1,024,807.17", True),
        ("-5.00", True),
        ("公务用车运行维护费 8.00 万元", False),
        ("2026年预算安排8.00万元，其中：公务用车运行费8.00", False),
        ("增长 12.50%", False),
        ("填报日期 2024.03", False),
        ("- 19 -", False),
        ("第 3 节 1.2 部门职责", False),
        ("单位：万元", False),
    ],
)
def test_bare_amounts(text: str, is_loose: bool) -> None:
    box = BBox(0, 0, 10, 10)
    assert _is_loose(Line(1, text, box, tuple(box for _ in text), 10)) is is_loose
