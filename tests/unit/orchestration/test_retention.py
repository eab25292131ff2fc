"""What is cleared up, and what never is."""

import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg
import pytest
from typer.testing import CliRunner

from extractors import EXTRACTOR_VERSION
from orchestration import retention
from orchestration.cli.main import app
from orchestration.retention import clear_up
from orchestration.settings import Settings

LATER = datetime.now(UTC) + timedelta(days=100)


@dg.asset
def thing() -> None:
    """An asset with a history."""


def history(settings: Settings, times: int) -> list[str]:
    """Runs that materialized the same asset, oldest first."""
    settings.dagster_home()
    ids = []
    with dg.DagsterInstance.get() as instance:
        for _ in range(times):
            ids.append(dg.materialize([thing], instance=instance).run_id)
    return ids


@pytest.fixture(autouse=True)
def no_whole_graph(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "_known_checks", lambda _: [])


def kept_runs() -> set[str]:
    with dg.DagsterInstance.get() as instance:
        return {r.run_id for r in instance.get_runs()}


def test_old_runs_go_and_the_newest_word_on_an_asset_stays(settings: Settings) -> None:
    ids = history(settings, 3)
    assert clear_up(settings).runs == []  # nothing is old yet
    listed = clear_up(settings, LATER, dry_run=True)
    assert sorted(listed.runs) == sorted(ids[:2])
    assert kept_runs() == set(ids)
    cleared = clear_up(settings, LATER)
    assert sorted(cleared.runs) == sorted(ids[:2])
    assert kept_runs() == {ids[2]}
    with dg.DagsterInstance.get() as instance:
        event = instance.get_latest_materialization_event(dg.AssetKey("thing"))
        assert event is not None
        assert event.run_id == ids[2]
    storage = settings.home / "dagster" / "storage"
    assert not [i for i in ids[:2] if (storage / i).exists()]


def age(path: Path, days: float) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x" * 10)
    stamp = time.time() - days * 86400
    os.utime(path, (stamp, stamp))
    return path


def test_old_logs_and_leftovers_go_and_the_deployments_data_stay(settings: Settings) -> None:
    old = [
        age(settings.logs / "crawl-x.log", 40),
        age(settings.logs / "dbt" / "dbt.log.1", 40),
        age(settings.warehouse / ".candidate-7.duckdb", 2),
        age(settings.facts / "documents" / "2" / "ab" / ".abc.tmp", 2),
    ]
    scratch = settings.home / "crawl" / "tmpabc"
    age(scratch / "job.json", 2)
    os.utime(scratch, (time.time() - 2 * 86400,) * 2)
    kept = [
        age(settings.logs / "crawl-y.log", 20),
        age(settings.warehouse / ".candidate-8.duckdb", 0),
        age(settings.archive / "objects" / "ab" / "abc", 4000),
        age(settings.facts / "documents" / "2" / "ab" / "abc.json.gz", 4000),
        age(settings.warehouse / "mingzhang.duckdb", 4000),
        age(settings.reports / "index.html", 4000),
    ]
    cleared = clear_up(settings)
    assert sorted(cleared.files) == sorted([*old, scratch])
    assert cleared.size_bytes == 50
    assert not [p for p in [*old, scratch] if p.exists()]
    assert all(p.exists() for p in kept)


def test_days_come_from_the_file_and_the_command_lists_first(settings: Settings) -> None:
    log = age(settings.logs / "crawl-x.log", 10)
    settings.operations_file.write_text("retention:\n  logs_days: 7\n", encoding="utf-8")
    listed = CliRunner().invoke(app, ["prune", "--dry-run"])
    assert listed.exit_code == 0, listed.output
    assert "将删除：运行记录 0，文件 1" in listed.output
    assert log.exists()
    assert "已删除" in CliRunner().invoke(app, ["prune"]).output
    assert not log.exists()


def test_facts_of_earlier_readers_go_once_this_one_has_read(settings: Settings) -> None:
    documents = settings.facts / "documents"

    def fact(version: str, name: str, days: int) -> Path:
        path = documents / version / name[:2] / f"{name}.json.gz"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
        at = time.time() - days * 86400
        os.utime(path, (at, at))
        return path

    old, mixed = fact("before1", "aa", 40), [fact("before2", "aa", 40), fact("before2", "bb", 5)]
    assert clear_up(settings).files == []  # nothing has been read by this version yet
    current = fact(EXTRACTOR_VERSION, "aa", 400)
    assert clear_up(settings, dry_run=True).files == [documents / "before1"]
    assert clear_up(settings).files == [documents / "before1"]
    assert not old.exists()
    assert all(p.exists() for p in [current, *mixed])


def test_stored_pages_go_once_they_were_of_no_use_for_long(settings: Settings) -> None:
    pages = settings.home / "crawl" / "pages" / "000000_a" / "ab"
    pages.mkdir(parents=True)
    for name, days in (("used", 10), ("gone", 100)):
        (pages / name).write_bytes(b"x")
        at = time.time() - days * 86400
        os.utime(pages / name, (at, at))
    assert clear_up(settings).files == [pages / "gone"]
    assert (pages / "used").exists()
