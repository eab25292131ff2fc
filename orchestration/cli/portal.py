"""``mingzhang portal``: the commands; what they do is imported when they run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from orchestration.cli.output import handled

portal_app = typer.Typer(no_args_is_help=True, help="门户登记 / the registry of portals")


@portal_app.command("list")
@handled
def list_portals() -> None:
    """登记的全部门户。 / Every portal of the registry."""
    from orchestration.cli.portal_check import run_list

    run_list()


@portal_app.command()
@handled
def check(
    entry: Annotated[
        Path, typer.Argument(help="登记文件（YAML） / registry file", show_default=False)
    ],
    page: Annotated[
        list[Path] | None,
        typer.Option(help="保存的网页，可重复 / saved page, repeatable"),
    ] = None,
    url: Annotated[
        list[str] | None, typer.Option(help="各网页的地址，依次对应 / its address, in order")
    ] = None,
    kind: Annotated[
        list[str] | None,
        typer.Option(help="list 或 detail，依次对应；缺省 list / kind, in order"),
    ] = None,
    fixture: Annotated[
        Path | None, typer.Option(help="夹具文件夹，逐条比对 / fixture folder to compare with")
    ] = None,
    write: Annotated[
        Path | None, typer.Option(help="把读到的写成夹具 / write what was read as a fixture")
    ] = None,
) -> None:
    """不联网，试读登记文件和保存的网页。退出码：0 可用，1 有问题，2 文件有误。

    Try a registry entry on saved pages, offline.  Exit code: 0 usable, 1 problems,
    2 a faulty file.
    """
    from orchestration.cli.portal_check import run_check

    raise typer.Exit(
        run_check(entry, page or [], url or [], kind or [], fixture=fixture, write=write)
    )
