"""Jobs beside collecting: the refresh, the checks of portals, telling people, clearing up."""

import dagster as dg

from orchestration.alerts import AlertError, watch
from orchestration.assets.ingest import listing
from orchestration.collecting import COLLECT, EXECUTOR
from orchestration.resources import Home
from orchestration.retention import clear_up
from orchestration.retry import ROUNDS, first_wait_s


@dg.op(description="新发现的差错、沉默的门户 / new publisher errors, silent portals")
def tell_people(context: dg.OpExecutionContext, home: Home) -> None:
    """Send what nobody was told yet; a channel that refuses is tried again with back-off."""
    try:
        sent = watch(home.settings())
    except AlertError as error:
        raise dg.RetryRequested(ROUNDS, first_wait_s() * 2**context.retry_number) from error
    for alert in sent:
        context.log.info(f"{alert.title}\n{alert.text}")
    context.add_output_metadata({"alerts": len(sent), "told": sum(len(a.keys) for a in sent)})


@dg.op(description="清理过期的运行与日志 / old runs, logs and leftovers")
def clear_old(context: dg.OpExecutionContext, home: Home) -> None:
    """Remove what the retention no longer keeps."""
    cleared = clear_up(home.settings())
    context.add_output_metadata(
        {
            "runs": len(cleared.runs),
            "files": len(cleared.files),
            "size_bytes": cleared.size_bytes,
        }
    )


@dg.job(executor_def=EXECUTOR, description="提醒 / alerts")
def alert_people() -> None:
    """New publisher errors and silent portals, each told once."""
    tell_people()


@dg.job(executor_def=EXECUTOR, description="清理 / retention")
def retention() -> None:
    """Old runs, logs and leftovers."""
    clear_old()


refresh_job = dg.define_asset_job(
    "refresh",
    selection=dg.AssetSelection.all() - COLLECT | dg.AssetSelection.all_asset_checks(),
    executor_def=EXECUTOR,
    tags={"mingzhang/job": "refresh"},
    description="建仓、核对、发布、报告 / warehouse, verdicts, publication, report",
)
portal_check_job = dg.define_asset_job(
    "check_portals",
    selection=dg.AssetSelection.checks_for_assets(listing),
    executor_def=EXECUTOR,
    description="各门户的文件数与时效 / counts and freshness of every portal",
)
