"""When a portal counts as silent: longer without a successful listing than its season allows."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from extractors.portals.registry_model import Portal
from orchestration.operations import Operations
from orchestration.portal_state import PortalState


def is_in_season(portal: Portal, operations: Operations, now: datetime) -> bool:
    """Whether new disclosures are to be expected on the deployment's present day."""
    return portal.in_season(now.astimezone(ZoneInfo(operations.schedule.timezone)).date())


def silence_limit(portal: Portal, operations: Operations, now: datetime) -> timedelta:
    """How long the portal may go without a successful listing."""
    freshness = operations.freshness
    in_season = is_in_season(portal, operations, now)
    return timedelta(days=freshness.in_season_days if in_season else freshness.off_season_days)


def is_silent(portal: Portal, state: PortalState, operations: Operations, now: datetime) -> bool:
    """Whether the last successful listing (or the first attempt) is too long ago."""
    since = state.last_listed_at or state.first_tried_at
    return now - since > silence_limit(portal, operations, now)
