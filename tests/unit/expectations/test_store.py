"""Verdicts in parts: the same whoever is judged together, and judged anew only where needed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from expectations import inputs
from expectations.batch import BatchLimit, judge_batch
from expectations.catalogue import load_catalogue
from expectations.judge import judge, load_facts
from expectations.store import Refreshed, attach_verdicts, refresh_verdicts
from extractors.contracts import DocumentFacts
from tests.unit.expectations.build import document, renamed
from tests.unit.expectations.lists import list_units, placed

CATALOGUE = load_catalogue()
GOOD = {"total": "5.00", "prior_total": "5.00", "basic": "2.00", "project": "3.00"}
LATE = {**GOOD, "prior_total": "4.00"}
BAD = {**GOOD, "project": "9.00"}
ALL = {**GOOD, "total": "7.00", "project": "5.00"}


def _forms(row: Mapping[str, str], *units: str) -> dict[str, dict[str, Mapping[str, str]]]:
    total = f"{sum(map(Decimal, units)) if units else Decimal(row['total']):.2f}"
    listed = {f"U{n}": {"total": unit, "gpb": unit} for n, unit in enumerate(units, 1)}
    return {
        "T05": {"T": row, "206": row},
        "T03": {"T": {k: row[k] for k in ("total", "basic", "project")}},
        "T02": {"T": {"total": total, "gpb": total}, **listed},
    }


class Place:
    """Documents of some units and years; a department of two units."""

    def __init__(self) -> None:
        self.facts: dict[str, DocumentFacts] = {}
        self.more: dict[str, tuple[str, str | None]] = {}
        for n, (unit, year, row) in enumerate(
            [
                ("u1", 2023, GOOD), ("u1", 2024, LATE), ("u1", 2025, GOOD),
                ("u2", 2023, BAD), ("u2", 2024, GOOD),
                ("u3", 2024, GOOD), ("u4", 2024, BAD), ("d1", 2024, ALL),
            ]
        ):  # fmt: skip
            self.put(f"{n:x}" * 64, unit, year, row)

    def put(self, document_id: str, unit: str, year: int, row: Mapping[str, str]) -> None:
        scope = "department" if unit.startswith("d") else "unit"
        units = ("5.00", "5.00") if scope == "department" else ()
        facts = document(_forms(row, *units), fiscal_year=year, scope=scope, unit_name=unit)
        self.facts[document_id] = placed(renamed(facts, document_id))
        self.more[document_id] = (unit, "d1" if unit in ("u3", "u4") else None)

    def connect(self) -> duckdb.DuckDBPyConnection:
        connection = duckdb.connect(config={"threads": 2})
        load_facts(connection, list(self.facts.values()))
        for column in ("unit_key VARCHAR", "department_unit_key VARCHAR", "is_current BOOLEAN"):
            connection.execute(f"ALTER TABLE facts.document ADD COLUMN {column}")
        for document_id, (unit, department) in self.more.items():
            connection.execute(
                "UPDATE facts.document SET unit_key = ?, department_unit_key = ?, is_current = true "
                "WHERE document_id = ?",
                [unit, department, document_id],
            )
        departments = [d for d, (unit, _) in self.more.items() if unit == "d1"]
        listed = [(unit, f"U{n}", None, self.files(unit)) for n, unit in enumerate(("u3", "u4"), 1)]
        list_units(connection, dict.fromkeys(departments, listed))
        return connection

    def files(self, unit: str) -> list[str]:
        """Documents of a unit, whatever the year."""
        return sorted(d for d, (other, _) in self.more.items() if other == unit)

    def refresh(self, folder: Path, **more: Any) -> tuple[Refreshed, dict[str, list[Any]]]:
        """Refresh the parts in ``folder``; what was done, and all rows."""
        with self.connect() as connection:
            done = refresh_verdicts(connection, CATALOGUE, folder, **more)
            attach_verdicts(connection, folder)
            return done, _rows(connection, "judged")


def _rows(connection: duckdb.DuckDBPyConnection, schema: str) -> dict[str, list[Any]]:
    return {
        name: connection.execute(f"SELECT * FROM {schema}.{name} ORDER BY ALL").fetchall()
        for name in ("verdict", "finding")
    }


def _judged(place: Place, monkeypatch: pytest.MonkeyPatch, folder: Path) -> set[str]:
    """Ids that a refresh judges, after checking that its rows are those of judging all anew."""
    seen: set[str] = set()

    def watch(*arguments: Any) -> None:
        seen.update(arguments[3])
        judge_batch(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr("expectations.store.judge_batch", watch)
        done, rows = place.refresh(folder)
    assert done == Refreshed(len(seen), len(place.facts) - len(seen))
    with place.connect() as connection:
        judge(connection, CATALOGUE)
        assert rows == _rows(connection, "judge")
    return seen


def _ids(*digits: int) -> set[str]:
    return {f"{n:x}" * 64 for n in digits}


def test_verdicts_do_not_depend_on_who_is_judged_together(tmp_path: Path) -> None:
    place = Place()
    with place.connect() as connection:
        judge(connection, CATALOGUE)
        whole = _rows(connection, "judge")
        for limit in (BatchLimit(1), BatchLimit(3), BatchLimit(100, numbers=20)):
            judge(connection, CATALOGUE, out_schema=f"by_{limit.documents}", limit=limit)
            assert _rows(connection, f"by_{limit.documents}") == whole
    assert {v[6] for v in whole["verdict"]} >= {"PASS", "FAIL", "NOT_APPLICABLE", "NOT_EVALUABLE"}
    failing = {(v[0][0], v[1]) for v in whole["verdict"] if v[6] == "FAIL"}
    # within a document, against the year before, against a department's units
    assert failing > {("3", "T05.ROW.TOTAL"), ("1", "XY.T05.PRIOR"), ("7", "XL.DEPT.EX")}
    for workers in (1, 2):
        folder = tmp_path / str(workers)
        _, rows = place.refresh(folder, limit=BatchLimit(2), workers=workers)
        assert rows == whole


def test_only_what_a_change_can_touch_is_judged_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = Place()
    assert _judged(place, monkeypatch, tmp_path) == set(place.facts)
    assert _judged(place, monkeypatch, tmp_path) == set()
    place.put("0" * 64, "u1", 2023, BAD)  # it, and the year after
    assert _judged(place, monkeypatch, tmp_path) == _ids(0, 1)
    place.put("5" * 64, "u3", 2024, LATE)  # it, and its department
    assert _judged(place, monkeypatch, tmp_path) == _ids(5, 7)
    del place.facts["6" * 64], place.more["6" * 64]  # its department
    assert _judged(place, monkeypatch, tmp_path) == _ids(7)
    place.put("6" * 64, "u4", 2024, GOOD)  # a unit's file that comes later
    assert _judged(place, monkeypatch, tmp_path) == _ids(6, 7)
    del place.facts["3" * 64], place.more["3" * 64]  # the year after has none before it
    assert _judged(place, monkeypatch, tmp_path) == _ids(4)
    place.put("9" * 64, "u5", 2024, BAD)
    assert _judged(place, monkeypatch, tmp_path) == _ids(9)


def test_a_batch_too_large_for_the_memory_is_judged_in_halves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, tried = Place(), list[int]()
    _, whole = place.refresh(tmp_path / "whole")

    def small(*arguments: Any) -> None:
        tried.append(len(arguments[3]))
        if len(arguments[3]) > 2:
            raise duckdb.OutOfMemoryException("Out of Memory Error: failed to allocate")
        judge_batch(*arguments)

    monkeypatch.setattr("expectations.store.judge_batch", small)
    done, rows = place.refresh(tmp_path / "halves")
    assert rows == whole and done.judged == len(place.facts)
    assert max(tried) > 2 and sum(n for n in tried if n <= 2) == len(place.facts)

    def never(*arguments: Any) -> None:
        raise duckdb.OutOfMemoryException("Out of Memory Error: failed to allocate")

    monkeypatch.setattr("expectations.store.judge_batch", never)
    with pytest.raises(duckdb.OutOfMemoryException):
        place.refresh(tmp_path / "never")


def test_new_rules_judge_everything_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = Place()
    place.refresh(tmp_path)
    monkeypatch.setattr(inputs, "rules_digest", lambda catalogue: "other rules")
    assert _judged(place, monkeypatch, tmp_path) == set(place.facts)


def test_what_a_killed_run_has_judged_is_taken_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = Place()
    _, before = place.refresh(tmp_path, limit=BatchLimit(2))
    for document_id in place.facts:  # six of eight change
        unit, _ = place.more[document_id]
        place.put(document_id, unit, place.facts[document_id].document.fiscal_year or 0, BAD)
    calls: list[Any] = []

    def die(*arguments: Any) -> None:
        calls.append(arguments)
        if len(calls) == 3:
            raise KeyboardInterrupt
        judge_batch(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr("expectations.store.judge_batch", die)
        with pytest.raises(KeyboardInterrupt):
            place.refresh(tmp_path, limit=BatchLimit(2), workers=1)
    with duckdb.connect() as connection:  # readers still see the run before
        attach_verdicts(connection, tmp_path)
        assert _rows(connection, "judged") == before
    # two were as bad before; of the six others two batches of two are done
    assert len(_judged(place, monkeypatch, tmp_path)) == 2


def test_many_small_runs_leave_few_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = Place()
    for n in range(20):
        place.put(f"{n:064x}", f"v{n}", 2024, GOOD if n % 2 else BAD)
        place.refresh(tmp_path)
    assert len(list((tmp_path / "current").glob("verdict_*.parquet"))) < 10
    assert _judged(place, monkeypatch, tmp_path) == set()


def test_no_documents(tmp_path: Path) -> None:
    place = Place()
    place.refresh(tmp_path)
    with place.connect() as connection:
        for table in _tables(connection):
            connection.execute(f"DELETE FROM facts.{table}")
        assert refresh_verdicts(connection, CATALOGUE, tmp_path) == Refreshed(0, 0)
        attach_verdicts(connection, tmp_path)
        assert _rows(connection, "judged") == {"verdict": [], "finding": []}


def _tables(connection: duckdb.DuckDBPyConnection) -> Iterable[str]:
    rows: Sequence[tuple[str]] = connection.execute(
        "SELECT table_name FROM information_schema.tables WHERE table_schema = 'facts'"
    ).fetchall()
    return [row[0] for row in rows]
