"""Interval arithmetic of the judge against a reference in fractions."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from expectations.catalogue import load_catalogue
from expectations.judge import judge_facts
from extractors.contracts import DocumentFacts, Verdict
from tests.unit.expectations.build import document, renamed

CATALOGUE = load_catalogue()
#: One judgement settles many random documents: an example is a list of cases.
MANY = settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))

amounts = st.integers(min_value=-500, max_value=5000)
shifts = st.integers(-30, 30)


def many(case: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
    """Lists of about forty cases."""
    return st.lists(case, min_size=30, max_size=40)


def _text(units: int, decimals: int) -> str:
    return f"{Decimal(units).scaleb(-decimals):f}" if decimals else str(units)


def _verdicts(documents: list[DocumentFacts], identity: str, instance: str) -> list[Verdict]:
    """Verdict of one instance in each document, in their order."""
    named = [renamed(facts, f"{n:064d}") for n, facts in enumerate(documents)]
    found = judge_facts(named, CATALOGUE.only(identity)).verdicts
    by_id = {v.document_id: v for v in found if v.instance == instance}
    return [by_id[f.document.document_id] for f in named]


def _verdict(facts: DocumentFacts, identity: str, instance: str) -> Verdict:
    return _verdicts([facts], identity, instance)[0]


def _box(units: int, decimals: int) -> tuple[Fraction, Fraction]:
    """[low, high) of a printed number."""
    step = Fraction(1, 10**decimals)
    return units * step - step / 2, units * step + step / 2


class TestSum:
    """A total against its parts."""

    @MANY
    @given(many(st.tuples(st.lists(amounts, min_size=1, max_size=5), st.integers(-4, 4))))
    def test_boxes_meet(self, cases: list[tuple[list[int], int]]) -> None:
        keys = ["206", "207", "208", "210", "211"]
        documents = []
        for parts, shift in cases:
            rows = {"T": {"total": _text(sum(parts) + shift, 2)}, "212": {"total": ""}}
            rows |= {k: {"total": _text(p, 2)} for k, p in zip(keys, parts, strict=False)}
            documents.append(document({"T05": rows}))
        found = _verdicts(documents, "T05.HIER.CLASS", "T/total")
        for (parts, shift), verdict in zip(cases, found, strict=True):
            low = sum((_box(p, 2)[0] for p in parts), Fraction())
            high = sum((_box(p, 2)[1] for p in parts), Fraction())
            total = _box(sum(parts) + shift, 2)
            meets = total[0] < high and low < total[1]
            expected = "PASS" if shift == 0 else "PASS_ROUNDED" if meets else "FAIL"
            assert verdict.verdict == expected
            assert verdict.difference == Decimal(shift).scaleb(-2)
            # at most floor(n/2) steps are explained by rounding
            assert verdict.tolerance == Decimal(len(parts) // 2).scaleb(-2)

    def test_a_blank_adds_no_width(self) -> None:
        rows = {"T": {"total": "1.01"}, "206": {"total": "1.00"}, "207": {"total": "—"}}
        dash = document({"T05": rows})
        zero = document({"T05": {**rows, "207": {"total": "0.00"}}})
        found = _verdicts([dash, zero], "T05.HIER.CLASS", "T/total")
        assert [v.verdict for v in found] == ["FAIL", "PASS_ROUNDED"]


def _twice(table: str, text: str, unit: str = "万元") -> DocumentFacts:
    return document({"T03": {"T": {"total": table}}}, {"N03.total#0/amt": text}, money_unit=unit)


class TestSame:
    """One fact printed twice."""

    def test_one_step_is_a_small_contradiction(self) -> None:
        documents = [_twice("1.00", text) for text in ("1.00", "1.01", "1.02")]
        found = _verdicts(documents, "N03.TOTAL", "0")
        assert [v.verdict for v in found] == ["PASS", "FAIL", "FAIL"]
        assert [v.severity for v in found] == ["error", "warning", "error"]

    @MANY
    @given(many(st.tuples(st.integers(0, 99_999_999), st.integers(-2, 2))))
    def test_yuan_against_ten_thousand(self, cases: list[tuple[int, int]]) -> None:
        printed = [(yuan * 2 + 100) // 200 + shift for yuan, shift in cases]
        documents = [
            _twice(str(yuan), _text(p, 2), "元")
            for (yuan, _), p in zip(cases, printed, strict=True)
        ]
        found = _verdicts(documents, "N03.TOTAL", "0")
        for (yuan, _), p, verdict in zip(cases, printed, found, strict=True):
            low, high = (Fraction(x) * 10000 for x in _box(p, 2))
            meets = low < yuan + Fraction(1, 2) and yuan - Fraction(1, 2) < high
            expected = "PASS" if low <= yuan < high else "PASS_ROUNDED" if meets else "FAIL"
            assert verdict.verdict == expected, (yuan, p)


def _quotient_range(
    a: tuple[Fraction, Fraction], b: tuple[Fraction, Fraction]
) -> tuple[Fraction, Fraction] | None:
    if b[0] <= 0:
        return None
    corners = [100 * x / y for x in a for y in b]
    return min(corners), max(corners)


def _half_up(x: Fraction, decimals: int) -> Fraction:
    scaled = abs(x) * 10**decimals
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Fraction(whole if x >= 0 else -whole, 10**decimals)


def _percent(value: Fraction) -> str:
    return f"{Decimal(int(value * 100)).scaleb(-2):f}"


class TestRatio:
    """A printed share against the quotient of two printed amounts."""

    @MANY
    @given(many(st.tuples(st.integers(0, 3000), st.integers(1, 3000), shifts)))
    def test_corners(self, cases: list[tuple[int, int, int]]) -> None:
        documents, printed = [], []
        for part, whole, shift in cases:
            printed.append(_half_up(Fraction(100 * part, whole), 2) + Fraction(shift, 100))
            documents.append(
                document(
                    {"J05": {"T": {"total": _text(whole, 2)}}},
                    {
                        "F05.class#0/amt": [_text(part, 2), "甲"],
                        "F05.class#0/pct": [_percent(printed[-1]), "甲"],
                        "F05.class#1/amt": [_text(whole - part, 2), "乙"],
                    },
                    doc_kind="final_account",
                )
            )
        found = _verdicts(documents, "NI.F05.SHARE", "甲")
        for (part, whole, shift), p, verdict in zip(cases, printed, found, strict=True):
            span = _quotient_range(_box(part, 2), _box(whole, 2))
            low, high = p - Fraction(1, 200), p + Fraction(1, 200)
            if shift == 0:
                expected = "PASS"
            elif span is None:
                expected = "NOT_EVALUABLE"
            else:
                expected = "PASS_ROUNDED" if span[0] < high and low < span[1] else "FAIL"
            assert verdict.verdict == expected, (part, whole, shift)


def _growing(amount: str, change: str, rate: str) -> DocumentFacts:
    mentions = {"N03.kind#0/amt": [amount, "基本支出"], "N03.kind#0/delta": [change, "基本支出"]}
    return document({}, {**mentions, "N03.kind#0/g": [rate, "基本支出"]})


class TestGrowth:
    """A printed growth rate against an amount and its change."""

    @MANY
    @given(many(st.tuples(st.integers(1, 3000), st.integers(1, 3000), shifts)))
    def test_corners(self, cases: list[tuple[int, int, int]]) -> None:
        documents, printed = [], []
        for base, amount, shift in cases:
            rate = _half_up(Fraction(100 * (amount - base), base), 2) + Fraction(shift, 100)
            printed.append(rate)
            documents.append(_growing(_text(amount, 2), _text(amount - base, 2), _percent(rate)))
        found = _verdicts(documents, "NI.N03.GROWTH", "基本支出")
        for (base, amount, shift), p, verdict in zip(cases, printed, found, strict=True):
            corners = [
                100 * d / (c - d)
                for c in _box(amount, 2)
                for d in _box(amount - base, 2)
                if c - d > 0
            ]
            low, high = p - Fraction(1, 200), p + Fraction(1, 200)
            if shift == 0:
                assert verdict.verdict == "PASS", (base, amount)
            elif len(corners) == 4:
                meets = min(corners) < high and low < max(corners)
                expected = "PASS_ROUNDED" if meets else "FAIL"
                assert verdict.verdict == expected, (base, amount, shift)

    def test_nothing_grew_from_nothing(self) -> None:
        documents = [_growing("0.00", "0.00", rate) for rate in ("0.00", "1.00")]
        found = _verdicts(documents, "NI.N03.GROWTH", "基本支出")
        assert [v.verdict for v in found] == ["PASS", "FAIL"]

    def test_growth_from_zero_has_no_rate(self) -> None:
        found = _verdict(_growing("5.00", "5.00", "100.00"), "NI.N03.GROWTH", "基本支出")
        assert (found.verdict, found.reason) == ("NOT_APPLICABLE", "base_zero")
