"""``mingzhang``: every command in one place; what a command needs is imported when it runs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from orchestration.cli.output import handled, require_files, write_json
from orchestration.cli.portal import portal_app

app = typer.Typer(
    name="mingzhang",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="明账：把公开的预算、决算 PDF 读成可核对的数据，并逐条核对账目关系。\n\n"
    "Mingzhang: from disclosed budget PDFs to typed facts, a warehouse and verdicts.\n\n"
    "退出码：0 完成；1 见各命令；2 用法、配置或文件有误；70 程序出错；130 被中断。\n\n"
    "Exit codes: 0 done; 1 see each command; 2 usage, configuration or a file; 70 a crash of "
    "the program; 130 interrupted.",
)

archive_app = typer.Typer(no_args_is_help=True, help="原始文件的档案 / the archive of originals")
app.add_typer(archive_app, name="archive")
app.add_typer(portal_app, name="portal")


@app.command()
@handled
def run(
    portal: Annotated[
        list[str] | None,
        typer.Option(
            help="门户标识，可重复；all 为 operations.yml 的全部门户；缺省为示例门户 / portal id, "
            "repeatable; all = those of operations.yml"
        ),
    ] = None,
    years: Annotated[
        str | None, typer.Option(help="年度范围，如 2023..2025；缺省为全部 / range of years")
    ] = None,
    rebuild: Annotated[
        bool, typer.Option(help="没有新内容也重建仓库与报告 / rebuild even without news")
    ] = False,
) -> None:
    """端到端运行：列表、归档、读取、建仓、核对、发布、报告。 / Run the main job.

    退出码：0 完成（没有新内容也是 0），1 有门户或步骤未完成，2 用法或配置有误。

    Exit code: 0 complete (also when there was nothing new), 1 a portal or a step did not
    complete, 2 wrong usage or configuration.
    """
    from orchestration.cli.run import run_main

    raise typer.Exit(run_main(portal or [], years, rebuild=rebuild))


@app.command()
@handled
def ingest(
    paths: Annotated[
        list[Path], typer.Argument(help="PDF 文件或文件夹 / files or folders", show_default=False)
    ],
) -> None:
    """把磁盘上的文件入库（门户 inbox）并运行。 / Archive files from disk, then run.

    退出码：0 完成，1 有步骤未完成，2 有文件无法读取或用法有误。

    Exit code: 0 complete, 1 a step did not complete, 2 a file could not be opened or
    wrong usage.
    """
    from orchestration.cli.run import run_ingest

    raise typer.Exit(run_ingest(paths))


@app.command()
@handled
def check(
    paths: Annotated[
        list[Path], typer.Argument(help="PDF 文件或文件夹 / files or folders", show_default=False)
    ],
    json_out: Annotated[
        Path | None, typer.Option("--json", help="写出 JSON，- 为标准输出 / write JSON, - = stdout")
    ] = None,
    html: Annotated[
        Path | None,
        typer.Option(help="写出网页：x.html 为单个文件，否则为文件夹 / page to write, or folder"),
    ] = None,
) -> None:
    """核对文件，不需要仓库。退出码：0 无差错，1 有差错，2 有文件未能核对。

    Check files without a warehouse.  Exit code: 0 no publisher error, 1 publisher
    errors, 2 a file could not be checked.
    """
    from orchestration.cli.check import run_check

    raise typer.Exit(run_check(paths, json_out, html))


@app.command()
@handled
def tables(
    file: Annotated[Path, typer.Argument(help="PDF 文件 / PDF file", show_default=False)],
    json_out: Annotated[
        Path, typer.Option("--json", help="写出 JSON，- 为标准输出 / write JSON, - = stdout")
    ] = Path("-"),
) -> None:
    """只读表格，逐页写出单元格。 / Table grids of a file, page by page, as JSON."""
    require_files([file])
    from extractors.tables.export import tables_json
    from extractors.tables.read import read_layout

    write_json(tables_json(read_layout(file)), json_out)


@app.command()
@handled
def explain(
    file: Annotated[Path, typer.Argument(help="PDF 文件 / PDF file", show_default=False)],
    page: Annotated[
        list[int] | None, typer.Option("--page", "-p", help="只看这些页 / only these pages")
    ] = None,
    problems: Annotated[
        bool, typer.Option("--problems", help="只看没有读出的 / only what was not read")
    ] = False,
) -> None:
    """说明每一页、每张表是怎样读的，哪些没有读出。 / How a file was read, and what was not."""
    require_files([file])
    from orchestration.cli.explain import run_explain

    raise typer.Exit(run_explain(file, pages=page or (), problems_only=problems))


@app.command()
@handled
def query(
    sql: Annotated[
        str | None, typer.Argument(help="SQL（DuckDB 方言）", show_default=False)
    ] = None,
    question: Annotated[
        int | None, typer.Option("--question", "-q", help="常见问题的编号 / number of a question")
    ] = None,
    questions: Annotated[
        bool, typer.Option("--questions", help="列出常见问题 / list the questions")
    ] = False,
    tables: Annotated[
        bool, typer.Option("--tables", help="列出各表及说明 / list the tables")
    ] = False,
    describe: Annotated[
        str | None, typer.Option(help="列出一张表的各列 / columns of a table", metavar="TABLE")
    ] = None,
    file: Annotated[
        Path | None, typer.Option("--file", "-f", help="从文件读 SQL，- 为标准输入 / SQL file")
    ] = None,
    show_sql: Annotated[
        bool, typer.Option("--show-sql", help="只显示 SQL，不执行 / print the SQL only")
    ] = False,
    unit: Annotated[
        str | None, typer.Option(help="只看名称含此文字的单位 / units whose name contains this")
    ] = None,
    year: Annotated[int | None, typer.Option(help="只看这一年度 / one fiscal year")] = None,
    format: Annotated[  # noqa: A002 - the name of the option
        str | None, typer.Option(help="table | csv | json | xlsx", metavar="FORMAT")
    ] = None,
    csv: Annotated[bool, typer.Option("--csv", help="即 --format csv / print CSV")] = False,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="写入 .csv .json .xlsx / write a file")
    ] = None,
    limit: Annotated[int, typer.Option(help="表格最多显示的行数 / rows shown")] = 200,
) -> None:
    """在已发布的仓库上查询（只读）。 / Query the published snapshot, read-only.

    \b
    常见问题，不必写 SQL / documented questions, no SQL needed:
      mingzhang query --questions
      mingzhang query --question 1 --unit 博物馆 --year 2024
      mingzhang query --question 3 --output 结转.xlsx
      mingzhang query --question 3 --show-sql
    有哪些表和列 / what there is:
      mingzhang query --tables
      mingzhang query --describe fct_expenditure
    自己写 SQL / your own SQL:
      mingzhang query "select fiscal_year, sum(amount_yuan) from fct_expenditure
                       where counts_in_total and phase = 'budget' group by all"
    某一天所见的数据 / as it was known on a date:
      mingzhang query "select * from documents_as_known_on('2024-03-01')"

    \b
    加总须知 / before adding up:
      金额以元计（amount_yuan），一律为精确小数 / amounts are exact decimals in yuan
      fct_ 金额表只含末级，可直接求和；fct_cell 含合计，不可求和 / never sum fct_cell
      跨单位求和加 where counts_in_total，以免部门与所属单位重复 / department and units once
      用 unit_sk 连接 dim_unit，用 unit_key 连接须加 is_current / join on unit_sk
    """
    from orchestration.cli.query import Request, run_query

    raise typer.Exit(
        run_query(
            Request(
                sql=sql,
                file=file,
                question=question,
                questions=questions,
                tables=tables,
                describe=describe,
                show_sql=show_sql,
                unit=unit,
                year=year,
                format="csv" if csv else format,
                output=output,
                limit=limit,
            )
        )
    )


@app.command()
@handled
def release() -> None:
    """发行一份数据：DuckDB、Parquet、CSV、datapackage.json、字典、变化、校验和。 / Write a release."""
    from orchestration.cli.release import run_release

    raise typer.Exit(run_release())


@app.command()
@handled
def report() -> None:
    """由已发布的仓库重新生成报告。 / Build the report from the published snapshot."""
    from orchestration.cli.run import run_report

    raise typer.Exit(run_report())


@app.command()
@handled
def serve(
    port: Annotated[int, typer.Option(help="端口，0 为任选 / port, 0 = any")] = 8765,
) -> None:
    """在本机打开报告（仅限本机访问）。 / Serve the report on loopback."""
    from orchestration.cli.serve import run_serve

    raise typer.Exit(run_serve(port))


@app.command()
@handled
def ui(
    port: Annotated[int, typer.Option(help="端口 / port")] = 3000,
) -> None:
    """打开 Dagster 界面（仅限本机访问）。 / The Dagster UI on loopback."""
    from orchestration.cli.serve import run_ui

    raise typer.Exit(run_ui(port))


@app.command()
@handled
def status(
    json_out: Annotated[
        Path | None, typer.Option("--json", help="写出 JSON，- 为标准输出 / write JSON, - = stdout")
    ] = None,
    portal: Annotated[
        list[str] | None, typer.Option(help="只看这些门户 / these portals only")
    ] = None,
    every_year: Annotated[
        bool, typer.Option("--all", help="门户很多时也列出每个年度 / every year of many portals")
    ] = False,
) -> None:
    """门户与年度一览：列出、归档、读取、失败、受阻、最近成功。 / Portals by year.

    退出码：0 没有需要处理的，1 有门户沉默、文件数不符或上次列表失败。

    Exit code: 0 nothing to attend to, 1 a silent portal, an implausible count or a failed
    last listing.
    """
    from orchestration.cli.status import run_status

    raise typer.Exit(run_status(json_out, portal or (), every_year=every_year))


@app.command()
@handled
def watch() -> None:
    """提醒新发现的差错与沉默的门户（每件一次）。 / Tell new errors and silent portals, once.

    退出码：0 已送达或没有可提醒的，1 未能送达。 / Exit code: 0 told or nothing to tell, 1 a
    channel refused.
    """
    from orchestration.cli.chores import run_watch

    raise typer.Exit(run_watch())


@app.command()
@handled
def prune(
    dry_run: Annotated[
        bool, typer.Option(help="只列出，不删除 / list only, remove nothing")
    ] = False,
) -> None:
    """清理过期的运行记录、日志与残留文件。 / Remove old runs, logs and leftovers."""
    from orchestration.cli.chores import run_prune

    raise typer.Exit(run_prune(dry_run=dry_run))


@archive_app.command()
@handled
def verify() -> None:
    """核对每份原件与其 sha256，列出损坏或缺失的。退出码：0 完好，1 有问题。

    Check every original against its sha256.  Exit code: 0 sound, 1 damaged.
    """
    from orchestration.cli.archive import run_verify

    raise typer.Exit(run_verify())


@archive_app.command()
@handled
def warc(
    out: Annotated[Path, typer.Argument(help="写出的 .warc.gz 文件 / file to write")],
    portal: Annotated[str | None, typer.Option(help="只取一个门户 / one portal only")] = None,
) -> None:
    """导出为 WARC（ISO 28500）。 / Export the archive as WARC."""
    from orchestration.cli.archive import run_warc

    raise typer.Exit(run_warc(out, portal))


if __name__ == "__main__":
    app()
