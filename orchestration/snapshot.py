"""Publish the marts: a new file beside, checked, put in place by one rename."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from expectations.sql import path_literal, text_literal
from orchestration.warehouse_macros import create_macros
from orchestration.warehouse_paths import (
    OFFLINE,
    STORAGE_VERSION,
    Home,
    WarehouseError,
    memory_config,
    published_path,
    working_path,
)
from orchestration.warehouse_questions import Question, questions_of

_NAME = re.compile(r"[a-z][a-z0-9_]*\Z")


@dataclass(frozen=True)
class PublishResult:
    """The published file, rows by table, and its size in bytes."""

    path: Path
    rows: dict[str, int] = field(default_factory=dict)
    size_bytes: int = 0


def _marts(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    """(table, CREATE statement) of every mart, dimensions first."""
    rows = connection.execute(
        "SELECT table_name, sql FROM duckdb_tables() "
        "WHERE database_name = 'working' AND schema_name = 'marts' "
        "ORDER BY table_name NOT LIKE 'dim%', table_name"
    ).fetchall()
    if not rows:
        raise WarehouseError("工作库中还没有数据集市：请先构建")
    return [(str(name), str(sql)) for name, sql in rows]


def _manifest(settings: Home) -> dict[str, Any]:
    path = settings.home / "warehouse" / "dbt" / "manifest.json"
    if not path.is_file():
        raise WarehouseError("找不到 dbt 的 manifest.json：请先构建")
    content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return content


def publish(settings: Home) -> PublishResult:
    """Copy the marts into a new file, check it, and put it in place of the snapshot.

    The file is written beside the snapshot with STORAGE_VERSION, tables in one order,
    rows sorted by key, with comments from the descriptions, the tables of SELF_TABLES about
    itself, and the macros for a date.  Raises WarehouseError, and leaves the old
    snapshot, when a count differs or a described mart is missing.
    """
    target = published_path(settings)
    candidate = target.with_name(f".candidate-{os.getpid()}.duckdb")
    manifest = _manifest(settings)
    models = {
        node["name"]: node
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and node["schema"] == "marts"
    }
    rows: dict[str, int] = {}
    try:
        with duckdb.connect(
            ":memory:", config={**OFFLINE, **memory_config(settings)}
        ) as connection:
            connection.execute("SET TimeZone = 'UTC'")
            source, goal = path_literal(working_path(settings)), path_literal(candidate)
            connection.execute(f"ATTACH {source} AS working (READ_ONLY)")
            version = f"STORAGE_VERSION '{STORAGE_VERSION}'"
            connection.execute(f"ATTACH {goal} AS candidate ({version})")
            marts = _marts(connection)
            missing = sorted(set(models) - {name for name, _ in marts})
            if missing:
                raise WarehouseError("数据集市不齐，未发布：" + "、".join(missing))
            for name, sql in marts:
                if name not in models:  # a model that was removed since
                    continue
                rows[name] = _copy(connection, name, sql, models[name])
            # one transaction: the hundreds of comments are written to disk once
            connection.execute("BEGIN")
            for name in rows:
                _comment(connection, name, models[name])
            _describe(connection, models, rows, questions_of(manifest))
            connection.execute("USE candidate")  # a macro names its tables without a file
            create_macros(connection, models)
            connection.execute("USE memory")
            connection.execute("COMMIT")
            connection.execute("DETACH candidate")
        _verify(candidate, rows)
        candidate.replace(target)
    except duckdb.IOException as error:
        raise WarehouseError(f"工作库或快照无法打开：{error}") from error
    finally:
        candidate.unlink(missing_ok=True)
        candidate.with_name(candidate.name + ".wal").unlink(missing_ok=True)
    return PublishResult(target, rows, target.stat().st_size)


def _copy(connection: duckdb.DuckDBPyConnection, name: str, sql: str, model: dict[str, Any]) -> int:
    """Copy one mart with its NOT NULLs; returns its rows.

    Rows are sorted by all columns, or by ``order_by`` of the model's meta: rows of one document side
    by side compress better and are found faster than those of a random key.
    """
    if not _NAME.match(name):
        raise WarehouseError(f"表名不合规范：{name}")
    statement = re.sub(
        r"^CREATE TABLE (?:working\.)?marts\.", "CREATE TABLE candidate.main.", sql, count=1
    )
    connection.execute(statement)
    order = ", ".join(model["config"].get("meta", {}).get("order_by", list(model["columns"])))
    connection.execute(
        f"INSERT INTO candidate.main.{name} SELECT * FROM working.marts.{name} ORDER BY {order}"
    )
    counted = connection.execute(
        f"SELECT (SELECT count(*) FROM working.marts.{name}), "
        f"(SELECT count(*) FROM candidate.main.{name})"
    ).fetchone()
    if counted is None or counted[0] != counted[1]:
        raise WarehouseError(f"{name} 复制前后行数不一致：{counted}")
    return int(counted[1])


def _comment(connection: duckdb.DuckDBPyConnection, name: str, model: dict[str, Any]) -> None:
    """The descriptions of a table and its columns, as comments that any client shows."""
    connection.execute(
        f"COMMENT ON TABLE candidate.main.{name} IS {text_literal(model['description'])}"
    )
    for column in model["columns"].values():
        connection.execute(
            f"COMMENT ON COLUMN candidate.main.{name}.{column['name']} "
            f"IS {text_literal(column['description'])}"
        )


#: Tables of the snapshot about itself: description, and (column, type, description).
SELF_TABLES: dict[str, tuple[str, tuple[tuple[str, str, str], ...]]] = {
    "publication": (
        "本次发布 / this publication",
        (
            ("published_at", "TIMESTAMP", "发布时间（UTC） / time of publication, UTC"),
            ("storage_version", "VARCHAR", "存储版本 / oldest DuckDB that opens the file"),
            ("duckdb_version", "VARCHAR", "写入程序的版本 / DuckDB that wrote it"),
            ("n_tables", "INTEGER", "表数 / tables"),
            ("n_documents", "BIGINT", "文件数 / rows of dim_document"),
            ("n_cells", "BIGINT", "单元格数 / rows of fct_cell"),
        ),
    ),
    "table_dictionary": (
        "各表说明 / what each table is",
        (
            ("table_name", "VARCHAR", "表名 / name of the table"),
            ("description", "VARCHAR", "说明 / description, with the grain"),
            ("n_rows", "BIGINT", "行数 / rows"),
        ),
    ),
    "data_dictionary": (
        "各列说明 / what each column is",
        (
            ("table_name", "VARCHAR", "表名 / name of the table"),
            ("column_no", "INTEGER", "列序 / position of the column, from 1"),
            ("column_name", "VARCHAR", "列名 / name of the column"),
            ("data_type", "VARCHAR", "类型 / DuckDB type"),
            ("description", "VARCHAR", "说明 / description"),
        ),
    ),
    "question": (
        "常见问题及其 SQL / documented questions with their SQL",
        (
            ("question_no", "INTEGER", "编号 / number"),
            ("question_name", "VARCHAR", "英文短名 / short English name"),
            ("title_zh", "VARCHAR", "中文标题 / title in Chinese"),
            ("title_en", "VARCHAR", "英文标题 / title in English"),
            ("sql", "VARCHAR", "在本文件上可执行的 SQL / SQL that runs on this file"),
        ),
    ),
}


def _describe(
    connection: duckdb.DuckDBPyConnection,
    models: dict[str, Any],
    rows: dict[str, int],
    questions: Sequence[Question],
) -> None:
    """Fill the tables of the snapshot about itself."""
    contents: dict[str, list[tuple[Any, ...]]] = {
        "publication": [
            (
                datetime.now(UTC).replace(tzinfo=None, microsecond=0),
                STORAGE_VERSION,
                duckdb.__version__,
                len(rows),
                rows.get("dim_document", 0),
                rows.get("fct_cell", 0),
            )
        ],
        "table_dictionary": [(n, models[n]["description"], count) for n, count in rows.items()],
        "data_dictionary": [
            (name, number, c["name"], c["data_type"], c["description"])
            for name in rows
            for number, c in enumerate(models[name]["columns"].values(), 1)
        ],
        "question": [(q.number, q.name, q.title_zh, q.title_en, q.sql) for q in questions],
    }
    for name, (description, columns) in SELF_TABLES.items():
        table = f"candidate.main.{name}"
        declared = ", ".join(f"{column} {kind} NOT NULL" for column, kind, _ in columns)
        connection.execute(f"CREATE TABLE {table} ({declared})")
        if contents[name]:
            places = ", ".join("?" * len(columns))
            connection.executemany(f"INSERT INTO {table} VALUES ({places})", contents[name])
        connection.execute(f"COMMENT ON TABLE {table} IS {text_literal(description)}")
        for column, _, text in columns:
            connection.execute(f"COMMENT ON COLUMN {table}.{column} IS {text_literal(text)}")


def _verify(path: Path, rows: dict[str, int]) -> None:
    """Open the candidate as a reader would and count every table again."""
    with duckdb.connect(str(path), read_only=True, config=dict(OFFLINE)) as connection:
        for name, expected in rows.items():
            found = connection.execute(f"SELECT count(*) FROM {name}").fetchone()
            if found is None or found[0] != expected:
                raise WarehouseError(f"候选库中 {name} 的行数为 {found}，应为 {expected}")
