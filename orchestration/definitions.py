"""The Dagster code location: ``dagster dev -m orchestration.definitions``."""

from __future__ import annotations

import dagster as dg

from orchestration.assets import checks, ingest, warehouse
from orchestration.resources import Home

#: One process per run: each spawned step would cost seconds; reading has its own pool.
_EXECUTOR = dg.in_process_executor
_COLLECT = dg.AssetSelection.assets(ingest.listing, ingest.archive, ingest.facts)

main_job = dg.define_asset_job(
    "main",
    selection=dg.AssetSelection.all(),
    executor_def=_EXECUTOR,
    description="端到端：列表到报告 / from listing to report",
)
collect_job = dg.define_asset_job(
    "collect",
    selection=_COLLECT,
    executor_def=_EXECUTOR,
    description="列表、归档、读取 / listing, archive, facts",
)
refresh_job = dg.define_asset_job(
    "refresh",
    selection=dg.AssetSelection.all() - _COLLECT | dg.AssetSelection.all_asset_checks(),
    executor_def=_EXECUTOR,
    description="建仓、核对、发布、报告 / warehouse, verdicts, publication, report",
)

defs = dg.Definitions(
    asset_checks=[checks.great_expectations],
    assets=dg.load_assets_from_modules([ingest, warehouse]),
    jobs=[main_job, collect_job, refresh_job],
    resources={"home": Home()},
)
