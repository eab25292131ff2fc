"""Assets from facts to publication; those that open the working file share a pool of one."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import dagster as dg

from orchestration.assets.ingest import facts
from orchestration.freshness import inputs_digest, is_fresh, mark_fresh
from orchestration.progress import report as say
from orchestration.resources import Home
from orchestration.warehouse import BuildResult, WarehouseError, build, publish, run_judge

#: DuckDB's lock excludes readers and writers both ways: one step at a time.
POOL = "warehouse_file"

#: Nothing that this step is made of changed since the last publication.
UNCHANGED: dg.MaterializeResult[Any] = dg.MaterializeResult(metadata={"unchanged": True})

#: A dbt whose parent was killed ends by itself within this time.
LOCK_RETRIES, LOCK_WAIT_S = 8, 15


@contextmanager
def waiting_for_lock() -> Iterator[None]:
    """Have Dagster try the step again while another process still holds the working file."""
    try:
        yield
    except WarehouseError as error:
        text = str(error)
        if "正被另一进程使用" in text or "Could not set lock" in text:
            raise dg.RetryRequested(LOCK_RETRIES, LOCK_WAIT_S) from error
        raise


@dg.asset(
    deps=[facts],
    pool=POOL,
    group_name="warehouse",
    kinds={"dbt", "duckdb"},
    description="仓库：dbt 构建星型模型 / the star schema, built by dbt",
)
def warehouse(home: Home) -> dg.MaterializeResult[Any]:
    """Build the working file from the facts of every partition."""
    settings = home.settings()
    if is_fresh(settings, "publication", inputs_digest(settings)):
        return UNCHANGED
    say("warehouse", 0, None)
    with waiting_for_lock():
        result = build(settings, exclude=["tag:oversight"])
    say("warehouse", 1, 1)
    return dg.MaterializeResult(metadata=_build_metadata(result))


@dg.asset(
    deps=[warehouse],
    pool=POOL,
    group_name="oversight",
    kinds={"duckdb"},
    description="结论：逐条核对账目关系 / every identity judged on every document",
)
def verdicts(context: dg.AssetExecutionContext, home: Home) -> dg.MaterializeResult[Any]:
    """Judge every document of the working file and build the oversight marts."""
    settings = home.settings()
    if is_fresh(settings, "publication", inputs_digest(settings)):
        return UNCHANGED
    say("verdicts", 0, None)
    with waiting_for_lock():
        counts = run_judge(settings, run_id=context.run_id)
        result = build(settings, select=["tag:oversight"])
    say("verdicts", 1, 1)
    return dg.MaterializeResult(metadata=dict(counts) | _build_metadata(result))


@dg.asset(
    deps=[verdicts],
    pool=POOL,
    group_name="publication",
    kinds={"duckdb"},
    description="发布：检查后一次替换快照 / the snapshot, checked and put in place at once",
)
def publication(home: Home) -> dg.MaterializeResult[Any]:
    """Publish the snapshot that everybody reads."""
    settings = home.settings()
    digest = inputs_digest(settings)
    if is_fresh(settings, "publication", digest):
        return UNCHANGED
    say("publish", 0, None)
    result = publish(settings)
    mark_fresh(settings, "publication", digest)
    say("publish", 1, 1)
    return dg.MaterializeResult(
        metadata={
            "path": dg.MetadataValue.path(str(result.path)),
            "size_bytes": result.size_bytes,
            "rows": dg.MetadataValue.json(result.rows),
        }
    )


@dg.asset(
    deps=[publication],
    group_name="publication",
    kinds={"html"},
    description="报告：网页、工作簿、CSV / the static report, workbook and CSV",
)
def report(context: dg.AssetExecutionContext, home: Home) -> dg.MaterializeResult[Any]:
    """Write the report of the published snapshot."""
    # Imported here: a code location that only shows the graph needs no PDF library.
    from orchestration.reporting import build_report

    settings = home.settings()
    digest = inputs_digest(settings)
    if is_fresh(settings, "report", digest):
        return UNCHANGED
    say("report", 0, None)
    built = build_report(settings, context.run_id)
    mark_fresh(settings, "report", digest)
    say("report", 1, 1)
    return dg.MaterializeResult(
        metadata={
            "index": dg.MetadataValue.path(str(built.index)),
            "documents": built.n_documents,
            "findings": built.n_findings,
            "review": built.n_review,
            "crop_failures": len(built.crop_failures),
        }
    )


def _build_metadata(result: BuildResult) -> dict[str, Any]:
    metadata: dict[str, Any] = {f"dbt_{k}": v for k, v in result.statuses.items()}
    metadata["dbt_seconds"] = round(result.duration_s, 1)
    if result.warnings:
        metadata["dbt_warnings"] = dg.MetadataValue.md("\n".join(f"- {w}" for w in result.warnings))
    return metadata
