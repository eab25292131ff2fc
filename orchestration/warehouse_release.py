"""A release: one folder with everything that a reader of the data needs, and what is new in it.

``<home>/releases/<date>[.<n>]/`` holds the DuckDB file, every table as Parquet, the facts and
dimensions as CSV with ``datapackage.json``, the dictionary as HTML, ``CHANGES.md`` against the
release before, and ``SHA256SUMS``.  It is written beside and put in place by one rename.
"""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb

from expectations.sql import path_literal
from orchestration.warehouse_dictionary import dictionary_html
from orchestration.warehouse_macros import leaf_facts
from orchestration.warehouse_package import package_descriptor, sha256_of, tabular
from orchestration.warehouse_paths import (
    OFFLINE,
    Home,
    WarehouseError,
    published_path,
)

_VERSION = re.compile(r"\d{4}-\d{2}-\d{2}(\.\d+)?\Z")
#: Lines of one list of changes; the rest is counted.
SHOWN = 50


@dataclass(frozen=True)
class Release:
    """A folder that was written, its version and the one before it."""

    folder: Path
    version: str
    previous: str | None


def releases_folder(settings: Home) -> Path:
    """Where releases lie."""
    return settings.home / "releases"


def _order(version: str) -> tuple[str, int]:
    day, _, number = version.partition(".")
    return day, int(number or 0)


def versions(settings: Home) -> list[str]:
    """Releases that are there, oldest first."""
    folder = releases_folder(settings)
    found = [p.name for p in folder.glob("*") if p.is_dir() and _VERSION.match(p.name)]
    return sorted(found, key=_order)


def release(settings: Home, day: date | None = None) -> Release:
    """Write a release of the published snapshot.

    Raises WarehouseError where nothing is published, or nothing else than last time.
    """
    snapshot = published_path(settings)
    if not snapshot.is_file():
        raise WarehouseError("还没有已发布的仓库；请先运行 mingzhang run 或 mingzhang ingest")
    known = versions(settings)
    previous = known[-1] if known else None
    before = releases_folder(settings) / previous if previous else None
    if before and sha256_of(before / "mingzhang.duckdb") == sha256_of(snapshot):
        raise WarehouseError(f"仓库自上次发行（{previous}）以来没有变化")
    stem = (day or datetime.now(UTC).date()).isoformat()
    same_day = [_order(v)[1] for v in known if v.startswith(stem)]
    version = f"{stem}.{max(same_day) + 1}" if same_day else stem
    goal = releases_folder(settings) / version
    beside = goal.with_name(f".{version}.new")
    shutil.rmtree(beside, ignore_errors=True)
    try:
        for name in ("csv", "parquet"):
            (beside / name).mkdir(parents=True)
        shutil.copyfile(snapshot, beside / "mingzhang.duckdb")
        copy = str(beside / "mingzhang.duckdb")
        with duckdb.connect(copy, read_only=True, config=dict(OFFLINE)) as connection:
            _write_tables(connection, beside)
            _write_text(beside / "dictionary.html", dictionary_html(connection))
            descriptor = package_descriptor(connection, beside, version)
            _write_text(
                beside / "datapackage.json", json.dumps(descriptor, ensure_ascii=False, indent=1)
            )
            changes = changes_text(connection, version, before)
        _write_text(beside / "CHANGES.md", changes)
        _write_sums(beside)
        beside.rename(goal)
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return Release(goal, version, previous)


def _write_text(path: Path, text: str) -> None:
    path.write_text(text if text.endswith("\n") else text + "\n", encoding="utf-8", newline="\n")


def _write_tables(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    tables = connection.execute(
        "SELECT table_name FROM duckdb_tables() WHERE database_name = current_database() "
        "ORDER BY table_name"
    ).fetchall()
    for (table,) in tables:
        path = path_literal(folder / "parquet" / f"{table}.parquet")
        connection.execute(f"COPY {table} TO {path} (FORMAT parquet, COMPRESSION zstd)")
    for table in tabular(connection):
        path = path_literal(folder / "csv" / f"{table}.csv")
        connection.execute(
            f"COPY {table} TO {path} (FORMAT csv, HEADER, TIMESTAMPFORMAT '%Y-%m-%dT%H:%M:%SZ')"
        )


def _write_sums(folder: Path) -> None:
    files = sorted(p for p in folder.rglob("*") if p.is_file())
    lines = [f"{sha256_of(p)}  {p.relative_to(folder).as_posix()}" for p in files]
    _write_text(folder / "SHA256SUMS", "\n".join(lines))


def changes_text(connection: duckdb.DuckDBPyConnection, version: str, before: Path | None) -> str:
    """What is in this release that was not in the one before, in Chinese and English."""
    lines = [f"# {version}", ""]
    if before is None:
        lines += ["首次发行。First release.", ""]
    else:
        lines += [f"与 {before.name} 相比。Compared with {before.name}.", ""]
        lines += _documents(connection, before)
    lines += _totals(connection, before)
    return "\n".join(lines)


def _documents(connection: duckdb.DuckDBPyConnection, before: Path) -> list[str]:
    old = f"read_parquet({path_literal(before / 'parquet' / 'dim_document.parquet')})"
    named = (
        "SELECT coalesce(n.printed_unit_name, n.file_name) || ' ' || "
        "coalesce(n.fiscal_year::VARCHAR, '年度不明') || ' ' || coalesce(n.doc_kind, '') || "
        "' ' || left(n.document_id, 12) FROM "
    )
    lists = {
        "新增文件 / new documents": f"{named} dim_document n WHERE n.is_canonical "
        f"AND n.document_id NOT IN (SELECT document_id FROM {old}) ORDER BY 1",
        "被替换的文件 / replaced documents": f"{named} dim_document n JOIN {old} o "
        "USING (document_key) WHERE n.is_canonical AND o.is_current AND NOT n.is_current "
        "ORDER BY 1",
        "不再收录的文件 / documents no longer held": f"{named} {old} n WHERE n.is_canonical "
        "AND n.document_id NOT IN (SELECT document_id FROM dim_document) ORDER BY 1",
        "重新读取的文件 / documents read by a later reader": f"{named} dim_document n JOIN {old} o "
        "USING (document_key) WHERE n.is_canonical "
        "AND n.extractor_version IS DISTINCT FROM o.extractor_version ORDER BY 1",
    }
    lines: list[str] = []
    for title, query in lists.items():
        rows = [str(r[0]) for r in connection.execute(query).fetchall()]
        lines += [f"## {title}: {len(rows)}", ""]
        lines += [f"- {row}" for row in rows[:SHOWN]]
        if len(rows) > SHOWN:
            lines.append(f"- …… 另有 {len(rows) - SHOWN} 份 / and {len(rows) - SHOWN} more")
        lines.append("")
    return lines


def _totals(connection: duckdb.DuckDBPyConnection, before: Path | None) -> list[str]:
    lines = [
        "## 各事实表 / fact tables",
        "",
        "| 表 table | 行 rows | 变化 change | 可加总金额（元） additive total, yuan | 变化 change |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    for fact in leaf_facts(connection):
        query = "SELECT count(*), coalesce(sum(amount_yuan) FILTER (counts_in_total), 0) FROM "
        rows, amount = _one(connection, query + fact)
        old_path = before / "parquet" / f"{fact}.parquet" if before else None
        if old_path and old_path.is_file():
            old_rows, old = _one(connection, f"{query} read_parquet({path_literal(old_path)})")
            changes = f"{rows - old_rows:+,}", f"{amount - old:+,.2f}"
        else:
            changes = "—", "—"
        lines.append(f"| `{fact}` | {rows:,} | {changes[0]} | {amount:,.2f} | {changes[1]} |")
    return [*lines, ""]


def _one(connection: duckdb.DuckDBPyConnection, query: str) -> tuple[Any, ...]:
    row = connection.execute(query).fetchone()
    if row is None:
        raise WarehouseError(query)
    return row
