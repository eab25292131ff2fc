"""Heads of forms whose words are wrapped over two lines."""

from dataclasses import replace

from extractors.forms.view import view_of
from extractors.identity.names import head_lines
from extractors.layout import BBox, Line
from tests.unit.forms.tables import line, table


def at(text: str, top: float, x0: float = 50, x1: float = 550) -> Line:
    box = BBox(x0, top, x1, top + 10)
    return replace(line(text), bbox=box, char_boxes=tuple(box for _ in text))


def test_a_money_unit_goes_on_in_the_last_word_of_the_next_line() -> None:
    lines = [at("单位：万", 20, x0=499), at("部门名称：某省高级人民法院 元", 32)]
    assert head_lines(lines) == ["单位:万元", "部门名称:某省高级人民法院"]


def test_a_bare_yuan_behind_another_key_is_no_money_unit() -> None:
    one = replace(table("项目 | 金额\n合计 | 1.00"), caption=(at("部门名称：某局 元", 20),))
    assert view_of(one).money_unit() is None
    two = replace(one, caption=(at("单位：万", 20, x0=499), at("部门名称：某局 元", 32)))
    assert view_of(two).money_unit() == "万元"
    three = replace(one, caption=(at("部门名称：某局 万元", 20),))
    assert view_of(three).money_unit() == "万元"


def test_a_name_goes_on_in_the_first_word_of_the_next_line() -> None:
    assert head_lines([at("部门名称：某省高级人民法", 20), at("院 单位：万元", 32)]) == [
        "部门名称:某省高级人民法院",
        "单位:万元",
    ]
    lines = [at("部门：某省委员会办 单位：万元", 20), at("公厅", 32, x1=70)]
    assert head_lines(lines) == ["部门:某省委员会办公厅 单位:万元"]


def test_no_other_word_becomes_part_of_a_name() -> None:
    for lines in (
        [at("部门名称：某省高级人民法院", 20), at("收入预算", 32)],
        [at("部门名称：某省高级人民法", 20), at("院", 32, x0=300)],
        [at("部门名称：某省高级人民法", 20), at("院", 60)],
    ):
        assert len(head_lines(lines)) == 2
