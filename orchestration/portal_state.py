"""What a deployment remembers of each portal: when it last answered, and with how much."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from extractors.atomic import atomic_write
from extractors.serial import record_from_json, to_jsonable
from orchestration.settings import Settings


@dataclass(frozen=True, slots=True)
class PortalState:
    """The last listing of a portal; times are UTC.

    ``listed`` is the number of files of the last listing that succeeded, at
    ``last_listed_at``; ``failing_since`` and ``last_error`` are set while it fails.
    """

    portal: str
    first_tried_at: datetime
    last_tried_at: datetime
    last_listed_at: datetime | None
    listed: int
    failing_since: datetime | None
    last_error: str | None


def _path(settings: Settings, portal_id: str) -> Path:
    return settings.state / "portals" / f"{portal_id}.json"


def read_portal_state(settings: Settings, portal_id: str) -> PortalState | None:
    """What is remembered of a portal; None where it was never asked."""
    path = _path(settings, portal_id)
    if not path.is_file():
        return None
    return record_from_json(PortalState, json.loads(path.read_bytes()))


def remember_listing(
    settings: Settings,
    portal_id: str,
    listed: int,
    error: str | None,
    now: datetime | None = None,
) -> PortalState:
    """Keep what became of a listing; ``error`` where it gave nothing."""
    now = now or datetime.now(UTC)
    before = read_portal_state(settings, portal_id)
    state = PortalState(
        portal=portal_id,
        first_tried_at=before.first_tried_at if before else now,
        last_tried_at=now,
        last_listed_at=now if error is None else before.last_listed_at if before else None,
        listed=listed if error is None else before.listed if before else 0,
        failing_since=None if error is None else (before and before.failing_since) or now,
        last_error=error,
    )
    text = json.dumps(to_jsonable(state), ensure_ascii=False, indent=1)
    with atomic_write(_path(settings, portal_id)) as stream:
        stream.write(text.encode())
    return state


def known_portals(settings: Settings) -> list[str]:
    """Portals that this deployment has asked at least once."""
    folder = settings.state / "portals"
    return sorted(p.stem for p in folder.glob("*.json")) if folder.is_dir() else []
