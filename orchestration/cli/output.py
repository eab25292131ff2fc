"""What every command prints: progress, tables, and errors that say what to do next."""

from __future__ import annotations

import json
import os
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import ParamSpec, TypeVar

import typer

from extractors.errors import ConfigError, DocumentError
from orchestration.errors import UserError

P = ParamSpec("P")
R = TypeVar("R")

#: Names of stages for people.
STAGES = {
    "ingest": "入库",
    "wait": "等待",
    "list": "列表",
    "fetch": "归档",
    "read": "读取",
    "warehouse": "仓库",
    "verdicts": "核对",
    "publish": "发布",
    "report": "报告",
    "checks": "检查",
    "verify": "核对原件",
}

#: A crash has an exit code of its own: it must never read as "no errors" or as "errors".
EXIT_CRASHED = 70
EXIT_INTERRUPTED = 130
#: Whoever read the output went away before its end.
EXIT_PIPE = 141


def fail(message: str, code: int = 2) -> typer.Exit:
    """Print an error to stderr; raise the result."""
    typer.secho(f"错误：{message}", fg=typer.colors.RED, err=True)
    return typer.Exit(code)


def handled(function: Callable[P, R]) -> Callable[P, R]:
    """Turn expected errors into one plain line and exit code 2, a crash into code 70."""

    @wraps(function)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(*args, **kwargs)
        except (UserError, ConfigError, DocumentError) as error:
            raise fail(str(error)) from error
        except BrokenPipeError:
            raise typer.Exit(EXIT_PIPE) from None
        except KeyboardInterrupt:
            typer.secho(
                "已中断；已完成的部分已保存，重跑即可继续", fg=typer.colors.YELLOW, err=True
            )
            raise typer.Exit(EXIT_INTERRUPTED) from None
        except PermissionError as error:
            raise fail(
                f"没有权限访问 {error.filename}；请检查权限，或用 MINGZHANG_HOME 指定别的文件夹"
            ) from error
        except (typer.Exit, typer.Abort):
            raise
        except Exception as error:  # boundary of the process
            traceback.print_exc()
            message = f"程序出错，结果不可用（{type(error).__name__}）；请附上以上内容报告此问题"
            raise fail(message, code=EXIT_CRASHED) from error

    return wrapped


@contextmanager
def progress() -> Iterator[None]:
    """Show each stage as a bar on a terminal, as lines elsewhere."""
    from orchestration.progress import listening

    if not on_terminal():
        with listening(_plain_listener()):
            yield
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    from rich.progress import TimeElapsedColumn as Elapsed
    from rich.table import Column

    # What is in hand takes the room that is left: a long file name cuts no count and no time.
    columns = (
        TextColumn("{task.description}", table_column=Column(no_wrap=True)),
        BarColumn(bar_width=20, table_column=Column(min_width=20)),
        MofNCompleteColumn(table_column=Column(no_wrap=True, min_width=5)),
        Elapsed(table_column=Column(no_wrap=True, min_width=7)),
        TextColumn(
            "{task.fields[detail]}",
            markup=False,
            table_column=Column(ratio=1, no_wrap=True, overflow="ellipsis"),
        ),
    )
    console = Console(stderr=True)
    # What is printed is the command's result and may go into a file: never through the bar.
    with Progress(*columns, console=console, expand=True, redirect_stdout=False) as bars:
        tasks: dict[str, object] = {}

        def listener(stage: str, done: int, total: int | None, detail: str) -> None:
            name = STAGES.get(stage, stage)
            if stage not in tasks:
                tasks[stage] = bars.add_task(name, total=total, detail="")
            bars.update(tasks[stage], completed=done, total=total, detail=detail)  # type: ignore[arg-type]

        with listening(listener):
            yield


def tell(text: str, *, fg: str | None = None) -> None:
    """A line on standard error while a bar may be shown: it goes above the bar, never into it.

    The bar stands in for the stream; ``typer.echo`` writes past it, into the terminal itself.
    """
    print(typer.style(text, fg=fg) if fg and on_terminal() else text, file=sys.stderr)


def on_terminal() -> bool:
    """Whether a person watches: a terminal that can move its cursor."""
    return sys.stderr.isatty() and os.environ.get("TERM") != "dumb"


def _plain_listener() -> Callable[[str, int, int | None, str], None]:
    """One line when a stage begins and one at its end: a log, not a flood."""
    begun: set[str] = set()

    def listener(stage: str, done: int, total: int | None, detail: str) -> None:
        name = STAGES.get(stage, stage)
        finished = total is not None and done >= total
        if stage not in begun or finished or stage == "wait":
            begun.add(stage)
            count = f" {done}/{total}" if total else ""
            typer.echo(f"==> {name}{count} {detail if not finished else ''}".rstrip(), err=True)

    return listener


def require_files(paths: list[Path]) -> None:
    """Raise UserError for a path that is no readable file."""
    for path in paths:
        if not path.exists():
            raise UserError(f"找不到文件 {path}；请检查路径")
        if path.is_dir():
            raise UserError(f"{path} 是文件夹；批量处理请用 mingzhang ingest {path}")


def write_json(values: object, target: Path) -> None:
    """Write JSON (UTF-8, atomically) or print it where the target is ``-``."""
    text = json.dumps(values, ensure_ascii=False, indent=1)
    if str(target) == "-":
        typer.echo(text)
        return
    from extractors.atomic import atomic_write

    with atomic_write(target) as stream:
        stream.write(text.encode() + b"\n")
    typer.echo(f"已写出 {target}", err=True)
