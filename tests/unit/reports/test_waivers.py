"""Waivers: strict files, a limited life, and no effect beyond their scope."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from expectations.waivers import (
    MAX_DAYS,
    DocumentScope,
    UnitYearScope,
    Waiver,
    WaiverState,
    load_waivers,
    overlay,
    waiver_draft,
)
from extractors.contracts import Document
from extractors.errors import ConfigError
from tests.unit.reports.sample import sample_input, sha, verdict

GOOD = """
waivers:
  - identity: "T07.PROJ.NAME"
    instance: "2060599#2"
    scope: {unit: "某中心", year: 2024}
    reason: "项目名称以批复为准"
    evidence: "更正说明"
    approver: "预算科"
    approved_on: "2026-01-01"
    expires: "2026-12-31"
"""


def _write(folder: Path, text: str, name: str = "a.yml") -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_a_good_file_is_read(tmp_path: Path) -> None:
    (waiver,) = load_waivers(_write(tmp_path, GOOD))
    assert waiver.scope == UnitYearScope(unit="某中心", year=2024)
    assert waiver.expires == date(2026, 12, 31)


def test_waivers_of_a_deployment_join_those_of_the_project(tmp_path: Path) -> None:
    ours, theirs = tmp_path / "project", tmp_path / "home"
    ours.mkdir()
    theirs.mkdir()
    _write(ours, GOOD)
    _write(theirs, GOOD.replace("2024", "2025"))
    assert [w.scope.year for w in load_waivers(ours, theirs, tmp_path / "none")] == [2024, 2025]  # type: ignore[union-attr]
    _write(theirs, GOOD, "again.yml")
    with pytest.raises(ConfigError, match="豁免"):
        load_waivers(ours, theirs)


def test_a_draft_is_refused_until_it_is_filled_in_and_then_covers_the_finding(
    tmp_path: Path,
) -> None:
    data, _ = sample_input()
    today = date(2026, 3, 1)
    document = next(d for d in data.documents if d.document_id == sha("hostile"))
    failing = [v for v in data.verdicts if v.document_id == sha("hostile") and v.verdict == "FAIL"]
    text = waiver_draft(document, failing)
    with pytest.raises(ConfigError, match="reason"):
        load_waivers(_write(tmp_path, text))
    for key in ("reason", "evidence", "approver"):
        text = text.replace(f'{key}: ""', f'{key}: "已经说明过"')
    with pytest.raises(ConfigError, match="approved_on"):
        load_waivers(_write(tmp_path, text))
    text = text.replace('approved_on: ""', f'approved_on: "{today}"')
    text = text.replace('expires: ""', f'expires: "{today + timedelta(days=365)}"')
    waivers = load_waivers(_write(tmp_path, text))
    covered = overlay(data.verdicts, waivers, data.documents, today=today)
    assert all(covered.waiver_of(v) for v in failing)
    assert not any(covered.waiver_of(v) for v in data.verdicts if v.document_id == sha("first"))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("    approver:", "    note: \"x\"\n    approver:", "note"),
        ('    approver: "预算科"\n', "", "approver"),
        ('approver: "预算科"', 'approver: "预算科"\n    approver: "另一个"', "approver"),
        ("2026-12-31", "2027-06-01", "400"),
        ("2026-12-31", "2025-12-31", "expires"),
        ('"2026-12-31"', "2026-12-31", "quotes"),
        ("year: 2024", 'year: "2024"', "scope"),
        ("{unit: \"某中心\", year: 2024}", "{document: \"abc\"}", "document"),
        ("{unit: \"某中心\", year: 2024}", "{unit: \"某中心\"}", "scope"),
        ('reason: "项目名称以批复为准"', 'reason: ""', "reason"),
        ("2026-12-31", "2026-13-31", "YYYY-MM-DD"),
    ],
)  # fmt: skip
def test_faulty_files_are_refused_and_say_where(
    tmp_path: Path, old: str, new: str, says: str
) -> None:
    assert old in GOOD
    with pytest.raises(ConfigError, match=says) as caught:
        load_waivers(_write(tmp_path, GOOD.replace(old, new)))
    assert "a.yml:" in str(caught.value)


def test_the_same_waiver_twice_is_refused(tmp_path: Path) -> None:
    _write(tmp_path, GOOD)
    with pytest.raises(ConfigError, match=r"a\.yml"):
        load_waivers(_write(tmp_path, GOOD, "b.yml"))


def test_the_folder_of_the_project_loads() -> None:
    assert isinstance(load_waivers(), tuple)


def _waiver(**changes: object) -> Waiver:
    values: dict[str, object] = {
        "identity": "A", "scope": DocumentScope(document=sha("d")), "reason": "已有说明",
        "evidence": "函件一份", "approver": "某人", "approved_on": date(2026, 1, 1),
        "expires": date(2026, 1, 1) + timedelta(days=MAX_DAYS),
    }  # fmt: skip
    return Waiver.model_validate({**values, **changes})


DOCUMENT = Document(
    sha("d"), "d.pdf", "ok", None, "某 中心", None, 2024, "budget", "unit", None, None
)
FAILING = verdict(sha("d"), "A", "FAIL", instance="x")
PASSING = verdict(sha("d"), "A", "PASS", instance="y")


def test_a_waiver_covers_failures_in_its_scope_only() -> None:
    result = overlay([FAILING, PASSING], [_waiver()], [DOCUMENT], today=date(2026, 6, 1))
    assert result.waiver_of(FAILING) is not None
    assert result.waiver_of(PASSING) is None
    assert [(u.state, u.covers) for u in result.uses] == [(WaiverState.IN_USE, 1)]


@pytest.mark.parametrize(
    ("changes", "state", "covers"),
    [
        ({"scope": DocumentScope(document=sha("other"))}, WaiverState.UNUSED, 0),
        ({"scope": UnitYearScope(unit="某中心", year=2024)}, WaiverState.IN_USE, 1),
        ({"scope": UnitYearScope(unit="某中心", year=2023)}, WaiverState.UNUSED, 0),
        ({"instance": "z"}, WaiverState.UNUSED, 0),
        ({"expires": date(2026, 5, 31)}, WaiverState.EXPIRED, 1),
        ({"approved_on": date(2026, 6, 2)}, WaiverState.NOT_YET, 1),
    ],
)
def test_scope_and_life(changes: dict[str, object], state: WaiverState, covers: int) -> None:
    result = overlay([FAILING], [_waiver(**changes)], [DOCUMENT], today=date(2026, 6, 1))
    assert [(u.state, u.covers) for u in result.uses] == [(state, covers)]
    assert (result.waiver_of(FAILING) is not None) == (state is WaiverState.IN_USE)


def test_a_waiver_may_not_outlive_its_limit() -> None:
    with pytest.raises(ValueError, match="400"):
        _waiver(expires=date(2026, 1, 1) + timedelta(days=MAX_DAYS + 1))
