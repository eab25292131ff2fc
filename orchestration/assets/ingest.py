"""Assets from portal to facts, one partition per portal and fiscal year."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import dagster as dg

from extractors.errors import ConfigError
from extractors.portals.runner import CrawlError
from orchestration.errors import UserError
from orchestration.partitions import by_portal, portal_year
from orchestration.progress import listening
from orchestration.resources import Home
from orchestration.retry import ROUNDS, first_wait_s, is_disk_full
from orchestration.stages import (
    PortalDownError,
    StageSummary,
    archive_portal,
    list_portal,
    parse_year,
    read_documents,
)

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
    total = StageSummary()
    for portal in by_portal(list(context.partition_keys)):
        with by_kind_of_error(context), logged(context):
            _, summary = list_portal(home.settings(), portal, context.run_id)
        _merge(total, summary)
    return dg.MaterializeResult(metadata=_metadata(total))


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
    total = StageSummary()
    for portal, years in by_portal(list(context.partition_keys)).items():
        wanted = [parse_year(y) for y in years]
        with by_kind_of_error(context), logged(context):
            _merge(total, archive_portal(home.settings(), portal, wanted, context.run_id))
    return dg.MaterializeResult(metadata=_metadata(total, "new", "changed", "failed", "blocked"))


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
    counts: Counter[str] = Counter()
    problems: list[str] = []
    for portal, years in by_portal(list(context.partition_keys)).items():
        wanted = [parse_year(y) for y in years]
        with by_kind_of_error(context), logged(context):
            results = read_documents(home.settings(), portal, wanted, context.run_id)
        for result in results:
            header = result.header
            counts["unchanged" if result.was_known else "read"] += 1
            counts[f"status_{header.status}"] += 1
            if header.reason:
                problems.append(f"{header.file_name}：{header.reason}")
    return dg.MaterializeResult(metadata=_counts(counts, "read") | _list("problems", problems))


def _merge(total: StageSummary, part: StageSummary) -> None:
    total.counts.update(part.counts)
    total.problems.extend(part.problems)


def _metadata(summary: StageSummary, *always: str) -> dict[str, dg.MetadataValue[Any]]:
    problems = [f"{p.subject}：{p.message or p.error_kind}" for p in summary.problems]
    return _counts(summary.counts, *always) | _list("problems", problems)


def _counts(counts: Counter[str], *always: str) -> dict[str, dg.MetadataValue[Any]]:
    """Counts by name; those named are shown even where they are nought."""
    named = dict.fromkeys(always, 0) | dict(counts)
    return {k: dg.MetadataValue.int(v) for k, v in sorted(named.items())}


def _list(name: str, lines: list[str]) -> dict[str, dg.MetadataValue[Any]]:
    shown = "\n".join(f"- {line}" for line in lines[:50])
    more = f"\n- … {len(lines) - 50}" if len(lines) > 50 else ""
    return {name: dg.MetadataValue.md(shown + more)} if lines else {}
