"""The run history is Dagster's own, whoever wrote it."""

import sqlite3
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
from dagster._core.storage.event_log import SqliteEventLogStorage

from orchestration.settings import Settings
from orchestration.sqlite import OPEN_FILES, OpenSqliteEventLogStorage, relax_sqlite


@dg.asset
def thing() -> dg.MaterializeResult[Any]:
    return dg.MaterializeResult(metadata={"n": 1})


def run(instance: dg.DagsterInstance) -> str:
    quiet = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
    result = dg.materialize([thing], instance=instance, run_config=quiet)
    assert result.success
    return result.run_id


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("DAGSTER_HOME", raising=False)
    folder = Settings(tmp_path).dagster_home()
    monkeypatch.setenv("DAGSTER_HOME", str(folder))  # put back at the end
    return folder


def event_types(storage: Any, run_id: str) -> list[str]:
    return [str(e.dagster_event_type) for e in storage.get_logs_for_run(run_id) if e.dagster_event]


def test_dagsters_own_storage_reads_what_was_written_and_back(home: Path) -> None:
    with dg.DagsterInstance.get() as instance:
        assert isinstance(instance.event_log_storage, OpenSqliteEventLogStorage)
        ids = [run(instance) for _ in range(OPEN_FILES + 2)]
        own = SqliteEventLogStorage(str(home / "history" / "runs"))
        for run_id in ids:
            seen = event_types(own, run_id)
            assert "DagsterEventType.RUN_SUCCESS" in seen
            assert event_types(instance.event_log_storage, run_id) == seen
        latest = instance.get_latest_materialization_event(thing.key)
        assert latest is not None and latest.run_id == ids[-1]


def test_a_deleted_run_leaves_no_open_file(home: Path) -> None:
    with dg.DagsterInstance.get() as instance:
        run_id = run(instance)
        instance.delete_run(run_id)
        assert event_types(instance.event_log_storage, run_id) == []
        assert run(instance) != run_id


def test_connections_do_not_wait_for_the_disk(tmp_path: Path) -> None:
    relax_sqlite()
    storage = OpenSqliteEventLogStorage(str(tmp_path))
    with storage.index_connection() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 1  # NORMAL
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
    storage.dispose()
    with sqlite3.connect(tmp_path / "index.db") as plain:  # nobody holds it
        plain.execute("BEGIN EXCLUSIVE")
