"""Dagster's run history in SQLite, without starting anew and waiting for the disk at every event.

A refresh writes some two thousand events, each in a transaction of its own.  Two things
make that slow in Dagster's own storage, and neither buys anything here:

* it waits for the disk after each.  Dagster keeps its files in write-ahead mode, where
  ``synchronous = NORMAL`` is safe against a killed process and never corrupts; only a
  power failure may lose the last events;
* it makes an engine and opens the file for each, which costs four times the writing.
"""

from __future__ import annotations

import os
import sqlite3
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import dagster as dg
from dagster._core.storage.event_log import SqliteEventLogStorage
from dagster._core.storage.sqlite import SQLITE_BUSY_TIMEOUT_SECONDS
from dagster._serdes import ConfigurableClassData
from sqlalchemy import create_engine, event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.pool import QueuePool

#: Files that are kept open: the index and the runs that are at work.
OPEN_FILES = 8
_HISTORY = ("history", "runs")


def _relax(connection: Any, _: Any) -> None:
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA synchronous = NORMAL")


def relax_sqlite() -> None:
    """Apply it to every SQLite connection that this process opens from now on."""
    if not event.contains(Engine, "connect", _relax):
        event.listen(Engine, "connect", _relax)


class OpenSqliteEventLogStorage(SqliteEventLogStorage):
    """Dagster's own storage and files, whose connections stay open (``dagster.yaml`` names it)."""

    def __init__(self, base_dir: str, inst_data: ConfigurableClassData | None = None) -> None:
        self._engines: OrderedDict[str, Engine] = OrderedDict()
        super().__init__(base_dir, inst_data)

    @classmethod
    def config_type(cls) -> Any:
        """``base_dir`` is where Dagster's own storage would be, unless it is named."""
        return {"base_dir": dg.Field(dg.StringSource, is_required=False)}

    @classmethod
    def from_config_value(
        cls, inst_data: ConfigurableClassData | None, config_value: Any
    ) -> OpenSqliteEventLogStorage:
        """As Dagster makes its storages."""
        folder = config_value.get("base_dir") or Path(os.environ["DAGSTER_HOME"], *_HISTORY)
        return cls(str(folder), inst_data)

    @contextmanager
    def _connect(self, shard: str) -> Iterator[Connection]:
        with self._db_lock:  # one user at a time, from whatever thread
            engine = self._engine(shard)
            if shard not in self._initialized_dbs:
                self._initdb(engine)
                self._initialized_dbs.add(shard)
            with engine.connect() as connection, connection.begin():
                yield connection

    def _engine(self, shard: str) -> Engine:
        engine = self._engines.pop(shard, None) or create_engine(
            self.conn_string_for_shard(shard),
            poolclass=QueuePool,
            connect_args={"timeout": SQLITE_BUSY_TIMEOUT_SECONDS, "check_same_thread": False},
        )
        self._engines[shard] = engine
        while len(self._engines) > OPEN_FILES:
            self._engines.popitem(last=False)[1].dispose()
        return engine

    def delete_events(self, run_id: str) -> None:
        """Close the run's file before what is in it goes."""
        with self._db_lock:
            if engine := self._engines.pop(run_id, None):
                engine.dispose()
        super().delete_events(run_id)

    def wipe(self) -> None:
        """Close every file before they go."""
        self._close()
        super().wipe()

    def dispose(self) -> None:
        """Close every file."""
        self._close()
        super().dispose()

    def _close(self) -> None:
        with self._db_lock:
            while self._engines:
                self._engines.popitem()[1].dispose()
