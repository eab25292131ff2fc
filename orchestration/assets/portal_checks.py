"""Checks of each portal that this deployment collects: how many documents, how long ago.

Too few documents fail (the list was not read, or the portal withdrew something), too
many warn (a new column, or two portals in one).  A portal without a successful listing
for longer than its season allows fails.
"""

from collections.abc import Iterator
from datetime import UTC, datetime

import dagster as dg

from extractors.portals.registry_model import Portal, load_portals
from orchestration.assets.ingest import listing
from orchestration.operations import Operations, load_operations
from orchestration.portal_state import PortalState, read_portal_state
from orchestration.resources import Home
from orchestration.silence import is_in_season, is_silent, silence_limit

COUNT, FRESHNESS = "document_count", "freshness"
_VERDICTS = {"ok": "在预期之内", "too_few": "少于最低数", "too_many": "多于最高数"}


def _check_name(kind: str, portal_id: str) -> str:
    return f"{kind}_{portal_id}"


def count_check(portal: Portal, state: PortalState) -> dg.AssetCheckResult:
    """Whether the last listing held a plausible number of documents."""
    expected = portal.expected_documents
    verdict = expected.judge(state.listed)
    return dg.AssetCheckResult(
        asset_key=listing.key,
        check_name=_check_name(COUNT, portal.id),
        passed=verdict == "ok",
        severity=dg.AssetCheckSeverity.WARN
        if verdict == "too_many"
        else dg.AssetCheckSeverity.ERROR,
        description=f"{portal.title}：列出 {state.listed} 份，{_VERDICTS[verdict]}",
        metadata={
            "listed": state.listed,
            "minimum": expected.minimum,
            "maximum": "" if expected.maximum is None else str(expected.maximum),
        },
    )


def freshness_check(
    portal: Portal, state: PortalState, operations: Operations, now: datetime
) -> dg.AssetCheckResult:
    """Whether the portal was listed recently enough."""
    last = state.last_listed_at
    said = f"最近一次成功列表：{last.isoformat(timespec='minutes') if last else '从未'}"
    return dg.AssetCheckResult(
        asset_key=listing.key,
        check_name=_check_name(FRESHNESS, portal.id),
        passed=not is_silent(portal, state, operations, now),
        severity=dg.AssetCheckSeverity.ERROR,
        description=f"{portal.title}：{said}"
        + (f"；{state.last_error}" if state.last_error else ""),
        metadata={
            "limit_days": silence_limit(portal, operations, now).days,
            "in_season": is_in_season(portal, operations, now),
        },
    )


def _specs() -> list[dg.AssetCheckSpec]:
    return [
        dg.AssetCheckSpec(
            _check_name(kind, portal.id), asset=listing, description=f"{text}：{portal.title}"
        )
        for portal in load_portals().values()
        for kind, text in ((COUNT, "文件数"), (FRESHNESS, "是否按时列出"))
    ]


@dg.multi_asset_check(specs=_specs(), name="portal_checks", can_subset=True)
def portal_checks(
    context: dg.AssetCheckExecutionContext, home: Home
) -> Iterator[dg.AssetCheckResult]:
    """Judge the portals that this deployment has asked at least once; others have no result."""
    settings = home.settings()
    operations, now = load_operations(settings), datetime.now(UTC)
    selected = {key.name for key in context.selected_asset_check_keys}
    for portal in load_portals().values():
        state = read_portal_state(settings, portal.id)
        if state is None:
            continue
        for result in (
            count_check(portal, state),
            freshness_check(portal, state, operations, now),
        ):
            if result.check_name in selected:
                yield result
