"""The Dagster code location: ``dagster dev -m orchestration.definitions``."""

from __future__ import annotations

import dagster as dg

from orchestration.assets import checks, warehouse
from orchestration.collecting import ASSETS, COLLECT, EXECUTOR, collect_job
from orchestration.resources import Home, WarehouseLock

refresh_job = dg.define_asset_job(
    "refresh",
    selection=dg.AssetSelection.all() - COLLECT | dg.AssetSelection.all_asset_checks(),
    executor_def=EXECUTOR,
    tags={"mingzhang/job": "refresh"},
    description="建仓、核对、发布、报告 / warehouse, verdicts, publication, report",
)

_home = Home()
defs = dg.Definitions(
    asset_checks=[checks.great_expectations],
    assets=[*ASSETS, *dg.load_assets_from_modules([warehouse])],
    jobs=[collect_job, refresh_job],
    executor=EXECUTOR,
    resources={"home": _home, "warehouse_lock": WarehouseLock(home=_home)},
)
