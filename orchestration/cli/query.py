"""``mingzhang query``: SQL on the published snapshot, which nothing can write through."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

from orchestration.errors import UserError
from orchestration.settings import Settings


def run_query(sql: str, *, as_csv: bool, limit: int) -> int:
    """Run one statement and print its rows; amounts print as exact decimals."""
    import duckdb

    from orchestration.warehouse import published_path

    path: Path = published_path(Settings.load())
    if not path.is_file():
        raise UserError("还没有已发布的仓库；请先运行 mingzhang run 或 mingzhang ingest")
    config: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
    with duckdb.connect(str(path), read_only=True, config=config) as connection:
        # A query reads the snapshot and no other file of this machine.
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        try:
            found = connection.execute(sql)
        except duckdb.Error as error:
            raise UserError(f"查询未能执行：{error}") from error
        names = [d[0] for d in found.description or ()]
        if as_csv:
            writer = csv.writer(sys.stdout, lineterminator="\n")
            writer.writerow(names)
            while rows := found.fetchmany(10_000):
                writer.writerows(rows)
            return 0
        _print_table(names, found.fetchmany(limit + 1), limit)
    return 0


def _print_table(names: list[str], rows: list[tuple[object, ...]], limit: int) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table
    from rich.text import Text

    table = Table(*(escape(n) for n in names))
    for row in rows[:limit]:
        table.add_row(*(Text("" if v is None else str(v)) for v in row))
    Console().print(table)
    if len(rows) > limit:
        print(f"只显示前 {limit} 行；加 --csv 输出全部，或用 --limit 调整")
