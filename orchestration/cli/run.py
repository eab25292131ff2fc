"""``mingzhang run``, ``ingest`` and ``report``.

Dagster and the warehouse are imported where they are needed: the first portal is asked
while they load, and a wrong option is said at once.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from extractors.portals.runner import end_crawls
from orchestration.cli.output import fail, progress, tell
from orchestration.errors import UserError
from orchestration.operations import load_operations
from orchestration.settings import DEMO_PORTALS, INBOX, UNKNOWN_YEAR, Settings, parse_years
from orchestration.stages import ingest_files, list_ahead, portal_of

if TYPE_CHECKING:
    import dagster as dg

    from orchestration.execute import RunResult

#: Exit code of a run of which a step or a portal failed.
INCOMPLETE = 1


def run_main(portals: list[str], years: str | None, *, rebuild: bool = False) -> int:
    """Collect every portal in a run of its own, then build, judge, publish and report once.

    One portal that cannot be collected does not keep the others from being published;
    the exit code says that the run is not complete.
    """
    settings = Settings.load().prepare()
    keys = parse_years(years)
    chosen = _chosen(portals)
    typer.echo(f"数据目录：{settings.home}", err=True)
    failed: list[tuple[str, RunResult]] = []
    list_ahead(settings, chosen[0])  # it answers while Dagster is loaded
    from orchestration.execute import instance_of, run_job

    with progress(), instance_of(settings) as instance:
        for portal, after in pairwise([*chosen, INBOX]):
            list_ahead(settings, after, beside=portal)
            result = run_job(settings, instance, "collect", portal, keys)
            if not result.success:
                failed.append((portal, result))
        end_crawls()
        if len(failed) < len(chosen):
            _refresh(settings, instance, rebuild=rebuild)
    for portal, result in failed:
        _tell(f"门户 {portal} 未能完成", result)
    if len(failed) == len(chosen):
        raise fail("没有任何门户完成，已发布的仓库与报告未变", code=INCOMPLETE)
    _summarize(settings)
    told = _tell_people(settings)
    return INCOMPLETE if failed or not told else 0


def _chosen(portals: list[str]) -> list[str]:
    if portals == ["all"]:
        return list(load_operations(Settings.load()).scheduled_portals(Settings.load()))
    chosen = list(dict.fromkeys(portals)) or list(DEMO_PORTALS)
    for portal in chosen:
        if portal != INBOX:
            portal_of(portal)
    return chosen


def _refresh(settings: Settings, instance: dg.DagsterInstance, *, rebuild: bool = False) -> None:
    """Bring warehouse, verdicts and report up to date where their inputs changed."""
    from orchestration.freshness import needs_refresh

    if not rebuild and not needs_refresh(settings):
        typer.echo("没有新内容：仓库与报告已是最新，未重建", err=True)
        return
    from orchestration.execute import run_job

    if rebuild:
        from orchestration.warehouse import forget_build

        forget_build(settings)
    result = run_job(settings, instance, "refresh")
    if not result.success:
        _tell("建仓、核对或发布未完成", result)
        raise fail(
            "已完成的部分已保存，先前发布的仓库仍可使用；排除原因后重跑即可，mingzhang ui 可看详情",
            code=INCOMPLETE,
        )


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
            tell(f"  {outcome.subject}：{outcome.message}", fg="yellow")
        tell(f"入库：新 {len(summary.new)}，已有 {len(summary.known)}")
        from orchestration.execute import instance_of, run_job

        with instance_of(settings) as instance:
            collected = run_job(settings, instance, "collect", INBOX, [UNKNOWN_YEAR])
            if not collected.success:
                _tell("读取未完成", collected)
                raise fail("已读取的文件已保存，排除原因后重跑即可", code=INCOMPLETE)
            _refresh(settings, instance)
    _summarize(settings)
    told = _tell_people(settings)
    return 2 if summary.failed else 0 if told else INCOMPLETE


def run_report() -> int:
    """Build the report again."""
    from orchestration.reporting import build_report

    settings = Settings.load().prepare()
    built = build_report(settings)
    typer.echo(f"报告：{built.index}")
    typer.echo(f"工作簿：{built.workbook}")
    return 0


def _summarize(settings: Settings) -> None:
    from orchestration.cli.summary import print_summary

    print_summary(settings)


def _tell_people(settings: Settings) -> bool:
    """Send the alerts; False where a channel refused."""
    from orchestration.alerts import AlertError, watch

    try:
        alerts = watch(settings)
    except AlertError as error:
        typer.secho(str(error), fg="yellow", err=True)
        return False
    for alert in alerts:
        typer.echo(f"已提醒：{alert.title}", err=True)
    return True


def _tell(what: str, result: RunResult) -> None:
    lines = "\n  ".join(result.errors)
    typer.secho(f"{what}（运行 {result.run_id}）：\n  {lines}", fg="red", err=True)
