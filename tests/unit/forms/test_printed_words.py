"""Words, codes and titles as places print them that nobody has seen: read, or plainly unknown."""

import pytest

from extractors.forms.facets import meaning_of
from extractors.forms.labels import bare_code, is_total, split_code
from extractors.forms.titles import match_title


@pytest.mark.parametrize("text", ["合  计：", "合计*", "总计（元）", "支 出 总 计:", "合计 Total"])
def test_totals(text: str) -> None:
    assert is_total(text)


@pytest.mark.parametrize("text", ["本页合计率", "合计占比", "累计完成"])
def test_what_is_no_total(text: str) -> None:
    assert not is_total(text)


@pytest.mark.parametrize(
    ("text", "code"),
    [("'2010101", "2010101"), ("〔2010101〕", "2010101"), ("（30101）", "30101"), ("2024", None),
     ("(2024)", None), ("【201】", "201"), ("12010101", None)],
)  # fmt: skip
def test_codes_alone(text: str, code: str | None) -> None:
    assert bare_code(text) == code


@pytest.mark.parametrize(
    ("text", "parts"),
    [("行政运行（2010101）", ("2010101", "行政运行")), ("基本工资（30101）", ("30101", "基本工资")),
     ("某项目2025001", None), ("会议室(301)", None), ("项目（2024年）", None)],
)  # fmt: skip
def test_codes_behind_a_name(text: str, parts: tuple[str, str] | None) -> None:
    assert split_code(text) == parts


@pytest.mark.parametrize(
    ("text", "key", "item"),
    [
        ("财政预算拨款", "fiscal", None), ("纳入预算管理的政府性基金", "gf", None),
        ("2026年预算（草案）", "total", None), ("工资福利", "e301", None),
        ("特定目标类", "project_specific_target", None), ("公用经费类", "public_use", None),
        ("出国（境）费用", "total", "abroad"), ("接待费", "total", "reception"),
        ("公车购置", "total", "vehicle_purchase"), ("车辆运行维护费", "total", "vehicle_running"),
        ("三公合计", "total", "three_public"), ("上年结转（1）", "carry", None),
    ],
)  # fmt: skip
def test_header_words(text: str, key: str, item: str | None) -> None:
    meaning = meaning_of(text, 2026)
    assert meaning is not None
    assert (meaning.key(), meaning.item) == (key, item)


@pytest.mark.parametrize(
    "text", ["国内接待费", "上级专款", "专项债券", "非同级财政拨款收入", "预备费"]
)
def test_words_that_nobody_knows(text: str) -> None:
    assert meaning_of(text, 2026) is None


@pytest.mark.parametrize(
    ("title", "form"),
    [
        ("单位资金预算支出表", None),  # of one source only
        ("2026年其他支出预算表", None),
        ("财政支出预算表", None),  # a government's, or a department's appropriation: who can tell
        ("单位收支总表", "T01"), ("收支总体平衡表", "T01"), ("《部门支出总表》", "T03"),
        ("“三公”经费预算财政拨款情况统计表", "T10"),
        ("附表4 一般公共预算“三公”经费支出表 金额单位：元", "T10"),
        # the number of a table and the first word of its title may touch
        ("表4一般公共预算支出表", "T05"), ("表一一般公共预算支出表", "T05"),
        ("表十一政府性基金预算支出表", "T08"), ("附1部门收支总表", "T01"), ("附表：收支总表", "T01"),
        ("表（五）一般公共预算支出表", "T05"), ("一般公共预算支出表（一）", "T05"),
        ("一般公共预算支出表——按功能分类", "T05"),
    ],
)  # fmt: skip
def test_titles(title: str, form: str | None) -> None:
    match = match_title(title, "budget")
    assert (match.form if match else None) == form
