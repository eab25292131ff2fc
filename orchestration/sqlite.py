"""Dagster's run history in SQLite, without waiting for the disk after every event.

A refresh writes some two thousand events, each in a transaction of its own.  Dagster
keeps its files in write-ahead mode, where ``synchronous = NORMAL`` is safe against a
killed process and never corrupts; only a power failure may lose the last events.
"""

from __future__ import annotations

import sqlite3
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine


def _relax(connection: Any, _: Any) -> None:
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA synchronous = NORMAL")


def relax_sqlite() -> None:
    """Apply it to every SQLite connection that this process opens from now on."""
    if not event.contains(Engine, "connect", _relax):
        event.listen(Engine, "connect", _relax)
