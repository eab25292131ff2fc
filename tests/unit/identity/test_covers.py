"""Covers as many places set them: names above, below and beside, years in words, several units."""

from __future__ import annotations

from dataclasses import replace

import pytest

from extractors.identity import read_identity
from extractors.identity.cover import arabic_years, cover_year
from extractors.layout import LogicalTable
from tests.unit.forms.tables import table
from tests.unit.identity.test_identity import document
from tests.unit.narrative.paper import typeset

#: (lines of the cover, 编制单位 of the forms, (name, year, kind, scope)).
COVERS = [
 (("二〇二六年度","某省某某厅部门预算","目录"),(),("某省某某厅",2026,"budget","department")),
 (("某省某某厅","二○二三年度部门决算","二○二四年八月"),(),("某省某某厅",2023,"final_account","department")),
 (("2026年部门预算公开","目录"),("某县财政局",),("某县财政局",2026,"budget","department")),
 (("2026年度","部门预算公开","某县人力资源和社会保障局","2026年2月","目录"),(),("某县人力资源和社会保障局",2026,"budget","department")),
 (("某市某局（汇总）","2026年部门预算","目录"),(),("某市某局",2026,"budget","department")),
 (("某市某局2026年部门预算","目录"),("某市甲中心","某市甲中心","某市甲中心","某市乙学校","某市乙学校"),("某市某局",2026,"budget","department")),
 (("附件1","某市某某局2025年度部门决算","（公开稿）","目录"),(),("某市某某局",2025,"final_account","department")),
 (("某镇人民政府2025年部门预算及“三公”经费预算公开","目录"),(),("某镇人民政府",2025,"budget","department")),
 (("2025年度某市第一中学单位预算编制说明","目录"),(),("某市第一中学",2025,"budget","unit")),
 (("某区2025年区级单位预算","预算单位：某区某某小学","目录"),(),("某区某某小学",2025,"budget","unit")),
 (("2024年度","单位决算公开","单位名称：某市妇幼保健院","目录"),(),("某市妇幼保健院",2024,"final_account","unit")),
 (("某市审计局","2024年度部门决算公开报告","2025年9月","目录"),(),("某市审计局",2024,"final_account","department")),
 (("某自治区某某厅部门2024年度","部门决算","目录"),(),("某自治区某某厅",2024,"final_account","department")),
 (("某市残疾人联合会","2026年预算公开","目录"),(),("某市残疾人联合会",2026,"budget",None)),
 (("中国共产党某市委员会","组织部2025年度部门","决算公开","目录"),(),("中国共产党某市委员会组织部",2025,"final_account","department")),
 (("目  录","第一部分 某市林业局概况","第二部分 某市林业局2026年部门预算情况说明"),(),("某市林业局",2026,"budget","department")),
 (("2026","某市档案馆","部门预算信息公开","目录"),(),("某市档案馆",2026,"budget","department")),
 (("部门编码：101","部门名称：某县应急管理局","2026年部门预算公开表","目录"),(),("某县应急管理局",2026,"budget","department")),
 (("某市卫生健康委员会2026年度部门预算","（含下属单位）","目录"),(),("某市卫生健康委员会",2026,"budget","department")),
 (("某县水利局2023年部门决算公开","2024年8月20日","目录"),(),("某县水利局",2023,"final_account","department")),
 (("填报单位：某县融媒体中心","2025年度单位整体支出绩效目标表"),(),("某县融媒体中心",2025,None,None)),
 (("某市统计局部门2026年度","部门预算信息公开","目录"),(),("某市统计局",2026,"budget","department")),
 (("某省高级人民法院","2026 年 部 门 预 算","目  录"),(),("某省高级人民法院",2026,"budget","department")),
 (("某市机关事务管理局2026年度预算","目录","第一部分 单位概况","第二部分 2026年度单位预算表"),(),("某市机关事务管理局",2026,"budget","unit")),
]  # fmt: skip


def _head(name: str) -> LogicalTable:
    return table("科目 | 合计\n201 | 1.00", "2026年收支总表", f"编制单位：{name} 单位：万元")


@pytest.mark.parametrize(("lines", "heads", "expected"), COVERS)
def test_cover(
    lines: tuple[str, ...], heads: tuple[str, ...],
    expected: tuple[str, int, str | None, str | None],
) -> None:  # fmt: skip
    got = read_identity(document(*lines, tables=tuple(_head(name) for name in heads)))
    assert (got.unit_name, got.fiscal_year, got.doc_kind, got.scope) == expected


def test_a_file_of_several_units_says_so() -> None:
    heads = tuple(_head(name) for name in ("某市甲中心", "某市甲中心", "某市乙学校", "某市丙院"))
    got = read_identity(document("某市某局2026年部门预算", "目录", tables=heads))
    assert got.unit_name == "某市某局"
    assert any("多个编制单位" in note for note in got.notes)


def test_years_in_words() -> None:
    assert arabic_years("二〇二六年部门预算，二○二五年执行") == "2026年部门预算，2025年执行"
    assert arabic_years("二季度") == "二季度"


def test_a_date_is_no_fiscal_year() -> None:
    assert cover_year(["某局", "2024年度部门决算", "2025年8月"]) == 2024
    assert cover_year(["某局", "2025年8月"]) is None
    assert cover_year(["2023-2025年某局部门预算"]) is None


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("纳入某市某局2026年部门预算编制范围的二级预算单位包括：某中心。", "department"),
        ("某市某局部门预算包括局本级预算和所属事业单位预算。", "department"),
        ("本部门严格执行预算。", None),
    ],
)
def test_the_text_tells_the_scope_where_titles_do_not(text: str, scope: str | None) -> None:
    base = replace(document("某市某局", "2026年预算公开", "目录"), paragraphs=typeset([text]))
    assert read_identity(base).scope == scope


#: Covers on a page of their own, without 目录 behind them.
ALONE = [
 (("2024年度","某市某局","部门决算"),("某市某局",2024,"final_account","department")),
 (("关于某市某局2026年部门预算的公开",),("某市某局",2026,"budget","department")),
 (("2026","部门预算","单位名称：某市某局","法定代表人：某某"),("某市某局",2026,"budget","department")),
 (("部门预算批复表","预算年度：2026","部门名称：某市某局"),("某市某局",2026,"budget","department")),
 (("某县某某镇人民政府","2026年度财政预算公开"),("某县某某镇人民政府",2026,"budget",None)),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "expected"), ALONE)
def test_a_cover_on_a_page_of_its_own(
    lines: tuple[str, ...], expected: tuple[str, int, str | None, str | None]
) -> None:
    title = "表五 一般公共预算财政拨款支出决算表" if expected[2] == "final_account" else "收支总表"
    form = table("科目 | 合计\n201 | 1.00", title, "单位：万元", page=2)
    got = read_identity(replace(document(*lines, tables=(form,)), n_pages=2))
    assert (got.unit_name, got.fiscal_year, got.doc_kind, got.scope) == expected


def test_each_kind_on_a_cover_of_two_has_its_year() -> None:
    lines = ("某市某局2025年度部门决算公开及2026年部门预算安排说明",)
    forms = tuple(
        table("科目 | 合计\n201 | 1.00", "部门收支预算总表", "单位：万元", page=2) for _ in range(4)
    )
    got = read_identity(replace(document(*lines, tables=forms), n_pages=2))
    assert (got.fiscal_year, got.doc_kind) == (2026, "budget")


def test_the_title_of_a_form_is_no_name() -> None:
    lines = ("2024年度", "部门决算", "表五", "一般公共预算财政拨款支出决算表")
    assert read_identity(document(*lines)).unit_name is None
