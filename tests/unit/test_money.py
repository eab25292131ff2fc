"""Amounts as printed: what is a number, what is a blank, what is neither."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.money import YUAN_PER, Printed, find_money_unit, parse_amount, parse_money, to_yuan


@pytest.mark.parametrize(
    ("text", "value", "decimals"),
    [
        ("332.27", "332.27", 2),
        ("1,234,567.89", "1234567.89", 2),
        ("１，２３４．５０", "1234.50", 2),
        ("118,853,953", "118853953", 0),
        ("0.00", "0.00", 2),
        ("(1.00)", "-1.00", 2),
        ("（1.00）", "-1.00", 2),
        ("△1.00", "-1.00", 2),
        ("–1.00", "-1.00", 2),
        ("－1.00", "-1.00", 2),
        ("-12", "-12", 0),
        (" 3 .5 ", "3.5", 1),
        ("21.600000", "21.600000", 6),
    ],
)
def test_amounts_keep_value_and_printed_decimals(text: str, value: str, decimals: int) -> None:
    printed = parse_amount(text)
    assert printed is not None
    assert printed.value == Decimal(value)
    assert printed.decimals == decimals
    assert not printed.is_blank


@pytest.mark.parametrize("text", ["", " ", "-", "—", "——", "/", "\n", "–"])
def test_blank_and_dash_are_exact_zero_without_width(text: str) -> None:
    assert parse_amount(text) == Printed(Decimal(0), None, is_blank=True)
    printed = parse_amount(text)
    assert printed is not None
    assert printed.ulp == 0


def test_printed_zero_is_rounded_and_has_width() -> None:
    printed = parse_amount("0.00")
    assert printed is not None
    assert not printed.is_blank
    assert printed.ulp == Decimal("0.01")


@pytest.mark.parametrize(
    "text", ["合计", "1.2.3", "12 34,5", "*", "…", "1,23", "3项", "2024年", "1-2"]
)
def test_what_is_not_one_number_is_refused(text: str) -> None:
    assert parse_amount(text) is None


def test_percent_is_marked() -> None:
    printed = parse_amount("-95.45%")
    assert printed == Printed(Decimal("-95.45"), 2, is_percent=True)


@given(
    st.decimals(min_value=-(10**12), max_value=10**12, places=2, allow_nan=False),
    st.sampled_from(["plain", "thousands", "brackets", "wide"]),
)
def test_round_trip_of_every_printing_convention(value: Decimal, style: str) -> None:
    text = f"{value:,.2f}" if style == "thousands" else f"{value:.2f}"
    if style == "brackets" and value < 0:
        text = f"({-value:.2f})"
    if style == "wide":
        text = text.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789.-"})
    printed = parse_amount(text)
    assert printed is not None
    assert (printed.value, printed.decimals) == (value, 2)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("单位：万元", "万元"),
        ("金额单位:元", "元"),
        ("单位:人民币元", "元"),
        ("年度预算(万元)", "万元"),
        ("编制单位：上海市域外农场管理办公室    单位：元", "元"),
        ("编制单位：元阳县财政局", None),
        ("部门单位：万元通信中心", None),
        ("单位名称", None),
        ("计量单位：千元", "千元"),
    ],
)
def test_money_unit_is_not_the_unit_of_the_state(text: str, unit: str | None) -> None:
    assert find_money_unit(text) == unit


def test_yuan_is_exact_for_every_unit() -> None:
    assert to_yuan(Decimal("332.270001"), "万元") == Decimal("3322700.01")
    assert {u: to_yuan(Decimal(1), u) for u in YUAN_PER} == YUAN_PER
    with pytest.raises(KeyError):
        to_yuan(Decimal(1), "美元")


@pytest.mark.parametrize("text", ["12.5①", "12.5²", "1,234.00⁽¹⁾", "③", "8₂"])
def test_marks_of_notes_are_no_digits(text: str) -> None:
    """NFKC makes a raised or circled digit a plain one: the amount would have one digit more."""
    assert parse_amount(text) is None


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("￥1,200.00", "1200.00", None),
        ("120.00万元", "120.00", "万元"),
        ("(3.50万元)", "-3.50", "万元"),
        ("90 000元", "90000", "元"),
        ("120.00", "120.00", None),
    ],
)
def test_a_cell_may_print_its_own_unit(text: str, value: str, unit: str | None) -> None:
    printed = parse_money(text)
    assert printed is not None
    assert (printed.value, printed.money_unit) == (Decimal(value), unit)


@pytest.mark.parametrize("text", ["万元", "¥", "3万元以上", "5%万元", "10人", "(3.50万元", "—元"])
def test_words_with_a_unit_are_no_amount(text: str) -> None:
    assert parse_money(text) is None
