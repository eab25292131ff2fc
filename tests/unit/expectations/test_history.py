"""What becomes of a finding from run to run, and what every run said."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from expectations.catalogue import load_catalogue
from expectations.history import record_run, verdicts_as_of
from expectations.judge import judge, load_facts
from extractors.contracts import DocumentFacts, JudgeRun
from tests.unit.expectations.build import document, renamed

CATALOGUE = load_catalogue().only("T05.ROW.TOTAL", "X.T05-T06.TOTAL")
GOOD = {"T05": {"T": {"total": "5.00", "basic": "2.00", "project": "3.00"}}}
BAD = {"T05": {"T": {"total": "5.00", "basic": "2.00", "project": "9.00"}}}
WORSE = {**BAD, "T06": {"T": {"total": "4.00"}}}


def _run(
    folder: Path,
    facts: Sequence[DocumentFacts],
    run_id: str | None = None,
    replaced: Sequence[str] = (),
    digest: str = "rules",
) -> JudgeRun:
    """One judgement of documents that all are of one unit, year and kind."""
    with duckdb.connect() as connection:
        load_facts(connection, facts)
        connection.execute("ALTER TABLE facts.document ADD COLUMN unit_key VARCHAR DEFAULT 'u1'")
        connection.execute("ALTER TABLE facts.document ADD COLUMN is_current BOOLEAN DEFAULT true")
        for document_id in replaced:
            connection.execute(
                "UPDATE facts.document SET is_current = false WHERE document_id = ?", [document_id]
            )
        judge(connection, CATALOGUE)
        return record_run(connection, folder, catalogue_digest=digest, run_id=run_id)


def _states(folder: Path) -> list[tuple[int, int, str, int | None, str | None]]:
    rows = pq.read_table(folder / "finding_history.parquet").to_pylist()
    return sorted(
        (r["spell"], r["first_run_ord"], r["first_reason"], r["resolved_run_ord"], r["resolved_reason"])
        for r in rows
    )  # fmt: skip


def _counts(run: JudgeRun) -> tuple[int, int, int]:
    return run.findings_new, run.findings_standing, run.findings_resolved


def test_a_finding_stands_until_the_publisher_corrects_it(tmp_path: Path) -> None:
    first, second = renamed(document(BAD), "1" * 64), renamed(document(GOOD), "2" * 64)
    assert _counts(_run(tmp_path, [first])) == (1, 0, 0)
    assert _counts(_run(tmp_path, [first])) == (0, 1, 0)
    assert _counts(_run(tmp_path, [first, second], replaced=["1" * 64])) == (0, 0, 1)
    assert _states(tmp_path) == [(1, 1, "first_judged", 3, "republished")]


def test_a_new_version_with_the_same_error_continues_the_finding(tmp_path: Path) -> None:
    first, second = renamed(document(BAD), "1" * 64), renamed(document(WORSE), "2" * 64)
    _run(tmp_path, [first])
    before = pq.read_table(tmp_path / "finding_history.parquet")["finding_id"].to_pylist()
    run = _run(tmp_path, [first, second], replaced=["1" * 64])
    after = pq.read_table(tmp_path / "finding_history.parquet").to_pylist()
    assert _counts(run) == (len(after) - 1, 1, 0)
    kept = [r for r in after if r["finding_id"] in before]
    assert [(r["document_id"], r["first_run_ord"]) for r in kept] == [("2" * 64, 1)]


def test_findings_of_one_file_that_share_nothing_are_not_taken_for_each_other(
    tmp_path: Path,
) -> None:
    other = {**GOOD, "T06": {"T": {"total": "4.00"}}}
    assert _counts(_run(tmp_path, [document(BAD)])) == (1, 0, 0)
    assert _counts(_run(tmp_path, [document(other)])) == (1, 0, 1)
    assert _counts(_run(tmp_path, [document({**BAD, **other, **BAD})])) == (1, 1, 0)
    rows = pq.read_table(tmp_path / "finding_history.parquet").to_pylist()
    lives = {(r["finding_id"], tuple(r["verdicts"])) for r in rows}
    assert len({i for i, _ in lives}) == len(lives) == 2


def test_a_finding_that_comes_back_keeps_its_id(tmp_path: Path) -> None:
    bad, good = document(BAD), document(GOOD)
    _run(tmp_path, [bad])
    _run(tmp_path, [good], digest="other rules")
    _run(tmp_path, [bad], digest="other rules")
    rows = pq.read_table(tmp_path / "finding_history.parquet").to_pylist()
    assert len({r["finding_id"] for r in rows}) == 1
    assert _states(tmp_path) == [
        (1, 1, "first_judged", 2, "rules_changed"),
        (2, 3, "other_document_changed", None, None),
    ]


def test_a_withdrawn_document_resolves_its_findings(tmp_path: Path) -> None:
    _run(tmp_path, [document(BAD)])
    assert _counts(_run(tmp_path, [])) == (0, 0, 1)
    assert _states(tmp_path)[0][-1] == "withdrawn"


def test_verdicts_of_every_run_can_be_told(tmp_path: Path) -> None:
    bad, good, other = document(BAD), document(GOOD), renamed(document(GOOD), "9" * 64)
    changed = [
        _run(tmp_path, facts).documents_changed for facts in ([bad, other], [good, other], [good])
    ]
    assert changed == [2, 1, 0]
    kept = list((tmp_path / "history" / "verdict").glob("*.parquet"))
    assert len(kept) == 2  # the third run changed no verdict

    def failing(run_ord: int) -> tuple[int, int]:
        rows = verdicts_as_of(tmp_path, run_ord).to_pylist()
        return sum(r["verdict"] == "FAIL" for r in rows), len({r["document_id"] for r in rows})

    assert [failing(n) for n in (1, 2, 3)] == [(1, 2), (0, 2), (0, 1)]


def test_recording_a_run_twice_changes_nothing(tmp_path: Path) -> None:
    _run(tmp_path, [document(BAD)], "a")
    first = _run(tmp_path, [document(GOOD)], "b")
    before = pq.read_table(tmp_path / "finding_history.parquet").drop(["resolved_at"])
    again = _run(tmp_path, [document(GOOD)], "b")
    assert (again.run_ord, _counts(again)) == (first.run_ord, _counts(first))
    assert pq.read_table(tmp_path / "finding_history.parquet").drop(["resolved_at"]) == before


def test_what_a_killed_run_left_behind_is_undone(tmp_path: Path) -> None:
    _run(tmp_path, [document(BAD)], "a")
    runs = (tmp_path / "judge_run.parquet").read_bytes()
    _run(tmp_path, [document(GOOD)], "killed")
    (tmp_path / "judge_run.parquet").write_bytes(runs)  # died before the last file
    assert _counts(_run(tmp_path, [document(BAD)], "c")) == (0, 1, 0)
    assert _states(tmp_path) == [(1, 1, "first_judged", None, None)]
