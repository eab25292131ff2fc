"""Targets, weights and labels as values."""

from __future__ import annotations

from decimal import Decimal

import pytest

from extractors.performance.schema import clean_label, load_labels
from extractors.performance.target import read_target, read_weight


@pytest.mark.parametrize(
    ("text", "operator", "value", "unit"),
    [
        ("≥60 家", ">=", "60", "家"),
        ("> =95%", ">=", "95", "%"),
        ("<=4小时", "<=", "4", "小时"),
        ("不低于50%", ">=", "50", "%"),
        ("=2.85万元", "=", "2.85", "万元"),
        ("100%", None, "100", "%"),
        ("≥1,340个", ">=", "1340", "个"),
        ("=1周1次", "=", None, None),
        ("≥10-15次", ">=", None, None),
        ("有效加强", None, None, None),
        ("全年≥10000家次", None, None, None),
        ("", None, None, None),
    ],
)
def test_targets(text: str, operator: str | None, value: str | None, unit: str | None) -> None:
    target = read_target(text)
    assert target.operator == operator
    assert target.value == (None if value is None else Decimal(value))
    assert target.unit == unit


def test_weights_and_labels() -> None:
    assert read_weight("10分") == 10
    assert read_weight("7.5") == Decimal("7.5")
    assert read_weight("履职效能") is None
    assert clean_label("项目资金\n（万元）：") == "项目资金"
    assert clean_label("分值权重(90)") == "分值权重"
    assert load_labels().fields["其中:财政拨款"] == "performance.budget_fiscal"
