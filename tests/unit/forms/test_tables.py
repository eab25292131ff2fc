"""Which form a table is, and where it goes on and ends."""

from decimal import Decimal

from extractors.contracts import NOT_A_FORM
from tests.unit.forms.reading import amounts, cell, read
from tests.unit.forms.tables import table


def test_an_unknown_table_stays_visible() -> None:
    result = read(table("甲 | 乙 | 丙\nx | 1.00 | 2.00", "某种从未见过的表"))
    assert result.cells == []
    assert result.form_tables[0].form is None
    assert result.form_tables[0].note


def test_a_list_is_no_form_and_a_blank_form_may_be_one() -> None:
    units = table(
        "单位名称 | 经费性质\n某市水务局 | 行政单位\n某市水文站 | 事业单位", "单位情况见下表:"
    )
    blank = table("科目编码 | 科目名称 | 合计 | 基本支出\n | | |", "从未见过的拨款表")
    listed, unknown = read(units, blank).form_tables
    assert (listed.is_empty, listed.note) == (True, NOT_A_FORM)
    assert (unknown.form, unknown.is_empty) == (None, True)
    assert NOT_A_FORM not in (unknown.note or "")


def test_a_form_goes_on_over_the_page_with_and_without_its_header() -> None:
    head = "科目编码 | 科目名称 | 合计\n"
    first = table(head + "201 | 一般公共服务支出 | 5.00", "支出总表", "单位：万元", page=1)
    bare = table("202 | 外交支出 | 6.00", page=2)
    again = table(head + "203 | 国防支出 | 7.00\n合计 | < | 18.00", page=3)
    result = read(first, bare, again)
    assert len(result.form_tables) == 1
    assert result.form_tables[0].pages == (1, 2, 3)
    assert amounts(result) == {
        "T03#1/201/total": 5,
        "T03#1/202/total": 6,
        "T03#1/203/total": 7,
        "T03#1/T/total": 18,
    }


def test_a_row_cut_by_the_page_break_is_one_row() -> None:
    first = table(
        "单位名称 | 合计 | 事业收入\n合计 | 9.00 | 12,437.36\n某某机动 | 9.00 | 12,437.3",
        "收入总表",
        "单位：万元",
    )
    rest = table("车考试中心 | | 6", page=2)
    result = read(first, rest)
    got = amounts(result)
    assert got["T02#1/U1/own_business"] == Decimal("12437.36")
    assert cell(result, "T02#1/U1/total").row_label == "某某机动车考试中心"


def test_two_tables_of_a_form_are_two() -> None:
    text = "科目编码 | 科目名称 | 合计\n201 | 一般公共服务支出 | 5.00\n合计 | < | 5.00"
    result = read(
        table(text, "支出总表", "编制单位：甲局 单位：万元", page=1),
        table(text, "支出总表", "编制单位：乙局 单位：万元", page=2),
    )
    assert [t.table_no for t in result.form_tables] == [1, 2]
    assert {c.cell_id for c in result.cells} == {
        f"T03#{n}/{row}/total" for n in (1, 2) for row in ("201", "T")
    }


def test_a_title_on_two_lines_is_not_the_form_of_its_second_half() -> None:
    result = read(
        table(
            """
            合计 | 因公出国（境）费 | 公务接待费 | 会议费 | 培训费
            1,384.74 | 100.00 | 116.50 | 200.44 | 700.00
            """,
            "公开09表：一般公共预算“三公”经费、会议费、培训费",
            "支出预算表",
            "部门： 江苏省某检察院 单位：万元",
        )
    )
    assert result.form_tables[0].form == "T10"
    assert result.form_tables[0].stated_unit_name == "江苏省某检察院"
