"""Statements about empty forms, changes told apart from shares, last year's figures."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from extractors.layout import BBox, DocumentLayout, LogicalTable, Paragraph, TableCell
from extractors.narrative import read_narrative
from tests.unit.narrative.paper import SIZE, facts, typeset
from tests.unit.performance.grids import caption

TOTAL = "一、收支预算总体情况说明"


def _table(title: str, top: float) -> LogicalTable:
    box = BBox(0, top, 400, top + 50)
    cell = TableCell(0, 0, 1, 1, "合计", 1, box)
    return LogicalTable(
        ordinal=0, pages=(1,), bbox=box, n_rows=1, n_cols=1, cells=(cell,), caption=(),
        footnotes=(), title=title, engine="ruled", confidence=1.0,
    )  # fmt: skip


def _notes(paragraphs: tuple[Paragraph, ...], *tables: LogicalTable) -> list[tuple[str, str]]:
    layout = DocumentLayout(
        document_id="d" * 64, file_name="x.pdf", n_pages=1, pages=(), tables=tables,
        paragraphs=paragraphs,
    )  # fmt: skip
    mentions, _ = read_narrative(
        layout, document_id="d" * 64, unit_name="某市某局", fiscal_year=2024
    )
    return [
        (m.item or "", m.value_text or "")
        for m in mentions
        if m.pattern == "EMPTY" and m.slot == "statement"
    ]


@pytest.mark.parametrize(
    "note",
    [
        "注：本部门无相关收支项目",
        "说明：本部门无相关收支项目。",
        "注：本部门无相关内容。",
        "备注：本单位2024年没有此项支出，故本表无数据。",
        "注：本表本年无发生额。",
        "此表为空",
    ],
)
def test_a_note_without_a_name_speaks_of_the_table_above_it(note: str) -> None:
    paragraphs = typeset(["第一行", "第二行", note])  # the note stands on the third line
    upper, lower = _table("政府性基金预算支出表", 0), _table("国有资本经营预算支出表", 3 * SIZE)
    assert [item for item, _ in _notes(paragraphs, upper)] == ["政府性基金预算"]
    assert [item for item, _ in _notes(paragraphs, upper, lower)] == ["政府性基金预算"]
    assert _notes(paragraphs, lower) == []  # a table below it is not the one
    assert _notes(paragraphs) == []


def test_a_sentence_with_more_in_it_is_no_note() -> None:
    paragraphs = typeset(["本部门没有其他收入5万元以上的项目，主要工作是服务企业和群众。"])
    assert _notes(paragraphs, _table("政府性基金预算支出表", 0)) == []


def test_a_table_of_another_name_gives_its_title() -> None:
    paragraphs = typeset(["第一行", "注：本部门无此项支出。"])
    assert _notes(paragraphs, _table("政府采购预算表", 0)) == [
        ("政府采购预算表", "注:本部门无此项支出")
    ]


def test_notes_that_name_the_form_also_behind_the_glossary() -> None:
    found = facts(
        "第四部分 名词解释", "备注：本部门没有政府性基金预算拨款安排的支出，故本表无数据。"
    )
    assert found["EMPTY#0/form"] == "政府性基金预算"
    found = facts(
        "第二部分 2024年度部门决算表",
        "说明：某局没有国有资本经营预算，也没有使用国有资本经营预算安排的支出，故本表无数据。",
    )
    assert found["EMPTY#0/form"] == "国有资本经营预算"


def test_expenditure_of_nothing() -> None:
    found = facts(
        "预算编制说明",
        "支出预算中，一般公共预算支出预算10万元；政府性基金预算支出为0；国有资本经营预算支出为0万元。",
    )
    assert (found["N08.total#0/amt"], found["N09.total#0/amt"]) == (0, 0)


def test_changes_of_kinds_stand_apart_from_their_shares() -> None:
    found = facts(
        TOTAL,
        "收入、支出预算总计16.00万元，与上年相比收、支预算总计各增加4.00万元，增长33.33%。",
        "此外，基本支出预算数为8.00万元。与上年相比增加3.00万元，增长60.00%。主要原因是调资。",
        "项目支出预算数为6.00万元。与上年相比减少1.00万元，减少14.29%。",
        "单位预留机动经费预算数为2.00万元。与上年相比增加2.00万元。",
        "三、支出预算情况说明",
        "某局本年支出预算合计16.00万元，其中：",
        "基本支出8.00万元，占50.00%；",
        "项目支出6.00万元，占37.50%；",
        "单位预留机动经费2.00万元，占12.50%。",
    )
    told = {
        k: v for k, v in found.items() if k.startswith("N03.kind_change") and k[-4:] in {"/amt"}
    }
    assert list(told.values()) == [8, 6, 2]
    assert found["N03.kind_change#0/delta"] == 3
    assert found["N03.kind_change#1/g"] == Decimal("-14.29")
    assert [found[f"N03.kind#{i}/pct"] for i in range(3)] == [
        Decimal("50.00"), Decimal("37.50"), Decimal("12.50")
    ]  # fmt: skip
    assert "N03.kind#3/amt" not in found


def test_last_year_s_figure_is_the_prior_slot() -> None:
    found = facts(
        "三、支出预算情况说明",
        "2024年支出预算29956.27万元，比2023年年初预算数28479.84万元增加1476.73万元，增长5.18%。",
    )
    assert found["N03.total#0/prior"] == Decimal("28479.84")
    found = facts(
        "五、财政拨款支出预算情况说明",
        "3.科学技术管理事务（款）其他支出（项）支出1,140万元，与上年相比增加1,140万元（去年预算数为0万元，无法计算增减比率）。",
    )
    assert (found["N04.xiang#0/prior"], found["N04.xiang#0/delta"]) == (0, 1140)


def test_a_template_s_choice_of_words_is_read_with_a_zero_only() -> None:
    found = facts(
        "二、收入预算情况说明",
        "政府性基金收入预算0万元，与上年相比增加（减少）0万元，增长（减少）0%。",
    )
    assert (found["N02.src#0/delta"], found["N02.src#0/g"]) == (0, 0)
    found = facts(
        "二、收入预算情况说明", "其他收入预算5万元，与上年相比增加（减少）3万元，增长（减少）150%。"
    )
    assert "N02.src#0/delta" not in found
    assert found["unread#0/amt"] == 3


def test_classes_joined_by_semicolons() -> None:
    found = facts(
        "四、财政拨款收支预算情况的总体说明",
        "一般公共预算支出包括：教育支出7.00万元，主要用于行政运行5.00万元，培训支出2.00万元；"
        "卫生健康支出3.00万元，主要用于事业单位医疗3.00万元。",
    )
    assert (found["N04.ex#0/amt"], found["N04.ex#1/amt"]) == (7, 3)
    assert found["N04.ex#1/class"] == "卫生健康支出"
    assert [found[f"N04.use#{i}/amt"] for i in range(3)] == [5, 2, 3]


def test_classes_told_by_their_second_level() -> None:
    found = facts(
        "五、财政拨款支出预算情况说明",
        "检察（款）：2024年预算支出合计16,444.36万元。",
        "1.行政事业单位离退休（类）未归口管理的离退休（项）256.76万元，与上年相比减少51.75万元。",
    )
    assert found["N04.kuan#0/amt"] == Decimal("16444.36")
    assert found["N04.xiang#0/amt"] == Decimal("256.76")
    assert found["N04.xiang#0/delta"] == Decimal("-51.75")


def test_final_accounts_tell_three_public_small_firms_and_execution() -> None:
    found = facts(
        "第三部分 2024年度部门决算情况说明",
        "七、财政拨款“三公”经费支出决算情况说明",
        "2024年度“三公”经费财政拨款支出决算数比2023年度减少0.15万元，下降27.78%。公务接待费支出0.39万元。",
        "公务接待费支出决算减少0.15万元，下降27.78%。",
        "十、政府采购支出决算情况",
        "在面向中小企业预留的政府采购项目中，由中小企业供应商中标或成交的，采购金额225.10万元；在面向小微企业预留政府采购"
        "项目中，由小微企业供应商中标或成交的，采购金额164.87万元；在其他政府采购项目中，由中小企业供应商中标或成交的，采购"
        "金额0.00万元。",
        "十一、预算绩效情况说明",
        "全年预算数为536.20万元，执行数为413.57万元，完成预算的77.1%。",
    )
    assert found["F07.delta#0/g"] == Decimal("-27.78")
    assert found["F07.item#0/amt"] == Decimal("0.39")
    assert found["F07.item#1/delta"] == Decimal("-0.15")
    assert (found["F12.sme#0/small"], found["F12.sme#0/other"]) == (Decimal("164.87"), 0)
    assert found["F12.exec#0/executed"] == Decimal("413.57")
    assert not [k for k in found if k.startswith("unread")], found


def test_a_name_that_reaches_the_margin_does_not_swallow_the_next_field() -> None:
    first = "（一）项目名称：" + "机" * 32  # exactly one line
    (name,) = typeset([first])
    (rest,) = typeset(["设立的政策依据：某文件"])
    moved = tuple(
        (page, BBox(b.x0, b.top + SIZE, b.x1, b.bottom + SIZE)) for page, b in rest.places
    )
    heading, scale = typeset(["七、一般公共预算项目支出情况说明", "预算安排规模：4.29万元"])
    joined = Paragraph(1, name.text + rest.text, name.places + moved)
    layout = DocumentLayout(
        document_id="d" * 64, file_name="x.pdf", n_pages=1, pages=(), tables=(),
        paragraphs=(heading, joined, scale),
    )  # fmt: skip
    mentions, _ = read_narrative(layout, document_id="d" * 64, unit_name=None, fiscal_year=2024)
    found = {m.mention_id: m.value if m.value is not None else m.value_text for m in mentions}
    assert found["N07.block#0/name"] == "机" * 32
    assert found["N07.block#0/basis"] == "某文件"
    assert found["N07.block#0/scale"] == Decimal("4.29")


def test_a_footnote_that_is_no_paragraph_is_read_too() -> None:
    line = caption("注：本表本年无发生额。")
    table = replace(_table("国有资本经营预算支出表", -60), footnotes=(line,))
    assert _notes((), table) == [("国有资本经营预算", "注:本表本年无发生额")]
    (same,) = typeset([line.text])
    assert len(_notes((same,), table)) == 1  # told once
    amount = replace(table, footnotes=(caption("注：无其他项目5万元。"),))
    assert _notes((), amount) == []


def test_a_note_behind_a_list_of_tables() -> None:
    found = facts(
        "目录",
        "表8.政府性基金预算支出表",
        "备注：本部门没有政府性基金预算拨款安排的支出，故本表无数据。",
    )
    assert found["EMPTY#0/form"] == "政府性基金预算"


def test_a_source_with_the_word_total_is_not_the_whole_revenue() -> None:
    found = facts(
        TOTAL,
        "收入预算总计10.00万元。",
        "3.其他资金收入预算总计0万元。与上年相比增加（减少）0万元，增长（减少）0%。",
        "4.上年结转资金预算数为2万元。",
        "4.结转下年资金预算数为3万元。",
    )
    assert found["N02.total#0/amt"] == 10
    assert "N02.total#1/amt" not in found
    assert (found["N02.src#0/amt"], found["N02.src#0/delta"]) == (0, 0)
    assert found["N02.src#1/amt"] == 2
    assert found["N03.carry_out#0/amt"] == 3


def test_items_of_the_running_cost_and_revenue_of_a_fund() -> None:
    found = facts(
        "十、一般公共预算机关运行经费支出预算表说明",
        "（7）维修（护）费（款）支出100万元。",
        "（8）会议费（款）支出1,094.62万元。",
        "（二）国有资本经营预算收支情况",
        "2024年本部门国有资本经营预算收入为0万元，与上年数一致。",
    )
    assert [found[f"N12.run_item#{i}/amt"] for i in (0, 1)] == [100, Decimal("1094.62")]
    assert found["N12.run_item#0/item"] == "维修(护)费"
    assert (found["N09.in#0/amt"], found["N09.in#0/delta"]) == (0, 0)
    assert not [k for k in found if k.startswith(("unread", "N12.fee"))], found
