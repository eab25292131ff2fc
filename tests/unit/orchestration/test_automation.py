"""Schedules by season, the inbox, the refresh after collecting."""

import os
import time
from datetime import UTC, datetime

import dagster as dg
import pytest
from dagster._core.storage.tags import (
    ASSET_PARTITION_RANGE_END_TAG,
    ASSET_PARTITION_RANGE_START_TAG,
)

from orchestration import sensors
from orchestration.definitions import defs
from orchestration.partitions import portal_year
from orchestration.schedules import nightly_in_season, requests, weekly_out_of_season
from orchestration.settings import Settings

FEBRUARY = datetime(2026, 2, 16, 2, tzinfo=UTC)
AUGUST = datetime(2026, 8, 17, 2, tzinfo=UTC)
MAY = datetime(2026, 5, 18, 2, tzinfo=UTC)


def chosen(settings: Settings, *portals: str) -> None:
    lines = "".join(f'    - "{p}"\n' for p in portals)
    settings.operations_file.write_text(f"schedule:\n  portals:\n{lines}", encoding="utf-8")


@pytest.mark.parametrize(
    ("day", "nightly", "weekly"),
    [
        (FEBRUARY, ["000000_a"], ["000000_b"]),
        (AUGUST, ["000000_b"], ["000000_a"]),
        (MAY, [], ["000000_a", "000000_b"]),
    ],
)
def test_a_portal_is_asked_nightly_in_its_season_and_weekly_out_of_it(
    settings: Settings, registry: object, day: datetime, nightly: list[str], weekly: list[str]
) -> None:
    chosen(settings, "000000_a", "000000_b")
    for in_season, portals in ((True, nightly), (False, weekly)):
        due = [r for r in requests(day, in_season=in_season) if isinstance(r, dg.RunRequest)]
        assert [r.tags["mingzhang/portal"] for r in due] == portals
        assert len({r.run_key for r in due}) == len(due)
        assert all(f"{day:%Y-%m-%d}" in str(r.run_key) for r in due)


def test_nobody_is_asked_whom_the_deployment_did_not_choose(
    settings: Settings, registry: object
) -> None:
    (reason,) = requests(FEBRUARY, in_season=True)
    assert isinstance(reason, dg.SkipReason)
    assert "schedule.portals" in (reason.skip_message or "")


def test_the_range_of_a_scheduled_run_is_one_of_the_partitions(
    settings: Settings, registry: object
) -> None:
    chosen(settings, "000000_a")
    (due,) = requests(FEBRUARY, in_season=True)
    assert isinstance(due, dg.RunRequest)
    first, last = due.tags[ASSET_PARTITION_RANGE_START_TAG], due.tags[ASSET_PARTITION_RANGE_END_TAG]
    assert (first, last) == ("000000_a|2025", "000000_a|unknown")
    # Partitions are those of the registry at load; the demo portal stands for any.
    assert "000000_demo|2025" in portal_year.get_partition_keys()


def test_what_asks_other_peoples_servers_is_off_until_somebody_turns_it_on() -> None:
    assert nightly_in_season.default_status is dg.DefaultScheduleStatus.STOPPED
    assert weekly_out_of_season.default_status is dg.DefaultScheduleStatus.STOPPED
    names = {s.name for s in defs.schedules or []}
    assert {"check_portals_daily", "alert_daily", "retention_weekly"} < names


def put(settings: Settings, name: str, age_s: float) -> None:
    path = settings.inbox / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"%PDF-1.4 " + name.encode())
    stamp = time.time() - age_s
    os.utime(path, (stamp, stamp))


def look(cursor: str | None) -> dg.SensorResult | dg.SkipReason:
    with dg.build_sensor_context(cursor=cursor) as context:
        result = sensors.inbox(context)
    assert isinstance(result, dg.SensorResult | dg.SkipReason)
    return result


def test_the_inbox_runs_once_per_new_state_and_waits_for_copies(settings: Settings) -> None:
    assert isinstance(look(None), dg.SkipReason)
    put(settings, "a.pdf", age_s=60)
    put(settings, "sub/b.PDF", age_s=60)
    put(settings, "being-copied.pdf", age_s=0)
    put(settings, "note.txt", age_s=60)
    first = look(None)
    assert isinstance(first, dg.SensorResult)
    (request,) = first.run_requests or []
    assert request.tags["mingzhang/new_files"] == "2"
    assert request.tags[ASSET_PARTITION_RANGE_START_TAG] == "inbox|unknown"

    assert isinstance(look(first.cursor), dg.SkipReason)
    # A cursor that was lost asks for the same run again, which the run key knows.
    again = look(None)
    assert isinstance(again, dg.SensorResult)
    assert (again.run_requests or [])[0].run_key == request.run_key

    put(settings, "being-copied.pdf", age_s=60)
    second = look(first.cursor)
    assert isinstance(second, dg.SensorResult)
    (request,) = second.run_requests or []
    assert request.tags["mingzhang/new_files"] == "1"


def evaluate(instance: dg.DagsterInstance) -> list[dg.RunRequest | dg.SkipReason]:
    with dg.build_sensor_context(instance=instance) as context:
        return list(sensors.refresh_when_changed(context))


def test_a_refresh_follows_collecting_once(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with dg.instance_for_test() as instance:
        (reason,) = evaluate(instance)
        assert isinstance(reason, dg.SkipReason)  # nothing was collected yet
        mark = settings.facts / "parquet" / "_state" / "inbox" / "unknown.sha256"
        mark.parent.mkdir(parents=True)
        mark.write_text("x")
        (due,) = evaluate(instance)
        assert isinstance(due, dg.RunRequest)
        (same,) = evaluate(instance)
        assert isinstance(same, dg.RunRequest)
        assert same.run_key == due.run_key  # tried once for these facts
        mark.write_text("y")
        (other,) = evaluate(instance)
        assert isinstance(other, dg.RunRequest)
        assert other.run_key != due.run_key
        started = dg.DagsterRunStatus.STARTED
        instance.create_run_for_job(defs.resolve_job_def("alert_people"), status=started)
        assert isinstance(evaluate(instance)[0], dg.RunRequest)
        run = instance.create_run_for_job(defs.resolve_job_def("retention"), status=started)
        with monkeypatch.context() as patch:
            patch.setattr(sensors, "_JOBS", ("retention",))
            (busy,) = evaluate(instance)
        assert isinstance(busy, dg.SkipReason)
        assert run.job_name in (busy.skip_message or "")
        monkeypatch.setattr(sensors, "needs_refresh", lambda _: False)
        assert isinstance(evaluate(instance)[0], dg.SkipReason)


@dg.op
def breaks() -> None:
    raise ValueError("磁盘坏了")


@dg.job
def broken() -> None:
    breaks()


def test_a_failed_run_is_told_with_its_first_cause(settings: Settings) -> None:
    with dg.DagsterInstance.ephemeral() as instance:
        result = broken.execute_in_process(instance=instance, raise_on_error=False)
        context = dg.build_run_status_sensor_context(
            sensor_name="alert_on_failure",
            dagster_instance=instance,
            dagster_run=result.dagster_run,
            dagster_event=next(
                e for e in result.all_events if e.event_type == dg.DagsterEventType.RUN_FAILURE
            ),
        ).for_run_failure()
        sensors.alert_on_failure(context)
        sensors.alert_on_failure(context)
    (line,) = (settings.logs / "alerts.log").read_text(encoding="utf-8").splitlines()
    assert "磁盘坏了" in line
    assert "broken" in line
