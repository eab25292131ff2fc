"""``mingzhang run``, ``ingest`` and ``report``."""

from __future__ import annotations

from pathlib import Path

import typer

from orchestration.cli.output import fail, progress
from orchestration.errors import UserError
from orchestration.execute import RunResult, parse_years, run_job
from orchestration.settings import DEMO_PORTAL, INBOX, UNKNOWN_YEAR, Settings
from orchestration.stages import ingest_files, portal_of


def run_main(portals: list[str], years: str | None) -> int:
    """Collect every portal in a run of its own, then build, judge, publish and report once."""
    settings = Settings.load()
    keys = parse_years(years)
    chosen = list(dict.fromkeys(portals)) or [DEMO_PORTAL]
    for portal in chosen:
        if portal != INBOX:
            portal_of(portal)
    typer.echo(f"数据目录：{settings.home}", err=True)
    with progress():
        for portal in chosen[:-1]:
            _require(run_job(settings, "collect", portal, keys))
        _require(run_job(settings, "main", chosen[-1], keys))
    return _finish(settings)


def run_ingest(paths: list[Path]) -> int:
    """Archive files from disk, then run the main job on the inbox."""
    for path in paths:
        if not path.exists():
            raise UserError(f"找不到 {path}；请检查路径")
    settings = Settings.load().prepare()
    with progress():
        summary = ingest_files(settings, paths)
        if not summary.new and not summary.known and not summary.failed:
            raise UserError("没有找到 PDF 文件；文件夹中只取 .pdf，其他文件请直接写明")
        for outcome in summary.failed:
            typer.secho(f"  {outcome.subject}：{outcome.message}", fg="yellow", err=True)
        typer.echo(f"入库：新 {len(summary.new)}，已有 {len(summary.known)}", err=True)
        _require(run_job(settings, "main", INBOX, [UNKNOWN_YEAR]))
    code = _finish(settings)
    return 2 if summary.failed else code


def run_report() -> int:
    """Build the report again."""
    from orchestration.reporting import build_report

    settings = Settings.load().prepare()
    built = build_report(settings)
    typer.echo(f"报告：{built.index}")
    typer.echo(f"工作簿：{built.workbook}")
    return 0


def _require(result: RunResult) -> None:
    if not result.success:
        errors = "\n  ".join(result.errors)
        raise fail(
            f"运行 {result.run_id} 未完成：\n  {errors}\n"
            "已完成的部分已保存，排除原因后重跑即可；mingzhang ui 可看详情",
            code=1,
        )


def _finish(settings: Settings) -> int:
    from orchestration.cli.summary import print_summary

    print_summary(settings)
    return 0
