"""Headers of every layout, read to measures."""

from decimal import Decimal

from extractors.identity import DocumentIdentity
from tests.unit.forms.reading import amounts, cell, read
from tests.unit.forms.tables import table


def test_items_as_columns_are_turned() -> None:
    result = read(
        table(
            """
            “三公”经费预算数 | < | < | < | < | < | 机关运行经费预算数
            合计 | 因公出国(境)费 | 公务接待费 | 公务用车购置及运行费 | < | < | ^
            ^ | ^ | ^ | 小计 | 购置费 | 运行费 | ^
            82.72 | 38.00 | 7.22 | 37.50 |  | 37.50 | 986.18
            """,
            "9.单位“三公”经费和机关运行经费预算表",
            "单位:万元",
        )
    )
    got = amounts(result)
    assert got["T10#1/T/total"] == Decimal("82.72")
    assert got["T10#1/vehicle_running/total"] == Decimal("37.50")
    assert got["T10#1/run/total"] == Decimal("986.18")
    assert cell(result, "T10#1/vehicle_running/total").parent_row_key == "vehicle"
    assert cell(result, "T10#1/run/total").parent_row_key is None


def test_items_by_year_and_fund() -> None:
    result = read(
        table(
            """
            预算单位 | 年度 | 总计 | < | 因公出国(境)费 | < | 公务接待费 | <
            ^ | ^ | 一般公共预算 | 政府性基金预算 | 一般公共预算 | 政府性基金预算 | 一般公共预算 | 政府性基金预算
            某某局 | 2025年 | 59.62 | 0.00 | 43.87 | 0.00 | 15.75 | 0.00
            | 2026年 | 32.56 | 0.00 | 16.80 | 0.00 | 15.76 | 0.00
            | 增减变化金额 | -27.06 | 0.00 | -27.07 | 0.00 | 0.01 | 0.00
            """,
            "财政拨款“三公”经费支出表",
            "单位：万元",
        )
    )
    got = amounts(result)
    assert got["T10#1/T/gpb"] == Decimal("32.56")
    assert got["T10#1/T/prior_gpb"] == Decimal("59.62")
    assert got["T10#1/abroad/change_gpb"] == Decimal("-27.07")


def test_budget_and_final_columns_of_a_final_account() -> None:
    identity = DocumentIdentity(fiscal_year=2024, doc_kind="final_account")
    result = read(
        table(
            """
            预算数 | < | < | 决算数 | < | <
            合计 | 因公出国（境）费 | 公务接待费 | 合计 | 因公出国（境）费 | 公务接待费
            1 | 2 | 3 | 4 | 5 | 6
            76.43 | 70.63 | 5.80 | 46.21 | 45.31 | 0.90
            """,
            "财政拨款“三公”经费支出决算表",
            "金额单位：万元",
        ),
        identity=identity,
    )
    got = amounts(result)
    assert got["J07#1/T/budget_total"] == Decimal("76.43")
    assert got["J07#1/reception/total"] == Decimal("0.90")


def test_operating_inside_the_project_column_is_no_part() -> None:
    rows = """
        科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出 | 事业单位经营支出
        合计 | < | 10.00 | 6.00 | 4.00 | {}
        201 | 一般公共服务支出 | 10.00 | 6.00 | 4.00 | {}
        """
    inside = read(table(rows.format("1.00", "1.00"), "支出总表", "单位：万元"))
    beside = read(table(rows.format("", ""), "支出总表", "单位：万元"))
    assert cell(inside, "T03#1/T/operating").parent_column_key is None
    assert cell(beside, "T03#1/T/operating").parent_column_key == "total"


def test_prior_year_and_change_columns() -> None:
    result = read(
        table(
            """
            科目编码 | 科目名称 | 2025年预算数 | 2026年预算数 | < | < | 2026年预算数比2025年预算数 | <
            ^ | ^ | ^ | 小计 | 基本支出 | 项目支出 | 增减额 | 增减%
            201 | 一般公共服务支出 | 8.00 | 10.00 | 6.00 | 4.00 | 2.00 | 25.00
            """,
            "一般公共预算支出表",
            "单位：万元",
        )
    )
    rate = cell(result, "T05#1/201/change_rate_total")
    assert (rate.measure_kind, rate.money_unit, rate.amount_yuan) == ("percent", None, None)
    prior = cell(result, "T05#1/201/prior_total")
    assert (prior.vintage, prior.amount) == ("prior", 8)


def test_a_lying_header_is_overruled_by_the_column_numbers() -> None:
    """The words stand one column off; only with the numbers do the sums hold."""
    result = read(
        table(
            """
            功能分类科目编码 | < | < | 名称 | 总计 | 财政拨款（补助）小计 | 一般公共预算 | 上级一般公共预算安排的转移支付 | 政府性基金预算 | 上级政府性基金安排的转移支付 | 国有资本经营预算 | 财政专户（教育收费） | 单位资金 | 财政拨款结转 | 非财政拨款结转结余 | 上级国有资本经营预算安排的转移支付
            类 | 款 | 项 | ^ | ^ | ^ | ^ | ^ | ^ | ^ | ^ | ^ | ^ | ^ | ^ | ^
            ※ | ※ | ※ | ※ | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12
            | | | 总计 | 332.37 | 332.27 | 332.27 | | | | | | | | 0.10 |
            206 | | | 科学技术支出 | 332.37 | 332.27 | 332.27 | | | | | | | | 0.10 |
            """,
            "表2",
            "单位收入总体情况表",
            "单位：万元",
        )
    )
    got = amounts(result)
    assert got["T02#1/T/carry_fiscal"] == Decimal("0.10")
    assert "T02#1/T/carry_nonfiscal" not in got


def test_where_the_amounts_cannot_decide_the_words_win_with_less_confidence() -> None:
    result = read(
        table(
            """
            科目编码 | 名称 | 合计 | 项目支出 | 基本支出
            ※ | ※ | 1 | 2 | 3
            201 | 一般公共服务支出 | 10.00 | 4.00 | 6.00
            """,
            "一般公共预算支出表",
            "单位：万元",
        )
    )
    c = cell(result, "T05#1/201/project")
    assert c.amount == 4
    assert c.confidence < 1


def test_two_columns_with_one_meaning_are_neither() -> None:
    result = read(
        table(
            "科目编码 | 科目名称 | 合计 | 基本支出 | 基本支出\n201 | 一般公共服务支出 | 5.00 | 2.00 | 3.00",
            "支出总表",
            "单位：万元",
        )
    )
    assert set(amounts(result)) == {
        "T03#1/201/total", "T03#1/201/other:基本支出", "T03#1/201/other:基本支出#5",
    }  # fmt: skip
    assert all(c.confidence < 1 for c in result.cells if "other:" in c.column_key)
    assert result.form_tables[0].confidence < 1


def test_a_turned_table_is_labelled_by_item_and_rest() -> None:
    result = read(
        table(
            """
            “三公”经费预算数 | < | < | <
            合计 | 因公出国(境)费 | 公务用车购置及运行费 | <
            ^ | ^ | 小计 | 运行费
            9.00 | 2.00 | 7.00 | 7.00
            """,
            "财政拨款“三公”经费支出表",
            "单位:万元",
        )
    )
    labels = {c.row_key: (c.row_label, c.column_label) for c in result.cells}
    assert labels == {
        "T": ("“三公”经费预算数", "合计"),
        "abroad": ("因公出国(境)费", "“三公”经费预算数"),
        "vehicle": ("公务用车购置及运行费", "“三公”经费预算数 / 小计"),
        "vehicle_running": ("运行费", "“三公”经费预算数 / 公务用车购置及运行费"),
    }
