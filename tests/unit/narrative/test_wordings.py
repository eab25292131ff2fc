"""Wordings of other places: what is read as what, and what must not be read."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.unit.narrative.paper import facts, read

INCOME = "二、收入预算情况说明"
SPENDING = "三、支出预算情况说明"
GPB = "五、一般公共预算当年拨款情况说明"

READ: list[tuple[list[str], dict[str, str]]] = [
    # the whole budget in one paragraph, change in the plural, prior year by number
    (
        ["预算编制说明", "2024年，某局收入预算11,885万元，其中：财政拨款收入11,885万元，比2023年预算增加256万元；事业收入0万元；其他收入为0。"],
        {"N02.total#0/amt": "11885", "N02.src#0/src": "财政拨款收入", "N02.src#0/amt": "11885",
         "N02.src#0/delta": "256", "N02.src#1/amt": "0", "N02.src#2/src": "其他收入", "N02.src#2/amt": "0"},
    ),
    (
        ["预算编制说明", "支出预算120万元，其中：财政拨款支出预算120万元，与2023年预算持平。财政拨款支出预算中，一般公共预算拨款支出预算120万元，"
         "与2023年预算持平；政府性基金拨款支出预算为0万元；国有资本经营预算拨款支出预算0万元，与2023年预算持平。"],
        {"N03.total#0/amt": "120", "N03.fund#0/fund": "财政拨款支出预算", "N03.fund#0/delta": "0",
         "N05.total#0/amt": "120", "N05.total#0/delta": "0", "N08.total#0/amt": "0",
         "N09.total#0/amt": "0", "N09.total#0/delta": "0"},
    ),
    (
        [INCOME, "2024年度收入预算9626.78万元，比2023年年初预算数9819.98万元减少193.20万元，下降1.97%。"],
        {"N02.total#0/amt": "9626.78", "N02.total#0/prior": "9819.98", "N02.total#0/delta": "-193.20",
         "N02.total#0/g": "-1.97", "N02.total#0/basis": "比2023年年初预算数"},
    ),
    (
        ["国有资产占有使用情况", "本部门共有车辆66辆，其中，一般公务用车13辆、执法执勤用车38辆、特种专业技术用车15辆（其中：轿车3辆）。"
         "比上年新增车辆2辆，计划购置车辆1辆。"],
        {"N12.veh#0/n": "66", "N12.veh_kind#0/n": "13", "N12.veh_kind#1/n": "38", "N12.veh_kind#2/n": "15",
         "N12.veh_kind#0/kind": "一般公务用车"},
    ),
    (
        ["国有资产占有使用情况", "某局所属各预算单位共有车辆3辆，其中，机要通信用车及应急保障用车0辆、老干部服务用车2辆、其他用车1辆，比上年减少车辆1辆。"],
        {"N12.veh#0/n": "3", "N12.veh_kind#0/n": "0", "N12.veh_kind#1/n": "2", "N12.veh_kind#2/n": "1",
         "N12.veh_kind#0/kind": "机要通信用车及应急保障用车"},
    ),
    ([INCOME, "（三）上年结转结余10.44万元"], {"N02.src#0/amt": "10.44"}),
    ([SPENDING, "基本支出预算7485.22万元，占本年支出预算77.75%。"],
     {"N03.kind#0/kind": "基本支出预算", "N03.kind#0/amt": "7485.22", "N03.kind#0/pct": "77.75"}),
    (
        ["一、收支预算总体情况说明", "某院2024年度收入、支出预算总计28849.38万元，与上年相比收、支预算总计各增加1808.29万元，增长6.69%。主要原因是基本支出增加1408.29万元。"],
        {"N01.total#0/amt": "28849.38", "N01.total#0/delta": "1808.29", "N01.total#0/g": "6.69",
         "N01.total#0/reason": "基本支出增加1408.29万元", "REASON.amt#0/amt": "1408.29"},
    ),
    (
        ["四、财政拨款收支预算总体情况说明", "某局2024年度财政拨款收、支总预算10,022.32万元。与上年相比，财政拨款收、支总计各减少5,419.13万元，减少35.09%。"],
        {"N04.total#0/amt": "10022.32", "N04.total#0/delta": "-5419.13", "N04.total#0/g": "-35.09"},
    ),
    (
        [GPB, "（3）公共安全支出（类）司法（款）行政运行（项）8,553.80万元，主要用于局机关运行支出，包括工资等。比上年执行数增加2,017.17万元，增长30.9%，主要原因是人数增长；公用经费按定额编制。"],
        {"N05.item#0/class": "公共安全支出", "N05.item#0/kuan": "司法", "N05.item#0/xiang": "行政运行",
         "N05.item#0/amt": "8553.80", "N05.item#0/use": "局机关运行支出,包括工资等",
         "N05.item#0/delta": "2017.17", "N05.item#0/basis": "比上年执行数",
         "N05.item#0/reason": "人数增长;公用经费按定额编制"},
    ),
    (["二、一般公共预算拨款支出情况", "（四）2080505-机关事业单位基本养老保险缴费支出88.28万元。"],
     {"N05.item#0/code": "2080505", "N05.item#0/xiang": "机关事业单位基本养老保险缴费支出",
      "N05.item#0/amt": "88.28"}),
    (
        ["五、财政拨款支出预算情况说明", "2.污水处理费安排的支出（款）污水处理设施建设和运营（项）支出13,000万元，与上年预算数相同。"],
        {"N04.xiang#0/xiang": "污水处理设施建设和运营", "N04.xiang#0/amt": "13000",
         "N04.xiang#0/delta": "0"},
    ),
    (
        ["一、“三公”经费预算情况说明", "其中：（一）因公出国（境）费288.70万元，与2023年预算持平。（二）公务用车购置及运行费32.20万元，比2023年预算增加2.20万元，主要原因是更新车辆。"],
        {"N10.item#0/item": "因公出国(境)费", "N10.item#0/amt": "288.70", "N10.item#0/delta": "0",
         "N10.item#1/item": "公务用车购置及运行费", "N10.item#1/amt": "32.20",
         "N10.item#1/delta": "2.20", "N10.item#1/reason": "更新车辆"},
    ),
    (
        ["四、财政拨款“三公”经费预算情况说明", "2024年财政拨款“三公”经费预算17.70万元，比2023年财政拨款“三公”经费年初预算减少1.65万元，下降8.53%，主要原因：过紧日子。"],
        {"N10.total#0/total": "17.70", "N10.delta#0/delta": "-1.65", "N10.delta#0/g": "-8.53",
         "N10.delta#0/reason": "过紧日子"},
    ),
    (["四、财政拨款“三公”经费预算情况说明", "（一）因公出国（境）费用", "2024年预算数14.85万元，主要用于学习交流。"],
     {"N10.item#0/amt": "14.85"}),
    (["三、政府采购情况", "2024年本部门政府采购安排7,394.96万元，其中：货物类采购预算58.18万元，工程类采购预算629.5万元，服务类采购预算6,707.28万元等。"],
     {"N12.proc#0/total": "7394.96", "N12.proc#0/goods": "58.18", "N12.proc#0/works": "629.5",
      "N12.proc#0/services": "6707.28"}),
    (["（三）国有资产占用情况说明", "截至2023年底，某局共有车辆37台，单位价值100万元以上的设备7台（套）。"],
     {"N12.equip#0/n100": "7"}),
    (["（三）国有资产占用情况说明", "某局单位价值50万元以上通用设备13台（套），单位价值100万元以上专用设备23台（套）。"],
     {"N12.equip#0/n50_general": "13", "N12.equip#0/n100_special": "23"}),
    (["（三）国有资产占用情况说明", "某局单价50万元以上设备13台（套），单价100万元以上设备2台（套）。"],
     {"N12.equip#0/n50": "13", "N12.equip#0/n100": "2"}),
    (["五、国有资产占有情况", "截止2023年12月31日，本部门流动资产448.82万元。固定资产3149.52万元，其中：房屋14609.83平方米。无形资产471项234.37万元。"],
     {"N12.asset#0/amt": "448.82", "N12.fixed#0/amt": "3149.52", "N12.house#0/area": "14609.83",
      "N12.asset#1/kind": "无形资产", "N12.asset#1/amt": "234.37"}),
    (["第三部分 部门预算支出具体情况", "某局（本级）预算5,417.80万元，包括在职人员经费2,830.73万元、公用经费502.22万元、项目支出2,084.85万元。"],
     {"UNIT.total#0/amt": "5417.80", "UNIT.kind#0/amt": "2830.73", "UNIT.kind#2/kind": "项目支出"}),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "expected"), READ)
def test_wording(lines: list[str], expected: dict[str, str]) -> None:
    found = facts(*lines)
    for key, value in expected.items():
        got = found.get(key)
        assert got is not None, f"{key} is missing in {found}"
        assert got == (Decimal(value) if isinstance(got, Decimal) else value), key


#: Near misses: (lines, pattern that must not fire, amounts that must be unread).
NOT_READ: list[tuple[list[str], str, list[str]]] = [
    # the part is not the whole
    ([INCOME, "其中：财政拨款收入预算100.00万元。"], "N02.total", []),
    ([SPENDING, "政府采购支出预算100.00万元。"], "N03.total", []),
    (["三、项目情况", "基本支出预算100.00万元。"], "N03.total", ["100.00"]),
    (["四、财政拨款收支预算总体情况", "财政拨款收支总预算100.00万元。"], "N01.total", []),
    # another year's figure
    ([INCOME, "2022年收入预算100.00万元。"], "N02.total", ["100.00"]),
    # carried-over funds are not the current ones
    ([INCOME, "上年结转结余的未知资金100.00万元。"], "N02.src", ["100.00"]),
    # a sentence of an unknown concept
    (["七、重点工作", "全年完成投资16亿元。"], "N03.total", ["16"]),
    # the same words in another section
    (["十、重点工作", "项目支出100.00万元，占5.00%。"], "N05.kind", ["100.00"]),
    # a date in the middle of a sentence signs nothing
    (["第四部分 名词解释", "本预算于2024年2月22日批复。"], "SIGN", []),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "pattern", "unread"), NOT_READ)
def test_near_miss(lines: list[str], pattern: str, unread: list[str]) -> None:
    found = facts(*lines)
    assert not [k for k in found if k.startswith(f"{pattern}#")], found
    assert [v for k, v in found.items() if k.startswith("unread#")] == [
        Decimal(u) for u in unread
    ], found


def test_vehicles_of_every_kind_add_up_and_bought_or_nested_ones_are_no_kind() -> None:
    found = facts(
        "国有资产占有使用情况",
        "本单位共有车辆9辆，其中，老干部服务用车4辆（其中：轿车3辆）、执法执勤用车5辆，比上年新增车辆2辆。计划购置车辆1辆。",
    )
    kinds = {k: v for k, v in found.items() if k.startswith("N12.veh_kind#") and k.endswith("/n")}
    assert list(kinds.values()) == [4, 5] and found["N12.veh#0/n"] == 9


def test_canonical_items_are_the_same_for_all_wordings() -> None:
    for printed in ("一般公共预算拨款收入", "本年一般公共预算收入", "一般公共预算财政拨款收入"):
        mentions, _ = read(INCOME, f"{printed}5.00万元。")
        assert {m.item for m in mentions if m.pattern == "N02.src"} == {"一般公共预算"}
        assert [m.value_text for m in mentions if m.slot == "src"] == [printed]


def test_a_heading_names_the_item_of_the_sentence_below_it() -> None:
    mentions, _ = read(
        "四、财政拨款“三公”经费预算情况说明",
        "（二）公务接待费",
        "2024年预算安排2.00万元，与上年持平。",
    )
    assert {(m.item, m.slot) for m in mentions if m.pattern == "N10.item" and m.value is not None} == {
        ("公务接待费", "amt"), ("公务接待费", "delta")
    }  # fmt: skip


def test_no_change_is_as_exact_as_the_amount_before_it() -> None:
    mentions, _ = read(INCOME, "收入预算100.00万元，与上年持平。")
    delta = next(m for m in mentions if m.slot == "delta")
    assert (delta.value, delta.decimals, delta.ulp_yuan) == (0, 2, Decimal("100.00"))


def test_nearly_unchanged_is_not_unchanged() -> None:
    found = facts(INCOME, "收入预算100.00万元，与上年基本持平。")
    assert "N02.total#0/amt" in found
    assert "N02.total#0/delta" not in found


def test_less_of_a_negative_number_is_left_unread() -> None:
    found = facts(INCOME, "收入预算100.00万元，比上年预算减少-5.00万元。")
    assert "N02.total#0/delta" not in found
    assert found["unread#0/amt"] == Decimal("-5.00")


def test_yuan_and_ulp() -> None:
    mentions, _ = read(INCOME, "收入预算11,885万元。", "一般公共预算拨款收入1,234.5元。")
    total, source = (m for m in mentions if m.slot == "amt")
    assert (total.value_yuan, total.ulp_yuan, total.decimals) == (118_850_000, 10_000, 0)
    assert (source.value_yuan, source.ulp_yuan) == (Decimal("1234.5"), Decimal("0.1"))


def test_words_of_the_unit_name_mean_nothing() -> None:
    text = "某市政府采购中心2024年收支总预算100.00万元。"
    assert "N01.total#0/amt" not in facts("一、收支预算总体情况", text)
    assert facts("一、收支预算总体情况", text, unit="某市政府采购中心")["N01.total#0/amt"] == 100


def test_thresholds_are_no_amounts() -> None:
    found = facts(
        "（三）其他情况", "单位价值50万元以上的通用设备、100万元（含）以上的专用设备情况另行说明。"
    )
    assert found == {}


def test_a_cut_paragraph_is_joined() -> None:
    found = facts(INCOME, "某市科技信息服务中心及其所属的全部单位2024年，收入", "预算100.00万元。")
    assert found["N02.total#0/amt"] == 100


def test_a_heading_set_in_one_paragraph_with_its_text_is_parted() -> None:
    mentions, _ = read(
        "三、关于2024年支出预算情况说明 某单位2024年支出预算5.00万元，其中：",
        "基本支出5.00万元，占100.00%。",
    )
    assert {m.pattern for m in mentions} == {"HEAD.item", "N03.total", "N03.kind"}
    assert {m.section for m in mentions} == {"三、关于2024年支出预算情况说明"}


def test_final_account_wordings_are_kept_apart_from_the_budget() -> None:
    found = facts(
        "第三部分 2024年度部门决算情况说明",
        "一、收入支出决算总体情况说明",
        "某局2024年度收、支总计22066.59万元，与2023年相比，收、支总计各增加5834.37万元，增长35.74%。",
        "三、支出决算情况说明",
        "本年支出合计307.82万元，其中：基本支出105.58万元，占34.30%；项目支出202.24万元，占65.70%。",
        "五、一般公共预算财政拨款支出决算情况说明",
        "1、一般公共服务支出（类）社会工作事务（款）行政运行（项）。年初预算为52.00万元，支出决算为51.32万元，完成年初预算的98.69%。",
    )
    assert found["F01.total#0/delta"] == Decimal("5834.37")
    assert found["F03.kind#1/pct"] == Decimal("65.70")
    assert found["F05.item#0/budget"] == Decimal("52.00")
    assert found["F05.item#0/amt"] == Decimal("51.32")
    assert found["F05.item#0/pct"] == Decimal("98.69")
    assert not [k for k in found if k.startswith(("N0", "unread"))], found


def test_a_change_after_a_list_is_that_of_its_head() -> None:
    found = facts(
        "一、预算收支总体情况",
        "相应安排支出预算10.00万元，其中：基本支出8.00万元、项目支出2.00万元。比上年减少1.00万元，下降9.09%，"
        "主要原因是压减项目。",
    )
    assert found["N03.total#0/delta"] == Decimal("-1.00")
    assert found["N03.total#0/reason"] == "压减项目"
    assert found["N03.kind#1/amt"] == Decimal("2.00")
    assert "N03.kind#1/delta" not in found


def test_a_change_in_the_next_sentence_is_the_only_item_s() -> None:
    found = facts(SPENDING, "（一）项目支出2.00万元。与上年相比减少1.00万元，减少33.33%。")
    assert found["N03.kind#0/delta"] == Decimal("-1.00")
    found = facts(SPENDING, "基本支出8.00万元，项目支出2.00万元。与上年相比减少1.00万元。")
    assert "N03.kind#1/delta" not in found
    assert found["unread#0/amt"] == Decimal("1.00")


def test_a_list_told_twice_is_two_patterns() -> None:
    twice = [
        "一、收支预算总体情况说明", "（1）一般公共预算拨款收入5.00万元。", "（2）其他收入1.00万元。",
        INCOME, "收入预算6.00万元，包括本年收入5.00万元，上年结转结余1.00万元。其中：一般公共预算收入5.00万元，占83.33%；",
        "其他收入1.00万元，占16.67%。",
    ]  # fmt: skip
    found = facts(*twice)
    assert [found[f"N02.src#{i}/amt"] for i in (0, 1)] == [5, 1]
    assert [found[f"N02.src_change#{i}/amt"] for i in (0, 1)] == [5, 1]
    assert "N02.src#2/amt" not in found
    assert (found["N02.current#0/amt"], found["N02.current#0/carry"]) == (5, 1)
    once = facts(*twice[:3])
    assert [once[f"N02.src#{i}/amt"] for i in (0, 1)] == [5, 1]


def test_every_number_belongs_to_one_mention_only() -> None:
    lines = [line for lines, _ in READ for line in lines]
    mentions, _ = read(*lines)
    numbers = [
        (m.page, m.x0, m.top)
        for m in mentions
        if m.role not in {"text"} and m.raw_text[0].isdigit()
    ]
    assert len(numbers) == len(set(numbers))
    ids = [m.mention_id for m in mentions]
    assert len(ids) == len(set(ids))
