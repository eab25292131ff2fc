"""``mingzhang query``: questions and SQL on the published snapshot, which nothing can change."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.cli.rows import print_table, write_csv, write_json, write_xlsx
from orchestration.errors import UserError
from orchestration.settings import Settings

if TYPE_CHECKING:
    import duckdb

    from orchestration.warehouse_questions import Question

#: Suffix of ``--output`` -> format.
FORMATS = {".csv": "csv", ".json": "json", ".xlsx": "xlsx"}
#: The columns that ``--unit`` and ``--year`` look at, the first that a result has.
UNIT_COLUMNS = ("unit_name", "department_name")
YEAR_COLUMNS = ("fiscal_year",)

TABLES = """
    SELECT t.table_name, t.estimated_size AS n_rows, t.comment AS description
    FROM duckdb_tables() t WHERE t.database_name = current_database() AND t.comment IS NOT NULL
    ORDER BY t.table_name NOT LIKE 'fct%', t.table_name"""
COLUMNS = """
    SELECT column_name, data_type, is_nullable, comment AS description FROM duckdb_columns()
    WHERE database_name = current_database() AND table_name = ? ORDER BY column_index"""


@dataclass(frozen=True)
class Request:
    """What to ask and how to show it; exactly one of the first five is given."""

    sql: str | None = None
    file: Path | None = None
    question: int | None = None
    questions: bool = False
    tables: bool = False
    describe: str | None = None
    show_sql: bool = False
    unit: str | None = None
    year: int | None = None
    format: str | None = None
    output: Path | None = None
    limit: int = 200


def run_query(request: Request) -> int:
    """Answer one request.  Raises UserError for what the user can put right."""
    import duckdb

    from orchestration.warehouse import published_path

    path: Path = published_path(Settings.load())
    if not path.is_file():
        raise UserError("还没有已发布的仓库；请先运行 mingzhang run 或 mingzhang ingest")
    config: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
    }
    try:
        connection = duckdb.connect(str(path), read_only=True, config=config)
    except duckdb.Error as error:
        raise UserError(f"仓库文件无法打开：{error}") from error
    with connection:
        # A query reads the snapshot and no other file of this machine.
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        sql, values, title = _statement(connection, request)
        if request.show_sql:
            sys.stdout.write(sql.rstrip() + "\n")
            return 0
        try:
            found = connection.execute(sql, values)
        except duckdb.Error as error:
            raise UserError(f"查询未能执行：{error}{_hint(error)}") from error
        names = [str(d[0]) for d in found.description or ()]
        _write(request, names, _rows(found), title)
    return 0


def _statement(
    connection: duckdb.DuckDBPyConnection, request: Request
) -> tuple[str, list[Any], str | None]:
    """SQL, its bound values and a title for the table."""
    if request.tables:
        return TABLES, [], "已发布的表（用 --describe 表名 看各列）/ published tables"
    if request.describe is not None:
        known = connection.execute(
            "SELECT 1 FROM duckdb_tables() WHERE table_name = ?", [request.describe]
        ).fetchone()
        if known is None:
            raise UserError(f"没有表 {request.describe}；用 mingzhang query --tables 列出各表")
        return COLUMNS, [request.describe], request.describe
    if request.questions:
        return (
            "SELECT question_no AS no, title_zh, title_en FROM question ORDER BY 1",
            [],
            "常见问题（用 --question 编号 作答）/ documented questions",
        )
    title = None
    if request.question is not None:
        question = _question(connection, request.question)
        sql, title = question.sql, f"{question.title_zh} / {question.title_en}"
    elif request.file is not None:
        sql = _read_sql(request.file)
    elif request.sql is not None:
        sql = request.sql
    else:
        raise UserError("请给出 SQL，或用 --question 编号；--questions 列出问题，--tables 列出各表")
    sql, values = _filtered(connection, sql, request)
    return sql, values, title


def _read_sql(path: Path) -> str:
    if str(path) == "-":
        return sys.stdin.read()
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"无法读取 {path}：{error}") from error


def _question(connection: duckdb.DuckDBPyConnection, number: int) -> Question:
    from orchestration.warehouse_questions import read_questions

    questions = {q.number: q for q in read_questions(connection)}
    if number not in questions:
        numbers = f"1–{max(questions)}" if questions else "无（请重新发布仓库）"
        raise UserError(f"没有第 {number} 个问题；现有：{numbers}")
    return questions[number]


def _filtered(
    connection: duckdb.DuckDBPyConnection, sql: str, request: Request
) -> tuple[str, list[Any]]:
    """The statement narrowed to a unit or a year by the columns of its own result."""
    if request.unit is None and request.year is None:
        return sql, []
    import duckdb

    body = sql.strip().rstrip(";")
    try:
        described = connection.execute(f"DESCRIBE {body}").fetchall()
    except duckdb.Error as error:
        raise UserError(f"查询未能执行：{error}{_hint(error)}") from error
    columns = [str(r[0]) for r in described]
    conditions, values = [], []
    for value, names, condition, option in (
        (request.unit, UNIT_COLUMNS, "contains(a.{}, ?)", "--unit"),
        (request.year, YEAR_COLUMNS, "a.{} = ?", "--year"),
    ):
        if value is None:
            continue
        column = next((n for n in names if n in columns), None)
        if column is None:
            raise UserError(f"结果中没有 {'、'.join(names)} 列，不能用 {option} 筛选")
        conditions.append(condition.format(column))
        values.append(value)
    # a line break: the statement may end in a comment
    return f"SELECT a.* FROM (\n{body}\n) AS a WHERE {' AND '.join(conditions)}", values


def _hint(error: Exception) -> str:
    text = str(error)
    if "does not exist" in text or "not found" in text:
        return "\n各表见 mingzhang query --tables，各列见 mingzhang query --describe 表名"
    return ""


def _rows(found: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    while rows := found.fetchmany(10_000):
        yield from rows


def _write(
    request: Request, names: Sequence[str], rows: Iterator[tuple[Any, ...]], title: str | None
) -> None:
    output = request.output
    kind = request.format or (FORMATS.get(output.suffix.lower()) if output else "table")
    if kind is None:
        known = "、".join(FORMATS)
        raise UserError(f"看不出 {output} 的格式：请用后缀 {known}，或 --format")
    if kind == "table":
        if output is not None:
            raise UserError("写入文件请用 csv、json 或 xlsx")
        print_table(names, rows, request.limit, title)
        return
    if kind == "xlsx":
        if output is None:
            raise UserError("xlsx 需要 --output 文件名")
        try:
            write_xlsx(names, rows, output)
        except ValueError as error:
            raise UserError(str(error)) from error
    elif output is None:
        (write_csv if kind == "csv" else write_json)(names, rows, sys.stdout)
        return
    else:
        # the mark lets a spreadsheet read Chinese CSV
        encoding = "utf-8-sig" if kind == "csv" else "utf-8"
        with output.open("w", encoding=encoding, newline="") as stream:
            (write_csv if kind == "csv" else write_json)(names, rows, stream)
    sys.stderr.write(f"已写入 {output}\n")
