"""Row labels and codes of every layout, read to keys."""

from decimal import Decimal

from extractors.identity import DocumentIdentity
from tests.unit.forms.reading import amounts, cell, read
from tests.unit.forms.tables import budget, table


def test_three_code_columns_with_blank_leading_parts() -> None:
    result = read(
        table(
            """
            科目编码 | < | < | 功能科目 | 总 计 | 基本支出 | 项目支出
            类 | 款 | 项 | ^ | ^ | ^ | ^
            ** | ** | ** | ** | 1 | 2 | 3
            |  |  | 合计 | 656.73 | 386.73 | 270.00
            205 |  |  | 教育支出 | 656.73 | 386.73 | 270.00
            | 03 |  | 职业教育 | 656.73 | 386.73 | 270.00
            205 | 03 | 99 | 其他职业教育支出 | 656.73 | 386.73 | 270.00
            """,
            "2026年部门支出总体情况表",
            "单位名称：某办公室 单位：万元",
        )
    )
    got = amounts(result)
    assert got["T03#1/20503/basic"] == Decimal("386.73")
    assert cell(result, "T03#1/2050399/total").parent_row_key == "20503"
    assert result.form_tables[0].stated_unit_name == "某办公室"


def test_names_without_codes_find_their_codes() -> None:
    result = read(
        table(
            """
            功能分类科目名称 | 总计 | 基本支出 | 项目支出
            ** | 1 | 2 | 3
            合计 | 10.00 | 6.00 | 4.00
            社会保障和就业支出 | 6.00 | 6.00 |
            行政事业单位养老支出 | 6.00 | 6.00 |
            行政单位离退休 | 6.00 | 6.00 |
            卫生健康支出 | 4.00 |  | 4.00
            行政事业单位医疗 | 4.00 |  | 4.00
            从未见过的科目 | 4.00 |  | 4.00
            """,
            "表3：2026年市级部门支出预算总表",
            "单位：万元",
        )
    )
    got = amounts(result)
    assert got["T03#1/2080501/total"] == 6
    assert got["T03#1/21011/project"] == 4
    unknown = cell(result, "T03#1/X1/total")
    assert unknown.confidence < 1
    assert unknown.parent_row_key == "21011"
    assert "从未见过的科目" in (result.form_tables[0].note or "")


def test_one_cell_codes_and_yuan() -> None:
    result = read(
        table(
            """
            功能科目名称 | 一般公共预算支出 | < | <
            ^ | 小计 | 其中：基本支出 | 项目支出
            合计 | 1,000 | 600 | 400
            [201]一般公共服务支出 | 1,000 | 600 | 400
            [20140]信访事务 | 1,000 | 600 | 400
            """,
            "一般公共预算支出情况表（按功能分类科目）",
            "单位：元",
        )
    )
    c = cell(result, "T05#1/20140/basic")
    assert (c.amount_yuan, c.ulp_yuan, c.fund) == (600, 1, "GPB")
    assert c.parent_column_key == "total"


def test_units_with_their_own_rows() -> None:
    result = read(
        table(
            """
            预算单位 | 科目编码 | 科目名称 | 支出总计 | 基本支出 | 项目支出
            某某局 |  |  | 10.00 | 6.00 | 4.00
            某某局（本级） |  |  | 7.00 | 6.00 | 1.00
            | 201 | 一般公共服务支出 | 7.00 | 6.00 | 1.00
            某某中心 |  |  | 3.00 |  | 3.00
            | 201 | 一般公共服务支出 | 3.00 |  | 3.00
            """,
            "支出总表",
            "部门名称：某某局 单位：万元",
        ),
        identity=budget(unit="某某局"),
    )
    got = amounts(result)
    assert got["T03#1/T/total"] == 10
    assert got["T03#1/U1/201/total"] == 7
    assert got["T03#1/U2/total"] == 3
    c = cell(result, "T03#1/U2/201/total")
    assert (c.parent_row_key, c.row_unit_name) == ("U2", "某某中心")
    assert cell(result, "T03#1/U1/total").parent_row_key == "T"


def test_a_single_unit_row_is_the_total() -> None:
    result = read(
        table(
            """
            预算单位 | 科目编码 | 科目名称 | 支出总计 | 基本支出 | 项目支出
            某某局（本级） |  |  | 0.00 | 0.00 | 0.00
            """,
            "政府性基金预算支出表",
            "单位：万元",
        )
    )
    assert amounts(result) == {f"T08#1/T/{k}": 0 for k in ("total", "basic", "project")}


def test_repeated_codes_are_numbered_not_merged() -> None:
    result = read(
        table(
            "科目编码 | 科目名称 | 合计\n2080501 | 行政单位离退休 | 5.00\n2080501 | 行政单位离退休 | 6.00\n合计 | < | 11.00",
            "支出总表",
            "单位：万元",
        )
    )
    assert set(amounts(result)) == {
        "T03#1/2080501#1/total",
        "T03#1/2080501#2/total",
        "T03#1/T/total",
    }


def test_crossed_classifications() -> None:
    result = read(
        table(
            """
            支出功能分类科目 | 政府支出经济分类科目 | 部门支出经济分类科目 | 合计 | 基本支出 | 项目支出
            2050802-干部教育 | 50501-工资福利支出 | 30101-基本工资 | 5.000000 | 5.000000 |
            合 计 | | | 5.000000 | 5.000000 |
            """,
            "预算03表 支出总表",
            "金额单位：万元",
        )
    )
    c = cell(result, "T03#1/2050802+50501+30101/total")
    assert (c.code, c.code_scheme, c.decimals, c.parent_row_key) == ("2050802", "function", 6, "T")


def test_line_numbers_beside_the_labels() -> None:
    result = read(
        table(
            """
            收入 | < | < | 支出 | < | <
            项目 | 行次 | 金额 | 项目 | 行次 | 金额
            栏次 | | 1 | 栏次 | | 2
            一、一般公共预算财政拨款收入 | 1 | 19.00 | 一、一般公共服务支出 | 32 | 20.00
            六、经营收入 | 6 | 1.00 | 二、外交支出 | 33 |
            本年收入合计 | 27 | 20.00 | 本年支出合计 | 58 | 20.00
            年初结转和结余 | 29 | 2.00 | 年末结转和结余 | 60 | 2.00
            总计 | 31 | 22.00 | 总计 | 62 | 22.00
            """,
            "收入支出决算总表",
            "公开01表",
            "部门：国家某局 金额单位：万元",
        ),
        identity=DocumentIdentity(fiscal_year=2024, doc_kind="final_account"),
    )
    assert {k.split("/")[1]: v for k, v in amounts(result).items()} == {
        "in.gpb": 19, "in.own.operating": 1, "in.current": 20, "in.carry": 2, "in.T": 22,
        "ex.201": 20, "ex.current": 20, "ex.carry_out": 2, "ex.T": 22,
    }  # fmt: skip


def test_the_total_spans_the_code_columns() -> None:
    result = read(
        table(
            """
            功能分类科目编码 | < | < | 功能分类科目名称 | 合计 | 基本支出
            类 | 款 | 项 | ^ | ^ | ^
            207 | | | 文化旅游体育与传媒支出 | 5.00 | 5.00
            合计 | < | < | < | 5.00 | 5.00
            """,
            "2026年预算单位支出预算总表",
            "单位：元",
        )
    )
    assert set(amounts(result)) == {
        f"T03#1/{row}/{column}" for row in ("207", "T") for column in ("total", "basic")
    }


def test_projects_below_their_class_carry_its_code() -> None:
    result = read(
        table(
            """
            功能分类科目编码 | < | < | 功能分类科目名称 | 序号 | 项目名称 | 预算数
            类 | 款 | 项 | ^ | ^ | ^ | ^
            201 | | | 一般公共服务支出 | | | 270,000
            201 | 13 | 02 | 一般行政管理事务 | | | 270,000
            | | | | 1 | 产业发展专项 | 270,000
            合 计 | < | < | < | < | < | 270,000
            """,
            "2026年预算单位财政拨款项目支出预算表",
            "单位：元",
        )
    )
    c = cell(result, "FISCAL_PROJ#1/2011302#1/total")
    assert (c.project_name, c.parent_row_key, c.code) == ("产业发展专项", "2011302", "2011302")


def test_unit_codes_beside_names_of_units_and_classes() -> None:
    result = read(
        table(
            """
            科目编码 | < | < | 单位代码 | 单位名称（科目） | 合计 | 基本支出 | 项目支出
            类 | 款 | 项 | ^ | ^ | ^ | ^ | ^
            | | | | 合计 | 9.00 | 5.00 | 4.00
            | | | 101001 | 某机构甲 | 6.00 | 5.00 | 1.00
            205 | 02 | 01 | 101001 | 学前教育 | 6.00 | 5.00 | 1.00
            | | | 101002 | 某机构乙 | 3.00 | | 3.00
            205 | 02 | 01 | 101002 | 学前教育 | 3.00 | | 3.00
            """,
            "表1-2 部门支出总表",
            "单位：万元",
        )
    )
    got = amounts(result)
    assert got["T03#1/U2/2050201/total"] == 3
    c = cell(result, "T03#1/U1/2050201/total")
    assert (c.parent_row_key, c.row_unit_code, c.row_unit_name) == ("U1", "101001", "某机构甲")


def test_a_name_below_the_header_of_its_code_is_the_label() -> None:
    text = """
    功能科目代码 | < | 功能科目名称 | 金额
    2040410 | 检察监督 | < | 5.00
    2040401 | 行政运行 | < | 6.00
    """
    result = read(table(text, "财政拨款支出预算表", "单位：万元"))
    assert cell(result, "FISCAL_FUNC#1/2040410/total").row_label == "检察监督"
