"""Run the Dagster jobs headless; every run is in the instance that the UI shows."""

from __future__ import annotations

import logging
import os
import platform
import sys
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import dagster as dg
from dagster._core.storage.tags import (
    ASSET_PARTITION_RANGE_END_TAG,
    ASSET_PARTITION_RANGE_START_TAG,
)
from dagster_shared.error import SerializableErrorInfo

from orchestration.partitions import partition_key
from orchestration.settings import Settings

#: Tags that say which process runs a run.
HOST = "mingzhang/host"
PID = "mingzhang/pid"


@dataclass(frozen=True, slots=True)
class RunResult:
    """One finished run; ``errors`` are one line per failed step."""

    run_id: str
    success: bool
    errors: tuple[str, ...]


@contextmanager
def instance_of(settings: Settings) -> Iterator[dg.DagsterInstance]:
    """The home's Dagster instance, for any number of runs of this process.

    Inside, the environment is of this home: the code location reads it.
    """
    warnings.filterwarnings("ignore", category=dg.BetaWarning)
    warnings.filterwarnings("ignore", category=dg.PreviewWarning)
    settings.prepare().dagster_home()
    # The code location reads the environment; a run in this process is of this home.
    os.environ["MINGZHANG_HOME"] = str(settings.home)
    logging.getLogger("dagster").setLevel(logging.CRITICAL)
    with dg.DagsterInstance.get() as instance:
        reap_dead_runs(instance)
        yield instance


def run_job(
    settings: Settings,
    instance: dg.DagsterInstance,
    job: str,
    portal: str | None = None,
    years: Sequence[str] = (),
) -> RunResult:
    """Run one job in this process: over a range of years of one portal, or unpartitioned.

    ``years`` must be neighbours, as :func:`parse_years` gives them.
    """
    defs = _definitions(job)
    tags: dict[str, str] = {"mingzhang/job": job, HOST: platform.node(), PID: str(os.getpid())}
    if portal is not None:
        tags[ASSET_PARTITION_RANGE_START_TAG] = partition_key(portal, years[0])
        tags[ASSET_PARTITION_RANGE_END_TAG] = partition_key(portal, years[-1])
    result = defs.resolve_job_def(job).execute_in_process(
        instance=instance,
        tags=tags,
        run_config={
            "loggers": {"console": {"config": {"log_level": "CRITICAL"}}},
            "resources": {"home": {"config": {"path": str(settings.home)}}},
        },
        raise_on_error=False,
    )
    return RunResult(result.run_id, result.success, tuple(_errors(result)))


def _definitions(job: str) -> dg.Definitions:
    if job == "collect":
        from orchestration import collecting

        return collecting.defs
    from orchestration import definitions

    return definitions.defs


def reap_dead_runs(instance: dg.DagsterInstance) -> list[str]:
    """End the runs whose process was killed, and free their pool slots; returns their ids.

    The daemon does this for the runs that it launched; a run of the command has
    no daemon, and the slot of a killed one would block the next for ever.
    """
    if sys.platform == "win32":  # no harmless way to ask whether a process lives
        return []
    unfinished = dg.RunsFilter(
        statuses=[dg.DagsterRunStatus.STARTED, dg.DagsterRunStatus.CANCELING],
        tags={HOST: platform.node()},
    )
    dead = []
    for run in instance.get_runs(unfinished):
        if not _is_alive(int(run.tags[PID])):
            instance.report_run_failed(run, "运行的进程已被终止")
            instance.event_log_storage.free_concurrency_slots_for_run(run.run_id)
            dead.append(run.run_id)
    return dead


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # somebody else's process
        return True
    return True


def failure_message(event: dg.DagsterEvent) -> str:
    """What made a step fail, as its first cause put it."""
    return _first_cause(event.step_failure_data.error)


def _first_cause(error: SerializableErrorInfo | None) -> str:
    while error is not None and error.cause is not None:
        error = error.cause
    return error.message.strip() if error else ""


def _errors(result: dg.ExecuteInProcessResult) -> list[str]:
    steps = [
        f"{event.step_key}：{failure_message(event)}"
        for event in result.all_events
        if event.is_step_failure
    ]
    # Before any step: a resource that could not be had, such as the warehouse's lock.
    runs = [
        _first_cause(event.job_failure_data.error)
        for event in result.all_events
        if event.event_type == dg.DagsterEventType.RUN_FAILURE
    ]
    return steps or [line for line in runs if line]
