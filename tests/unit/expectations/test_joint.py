"""Sums that hold one by one and contradict each other: pass, fail, inside, outside, blank, absent.

Two classes, each 10.00 = 3.33 + 6.66 within rounding, and the total row of both columns: what the
classes have in total must be what the columns have, and each has lost 0.01 on the way.
"""

from __future__ import annotations

from decimal import Decimal

import pytest

from expectations.judge import JudgeResult, judge_facts
from extractors.contracts import Verdict
from tests.unit.expectations.build import document

CLASS = {"total": "10.00", "basic": "3.33", "project": "6.66"}


def judged(basic: str, project: str, second: dict[str, str] | None = None) -> JudgeResult:
    total = {"basic": basic, "project": project}
    rows = {"T": total, "201": CLASS, "206": second or CLASS}
    return judge_facts([document({"T03": rows})])


def joint(result: JudgeResult) -> list[Verdict]:
    assert not [v for v in result.verdicts if v.verdict == "ERROR"]
    return [v for v in result.verdicts if v.identity == "JOINT.ROUNDING"]


def test_just_outside() -> None:
    """20.00 in the rows and 19.98 in the columns: every sum holds, and not together."""
    result = judged("6.66", "13.32")
    assert not [v for v in result.verdicts if v.kind == "sum" and v.verdict == "FAIL"]
    (found,) = joint(result)
    assert found.verdict == "FAIL"
    assert (found.severity, found.unit) == ("warning", "万元")
    assert found.instance.startswith("T03.HIER.CLASS[T/basic] + T03.HIER.CLASS[T/project] + ")
    assert abs(found.difference or 0) == Decimal("0.02")
    assert found.tolerance == Decimal("0.01")
    # the numbers that do not cancel out come first, those of one side as reported
    assert {e.fact for e in found.evidence[:4]} == {
        f"T03#1/{c}" for c in ("201/total", "206/total", "T/basic", "T/project")
    }
    assert [e.side for e in found.evidence] == ["reported"] * 2 + ["computed"] * 6
    (finding,) = [f for f in result.findings if f.root_cause == "root:ROUNDING"]
    assert len(finding.verdicts) == 1
    assert "4 项核对" in finding.sentence_zh and "不能同时成立" in finding.sentence_zh
    assert "20.00 万元" in finding.sentence_zh and "四舍五入允许的 0.01" in finding.sentence_zh
    assert "4 checks" in finding.sentence_en and "not together" in finding.sentence_en


@pytest.mark.parametrize(
    ("basic", "project"), [("6.66", "13.31"), ("6.65", "13.32"), ("6.65", "13.31")]
)
def test_further_outside(basic: str, project: str) -> None:
    result = judged(basic, project)
    assert not [v for v in result.verdicts if v.kind == "sum" and v.verdict == "FAIL"]
    found = joint(result)
    assert {v.verdict for v in found} == {"FAIL"}
    # whatever contradicts is one finding
    assert len([f for f in result.findings if f.root_cause == "root:ROUNDING"]) == 1


@pytest.mark.parametrize(
    ("basic", "project"), [("6.66", "13.33"), ("6.67", "13.32"), ("6.67", "13.33")]
)
def test_inside(basic: str, project: str) -> None:
    (found,) = joint(judged(basic, project))
    assert (found.verdict, found.instance, found.evidence) == ("PASS", "", ())


def test_exact_sums_pass() -> None:
    result = judge_facts([document({"T03": {"T": CLASS | {"total": "9.99"}}})])
    (found,) = joint(result)
    assert (found.verdict, found.reason, found.is_vacuous) == ("PASS", None, False)


def test_blank_is_exact() -> None:
    second = {"total": "10.00", "basic": "10.00", "project": ""}
    (found,) = joint(judged("13.33", "6.66", second))
    assert found.verdict == "PASS"


def test_a_number_in_question_is_not_held_against_others() -> None:
    # the row of 206 fails by itself: what remains does not contradict
    result = judged("6.66", "13.32", CLASS | {"total": "10.05"})
    assert [v.instance for v in result.verdicts if v.kind == "sum" and v.verdict == "FAIL"] == [
        "206"
    ]
    (found,) = joint(result)
    assert found.verdict == "PASS"


def test_nothing_to_judge() -> None:
    (found,) = joint(judge_facts([document({})]))
    assert (found.verdict, found.reason) == ("NOT_APPLICABLE", "no_instance")


def test_a_document_is_judged_alone() -> None:
    both = [
        document({"T03": {"T": {"basic": "6.66", "project": "13.32"}, "201": CLASS, "206": CLASS}}),
        document({"T03": {"T": CLASS | {"total": "9.99"}}}, document_id="e" * 64),
    ]
    for facts in both[1:]:
        facts.cells = [type(c)(**{**{n: getattr(c, n) for n in c.__slots__}, "document_id": "e" * 64})
                       for c in facts.cells]  # fmt: skip
    found = {v.document_id[0]: v.verdict for v in joint(judge_facts(both))}
    assert found == {"d": "FAIL", "e": "PASS"}
