"""``mingzhang serve`` and ``mingzhang ui``: on loopback only."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import typer

from orchestration.errors import UserError
from orchestration.settings import Settings


def run_serve(port: int) -> int:
    """Serve the report until Ctrl-C."""
    from extractors.portals.loopback import serve_folder

    settings = Settings.load()
    if not (settings.reports / "index.html").is_file():
        raise UserError("还没有报告；请先运行 mingzhang run 或 mingzhang report")
    _refresh_charts(settings)
    try:
        with serve_folder(settings.reports, port) as address:
            typer.echo(f"报告：{address}/index.html（按 Ctrl-C 结束）")
            if (settings.reports / "charts" / "index.html").is_file():
                typer.echo(f"图表：{address}/charts/index.html")
            while True:
                time.sleep(3600)
    except KeyboardInterrupt:
        return 0
    except OSError as error:
        raise UserError(
            f"端口 {port} 不可用（{error.strerror}）；请用 --port 指定别的端口"
        ) from error


def _refresh_charts(settings: Settings) -> None:
    """Draw the charts again where the snapshot is another than the one they show."""
    from orchestration.warehouse import published_path

    snapshot = published_path(settings)
    if not snapshot.is_file():
        return
    from orchestration.charts import build_charts, charts_are_current

    if not charts_are_current(snapshot, settings.reports):
        typer.echo("正在绘制图表……")
        build_charts(snapshot, settings.reports)


def run_ui(port: int) -> int:
    """Start the Dagster UI and its daemon until Ctrl-C."""
    settings = Settings.load().prepare()
    settings.dagster_home()
    environment = os.environ | {
        "MINGZHANG_HOME": str(settings.home),
        "DAGSTER_DISABLE_TELEMETRY": "yes",
        "PYTHONUTF8": "1",
    }
    typer.echo(f"Dagster：http://127.0.0.1:{port}（按 Ctrl-C 结束）")
    command = [sys.executable, "-m", "dagster", "dev", "-m", "orchestration.definitions"]
    command += ["-h", "127.0.0.1", "-p", str(port)]
    try:
        return subprocess.call(command, env=environment)  # noqa: S603 - our own arguments
    except KeyboardInterrupt:
        return 0
