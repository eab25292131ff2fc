"""Who, which year, which kind: from the pages, not from the file name."""

from dataclasses import replace

import pytest

from extractors.identity import DocumentIdentity, read_identity
from extractors.identity.names import stated_unit_in
from extractors.layout import DocumentLayout, PageContent
from tests.unit.forms.tables import layout, line, table


def document(*lines: str, file_name: str = "x.pdf", tables: tuple = ()) -> DocumentLayout:
    page = PageContent(
        1, 600, 800, 0, "text", (), tuple(line(t, 1, 20 + 20 * i) for i, t in enumerate(lines))
    )
    return replace(layout(*tables), pages=(page,), file_name=file_name)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("编制单位：乌鲁木齐科技信息服务中心 单位：万元", "乌鲁木齐科技信息服务中心"),
        (
            "编制部门：上海市普陀区人民政府万里街道办事处 单位：元",
            "上海市普陀区人民政府万里街道办事处",
        ),
        ("部门：国家信访局 金额单位：万元", "国家信访局"),
        ("单位：苏州市自然资源和规划局 单位：万元", "苏州市自然资源和规划局"),
        ("单位名称：长沙职业教育基地综合协调办公室 单位:万元", "长沙职业教育基地综合协调办公室"),
        ("单位：万元", None),
        ("金额单位：元", None),
        ("表1", None),
    ],
)
def test_form_heads(text: str, name: str | None) -> None:
    assert stated_unit_in(text) == name


def test_cover_of_a_unit() -> None:
    got = read_identity(document("乌鲁木齐科技信息服务中心", "2024 年单位预算公开", "目 录"))
    assert (got.unit_name, got.fiscal_year, got.doc_kind, got.scope) == (
        "乌鲁木齐科技信息服务中心", 2024, "budget", "unit",
    )  # fmt: skip


def test_cover_of_a_final_account() -> None:
    got = read_identity(document("国家信访局", "2024年度部门决算", "二〇二五年七月"))
    assert (got.unit_name, got.fiscal_year, got.doc_kind, got.scope) == (
        "国家信访局", 2024, "final_account", "department",
    )  # fmt: skip


def test_the_form_head_names_the_unit_where_there_is_no_cover() -> None:
    t = table(
        "收入 | <\n项目 | 预算数\n一、财政拨款 | 1.00",
        "2026年部门收支预算总表",
        "部门名称：某市某局 单位：万元",
    )
    got = read_identity(document(tables=(t,)))
    assert (got.unit_name, got.fiscal_year, got.doc_kind) == ("某市某局", 2026, "budget")


def test_unit_code_in_front_of_the_name() -> None:
    t = table(
        "科目 | 合计\n201 | 1.00", "2026年市级部门支出预算总表", "341-湖州市财政局 单位：万元"
    )
    got = read_identity(document(tables=(t,)))
    assert (got.unit_name, got.unit_code) == ("湖州市财政局", "341")


def test_a_file_name_that_says_otherwise_is_a_note() -> None:
    got = read_identity(
        document("某市审计局", "2026年部门预算", file_name="2023年财政局部门决算.pdf")
    )
    assert got.fiscal_year == 2026
    assert got.doc_kind == "budget"
    assert any("2023" in note for note in got.notes)
    assert any("决算" in note for note in got.notes)


def test_synthetic_documents_say_so() -> None:
    assert read_identity(
        document("示例市某局", "2024年单位预算公开", "本文件为合成数据")
    ).is_synthetic


def test_a_blank_document_is_nothing() -> None:
    assert read_identity(document()) == DocumentIdentity()


def test_a_name_wrapped_over_the_cover() -> None:
    got = read_identity(
        document("2026年度", "某市市场监管综合监测", "与技术保障中心", "单位预算", "目 录")
    )
    assert got.unit_name == "某市市场监管综合监测与技术保障中心"


def test_the_full_name_of_the_cover_beats_the_short_one_of_the_heads() -> None:
    heads = [
        table(
            "科目 | 合计\n201 | 1.00", "2026年市级部门支出预算总表", "511-退役军人事务局 单位：万元"
        )
        for _ in range(5)
    ]
    got = read_identity(
        document("某市退役军人事务局2026年", "部门预算", "目录", tables=tuple(heads))
    )
    assert (got.unit_name, got.unit_code) == ("某市退役军人事务局", "511")


@pytest.mark.parametrize(
    ("cover", "scope"),
    [
        (("某市文化广电旅游体育局（本级）", "2026年度部门预算", "目 录"), "unit"),
        (("某市财政局本级2026年部门预算", "目 录"), "unit"),
        (("某市市级2026年部门预算", "目 录"), "department"),
        (("某市本级2026年部门预算", "目 录"), "department"),
        (("某市财政局2026年部门预算", "目 录"), "department"),
    ],
)
def test_a_head_office_alone_is_one_unit(cover: tuple[str, ...], scope: str) -> None:
    assert read_identity(document(*cover)).scope == scope


def test_the_year_of_the_cells_is_the_last_resort_and_noted() -> None:
    blank = "甲 | 乙 | 丙\n" * 4
    t = table(blank + "目标 | 2026年度建成 | 2026年度验收\n依据 | 2024年批复 |", "绩效表")
    got = read_identity(document(tables=(t,)))
    assert got.fiscal_year == 2026
    assert any("表内文字" in note for note in got.notes)
    tie = table(blank + "目标 | 2026年建成\n依据 | 2024年批复", "绩效表")
    assert read_identity(document(tables=(tie,))).fiscal_year is None
