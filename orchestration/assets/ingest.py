"""Assets from portal to facts, one partition per portal and fiscal year."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import dagster as dg

from extractors.contracts import Outcome
from extractors.errors import ConfigError
from extractors.portals.runner import CrawlError
from orchestration.errors import UserError
from orchestration.partitions import by_portal, partition_key, portal_year
from orchestration.progress import listening
from orchestration.resources import Home
from orchestration.retry import ROUNDS, first_wait_s, is_disk_full
from orchestration.settings import Settings
from orchestration.stages import (
    PortalDownError,
    StageSummary,
    archive_portal,
    coverage_of,
    list_portal,
    parse_year,
    read_documents,
)

#: Problems of a partition that its metadata writes out.
SHOWN = 50
#: A range of years is one run: the listing is asked for once, the pool is filled once.
ONE_RUN = dg.BackfillPolicy.single_run()


@contextmanager
def by_kind_of_error(context: dg.AssetExecutionContext) -> Iterator[None]:
    """Say in Dagster's terms what an error means: try again, or a person has to act.

    A crawl process that died is started again with back-off.  A portal that stays silent
    was already asked again by the stage; a full disk and a wrong configuration stay so.
    """
    try:
        yield
    except CrawlError as error:
        if is_disk_full(error):
            raise dg.Failure(f"磁盘已满：{error}", allow_retries=False) from error
        wait_s = first_wait_s() * 2**context.retry_number
        raise dg.RetryRequested(ROUNDS, wait_s) from error
    except (UserError, ConfigError, PortalDownError) as error:
        raise dg.Failure(str(error), allow_retries=False) from error
    except OSError as error:
        reason = "磁盘已满" if is_disk_full(error) else "文件无法读写"
        raise dg.Failure(f"{reason}：{error}", allow_retries=False) from error


@contextmanager
def logged(context: dg.AssetExecutionContext) -> Iterator[None]:
    """Write the beginning and end of each stage, and every wait, into the run's log."""
    begun: set[str] = set()

    def listener(stage: str, done: int, total: int | None, detail: str) -> None:
        finished = total is not None and done >= total
        if stage == "wait" or finished or stage not in begun:
            begun.add(stage)
            context.log.info(f"{stage} {done}/{total if total is not None else '?'} {detail}")

    with listening(listener):
        yield


@dg.asset(
    partitions_def=portal_year,
    backfill_policy=ONE_RUN,
    group_name="portals",
    kinds={"python", "scrapy"},
    description="列表：门户现在公开了哪些文件 / what the portal lists now",
)
def listing(context: dg.AssetExecutionContext, home: Home) -> dg.MaterializeResult[Any]:
    """List the portals of the run's partitions."""
    for portal, years in by_portal(list(context.partition_keys)).items():
        with by_kind_of_error(context), logged(context):
            _, summary = list_portal(home.settings(), portal, context.run_id)
        _tell(context, portal, years, summary, "listed")
    return dg.MaterializeResult()


@dg.asset(
    deps=[listing],
    partitions_def=portal_year,
    backfill_policy=ONE_RUN,
    group_name="portals",
    kinds={"python", "scrapy"},
    description="归档：原始文件按 sha256 只写一次 / original bytes, written once by sha256",
)
def archive(context: dg.AssetExecutionContext, home: Home) -> dg.MaterializeResult[Any]:
    """Fetch the listed files of the run's partitions."""
    for portal, years in by_portal(list(context.partition_keys)).items():
        wanted = [parse_year(y) for y in years]
        with by_kind_of_error(context), logged(context):
            summary = archive_portal(home.settings(), portal, wanted, context.run_id)
        _tell(context, portal, years, summary, "new", "changed", "failed", "blocked")
    return dg.MaterializeResult()


@dg.asset(
    deps=[archive],
    partitions_def=portal_year,
    backfill_policy=ONE_RUN,
    group_name="facts",
    kinds={"python", "parquet"},
    description="事实：每份文件读一次，逐格入 Parquet / each document read once, into Parquet",
)
def facts(context: dg.AssetExecutionContext, home: Home) -> dg.MaterializeResult[Any]:
    """Read the archived documents of the run's partitions."""
    for portal, years in by_portal(list(context.partition_keys)).items():
        wanted = [parse_year(y) for y in years]
        with by_kind_of_error(context), logged(context):
            summary = read_documents(home.settings(), portal, wanted, context.run_id)
        _tell(context, portal, years, summary, "read")
        for key in years:
            about = _about(home.settings(), portal, key)
            context.add_asset_metadata(about, partition_key=partition_key(portal, key))
    return dg.MaterializeResult()


def _about(settings: Settings, portal: str, key: str) -> dict[str, Any]:
    """How much of a partition's numbers was read, and where the report shows its documents."""
    query = f"portal={portal}" + ("" if parse_year(key) is None else f"&year={key}")
    links = {
        "report_documents": dg.MetadataValue.url(settings.report_page("documents.html", query)),
        "report_findings": dg.MetadataValue.url(settings.report_page("findings.html", query)),
    }
    share = coverage_of(settings, portal, parse_year(key))
    if share is None:
        return links if settings.reports.joinpath("index.html").is_file() else {}
    return links | {"coverage_percent": round(100 * float(share), 2)}


def _tell(
    context: dg.AssetExecutionContext,
    portal: str,
    years: list[str],
    summary: StageSummary,
    *always: str,
) -> None:
    """Attach to each partition what became of it; those named are told even where nought."""
    for key in years:
        year = parse_year(key)
        counts = dict.fromkeys(always, 0) | dict(summary.by_year.get(year, {}))
        metadata: dict[str, Any] = dict(sorted(counts.items()))
        problems = [p for p in summary.problems if p.fiscal_year == year]
        if problems:
            metadata["problems"] = _lines(problems)
        context.add_asset_metadata(metadata, partition_key=partition_key(portal, key))
    context.log.info(f"{portal}: {dict(sorted(summary.counts.items()))}")


def _lines(problems: list[Outcome]) -> dg.MetadataValue[Any]:
    lines = [f"- {p.subject}：{p.message or p.error_kind}" for p in problems[:SHOWN]]
    if len(problems) > SHOWN:
        lines.append(f"- …… 另有 {len(problems) - SHOWN} 个")
    return dg.MetadataValue.md("\n".join(lines))
