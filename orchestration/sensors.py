"""What happens when something happens: files in the inbox, new facts, an end of a run."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Iterator
from pathlib import Path

import dagster as dg

from orchestration.alerts import failed_run, tell
from orchestration.chores import alert_people, refresh_job
from orchestration.collecting import collect_job
from orchestration.execute import failure_message
from orchestration.freshness import inputs_digest, needs_refresh
from orchestration.schedules import range_tags
from orchestration.settings import INBOX, UNKNOWN_YEAR, Settings
from orchestration.stages import find_files

#: A file that changed within this time may still be being copied.
SETTLE_S = 10.0
#: Jobs whose end a refresh waits for; the last is that of backfills and of the UI's button.
_JOBS = ("collect", "refresh", "__ASSET_JOB")
_UNFINISHED = [
    dg.DagsterRunStatus.QUEUED,
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
    dg.DagsterRunStatus.CANCELING,
]


def settled_files(folder: Path, now: float) -> dict[str, list[int]]:
    """Files of the inbox that are no longer being written: path -> [size, mtime in ns]."""
    found: dict[str, list[int]] = {}
    for path in find_files([folder]) if folder.is_dir() else ():
        stat = path.stat()
        if now - stat.st_mtime >= SETTLE_S:
            found[path.relative_to(folder).as_posix()] = [stat.st_size, stat.st_mtime_ns]
    return found


@dg.sensor(
    job=collect_job,
    minimum_interval_seconds=30,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="收件箱有新文件时读取 / reads what is put into the inbox folder",
)
def inbox(context: dg.SensorEvaluationContext) -> dg.SensorResult | dg.SkipReason:
    """One run per new state of the folder; the cursor holds what was there before."""
    settings = Settings.load()
    seen = json.loads(context.cursor) if context.cursor else {}
    now = settled_files(settings.inbox, time.time())
    new = {name: state for name, state in now.items() if seen.get(name) != state}
    if not new:
        return dg.SkipReason(f"{settings.inbox} 没有新文件")
    digest = hashlib.sha256(json.dumps(now, sort_keys=True).encode()).hexdigest()[:16]
    request = dg.RunRequest(
        run_key=f"inbox-{digest}",
        tags=range_tags(INBOX, [UNKNOWN_YEAR]) | {"mingzhang/new_files": str(len(new))},
    )
    return dg.SensorResult(run_requests=[request], cursor=json.dumps(now, ensure_ascii=False))


@dg.sensor(
    job=refresh_job,
    minimum_interval_seconds=60,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="事实有变化且无抓取在途时建仓、核对、发布 / rebuilds when facts changed",
)
def refresh_when_changed(
    context: dg.SensorEvaluationContext,
) -> Iterator[dg.RunRequest | dg.SkipReason]:
    """One refresh after the collecting runs, not one for each; the same inputs are tried once."""
    settings = Settings.load()
    if not any((settings.facts / "parquet" / "_state").rglob("*.sha256")):
        yield dg.SkipReason("还没有事实")
        return
    busy = [
        run.job_name
        for job in _JOBS
        for run in context.instance.get_runs(
            dg.RunsFilter(job_name=job, statuses=_UNFINISHED), limit=1
        )
    ]
    if busy:
        yield dg.SkipReason(f"运行在途：{'、'.join(busy)}")
    elif not needs_refresh(settings):
        yield dg.SkipReason("仓库与报告已是最新")
    else:
        yield dg.RunRequest(run_key=inputs_digest(settings))


@dg.run_status_sensor(
    run_status=dg.DagsterRunStatus.SUCCESS,
    monitored_jobs=[refresh_job],
    request_job=alert_people,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="发布之后提醒新发现的差错 / tells new publisher errors after a publication",
)
def alert_after_publication(context: dg.RunStatusSensorContext) -> dg.RunRequest:
    """One alerting run per publication."""
    return dg.RunRequest(run_key=context.dagster_run.run_id)


@dg.run_failure_sensor(
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="运行失败时提醒 / tells people that a run failed",
)
def alert_on_failure(context: dg.RunFailureSensorContext) -> None:
    """Tell once per failed run."""
    run = context.dagster_run
    errors = [failure_message(event) for event in context.get_step_failure_events()]
    errors = errors or [context.failure_event.message or ""]
    tell(Settings.load(), [failed_run(run.run_id, run.job_name, errors)])
