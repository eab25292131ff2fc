"""``mingzhang watch`` and ``mingzhang prune``."""

from __future__ import annotations

import typer

from orchestration.alerts import AlertError, watch
from orchestration.cli.output import fail
from orchestration.settings import Settings


def run_watch() -> int:
    """Tell what is to be told, and print it."""
    try:
        alerts = watch(Settings.load().prepare())
    except AlertError as error:
        raise fail(str(error), code=1) from error
    for alert in alerts:
        typer.secho(alert.title, bold=True)
        typer.echo(alert.text)
    if not alerts:
        typer.echo("没有新的提醒")
    return 0


def run_prune(*, dry_run: bool) -> int:
    """Clear up, and say what was removed."""
    from orchestration.retention import clear_up

    settings = Settings.load().prepare()
    cleared = clear_up(settings, dry_run=dry_run)
    for path in cleared.files:
        typer.echo(f"  {path}")
    what = "将删除" if dry_run else "已删除"
    typer.echo(
        f"{what}：运行记录 {len(cleared.runs)}，文件 {len(cleared.files)}"
        f"（{cleared.size_bytes / 1e6:.1f} MB）"
    )
    return 0
