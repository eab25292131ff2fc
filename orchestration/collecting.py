"""The part of the code location that collects: all that a run of one portal needs.

Kept apart from :mod:`orchestration.definitions`, so that the command starts a crawl
without loading dbt's graph, the catalogue and Great Expectations.
"""

from __future__ import annotations

import dagster as dg

from orchestration.assets import ingest
from orchestration.resources import Home
from orchestration.sqlite import relax_sqlite

relax_sqlite()
#: One process per run: each spawned step would cost seconds; reading has its own pool.
EXECUTOR = dg.in_process_executor
ASSETS = (ingest.listing, ingest.archive, ingest.facts)
COLLECT = dg.AssetSelection.assets(*ASSETS)

collect_job = dg.define_asset_job(
    "collect",
    selection=COLLECT.without_checks(),
    executor_def=EXECUTOR,
    tags={"mingzhang/job": "collect"},
    description="列表、归档、读取一个门户的若干年度 / listing, archive, facts of a portal's years",
)

defs = dg.Definitions(assets=list(ASSETS), jobs=[collect_job], resources={"home": Home()})
