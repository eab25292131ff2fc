"""Labels, titles and header words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.forms.facets import combine, parents_of
from extractors.forms.labels import bare_code, is_total, split_code, take_apart
from extractors.forms.titles import match_title
from extractors.forms.vocab import code_books, vocabulary


@pytest.mark.parametrize(
    ("text", "core", "level", "of_which"),
    [
        ("一、本年收入", "本年收入", 1, False),
        ("（三）公务接待费支出", "公务接待费支出", 2, False),
        ("2. 基金预算拨款", "基金预算拨款", 3, False),
        ("其中：（1）公务用车购置费", "公务用车购置费", 4, True),
        ("201 一般公共服务支出", "201一般公共服务支出", 0, False),
        ("2026年预算数", "预算数", 0, False),
        ("2025年执行数", "上年执行数", 0, False),
        ("预算数（单位：万元）", "预算数", 0, False),
        ("二十一、其他支出", "其他支出", 1, False),
    ],
)
def test_labels_come_apart(text: str, core: str, level: int, of_which: bool) -> None:
    label = take_apart(text, 2026)
    assert (label.core, label.level, label.of_which) == (core, level, of_which)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2010301 行政运行", ("2010301", "行政运行")),
        ("[30227]委托业务费", ("30227", "委托业务费")),
        ("2010301-行政运行", ("2010301", "行政运行")),
        ("3021101-差旅费", ("3021101", "差旅费")),
        ("332.27", None),
        ("2026年预算", None),
        ("306万元", None),
        ("一、本年收入", None),
    ],
)
def test_codes_in_labels(text: str, expected: tuple[str, str] | None) -> None:
    assert split_code(text) == expected


def test_bare_codes_are_not_amounts() -> None:
    assert bare_code("2010301") == "2010301"
    assert bare_code("206") == "206"
    assert bare_code("206.5") is None
    assert bare_code("1,206") is None
    assert bare_code("4660433") is None


@pytest.mark.parametrize(
    "text", ["合 计", "总计", "支出总计", "本年收入合计", "人员经费合计", "收入预算合计"]
)
def test_totals(text: str) -> None:
    assert is_total(text)


@pytest.mark.parametrize("text", ["会计", "设计费", "一、一般公共预算", "统计信息事务"])
def test_not_totals(text: str) -> None:
    assert not is_total(text)


@pytest.mark.parametrize(
    ("title", "form"),
    [
        ("预算01表 收支总表", "T01"),
        ("表1：2026年市级部门收支预算总表", "T01"),
        ("2026年预算单位财务收支预算总表", "T01"),
        ("二、收入总体情况表", "T02"),
        ("三、本年支出总体情况表", "T03"),
        ("2026 年度财政拨款收支预算总表", "T04"),
        ("一般公共预算支出情况表（按功能分类科目）", "T05"),
        ("8．部门一般公共预算基本支出部门预算经济分类预算表", "T06"),
        ("一般公共预算项目支出情况表", "T07"),
        ("财政拨款政府性基金支出预算表", "T08"),
        ("十、国有资本经营预算支出情况表", "T09"),
        ("9.部门“三公”经费和机关运行经费预算表", "T10"),
        ("财政拨款安排的行政经费及“三公”经费预算表", "T10"),
        ("上年结转结余情况明细表", "T11"),
        ("一般公共预算支出表（按经济分类）", "GPB_ECON"),
        ("一、2017年度江苏省高级人民法院部门收支预算总表", "T01"),
        ("环境管理监察监测经费项目绩效目标表", "P2"),
        ("部门整体支出绩效目标表", "P1"),
        ("部门项目支出预算表", "PROJ_ALL"),
        ("一般公共预算机关运行经费支出预算表", "RUN"),
        ("2019年政府采购预算表", "PROC"),
        ("财政拨款“三公”经费支出决算表", "J07"),
        ("收入支出决算总表", "J01"),
        ("国有资本经营预算财政拨款支出决算表", "J09"),
    ],
)
def test_titles(title: str, form: str) -> None:
    match = match_title(title)
    assert match is not None
    assert match.form == form


@pytest.mark.parametrize(
    "text",
    ["第二部分 部门预算表", "公开01表", "单位预算表", "名词解释", "收支总表的说明如下", "表1"],
)
def test_no_titles(text: str) -> None:
    assert match_title(text) is None


def test_a_title_of_the_other_kind_of_document_is_no_match() -> None:
    assert match_title("收入支出决算总表", "budget") is None
    assert match_title("收支预算总表", "final_account") is None


@pytest.mark.parametrize(
    ("path", "key", "parents"),
    [
        (["支出预算", "合计"], "total", []),
        (
            ["财政拨款（补助）", "上级一般公共预算安排的转移支付"],
            "gpb_upper",
            ["fiscal", "current", "total"],
        ),
        (["财政专户（教育收费）"], "special_account", ["current", "total"]),
        (["财政拨款结转"], "carry_fiscal", ["carry", "total"]),
        (
            ["非财政拨款", "基本支出", "公用经费"],
            "nonfiscal_public_use",
            ["nonfiscal_basic", "nonfiscal", "current", "total"],
        ),
        (["上年结转结余", "政府性基金预算"], "carry_gf", ["carry_fiscal", "carry", "total"]),
        (["上年结余、结转"], "carry", ["total"]),
        (["2025年预算数"], "prior_total", []),
        (["2025年执行数"], "prior_actual_total", []),
        (["2026年预算数比2025年执行数", "增减%"], "change_rate_total", []),
        (["2026年预算数比2025年预算数", "增减额"], "change_total", []),
        (["对企业补助（基本建设）"], "e311", ["current", "total"]),
        (["2026年政府采购项目", "小计"], "procurement", []),
        (["项目支出", "扣除基建项目后预算数"], "project_ex_capital", []),
        (["使用非财政拨款结余"], "use_surplus", ["total"]),
        (["其中", "事业单位经营支出"], "operating", []),
        (["其中：", "基本支出"], "basic", ["current", "total"]),
    ],
)
def test_header_paths(path: list[str], key: str, parents: list[str]) -> None:
    meaning, unknown = combine(path, 2026)
    assert unknown == []
    assert meaning.key() == key
    assert list(parents_of(meaning)) == parents


def test_an_unknown_word_is_reported_not_guessed() -> None:
    assert combine(["财政拨款", "莫名其妙的栏目"])[1] == ["莫名其妙的栏目"]


@given(st.text(max_size=40))
def test_no_text_breaks_the_vocabulary(text: str) -> None:
    take_apart(text, 2026)
    match_title(text)
    combine([text], 2026)
    split_code(text)


def test_every_declared_measure_is_reachable_and_parts_exist() -> None:
    measures = vocabulary().measures
    for key, measure in measures.items():
        assert measure.part_of is None or measure.part_of in measures, key
    for form, spec in vocabulary().forms.items():
        assert set(spec.lanci) <= measures.keys() | {"income"}, form


def test_code_books_are_trees() -> None:
    for scheme, book in code_books().items():
        for code in book.names:
            assert code.isdigit()
            assert len(code) in {3, 5, 7}, (scheme, code)
