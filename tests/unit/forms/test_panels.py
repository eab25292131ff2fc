"""Where a table is one panel and where it is two, and what stands beside the amounts."""

from decimal import Decimal

from extractors.forms.labels import bare_code, chinese_only
from extractors.forms.titles import match_title
from tests.unit.forms.reading import amounts, read
from tests.unit.forms.tables import table


def test_revenue_beside_the_expenditure_of_a_fund_is_not_its_total() -> None:
    result = read(
        table(
            """
            收入 | < | 支出 | <
            项目 | 预算数 | 项目 | 预算数
            国有土地使用权出让收入 | 80.00 | 城乡社区支出 | 60.00
            收入合计 | 80.00 | 支出合计 | 60.00
            """,
            "政府性基金预算收支表",
            "单位：万元",
        )
    )
    assert amounts(result) == {"T08#1/212/total": Decimal(60), "T08#1/T/total": Decimal(60)}
    assert sorted(result.readings[0].emitted.unread) == [(2, 1), (3, 1)]


def test_a_functional_class_is_no_unit_of_the_three_public_table() -> None:
    result = read(
        table(
            """
            科目编码 | 科目名称 | 合计 | 因公出国（境）费用 | 公务用车运行维护费 | 公务接待费
            | 合计 | 3.00 | | 2.00 | 1.00
            212 | 城乡社区支出 | 3.00 | | 2.00 | 1.00
            """,
            "“三公”经费支出预算表",
            "单位：万元",
        )
    )
    assert amounts(result) == {
        "T10#1/T/total": 3, "T10#1/vehicle_running/total": 2, "T10#1/reception/total": 1,
    }  # fmt: skip
    assert {c.row_unit_name for c in result.cells} == {None}
    assert set(result.readings[0].emitted.unread) == {(2, 2), (2, 4), (2, 5)}


def test_blank_counts_under_an_item_begin_no_other_panel() -> None:
    result = read(
        table(
            """
            单位名称 | 合计 | 因公出国（境）费 | < | 公务接待费 | <
            ^ | ^ | 金额 | 团组数 | 金额 | 批次
            某市信访局 | 1.50 | | | 1.50 | 20
            """,
            "“三公”经费支出预算表",
            "单位：万元",
        )
    )
    assert amounts(result) == {
        "T10#1/T/total": Decimal("1.50"),
        "T10#1/reception/total": Decimal("1.50"),
        "T10#1/T/other:公务接待费/批次": Decimal(20),
    }
    count = next(c for c in result.cells if c.raw_text == "20")
    assert (count.measure_kind, count.money_unit, count.amount_yuan) == ("count", None, None)


def test_a_list_is_one_panel_and_a_quantity_no_amount_of_money() -> None:
    result = read(
        table(
            """
            项目名称 | 采购品目 | 采购数量 | 计量单位 | 一般公共预算 | 合计
            办公设备 | 计算机 | 10 | 台 | 6.00 | 6.00
            合计 | < | | | 6.00 | 6.00
            """,
            "政府采购预算表",
            "单位：万元",
        )
    )
    found = amounts(result)
    assert found["PROC#1/T/total"] == Decimal(6)
    assert found["PROC#1/I1/other:采购数量"] == Decimal(10)


def test_the_only_column_counts_people() -> None:
    result = read(table("科目编码 | 科目名称 | 编制人数\n201 | 一般公共服务支出 | 25", "支出总表"))
    assert {c.measure_kind for c in result.cells} == {"count"}


def test_the_change_is_below_the_words_that_compare() -> None:
    result = read(
        table(
            """
            科目编码 | 科目名称 | 2025年预算数 | 2026年预算数 | 2026年比2025年增减 | <
            ^ | ^ | ^ | ^ | 金额 | 比例
            201 | 一般公共服务支出 | 8.00 | 10.00 | 2.00 | 25.00%
            """,
            "一般公共预算支出表",
            "单位：万元",
        )
    )
    assert amounts(result) == {
        "T05#1/201/prior_total": 8, "T05#1/201/total": 10, "T05#1/201/change_total": 2,
        "T05#1/201/change_rate_total": 25,
    }  # fmt: skip


def test_a_named_amount_below_words_that_compare_is_itself() -> None:
    result = read(
        table(
            """
            科目编码 | 科目名称 | 2026年预算数与上年预算数相比 | < | <
            ^ | ^ | 2026年预算数 | 上年预算数 | 增减额
            201 | 一般公共服务支出 | 10.00 | 8.00 | 2.00
            """,
            "一般公共预算支出表",
            "单位：万元",
        )
    )
    assert amounts(result) == {
        "T05#1/201/total": 10, "T05#1/201/prior_total": 8, "T05#1/201/change_total": 2,
    }  # fmt: skip


def test_the_title_shares_its_cell_with_number_and_unit() -> None:
    result = read(
        table(
            """
            附表4 一般公共预算“三公”经费支出表 金额单位：元 | < | <
            项目 | 2025年 | 2026年
            合计 | 52,000 | 45,000
            公务接待费 | 52,000 | 45,000
            """
        )
    )
    assert (result.form_tables[0].form, result.form_tables[0].money_unit) == ("T10", "元")
    assert amounts(result)["T10#1/T/total"] == 45000


def test_a_second_language_beside_the_chinese_is_left_out() -> None:
    uyghur, tibetan = "\u062e\u0649\u0631\u0627\u062c\u06d5\u062a", "\u0f42\u0f7c\u0f53\u0f0b"
    assert chinese_only(f"基本支出{uyghur}") == "基本支出"
    assert chinese_only(f"{tibetan}基本支出") == "基本支出"
    assert chinese_only("合计Total") == "合计"
    assert chinese_only("购置GPS设备") == "购置GPS设备"
    assert chinese_only("Total") == "Total"
    match = match_title(f"支出总表{uyghur}")
    assert match is not None
    assert match.form == "T03"


def test_codes_with_two_marks_are_codes_and_with_one_may_be_amounts() -> None:
    assert bare_code("212.08.04") == bare_code("212-08-04") == "2120804"
    assert bare_code("212.08") is None
    assert bare_code("212.08-04") is None


def test_two_digits_alone_are_completed_by_their_name() -> None:
    result = read(
        table(
            """
            科目编码 | 科目名称 | 合计
            213 | 农林水支出 | 9.00
            01 | 农业农村 | 9.00
            09 | 没有这个款 | 1.00
            """,
            "支出总表",
            "单位：万元",
        )
    )
    assert [c.code for c in result.cells] == ["213", "21301", None]


def test_a_group_with_an_unknown_column_is_not_added_up() -> None:
    text = """
        科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出 | < | <
        ^ | ^ | ^ | ^ | 小计 | 资本性支出 | 从未见过的支出
        201 | 一般公共服务支出 | 9.00 | 4.00 | 5.00 | 3.00 | {unknown}
    """
    for unknown, parents in (("1.00", {None}), ("2.00", {"project"})):
        result = read(table(text.format(unknown=unknown), "支出总表", "单位：万元"))
        found = {c.column_key: c.parent_column_key for c in result.cells}
        assert {found["project_e310"], found["other:项目支出/从未见过的支出"]} == parents
        assert (found["basic"], found["project"]) == ("total", "total")


def test_two_unknown_columns_complete_two_sums() -> None:
    result = read(
        table(
            """
            科目编码 | 科目名称 | 合计 | 基本支出 | < | < | 项目支出 | < | <
            ^ | ^ | ^ | 小计 | 工资福利支出 | 甲支出 | 小计 | 资本性支出 | 乙支出
            201 | 一般公共服务支出 | 9.00 | 4.00 | 3.00 | 1.00 | 5.00 | 3.00 | 2.00
            """,
            "支出总表",
            "单位：万元",
        )
    )
    found = {c.column_key: c.parent_column_key for c in result.cells}
    assert found["other:基本支出/甲支出"] == "basic"
    assert found["other:项目支出/乙支出"] == "project"


def test_the_number_of_a_column_is_no_part_of_its_name() -> None:
    result = read(
        table(
            """
            科目编码 | 科目名称 | 上年预算数（1） | 2026年预算数② | 增减额（3）=（2）-（1） | 增减比例4=3/1
            201 | 一般公共服务支出 | 8.00 | 10.00 | 2.00 | 25.00%
            """,
            "一般公共预算支出表",
            "单位：万元",
        )
    )
    assert [c.column_key for c in result.cells][:1] == ["prior_total"]
    assert {"change_total", "change_rate_total"} <= {c.column_key for c in result.cells}


def test_two_economic_classifications_side_by_side_are_two_breakdowns() -> None:
    result = read(
        table(
            """
            部门预算支出经济分类 | < | < | 政府预算支出经济分类 | < | <
            科目编码 | 科目名称 | 金额 | 科目编码 | 科目名称 | 金额
            301 | 工资福利支出 | 200.00 | 501 | 机关工资福利支出 | 200.00
            302 | 商品和服务支出 | 30.00 | 502 | 机关商品和服务支出 | 30.00
            合计 | < | 230.00 | 合计 | < | 230.00
            """,
            "一般公共预算基本支出表",
            "单位：万元",
        )
    )
    assert {c.row_key: c.parent_row_key for c in result.cells} == {
        "301": "T", "302": "T", "T": None, "501": "gov.T", "502": "gov.T", "gov.T": None,
    }  # fmt: skip
    assert result.readings[0].emitted.unread == {}


def test_economic_classes_left_of_functional_ones_have_a_total_of_their_own() -> None:
    result = read(
        table(
            """
            经济分类 | < | < | 功能分类 | < | <
            科目编码 | 科目名称 | 金额 | 科目编码 | 科目名称 | 金额
            301 | 工资福利支出 | 230.00 | 201 | 一般公共服务支出 | 200.00
            | | | 208 | 社会保障和就业支出 | 30.00
            合计 | < | 230.00 | 合计 | < | 230.00
            """,
            "一般公共预算支出表",
            "单位：万元",
        )
    )
    assert {c.row_key: c.parent_row_key for c in result.cells} == {
        "301": "dep.T", "dep.T": None, "201": "T", "208": "T", "T": None,
    }  # fmt: skip


def test_this_years_amount_beside_what_is_carried_over_is_no_total() -> None:
    result = read(
        table(
            """
            科目编码 | 科目名称 | 本年预算数 | 上年结转 | 合计
            212 | 城乡社区支出 | 10.00 | 2.00 | 12.00
            """,
            "政府性基金预算支出表",
            "单位：万元",
        )
    )
    assert amounts(result) == {
        "T08#1/212/current": 10, "T08#1/212/carry": 2, "T08#1/212/total": 12,
    }  # fmt: skip
    assert {c.column_key: c.parent_column_key for c in result.cells} == {
        "current": "total", "carry": "total", "total": None,
    }  # fmt: skip


def test_two_breakdowns_side_by_side_are_not_added_up() -> None:
    text = """
        科目编码 | 科目名称 | 合计 | 按资金来源 | < | 按支出类别 | <
        ^ | ^ | ^ | 一般公共预算 | 政府性基金 | 基本支出 | 项目支出
        212 | 城乡社区支出 | {total} | 8.00 | 2.00 | 6.00 | 4.00
    """
    twice, once = (
        read(table(text.format(total=total), "支出总表", "单位：万元"))
        for total in ("10.00", "20.00")
    )
    links = {c.column_key: c.parent_column_key for c in twice.cells}
    assert links == {"total": None, "gpb": None, "gf": None, "basic": "total", "project": "total"}
    assert {c.parent_column_key for c in once.cells if c.column_key != "total"} == {"total"}
