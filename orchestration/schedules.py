"""When things run by themselves: portals by disclosure season, the watch, the clearing up.

Both portal schedules look at the registry each time: a portal is in one of them on any
day, never in both.  These two are off until somebody turns them on, because they ask
other people's servers; what only looks at the deployment's own files is on.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import dagster as dg
from dagster._core.storage.tags import (
    ASSET_PARTITION_RANGE_END_TAG,
    ASSET_PARTITION_RANGE_START_TAG,
)

from extractors.portals.registry_model import load_portals
from orchestration.chores import alert_people, portal_check_job, retention
from orchestration.collecting import collect_job
from orchestration.operations import Operations, load_operations
from orchestration.partitions import partition_key
from orchestration.settings import Settings, fiscal_years

_SETTINGS = Settings.load()
_OPERATIONS = load_operations(_SETTINGS)
_HOUR, _ZONE = _OPERATIONS.schedule.hour, _OPERATIONS.schedule.timezone


def range_tags(portal: str, years: list[str]) -> dict[str, str]:
    """Tags of one run over a range of years of one portal."""
    return {
        ASSET_PARTITION_RANGE_START_TAG: partition_key(portal, years[0]),
        ASSET_PARTITION_RANGE_END_TAG: partition_key(portal, years[-1]),
        "mingzhang/portal": portal,
    }


def recent_years(operations: Operations, now: datetime) -> list[str]:
    """The fiscal years that are asked for nightly: recent ones, next year's, and unknown."""
    every = fiscal_years()
    first = str(now.year - operations.schedule.years_back)
    return [y for y in every if y >= first]  # "unknown" sorts behind the digits


def requests(now: datetime, *, in_season: bool) -> Iterator[dg.RunRequest | dg.SkipReason]:
    """One run per portal that is due; ``now`` is local to the deployment's time zone."""
    settings = Settings.load()
    operations = load_operations(settings)
    registered = load_portals()
    due = [
        portal
        for portal in operations.scheduled_portals(settings)
        if registered[portal].in_season(now.date()) is in_season
    ]
    years = recent_years(operations, now) if in_season else fiscal_years()
    for portal in due:
        yield dg.RunRequest(run_key=f"{portal}-{now:%Y-%m-%d}", tags=range_tags(portal, years))
    if not due:
        season = "在公开季内" if in_season else "在公开季外"
        yield dg.SkipReason(f"没有需要抓取的门户{season}（operations.yml 的 schedule.portals）")


@dg.schedule(
    job=collect_job,
    cron_schedule=f"0 {_HOUR} * * *",
    execution_timezone=_ZONE,
    description="公开季内的门户：每天，近几年 / portals in season: daily, recent years",
)
def nightly_in_season(
    context: dg.ScheduleEvaluationContext,
) -> Iterator[dg.RunRequest | dg.SkipReason]:
    """Portals in their disclosure season."""
    yield from requests(context.scheduled_execution_time, in_season=True)


@dg.schedule(
    job=collect_job,
    cron_schedule=f"30 {_HOUR} * * 1",
    execution_timezone=_ZONE,
    description="公开季外的门户：每周一，全部年度 / portals out of season: weekly, all years",
)
def weekly_out_of_season(
    context: dg.ScheduleEvaluationContext,
) -> Iterator[dg.RunRequest | dg.SkipReason]:
    """Portals out of their disclosure season."""
    yield from requests(context.scheduled_execution_time, in_season=False)


#: After the night's runs: what is wrong with a portal, then who has to know.
check_daily = dg.ScheduleDefinition(
    name="check_portals_daily",
    job=portal_check_job,
    cron_schedule=f"0 {(_HOUR + 6) % 24} * * *",
    execution_timezone=_ZONE,
    default_status=dg.DefaultScheduleStatus.RUNNING,
)
alert_daily = dg.ScheduleDefinition(
    name="alert_daily",
    job=alert_people,
    cron_schedule=f"10 {(_HOUR + 6) % 24} * * *",
    execution_timezone=_ZONE,
    default_status=dg.DefaultScheduleStatus.RUNNING,
)
retention_weekly = dg.ScheduleDefinition(
    name="retention_weekly",
    job=retention,
    cron_schedule=f"0 {(_HOUR + 20) % 24} * * 0",
    execution_timezone=_ZONE,
    default_status=dg.DefaultScheduleStatus.RUNNING,
)
SCHEDULES = (
    nightly_in_season,
    weekly_out_of_season,
    check_daily,
    alert_daily,
    retention_weekly,
)
