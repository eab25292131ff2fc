"""What a sentence says of a failing verdict, and what it must not say."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

import pytest

from expectations.catalogue import load_catalogue
from expectations.reports.labels import unit_words
from expectations.sentences import Failure, Operand, sentence


def _failure(identity: str, *, unit: str | None = "万元", row: str = "机构运行") -> Failure:
    operands = tuple(
        Operand(
            f"T05#1/1/{side}", "cell", side, 1, "T05", "一般公共预算支出表", row, "合计", raw, False
        )
        for side, raw in (("reported", "6.30"), ("computed", "0.00"))
    )
    return Failure(
        load_catalogue().by_id[identity],
        "1",
        "6.30",
        "0",
        Decimal("6.30"),
        Decimal(0),
        unit,
        operands,
    )


@pytest.mark.parametrize(
    "identity", [i.id for i in load_catalogue().identities if i.severity == "info"]
)
def test_a_remark_asks_for_nothing_and_blames_nobody(identity: str) -> None:
    if load_catalogue().by_id[identity].kind == "joint":
        pytest.skip("a joint finding names its members")
    zh, en = sentence(_failure(identity))
    assert not re.search("应为|不符合|错", zh), zh
    assert "expected" not in en and "required" not in en and "wrong" not in en, en


@pytest.mark.parametrize("identity", ["T05.ROW.TOTAL", "T03.ROW.TOTAL", "N05.TOTAL", "N04.IN"])
def test_an_english_sentence_names_units_in_english(identity: str) -> None:
    zh, en = sentence(_failure(identity))
    assert "6.30 万元" in zh and "6.30 ten thousand yuan" in en and "万元" not in en


@pytest.mark.parametrize("identity", ["T05.ROW.TOTAL", "N05.TOTAL", "N04.IN"])
def test_where_nothing_is_printed_the_sentence_says_so(identity: str) -> None:
    failure = _failure(identity)
    zh, en = sentence(replace(failure, operands=failure.operands[:1]))
    assert "对照处（没有印出相应的数，按零计）为 0 万元" in zh or "按零计）之和" in zh, zh
    assert "no number printed, taken as zero" in en


def test_of_two_per_cents_the_difference_is_in_points() -> None:
    assert unit_words("%", is_difference=True).zh == "个百分点"
    assert unit_words("%") == ("%", "%")
    assert unit_words("公顷") == ("公顷", "公顷") and unit_words(None) == ("", "")
