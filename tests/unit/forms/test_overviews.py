"""Tables of several panels: revenue beside expenditure, three blocks, three panels."""

from extractors.identity import DocumentIdentity
from tests.unit.forms.reading import amounts, cell, read
from tests.unit.forms.tables import table


def test_revenue_and_expenditure_with_carry_over_and_kinds() -> None:
    result = read(
        table(
            """
            收 入 | < | 支 出 | <
            项 目 | 预算数 | 项 目 | 预算数
            一、财政拨款 | 5.00 | 一、本年支出合计 | 7.00
            一般公共预算 | 5.00 | 科学技术支出 | 7.00
            政府性基金预算 |  | 技术研究与开发 | 7.00
            二、上年结转结余 | 2.00 | 二、结转下年 |
            一般公共预算 | 2.00 |  |
            收 入 总 计 | 7.00 | 支 出 总 计 | 7.00
            """,
            "表4：2026年市级部门财政拨款收支预算总表",
            "单位：万元",
        )
    )
    got = amounts(result)
    assert got["T04#1/in.gpb/total"] == 5
    assert got["T04#1/in.carry.gpb/total"] == 2
    assert got["T04#1/ex.20604/total"] == 7
    assert cell(result, "T04#1/in.carry.gpb/total").parent_row_key == "in.carry"
    assert cell(result, "T04#1/ex.206/total").parent_row_key == "ex.current"
    assert cell(result, "T04#1/in.gpb/total").block == "in"


def test_three_blocks_share_one_total() -> None:
    result = read(
        table(
            """
            收入 | < | 支出 | < | < | <
            项目名称 | 金额 | 功能分类 | < | 支出用途 | <
            ^ | ^ | 功能科目名称 | 金额 | 项目名称 | 金额
            一、财政拨款 | 9.00 | 一、一般公共服务支出 | 9.00 | 一、基本支出 | 6.00
            | | 二、外交支出 | | 二、项目支出 | 3.00
            收入合计 | 9.00 | 支出合计 | < | < | 9.00
            """,
            "收支预算总表",
            "单位：万元",
        )
    )
    got = amounts(result)
    assert got["T01#1/ex.T/total"] == 9
    assert cell(result, "T01#1/ex.201/total").parent_row_key == "ex.T"
    assert cell(result, "T01#1/ex.basic/total").parent_row_key is None


def test_three_panels_of_economic_classes() -> None:
    result = read(
        table(
            """
            人员经费 | < | < | 公用经费 | < | < | < | < | <
            科目代码 | 科目名称 | 决算数 | 科目代码 | 科目名称 | 决算数 | 科目代码 | 科目名称 | 决算数
            301 | 工资福利支出 | 5.00 | 302 | 商品和服务支出 | 3.00 | 310 | 资本性支出 | 1.00
            30101 | 基本工资 | 5.00 | 30201 | 办公费 | 3.00 | 31002 | 办公设备购置 | 1.00
            人员经费合计 | < | 5.00 | 公用经费合计 | < | < | < | < | 4.00
            """,
            "一般公共预算财政拨款基本支出决算表",
            "金额单位：万元",
        ),
        identity=DocumentIdentity(fiscal_year=2024, doc_kind="final_account"),
    )
    got = amounts(result)
    assert got["J06#1/personnel/total"] == 5
    assert got["J06#1/public_use/total"] == 4
    assert cell(result, "J06#1/310/total").parent_row_key == "public_use"
    assert cell(result, "J06#1/30201/total").parent_row_key == "302"


def test_an_unknown_class_of_an_overview_hangs_where_its_amount_is_missing() -> None:
    result = read(
        table(
            """
            收入 | < | 支出 | <
            项目 | 预算数 | 项目 | 预算数
            一、一般公共预算 | 100.00 | 公共安全支出 | 100.00
            |  | 司法 | 100.00
            |  | 行政运行 | 85.00
            |  | 从未见过的项 | 15.00
            收入总计 | 100.00 | 支出总计 | 100.00
            """,
            "2026年市级部门收支预算总表",
            "单位：万元",
        )
    )
    unknown = cell(result, "T01#1/ex.X1/total")
    assert unknown.parent_row_key == "ex.20406"
    assert unknown.confidence < 1


def test_a_third_panel_of_economic_classes_stands_beside_the_expenditure() -> None:
    result = read(
        table(
            """
            收入 | < | 支出 | < | < | <
            项目 | 金额 | 功能分类 | 金额 | 经济分类 | 金额
            一般公共预算 | 10.00 | 城乡社区支出 | 10.00 | 工资福利支出 | 6.00
             | | | | 资本性支出 | 4.00
            收入总计 | 10.00 | 支出总计 | 10.00 | 支出总计 | 10.00
            """,
            "部门收支总表",
            "单位：万元",
        )
    )
    assert {c.row_key: c.parent_row_key for c in result.cells if c.block == "use"} == {
        "use.e301": None, "use.e310": None, "use.T": None,
    }  # fmt: skip
    assert amounts(result)["T01#1/ex.T/total"] == 10
    assert result.form_tables[0].note is None


def test_the_sum_of_the_year_printed_first_is_the_sum_of_what_follows() -> None:
    result = read(
        table(
            """
            收入 | < | 支出 | <
            项目 | 预算数 | 项目 | 预算数
            本年收入合计 | 10.00 | 本年支出合计 | 12.00
            一、一般公共预算拨款收入 | 8.00 | 一、城乡社区支出 | 12.00
            二、事业收入 | 2.00 | |
            上年结转 | 2.00 | |
            收入总计 | 12.00 | 支出总计 | 12.00
            """,
            "部门收支总表",
            "单位：万元",
        )
    )
    assert {c.row_key: c.parent_row_key for c in result.cells if c.block == "in"} == {
        "in.current": "in.T", "in.gpb": "in.current", "in.own.business": "in.current",
        "in.carry": "in.T", "in.T": None,
    }  # fmt: skip
