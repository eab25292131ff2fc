"""``mingzhang archive verify`` and ``mingzhang archive warc``."""

from __future__ import annotations

from pathlib import Path

import typer

from extractors.archive import Archive
from orchestration.cli.output import progress
from orchestration.errors import UserError
from orchestration.progress import report
from orchestration.settings import Settings

#: What a problem means, and whether it is damage or only untidy.
_PROBLEMS = {
    "changed": ("内容与 sha256 不符（磁盘损坏或被改动）：请从备份恢复，或删除后重新抓取", True),
    "missing": ("原件缺失：请从备份恢复，或重新抓取", True),
    "unreadable_sidecar": ("登记文件无法读取：请从备份恢复", True),
    "orphan": ("没有登记文件指向它（中断的运行留下，无害）", False),
    "stray": ("不是原件（中断的写入留下，可以删除）", False),
}


def run_verify() -> int:
    """Print what is wrong with the archive; 1 if anything is damaged."""
    archive = Archive(Settings.load().archive_url)
    damaged = untidy = checked = 0

    def done(number: int, total: int) -> None:
        nonlocal checked
        checked = number
        report("verify", number, total)

    with progress():
        found = list(archive.verify(done))
    for problem in found:  # after the bar: what is printed would stand in its line
        meaning, is_damage = _PROBLEMS[problem.kind]
        damaged += is_damage
        untidy += not is_damage
        color = typer.colors.RED if is_damage else typer.colors.YELLOW
        typer.secho(f"{problem.subject}  {problem.kind}  {meaning}", fg=color)
        for address in problem.addresses:
            typer.echo(f"    {address}")
    typer.echo(f"原件 {checked} 份，损坏或缺失 {damaged}，无害的残留 {untidy}")
    return 1 if damaged else 0


def run_warc(out: Path, portal: str | None) -> int:
    """Write the archive (of one portal) as one WARC file."""
    from extractors.archive.warc import write_warc

    archive = Archive(Settings.load().archive_url)
    if portal is not None and portal not in archive.portals():
        known = "、".join(archive.portals()) or "（无）"
        raise UserError(f"档案中没有门户 {portal}；现有：{known}")
    try:
        count = write_warc(archive, out, portal)
    except FileNotFoundError as error:
        raise UserError(
            f"原件缺失（{error}），未写出；请先运行 mingzhang archive verify"
        ) from error
    typer.echo(f"{out}：{count} 个版本")
    return 0
