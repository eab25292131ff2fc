"""``mingzhang release``: a folder of the published data that can be handed on."""

from __future__ import annotations

import typer

from orchestration.errors import UserError
from orchestration.settings import Settings


def run_release() -> int:
    """Write a release and say where it is.  Raises UserError where there is nothing to release."""
    from orchestration.warehouse import WarehouseError
    from orchestration.warehouse_release import release

    try:
        made = release(Settings.load().prepare())
    except WarehouseError as error:
        raise UserError(str(error)) from error
    size = sum(p.stat().st_size for p in made.folder.rglob("*") if p.is_file())
    typer.echo(f"发行 {made.version}：{made.folder}（{size / 1e6:.1f} MB）")
    typer.echo("内容：mingzhang.duckdb、parquet/、csv/、datapackage.json、dictionary.html、")
    typer.echo("      CHANGES.md（与上次发行相比）、SHA256SUMS")
    return 0
