"""Assets from portal to facts, one partition per portal and fiscal year."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import dagster as dg

from extractors.errors import ConfigError
from orchestration.errors import UserError
from orchestration.partitions import by_portal, portal_year
from orchestration.resources import Home
from orchestration.stages import (
    StageSummary,
    archive_portal,
    list_portal,
    parse_year,
    read_documents,
)

#: A range of years is one run: the listing is asked for once, the pool is filled once.
ONE_RUN = dg.BackfillPolicy.single_run()
#: A portal that is down is asked again; what it listed before stays.
NETWORK_RETRY = dg.RetryPolicy(max_retries=2, delay=30, backoff=dg.Backoff.EXPONENTIAL)


@contextmanager
def not_retried() -> Iterator[None]:
    """An error that only a person can put right is not tried again."""
    try:
        yield
    except (UserError, ConfigError) as error:
        raise dg.Failure(str(error), allow_retries=False) from error


@dg.asset(
    partitions_def=portal_year,
    backfill_policy=ONE_RUN,
    retry_policy=NETWORK_RETRY,
    group_name="portals",
    kinds={"python", "scrapy"},
    description="列表：门户现在公开了哪些文件 / what the portal lists now",
)
def listing(context: dg.AssetExecutionContext, home: Home) -> dg.MaterializeResult[Any]:
    """List the portals of the run's partitions."""
    total = StageSummary()
    for portal in by_portal(list(context.partition_keys)):
        with not_retried():
            _, summary = list_portal(home.settings(), portal, context.run_id)
        _merge(total, summary)
    return dg.MaterializeResult(metadata=_metadata(total))


@dg.asset(
    deps=[listing],
    partitions_def=portal_year,
    backfill_policy=ONE_RUN,
    retry_policy=NETWORK_RETRY,
    group_name="portals",
    kinds={"python", "scrapy"},
    description="归档：原始文件按 sha256 只写一次 / original bytes, written once by sha256",
)
def archive(context: dg.AssetExecutionContext, home: Home) -> dg.MaterializeResult[Any]:
    """Fetch the listed files of the run's partitions."""
    total = StageSummary()
    for portal, years in by_portal(list(context.partition_keys)).items():
        wanted = [parse_year(y) for y in years]
        _merge(total, archive_portal(home.settings(), portal, wanted, context.run_id))
    return dg.MaterializeResult(metadata=_metadata(total))


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
        for result in read_documents(home.settings(), portal, wanted, context.run_id):
            header = result.header
            counts["unchanged" if result.was_known else "read"] += 1
            counts[f"status_{header.status}"] += 1
            if header.reason:
                problems.append(f"{header.file_name}：{header.reason}")
    return dg.MaterializeResult(metadata=_counts(counts) | _list("problems", problems))


def _merge(total: StageSummary, part: StageSummary) -> None:
    total.counts.update(part.counts)
    total.problems.extend(part.problems)


def _metadata(summary: StageSummary) -> dict[str, dg.MetadataValue[Any]]:
    problems = [f"{p.subject}：{p.message or p.error_kind}" for p in summary.problems]
    return _counts(summary.counts) | _list("problems", problems)


def _counts(counts: Counter[str]) -> dict[str, dg.MetadataValue[Any]]:
    return {k: dg.MetadataValue.int(v) for k, v in sorted(counts.items())}


def _list(name: str, lines: list[str]) -> dict[str, dg.MetadataValue[Any]]:
    shown = "\n".join(f"- {line}" for line in lines[:50])
    more = f"\n- … {len(lines) - 50}" if len(lines) > 50 else ""
    return {name: dg.MetadataValue.md(shown + more)} if lines else {}
