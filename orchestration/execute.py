"""Run the Dagster jobs headless; every run is in the instance that the UI shows."""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import dagster as dg
from dagster._core.storage.tags import (
    ASSET_PARTITION_RANGE_END_TAG,
    ASSET_PARTITION_RANGE_START_TAG,
)

from orchestration.errors import UserError
from orchestration.partitions import partition_key
from orchestration.settings import UNKNOWN_YEAR, Settings, fiscal_years

_RANGE = re.compile(r"(?:(\d{4})?\.\.(\d{4})?|(\d{4}))")


@dataclass(frozen=True, slots=True)
class RunResult:
    """One finished run; ``errors`` are one line per failed step."""

    run_id: str
    success: bool
    errors: tuple[str, ...]


def parse_years(text: str | None) -> list[str]:
    """Partition keys of ``2023..2025``, ``2024``, ``..2024``, ``unknown`` or None (all)."""
    every = fiscal_years()
    if text is None:
        return every
    if text == UNKNOWN_YEAR:
        return [UNKNOWN_YEAR]
    match = _RANGE.fullmatch(text.strip())
    if match is None or text.strip() == "..":
        raise UserError(f"看不懂年度 {text}；请写成 2023..2025、2024 或 unknown")
    first, last, one = match.groups()
    known = every[:-1]
    low, high = one or first or known[0], one or last or known[-1]
    years = [y for y in known if low <= y <= high]
    if not years:
        raise UserError(f"年度 {text} 不在 {known[0]} 至 {known[-1]} 之间")
    return years


def run_job(
    settings: Settings, job: str, portal: str | None = None, years: Sequence[str] = ()
) -> RunResult:
    """Run one job in this process: over a range of years of one portal, or unpartitioned.

    ``years`` must be neighbours, as :func:`parse_years` gives them.
    """
    warnings.filterwarnings("ignore", category=dg.BetaWarning)
    warnings.filterwarnings("ignore", category=dg.PreviewWarning)
    settings.prepare().dagster_home()
    from orchestration.definitions import defs

    tags: dict[str, str] = {"mingzhang/command": job}
    if portal is not None:
        tags[ASSET_PARTITION_RANGE_START_TAG] = partition_key(portal, years[0])
        tags[ASSET_PARTITION_RANGE_END_TAG] = partition_key(portal, years[-1])
    logging.getLogger("dagster").setLevel(logging.CRITICAL)
    with dg.DagsterInstance.get() as instance:
        result = defs.resolve_job_def(job).execute_in_process(
            instance=instance,
            tags=tags,
            run_config={
                "loggers": {"console": {"config": {"log_level": "CRITICAL"}}},
                "resources": {"home": {"config": {"path": str(settings.home)}}},
            },
            raise_on_error=False,
        )
        return RunResult(result.run_id, result.success, tuple(_errors(result)))


def _errors(result: dg.ExecuteInProcessResult) -> list[str]:
    lines = []
    for event in result.all_events:
        if event.is_step_failure:
            error = event.step_failure_data.error
            while error is not None and error.cause is not None:
                error = error.cause
            message = error.message.strip() if error else ""
            lines.append(f"{event.step_key}：{message}")
    return lines
