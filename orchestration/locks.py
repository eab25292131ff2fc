"""One writer at a time: locks of the operating system, which end with their process.

``<home>/locks/<name>.lock`` is locked by whoever works on a portal or on the
warehouse.  A killed run leaves no lock behind, because the system takes it back;
the file beside it only says who holds it, for the message to whoever waits.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from extractors.atomic import atomic_write
from orchestration.errors import UserError
from orchestration.progress import report
from orchestration.settings import Settings

WAREHOUSE = "warehouse"
#: Seconds between two looks at a lock that somebody else holds.
_POLL_S = 0.2


class BusyError(UserError):
    """Another run holds the lock and did not end within the time to wait."""


def portal_lock(portal_id: str) -> str:
    """Name of the lock of one portal."""
    return f"portal-{portal_id}"


@contextmanager
def exclusive(settings: Settings, name: str, what: str) -> Iterator[None]:
    """Hold a lock; waits up to ``settings.lock_wait_s`` for whoever holds it.

    ``what`` names the thing in the message.  Raises BusyError, which says who
    holds it since when, and what to do.
    """
    folder = settings.home / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / f"{name}.lock")
    holder = folder / f"{name}.json"
    _acquire(lock, holder, what, settings.lock_wait_s)
    try:
        with atomic_write(holder) as stream:
            since = datetime.now().astimezone().isoformat(timespec="seconds")
            stream.write(json.dumps({"pid": os.getpid(), "since": since}).encode())
        yield
    finally:
        holder.unlink(missing_ok=True)
        lock.release()


def _acquire(lock: FileLock, holder: Path, what: str, wait_s: float) -> None:
    deadline = time.monotonic() + wait_s
    told = False
    while True:
        try:
            lock.acquire(timeout=0)
            return
        except Timeout:
            message = f"{what}正由另一次运行使用{_who(holder)}"
            if time.monotonic() >= deadline:
                raise BusyError(
                    f"{message}；等待 {wait_s:.0f} 秒后放弃。请待其结束后重跑，"
                    "或用 MINGZHANG_LOCK_WAIT 调整等待的秒数"
                ) from None
            if not told:
                report("wait", 0, None, f"{message}；等待其结束，至多 {wait_s:.0f} 秒")
                told = True
            time.sleep(_POLL_S)


def _who(holder: Path) -> str:
    try:
        values = json.loads(holder.read_bytes())
    except (FileNotFoundError, ValueError):  # it has just begun or is just ending
        return ""
    return f"（进程 {values['pid']}，{values['since']} 起）"
