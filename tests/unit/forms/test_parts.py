"""Titles and header words that the vocabulary has no pattern for, read part by part."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.forms.columns import role_of_content
from extractors.forms.compose import Composed, compose, parts_of
from extractors.forms.rows import FUNCTION, NameWalker
from extractors.forms.title_words import form_of_words, title_words
from extractors.forms.vocab import seen_through, vocabulary
from extractors.performance.schema import load_labels
from tests.unit.forms.reading import amounts, cell, read
from tests.unit.forms.tables import table


@pytest.mark.parametrize(
    ("title", "form"),
    [
        ("支出预算分类汇总表(按政府预算经济分类)", "EXP_GOV"),
        ("一般公共预算支出预算明细表(功能科目)", "T05"),
        ("政府性基金预算三公经费支出预算表", "T10"),
        ("财政拨款支出预算表(部门经济分类科目)", "FISCAL_ECON"),
        ("纳入专户管理的非税收入拨款支出预算分类汇总表(按部门预算经济分类)", "SPECIAL_FUNC"),
        ("某条河流整治项目绩效目标申报表", "P2"),
        ("公共卫生共同事权转移支付绩效目标表", "PXFER"),
        ("市级部门项目支出绩效表", "PROJ_GOAL"),
        ("部门预算项目支出及其他支出预算表", "PROJ_ALL"),
        ("财政拨款支出决算明细表", "JFISCAL_ECON"),
        ("一般公共预算财政拨款支出决算明细表", "JGPB_ECON"),
        # a breakdown that no form stands for, and words that are no title
        ("政府性基金预算支出预算分类汇总表(按部门预算经济分类)", None),
        ("国有资产占用情况表", None),
        ("一般公共预算与政府性基金预算支出表", None),
        ("财政拨款支出较上年增加", None),
        ("附表", None),
    ],
)
def test_titles_by_their_words(title: str, form: str | None) -> None:
    assert form_of_words(title, None) == form


def test_a_detailed_account_is_not_the_statutory_one() -> None:
    """Two tables of one form would be added up twice."""
    assert form_of_words("一般公共预算财政拨款支出决算表", "final_account") == "J05"
    assert form_of_words("一般公共预算财政拨款支出决算明细表", "final_account") != "J05"


def test_every_rule_names_a_form_and_can_be_reached() -> None:
    seen: list[tuple[frozenset[str], frozenset[str]]] = []
    for rule in title_words().rules:
        said = frozenset(rule.all)
        assert rule.form in vocabulary().forms
        assert not any(a <= said <= a | m for a, m in seen if "*" not in m), rule
        seen.append((said, frozenset(rule.may)))


@pytest.mark.parametrize(
    ("word", "want"),
    [
        ("上级下达的政府性基金预算财政拨款结转", Composed("GF.UPPER", vintage="carry")),
        ("一般公共预算财政拨款安排的人员经费", Composed("GPB", "personnel")),
        ("提前下达的中央专项转移支付", Composed("GPB.UPPER")),
        ("使用非财政拨款结余", Composed(vintage="surplus")),
        ("政府性基金预算结转下年", Composed("GF", vintage="carry_out")),
        ("上年决算数", Composed(vintage="prior_actual")),
        ("比上年增减%", Composed(vintage="change_rate")),
        ("公务用车运行维护费用小计", Composed(item="vehicle_running")),
        ("公务用车购置及运行维护费", Composed(item="vehicle")),
        ("预算批复金额", Composed()),
        # contradictions, two funds, words that nobody knows
        ("一般公共预算和政府性基金", None),
        ("结转结余增减", None),
        ("教育费附加支出", None),
        ("年初预算", None),
        ("占比", None),
    ],
)
def test_header_words_by_their_parts(word: str, want: Composed | None) -> None:
    assert compose(word) == want


@given(st.text("一般公共预算财政拨款基本项目支出人员经费上年结转收入安排的()", max_size=12))
def test_a_word_is_read_whole_or_not_at_all(word: str) -> None:
    parts = parts_of(word)
    if parts is None:
        assert compose(word) is None
    assert parts_of(word + "甲") is None or word.endswith("甲")


def test_an_unknown_column_is_a_part_only_where_the_amounts_say_so() -> None:
    text = """
    科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出 | 某种专款
    合计 | < | 10.00 | 5.00 | 3.00 | 2.00
    201 | 一般公共服务支出 | 10.00 | 5.00 | 3.00 | 2.00
    """
    result = read(table(text, "支出总表", "单位：万元"))
    kept = cell(result, "T03#1/201/other:某种专款")
    assert (kept.amount, kept.amount_yuan) == (Decimal(2), Decimal(20000))
    assert kept.parent_column_key == "total"
    assert kept.confidence < 1
    assert result.form_tables[0].confidence < 1
    apart = read(table(text.replace("3.00 | 2.00", "5.00 | 2.00"), "支出总表", "单位：万元"))
    assert cell(apart, "T03#1/201/other:某种专款").parent_column_key is None


def test_counts_and_shares_get_no_money_unit() -> None:
    text = """
    采购项目 | 数量 | 占比 | 金额
    桌椅 | 12 | 30.5 | 3.00
    电脑 | 8 | 69.5 | 7.00
    """
    result = read(table(text, "政府采购预算表", "单位：万元"))
    kinds = {c.column_key: (c.measure_kind, c.money_unit) for c in result.cells}
    assert kinds["other:数量"] == ("count", None)
    assert kinds["other:占比"] == ("percent", None)
    assert kinds["total"] == ("money", "万元")


def test_a_number_without_any_sign_of_money_stays_unread() -> None:
    text = "科目编码 | 科目名称 | 合计 | 甲乙丙\n201 | 一般公共服务支出 | 5.00 | 7"
    result = read(table(text, "支出总表", "单位：万元"))
    assert set(amounts(result)) == {"T03#1/201/total"}
    assert set(result.readings[0].emitted.unread.values()) == {"列未识别"}


def test_numbers_of_rows_are_no_amounts() -> None:
    text = """
    科目编码 | 科目名称 | 支出之行数 | 合计
    201 | 一般公共服务支出 | 1 | 5.00
    203 | 国防支出 | 2 | 7.00
    """
    result = read(table(text, "支出总表", "单位：万元"))
    assert {c.column_key for c in result.cells} == {"total"}


def test_after_an_unknown_name_no_common_name_is_guessed() -> None:
    walker = NameWalker(FUNCTION)
    assert walker.find("一般公共服务支出", top=True) == "201"
    walker.lose_way()
    assert walker.find("行政运行") is None
    assert walker.find("审计事务") == "20108"
    assert walker.find("行政运行") == "2010801"


@pytest.mark.parametrize(
    ("leaf", "body", "role"),
    [
        ("", ["2025年", "2026年", "2026年比2025年增减"], "year"),
        ("填报对象单位", ["甲局", "乙中心"], "unit"),
        ("部门预算码", ["301001", "301002"], "unit_code"),
        ("部门经济分类", ["工资福利支出"], None),
        (
            "内容",
            ["按照有关规定和年度工作计划完成各项任务，保证各项业务正常开展、按期办结"],
            "text",
        ),
        ("名称", ["行政运行"], None),
    ],
)
def test_roles_by_what_stands_in_the_cells(leaf: str, body: list[str], role: str | None) -> None:
    assert role_of_content(leaf, body) == role


def test_labels_of_targets_by_what_they_are_like() -> None:
    labels = load_labels()
    assert labels.column_of("年度计划指标值") == ("target", 99)
    assert labels.column_of("三级指标") == ("level3", 0)
    assert labels.field_of("年度财政拨款资金") == "performance.budget_fiscal"
    assert labels.field_of("专项(项目)名称") == "performance.project_name"
    assert labels.field_of("完成全市范围内的宣传培训工作并形成报告") is None


def test_the_vocabulary_can_be_looked_at_through_a_lens() -> None:
    text = "科目编码 | 科目名称 | 合计 | 基本支出\n201 | 一般公共服务支出 | 5.00 | 5.00"
    used: set[str] = set()

    def watch(entry: str, _: str) -> bool:
        used.add(entry)
        return True

    with seen_through(watch):
        read(table(text, "支出总表", "单位：万元"))
    assert {"titles/T03/0", "kinds/basic/0", "roles/code/0"} <= used
    with seen_through(lambda entry, _: not entry.startswith("kinds/")):
        left = read(table(text, "支出总表", "单位：万元"))
    assert cell(left, "T03#1/201/basic").confidence < 1  # by its parts, and said to be
    whole = read(table(text, "支出总表", "单位：万元"))
    assert cell(whole, "T03#1/201/basic").confidence == 1
