"""Small tables of every layout, read to keys."""

from decimal import Decimal

from extractors.contracts import Cell
from extractors.forms import FormsResult, read_forms
from extractors.identity import DocumentIdentity
from extractors.layout import LogicalTable
from tests.unit.forms.tables import budget, layout, table


def read(
    *tables: LogicalTable, identity: DocumentIdentity | None = None, pages: int = 9
) -> FormsResult:
    return read_forms(layout(*tables, pages=pages), identity or budget())


def amounts(result: FormsResult) -> dict[str, Decimal | None]:
    return {c.cell_id: c.amount for c in result.cells if not c.is_blank}


def cell(result: FormsResult, cell_id: str) -> Cell:
    return next(c for c in result.cells if c.cell_id == cell_id)


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


def test_no_money_unit_means_no_yuan() -> None:
    result = read(table("科目编码 | 科目名称 | 合计\n201 | 一般公共服务支出 | 5.00", "支出总表"))
    c = cell(result, "T03#1/201/total")
    assert (c.amount, c.amount_yuan, c.money_unit) == (5, None, None)
    assert "金额单位" in (result.form_tables[0].note or "")


def test_money_unit_of_the_document_only_where_all_tables_agree() -> None:
    with_unit = table(
        "科目编码 | 科目名称 | 合计\n201 | 一般公共服务支出 | 5.00", "支出总表", "单位：元"
    )
    other = table(
        "科目编码 | 科目名称 | 合计\n201 | 一般公共服务支出 | 5.00", "政府性基金预算支出表", page=3
    )
    result = read(with_unit, other)
    assert [(t.money_unit, t.money_unit_source) for t in result.form_tables] == [
        ("元", "table"),
        ("元", "document"),
    ]


def test_negatives_dashes_and_suppressed_figures() -> None:
    result = read(
        table(
            """
            科目编码 | 科目名称 | 合计 | 基本支出 | 项目支出
            201 | 一般公共服务支出 | △1.00 | （2.50） | —
            202 | 外交支出 | -3.00 | * | 0.00
            """,
            "支出总表",
            "单位：万元",
        )
    )
    assert cell(result, "T03#1/201/total").amount == -1
    assert cell(result, "T03#1/201/basic").amount == Decimal("-2.50")
    assert cell(result, "T03#1/201/project").is_blank
    assert cell(result, "T03#1/202/basic").amount is None
    zero = cell(result, "T03#1/202/project")
    assert (zero.is_blank, zero.decimals) == (False, 2)


def test_an_unknown_table_stays_visible() -> None:
    result = read(table("甲 | 乙 | 丙\nx | 1.00 | 2.00", "某种从未见过的表"))
    assert result.cells == []
    assert result.form_tables[0].form is None
    assert result.form_tables[0].note


def test_a_form_goes_on_over_the_page_with_and_without_its_header() -> None:
    head = "科目编码 | 科目名称 | 合计\n"
    first = table(head + "201 | 一般公共服务支出 | 5.00", "支出总表", "单位：万元", page=1)
    bare = table("202 | 外交支出 | 6.00", page=2)
    again = table(head + "203 | 国防支出 | 7.00\n合计 | < | 18.00", page=3)
    result = read(first, bare, again)
    assert len(result.form_tables) == 1
    assert result.form_tables[0].pages == (1, 2, 3)
    assert amounts(result) == {
        "T03#1/201/total": 5,
        "T03#1/202/total": 6,
        "T03#1/203/total": 7,
        "T03#1/T/total": 18,
    }


def test_a_row_cut_by_the_page_break_is_one_row() -> None:
    first = table(
        "单位名称 | 合计 | 事业收入\n合计 | 9.00 | 12,437.36\n某某机动 | 9.00 | 12,437.3",
        "收入总表",
        "单位：万元",
    )
    rest = table("车考试中心 | | 6", page=2)
    result = read(first, rest)
    got = amounts(result)
    assert got["T02#1/U1/own_business"] == Decimal("12437.36")
    assert cell(result, "T02#1/U1/total").row_label == "某某机动车考试中心"


def test_two_tables_of_a_form_are_two() -> None:
    text = "科目编码 | 科目名称 | 合计\n201 | 一般公共服务支出 | 5.00\n合计 | < | 5.00"
    result = read(
        table(text, "支出总表", "编制单位：甲局 单位：万元", page=1),
        table(text, "支出总表", "编制单位：乙局 单位：万元", page=2),
    )
    assert [t.table_no for t in result.form_tables] == [1, 2]
    assert {c.cell_id for c in result.cells} == {
        f"T03#{n}/{row}/total" for n in (1, 2) for row in ("201", "T")
    }


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


def test_a_title_on_two_lines_is_not_the_form_of_its_second_half() -> None:
    result = read(
        table(
            """
            合计 | 因公出国（境）费 | 公务接待费 | 会议费 | 培训费
            1,384.74 | 100.00 | 116.50 | 200.44 | 700.00
            """,
            "公开09表：一般公共预算“三公”经费、会议费、培训费",
            "支出预算表",
            "部门： 江苏省某检察院 单位：万元",
        )
    )
    assert result.form_tables[0].form == "T10"
    assert result.form_tables[0].stated_unit_name == "江苏省某检察院"


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


def test_a_name_below_the_header_of_its_code_is_the_label() -> None:
    text = """
    功能科目代码 | < | 功能科目名称 | 金额
    2040410 | 检察监督 | < | 5.00
    2040401 | 行政运行 | < | 6.00
    """
    result = read(table(text, "财政拨款支出预算表", "单位：万元"))
    assert cell(result, "FISCAL_FUNC#1/2040410/total").row_label == "检察监督"
