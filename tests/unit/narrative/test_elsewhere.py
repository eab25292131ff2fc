"""Whole narratives in the words of twelve places, with invented figures.

``wordings/*.txt``: every number is marked ``{1.00|N02.total.amt|item}`` with the
slot that it must become (a final ``-`` for a negative change).  They are the
national skeleton as ministries, provinces, counties and single units word it,
for budgets and final accounts; ``unread.amt`` marks what must stay unread.
"""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.unit.narrative.paper import read, typeset

WORDINGS = sorted((Path(__file__).parent / "wordings").glob("*.txt"))
_MARK = re.compile(r"\{([^|{}]+)\|([^|{}]+)(?:\|([^{}]*))?\}")


class Marked(NamedTuple):
    """One marked number: paragraph, offset, print, what it must be read as."""

    line: int
    offset: int
    printed: str
    pattern: str
    slot: str
    note: str | None


def _unmark(text: str) -> tuple[dict[str, str], list[str], list[Marked]]:
    head, *lines = text.splitlines()
    options = dict(pair.split("=") for pair in head.removeprefix("# ").split())
    plain: list[str] = []
    marked: list[Marked] = []
    for line in lines:
        out, last = "", 0
        for hit in _MARK.finditer(line):
            out += line[last : hit.start()]
            pattern, slot = hit[2].rsplit(".", 1)
            marked.append(Marked(len(plain), len(out), hit[1], pattern, slot, hit[3]))
            out += hit[1]
            last = hit.end()
        plain.append(out + line[last:])
    return options, plain, marked


def test_there_are_wordings_of_both_kinds() -> None:
    assert len(WORDINGS) >= 8
    kinds = {p.stem.endswith("account") or "account" in p.stem for p in WORDINGS}
    assert kinds == {True, False}


@pytest.mark.parametrize("path", WORDINGS, ids=lambda p: p.stem)
def test_every_number_is_read_as_what_it_is(path: Path) -> None:
    options, plain, marked = _unmark(path.read_text("utf-8"))
    mentions, _ = read(*plain, unit=options["unit"], year=int(options["year"]))
    at = {(m.page, m.x0, m.top): m for m in mentions if m.value is not None and m.role != "text"}
    paragraphs = typeset(plain)
    for mark in marked:
        page, box = paragraphs[mark.line].places[mark.offset]
        found = at.pop((page, box.x0, box.top), None)
        around = plain[mark.line][max(0, mark.offset - 25) : mark.offset + 15]
        assert found is not None, f"{mark.printed} is not read in {around}"
        assert (found.pattern, found.slot) == (mark.pattern, mark.slot), around
        sign = -1 if mark.note == "-" else 1
        assert found.value == sign * Decimal(mark.printed), around
        if mark.note and mark.note != "-":
            assert found.item == mark.note, around
    money = [m for m in at.values() if m.value_yuan is not None and m.raw_text[:1].isdigit()]
    assert not money, [(m.pattern, m.slot, m.raw_text, m.sentence) for m in money]


#: (lines, amounts) that are about something else and must stay unread.
UNREAD: list[tuple[list[str], list[str]]] = [
    # an unknown word in the subject
    (["二、收入预算情况说明", "2024年污水处理费收入100万元。"], ["100"]),
    (["三、其他情况说明", "收入预计：15000万元。"], ["15000"]),
    # another unit's money
    (["二、收入预算情况说明", "下属某中心收入合计80.00万元。"], ["80.00"]),
    (["三、支出预算情况说明", "其中：局本级支出合计8.00万元，所属单位支出合计1.00万元。"], ["8.00", "1.00"]),
    (["一、部门预算收支情况", "全市教育支出预算9.00万元，其中一般公共预算支出8.00万元。"], ["9.00", "8.00"]),
    # another year's
    (["五、一般公共预算当年拨款情况说明", "2023年一般公共预算拨款支出90.00万元。"], ["90.00"]),
    # a label that is not understood stands before the clause
    (["五、一般公共预算当年拨款情况说明", "检察（款）：一般公共预算拨款支出预算合计90.00万元。"], ["90.00"]),
    # 支出决算 of the item in the sentence before, not of the whole
    (
        ["第三部分 2024年度部门决算情况说明", "五、一般公共预算财政拨款支出决算情况说明",
         "1.其他（甲类）事务。支出决算为12.00万元。"],
        ["12.00"],
    ),
    # the change of something unknown
    (["二、收入预算情况说明", "收入预算9.00万元。与上年相比，非税收入增加1.00万元。"], ["1.00"]),
    # an amount inside a reason, after a semicolon
    (
        ["三、支出预算情况说明", "支出预算9.00万元，比上年增加3.00万元，主要原因是新增项目；商品和服务支出增加2.00万元。"],
        ["2.00"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "amounts"), UNREAD)
def test_what_is_not_understood_is_not_read(lines: list[str], amounts: list[str]) -> None:
    mentions, _ = read(*lines, unit="某市某某局")
    left = [m.raw_text for m in mentions if m.pattern in {"unread", "REASON.amt"}]
    assert left == amounts, [(m.pattern, m.slot, m.raw_text) for m in mentions]


def test_parts_of_the_appropriation_are_not_parts_of_the_whole() -> None:
    mentions, _ = read(
        "四、预算单位支出情况",
        "2024年部门预算总支出120.00万元。财政拨款安排支出100.00万元，其中，基本支出60.00万元；项目支出40.00万元。",
    )
    keys = {m.raw_text: m.pattern for m in mentions if m.value is not None}
    assert keys == {
        "120.00": "N03.total", "100.00": "N03.fund", "60.00": "N04.kind", "40.00": "N04.kind",
    }  # fmt: skip


def test_a_change_belongs_to_the_figure_it_names() -> None:
    mentions, _ = read(
        "第三部分 2024年度部门决算情况说明",
        "二、收入决算情况说明",
        "其他收入1.00万元。与上年相比，收入合计增加5.00万元，增长3.00%。",
    )
    assert {m.pattern for m in mentions if m.slot == "delta"} == {"F02.delta"}
