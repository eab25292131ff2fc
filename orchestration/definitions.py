"""The Dagster code location: ``dagster dev -m orchestration.definitions``."""

from __future__ import annotations

import dagster as dg

from orchestration import sensors
from orchestration.assets import checks, portal_checks, warehouse
from orchestration.chores import alert_people, portal_check_job, refresh_job, retention
from orchestration.collecting import ASSETS, EXECUTOR, collect_job
from orchestration.resources import Home, WarehouseLock
from orchestration.schedules import SCHEDULES

_home = Home()
defs = dg.Definitions(
    asset_checks=[checks.great_expectations, portal_checks.portal_checks],
    assets=[*ASSETS, *dg.load_assets_from_modules([warehouse])],
    jobs=[collect_job, refresh_job, portal_check_job, alert_people, retention],
    schedules=SCHEDULES,
    sensors=[
        sensors.inbox,
        sensors.refresh_when_changed,
        sensors.alert_after_publication,
        sensors.alert_on_failure,
    ],
    executor=EXECUTOR,
    resources={"home": _home, "warehouse_lock": WarehouseLock(home=_home)},
)
