"""Numbers, names and untrusted text."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expectations.reports import ReportInput
from expectations.reports.labels import identity_group, reason_words
from expectations.reports.text import (
    decimal_or_none,
    diff_marked,
    format_number,
    json_for_script,
    mark_in_sentence,
    plain_decimal,
    slug,
    trim,
)
from expectations.reports.view import FindingView, judged_view
from extractors.contracts import EvidenceItem, Finding
from tests.unit.reports.sample import verdict


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Decimal("1234567.80"), "1,234,567.80"),
        (Decimal("-0.01"), "−0.01"),
        (12345, "12,345"),
        ("332.37", "332.37"),
        ("不是数", "不是数"),
        (None, ""),
        (Decimal("1E+3"), "1,000"),
    ],
)
def test_numbers_keep_their_decimals(value: Decimal | int | str | None, shown: str) -> None:
    assert format_number(value) == shown


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6))
def test_plain_decimal_loses_nothing(value: Decimal) -> None:
    assert Decimal(plain_decimal(value)) == value


@pytest.mark.parametrize("text", ["NaN", "Infinity", "1.2.3", "", "一百"])
def test_what_is_no_number_is_none(text: str) -> None:
    assert decimal_or_none(text) is None


@given(st.recursive(st.text() | st.integers(), lambda inner: st.lists(inner), max_leaves=8))
def test_script_json_reads_back_and_cannot_close_the_element(value: object) -> None:
    text = json_for_script(value)
    assert json.loads(text) == value
    assert not set("<>&\u2028\u2029") & set(text)


@given(st.text(min_size=1), st.text(min_size=1))
def test_slugs_are_portable_and_distinct(a: str, b: str) -> None:
    assert all(c.isascii() and (c.isalnum() or c in "._-") for c in slug(a))
    assert len(slug(a)) <= 80
    assert a == b or slug(a) != slug(b)


@given(st.text(), st.text())
def test_a_marked_difference_keeps_the_text_and_escapes_it(a: str, b: str) -> None:
    marked = diff_marked(a, b)
    assert marked.replace("<mark>", "").replace("</mark>", "").unescape() == a
    assert "<script" not in marked


def test_the_number_itself_is_marked_not_one_that_contains_it() -> None:
    assert "<mark>1.00</mark>" in mark_in_sentence("比上年 11.00 万元增加 1.00 万元。", "1.00")
    assert "11.00" in mark_in_sentence("比上年 11.00 万元增加 1.00 万元。", "1.00")


def test_sentences_are_escaped() -> None:
    assert "<b>" not in mark_in_sentence("<b>21.60</b> 万元", "21.60")


@pytest.mark.parametrize(
    ("identity", "group"),
    [("T06.ROW.TOTAL", "一般公共预算基本支出情况表"), ("X.T03.T05", "表与表之间"),
     ("NI.SHARE", "文字说明"), ("TXT.UNIT", "名称与文字"), ("ZZZ.A", "其他")],
)  # fmt: skip
def test_identities_are_grouped_by_what_they_are_about(identity: str, group: str) -> None:
    assert identity_group(identity).zh == group


def test_reasons_are_said_in_words() -> None:
    assert reason_words("form_missing").zh == "没有找到这张表"
    assert reason_words("form_missing: T05").zh == "没有找到这张表（一般公共预算支出情况表）"
    assert reason_words("some_new_reason").zh == "some_new_reason"
    assert reason_words(None).zh == "未注明原因"


@pytest.mark.parametrize(
    ("value", "trimmed"),
    [("0.100000", "0.10"), ("-9.000000", "-9.00"), ("0.005000", "0.005"), ("1E+2", "100.00")],
)
def test_differences_lose_only_zeros(value: str, trimmed: str) -> None:
    assert str(trim(Decimal(value))) == trimmed


def test_of_two_lists_only_what_differs_is_shown() -> None:
    """An officer must not look for the one odd name among thirty."""
    item = EvidenceItem(
        "N05.item#0/@item", "mention", "reported", 1, "句", "其他抚恤支出", 6, 1, 2, 3, 4
    )
    evidence = (
        item,
        replace(item, raw_text="行政运行"),
        replace(item, side="computed", raw_text="其他优抚支出"),
        replace(item, side="computed", raw_text="行政运行"),
    )
    failing = verdict(
        "d", "N05.ITEMCOVER", "FAIL", kind="set", evidence=evidence,
        reported="行政运行、其他抚恤支出", computed="行政运行、其他优抚支出",
    )  # fmt: skip
    view = judged_view(ReportInput([]), failing)
    assert [o.raw_text for o in view.operands] == ["其他抚恤支出", "其他优抚支出"]
    assert view.reported_marked == "<mark>其他抚恤支出</mark>、行政运行"
    assert view.computed_marked == "<mark>其他优抚支出</mark>、行政运行"


def test_lists_begin_with_the_largest_sum_of_money_and_end_with_rates() -> None:
    data = ReportInput(documents=[])

    def seen(name: str, gap: str | None, unit: str | None, severity: str = "error") -> FindingView:
        of = verdict("d", name, "FAIL", severity=severity, unit=unit,
                     difference=gap and Decimal(gap))  # fmt: skip
        finding = Finding("d", name, severity, "publisher", "", "", None, None, ())
        return FindingView(finding, 1, [judged_view(data, of)], [], False)

    views = [
        seen("rate", "-37.00", "%"),
        seen("minor", "9.00", "亿元", "warning"),
        seen("yuan", "5000.00", "元"),
        seen("name", None, None),
        seen("wan", "-1.00", "万元"),
    ]
    order = [v.finding.root_cause for v in sorted(views, key=lambda v: v.gravity)]
    assert order == ["wan", "yuan", "name", "rate", "minor"]
