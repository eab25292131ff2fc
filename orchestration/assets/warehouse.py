"""Assets from facts to report: every dbt model is one, and its data tests are its checks.

dbt runs twice, because the oversight models are made of verdicts and the judge needs
the first pass's tables.  Steps that open the working file share a pool of one; a whole
refresh holds the warehouse's lock, so that two of them never mix their passes.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import dagster as dg
import duckdb

from orchestration.dbt_graph import DbtGraph, read_results
from orchestration.freshness import inputs_digest, mark_fresh, mark_of
from orchestration.progress import report as say
from orchestration.resources import Home, WarehouseLock
from orchestration.settings import Settings
from orchestration.warehouse import (
    OVERSIGHT,
    WarehouseError,
    build,
    publish,
    published_path,
    run_judge,
)

#: DuckDB's lock excludes readers and writers both ways: one step at a time.
POOL = "warehouse_file"

#: A dbt whose parent was killed ends by itself within this time.
LOCK_RETRIES, LOCK_WAIT_S = 8, 15

GRAPH = DbtGraph.load(Settings.load().prepare())
DbtEvents = Iterator[dg.MaterializeResult[Any] | dg.AssetCheckResult]


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


def _run_dbt(
    context: dg.AssetExecutionContext, settings: Settings, stage: str, whole: Sequence[str]
) -> DbtEvents:
    """Build the selected assets of one pass; what was built is told even when a node failed."""
    say(stage, 0, None)
    keys = set(context.selected_asset_keys)
    passed: WarehouseError | None = None
    with waiting_for_lock():
        try:
            if context.is_subset:
                result = build(settings, select=GRAPH.selection(keys))
            else:
                result = build(settings, **{whole[0]: [whole[1]]})  # type: ignore[arg-type]
        except WarehouseError as error:
            if not read_results(settings):
                raise
            passed = error
    yield from GRAPH.events(read_results(settings), keys)
    if passed is not None:
        raise passed
    context.log.info(f"dbt: {result.statuses} in {result.duration_s:.1f} s")
    say(stage, 1, 1)


@dg.multi_asset(
    specs=GRAPH.specs(oversight=False),
    check_specs=GRAPH.check_specs(oversight=False),
    name="dbt_models",
    can_subset=True,
    pool=POOL,
)
def dbt_models(
    context: dg.AssetExecutionContext, home: Home, warehouse_lock: WarehouseLock
) -> DbtEvents:
    """Build the star schema from the facts of every partition."""
    settings = home.settings()
    # Taken before dbt reads: facts that arrive meanwhile make the next refresh due.
    digest = inputs_digest(settings)
    yield from _run_dbt(context, settings, "warehouse", ("exclude", OVERSIGHT))
    if not context.is_subset:
        mark_fresh(settings, "build", digest)


@dg.asset(
    deps=GRAPH.keys_read_by_judge(),
    pool=POOL,
    group_name="oversight",
    kinds={"duckdb"},
    description="结论：逐条核对账目关系 / every identity judged on every document",
)
def verdicts(
    context: dg.AssetExecutionContext, home: Home, warehouse_lock: WarehouseLock
) -> dg.MaterializeResult[Any]:
    """Judge every document of the working file."""
    say("verdicts", 0, None)
    with waiting_for_lock():
        counts = run_judge(home.settings(), run_id=context.run_id)
    return dg.MaterializeResult(metadata=dict(counts))


@dg.multi_asset(
    specs=GRAPH.specs(oversight=True),
    check_specs=GRAPH.check_specs(oversight=True),
    name="dbt_oversight_models",
    can_subset=True,
    pool=POOL,
)
def dbt_oversight_models(
    context: dg.AssetExecutionContext, home: Home, warehouse_lock: WarehouseLock
) -> DbtEvents:
    """Build the models that are made of verdicts and findings."""
    yield from _run_dbt(context, home.settings(), "verdicts", ("select", OVERSIGHT))


@dg.asset(
    deps=GRAPH.keys_published(),
    pool=POOL,
    group_name="publication",
    kinds={"duckdb"},
    description="发布：检查后一次替换快照 / the snapshot, checked and put in place at once",
)
def publication(home: Home, warehouse_lock: WarehouseLock) -> dg.MaterializeResult[Any]:
    """Publish the snapshot that everybody reads."""
    settings = home.settings()
    say("publish", 0, None)
    # Under the warehouse's lock: a candidate that lies here is of a run that was killed.
    for left in settings.warehouse.glob(".candidate-*"):
        left.unlink()
    result = publish(settings)
    mark_fresh(settings, "publication", mark_of(settings, "build"))
    say("publish", 1, 1)
    metadata: dict[str, Any] = {
        "path": dg.MetadataValue.path(str(result.path)),
        "size_bytes": result.size_bytes,
        "documents": result.rows.get("dim_document", 0),
        "cells": result.rows.get("fct_cell", 0),
        "rows": dg.MetadataValue.json(result.rows),
    }
    return dg.MaterializeResult(metadata=metadata | _coverage(settings))


@dg.asset(
    deps=[publication],
    group_name="publication",
    kinds={"html"},
    description="报告：网页、工作簿、CSV / the static report, workbook and CSV",
)
def report(
    context: dg.AssetExecutionContext, home: Home, warehouse_lock: WarehouseLock
) -> dg.MaterializeResult[Any]:
    """Write the report of the published snapshot."""
    # Imported here: a code location that only shows the graph needs no PDF library.
    from orchestration.reporting import build_report

    settings = home.settings()
    say("report", 0, None)
    built = build_report(settings, context.run_id)
    mark_fresh(settings, "report", mark_of(settings, "publication"))
    say("report", 1, 1)
    return dg.MaterializeResult(
        metadata={
            "report": dg.MetadataValue.url(settings.report_page("index.html")),
            "workbook": dg.MetadataValue.path(str(built.workbook)),
            "documents": built.n_documents,
            "findings": built.n_findings,
            "review": built.n_review,
            "crop_failures": len(built.crop_failures),
        }
    )


def _coverage(settings: Settings) -> dict[str, Any]:
    """How much was read, as a person asks for it."""
    with duckdb.connect(str(published_path(settings)), read_only=True) as connection:
        row = connection.execute(
            "SELECT count(*) FILTER (status = 'ok'), count(*) FILTER (status <> 'ok'), "
            "sum(tokens_typed + tokens_explained) / nullif(sum(tokens_in_tables), 0) "
            "FROM dim_document"
        ).fetchone()
    read, unread, share = row or (0, 0, None)
    covered = {} if share is None else {"coverage_percent": round(100 * float(share), 2)}
    return {"documents_read": int(read), "documents_not_read": int(unread)} | covered
