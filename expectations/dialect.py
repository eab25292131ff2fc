"""SQLAlchemy dialect ``duckdb+gx``: the DuckDB dialect with rows buffered at execution.

Great Expectations fetches rows after it has closed the connection that produced them;
DuckDB then has nothing to give and every expectation would be reported as failed.
"""

from __future__ import annotations

from typing import Any, ClassVar

from duckdb_engine import Dialect as DuckDBDialect
from sqlalchemy.dialects import registry
from sqlalchemy.engine import cursor
from sqlalchemy.engine.default import DefaultExecutionContext

NAME = "duckdb.gx"


class BufferedContext(DefaultExecutionContext):
    """Execution context that takes every row over as soon as a statement has run."""

    def post_exec(self) -> None:
        """Fetch all rows now; statements without rows are left alone."""
        super().post_exec()  # type: ignore[no-untyped-call]
        if self.cursor is not None and self.cursor.description is not None:
            self.cursor_fetch_strategy = cursor.FullyBufferedCursorFetchStrategy(
                self.cursor, initial_buffer=self.cursor.fetchall()
            )


class BufferedDuckDBDialect(DuckDBDialect):
    """duckdb-engine's dialect with :class:`BufferedContext`."""

    driver = "gx"
    _opened: ClassVar[list[Any]] = []

    def connect(self, *args: Any, **kwargs: Any) -> Any:
        """Open a connection and remember it: Great Expectations leaves them open."""
        opened = super().connect(*args, **kwargs)
        self._opened.append(opened)
        return opened

    @classmethod
    def close_all(cls) -> None:
        """Close every connection that this dialect opened, so that the file is free again."""
        while cls._opened:
            cls._opened.pop().close()

    execution_ctx_cls: Any = BufferedContext
    supports_statement_cache = False


def register() -> None:
    """Make ``duckdb+gx://`` known to SQLAlchemy; calling it again changes nothing."""
    registry.register(NAME, __name__, BufferedDuckDBDialect.__name__)
