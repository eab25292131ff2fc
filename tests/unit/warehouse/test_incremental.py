"""A build after a change computes the changed documents, and gives what a full build gives."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest

from extractors.contracts import Acquisition, DocumentFacts
from orchestration import warehouse
from orchestration.settings import Settings
from tests.support.facts_builder import add_table, document, sha
from tests.support.facts_writer import acquisition, write_facts
from tests.support.sample_facts import sample

# one worker builds the warehouse for all of these (--dist loadgroup)
pytestmark = pytest.mark.xdist_group("warehouse")
BY_DOCUMENT = ("fct_cell", "fct_mention", "fct_form_table", "fct_attribute", "fct_indicator")
WITHOUT_TESTS = ["tag:oversight", "resource_type:test"]


@contextmanager
def opened(settings: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(warehouse.working_path(settings)), read_only=True) as connection:
        yield connection


def contents(settings: Settings) -> dict[str, list[tuple[object, ...]]]:
    with opened(settings) as connection:
        tables = connection.execute(
            "SELECT table_name FROM duckdb_tables() WHERE schema_name = 'marts' ORDER BY 1"
        ).fetchall()
        return {
            name: connection.execute(f"SELECT * FROM marts.{name} ORDER BY ALL").fetchall()
            for (name,) in tables
        }


def changed(settings: Settings) -> dict[str, str]:
    with opened(settings) as connection:
        return dict(
            connection.execute(
                "SELECT document_id, change_kind FROM intermediate.int_documents_changed"
            ).fetchall()
        )


def one_gone_one_late(
    home: Path, found: list[tuple[DocumentFacts, Acquisition]], *, basic: str
) -> str:
    """Facts again without the last document (its id), with one that replaces ``replaced2``."""
    *rest, (gone, _) = found
    late = document("上海市普陀区某某所", 2024, name="late")
    add_table(late, "T03", ["total", "basic"], [("T", "合计", ["8.00", basic])])
    replaced = next(a for f, a in rest if f.document.document_id == sha("replaced2"))
    addition = acquisition(
        late, url=replaced.url, fetched_at=datetime(2024, 9, 1, tzinfo=UTC), fiscal_year=2024
    )
    shutil.rmtree(home / "facts")
    write_facts(home, [*rest, (late, addition)])
    return gone.document.document_id


def test_a_changed_document_is_the_only_one_computed(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    found = sample()
    write_facts(tmp_path, found)
    warehouse.build(settings, exclude=WITHOUT_TESTS)
    assert len(changed(settings)) == len({f.document.document_id for f, _ in found})

    warehouse.build(settings, exclude=WITHOUT_TESTS)
    assert changed(settings) == {}

    # one file is gone, one is new and replaces another
    gone = one_gone_one_late(tmp_path, found, basic="8.00")
    warehouse.build(settings, exclude=WITHOUT_TESTS)
    assert changed(settings) == {
        gone: "gone",
        sha("late"): "new",
        sha("replaced2"): "changed",
    }
    partly = contents(settings)
    warehouse.build(settings, exclude=WITHOUT_TESTS, full_refresh=True)
    wholly = contents(settings)
    assert partly.keys() == wholly.keys()
    for name in partly:
        assert partly[name] == wholly[name], name
    assert all(wholly[name] for name in BY_DOCUMENT)


def verdicts_changed(settings: Settings) -> dict[str, str]:
    with opened(settings) as connection:
        rows = connection.execute(
            "SELECT document_id, change_kind FROM intermediate.int_verdicts_changed"
        ).fetchall()
    return dict(rows)


def refreshed(settings: Settings) -> None:
    warehouse.build(settings, exclude=WITHOUT_TESTS)
    warehouse.run_judge(settings)
    warehouse.build(settings, select=[warehouse.OVERSIGHT])


def test_verdicts_are_copied_for_documents_judged_anew_only(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    found = sample()
    write_facts(tmp_path, found)
    refreshed(settings)
    assert set(verdicts_changed(settings).values()) == {"new"}
    refreshed(settings)
    assert verdicts_changed(settings) == {}

    # a file is gone, and one has come that replaces another
    gone = one_gone_one_late(tmp_path, found, basic="9.00")
    refreshed(settings)
    changes = verdicts_changed(settings)
    assert changes[sha("late")] == "new"
    assert changes[gone] == "gone"
    assert changes[sha("replaced2")] == "changed"
    assert len(changes) < len(found)
    tables = ("fct_verdict", "fct_verdict_evidence", "fct_finding")
    partly = {name: contents(settings)[name] for name in tables}
    warehouse.forget_build(settings)
    refreshed(settings)
    assert set(verdicts_changed(settings).values()) == {"new"}
    wholly = contents(settings)
    for name in tables:
        assert partly[name] == wholly[name] and wholly[name], name


def test_another_project_builds_everything_anew(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    write_facts(tmp_path, sample()[:2])
    warehouse.build(settings, exclude=WITHOUT_TESTS)
    stamp = tmp_path / "warehouse" / "built_from.txt"
    stamp.write_text("another version of the project", encoding="utf-8")
    warehouse.build(settings, exclude=WITHOUT_TESTS)
    assert len(changed(settings)) == 2
    assert stamp.read_text(encoding="utf-8") == warehouse.project_digest(warehouse.project_folder())
