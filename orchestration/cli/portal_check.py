"""``mingzhang portal list`` and ``mingzhang portal check``."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import typer

from extractors.portals.check import (
    FIXTURE,
    Reading,
    check_fixture,
    read_page,
    write_fixture,
)
from extractors.portals.divisions import divisions
from extractors.portals.registry_model import Portal, load_portal, load_portals
from orchestration.errors import UserError

_KINDS = {"budget": "预算", "final_account": "决算"}


def run_list() -> None:
    """Print the registry."""
    from rich.console import Console
    from rich.table import Table

    today = (datetime.now(UTC) + timedelta(hours=8)).date()
    table = Table("标识", "名称", "CMS", "已核对", "公开季")
    for portal in load_portals().values():
        seen = portal.verified_on or "是" if portal.verified else "否"
        season = "是" if portal.in_season(today) else ""
        table.add_row(portal.id, portal.title, portal.cms, seen, season)
    Console().print(table)


def run_check(
    entry: Path,
    pages: list[Path],
    urls: list[str],
    kinds: list[str],
    *,
    fixture: Path | None,
    write: Path | None,
) -> int:
    """Try an entry on saved pages; 0 usable, 1 problems.  Raises UserError, ConfigError."""
    if not entry.is_file():
        raise UserError(f"找不到 {entry}；请检查路径")
    portal = load_portal(entry)
    _describe(portal)
    if len(pages) != len(urls):
        raise UserError("每个 --page 要有一个 --url：网页里的相对地址由它补全")
    problems = 0
    readings: list[tuple[Reading, bytes]] = []
    for number, (path, address) in enumerate(zip(pages, urls, strict=True)):
        reading, body = _read(portal, path, address, kinds[number : number + 1])
        readings.append((reading, body))
        problems += _show(reading)
    if write is not None:
        if not readings:
            raise UserError("--write 要有 --page 才知道写什么")
        written = write_fixture(write, readings)
        typer.echo(f"已写出 {written}：请逐条看过，删去不该有的，再提交")
    if fixture is not None:
        problems += _compare(fixture, portal)
    elif not readings:
        typer.echo("登记文件有效。下一步：保存一个列表页，用 --page 和 --url 试读")
    return 1 if problems else 0


def _describe(portal: Portal) -> None:
    seasons = "；".join(f"{_KINDS[s.kind]} {s.start} 至 {s.end}" for s in portal.disclosure_seasons)
    expected = portal.expected_documents
    most = f"，至多 {expected.maximum}" if expected.maximum else ""
    asked = portal.politeness
    checked = (f"已核对 {portal.verified_on or ''}" if portal.verified else "未核对").strip()
    typer.echo(f"{portal.id} {portal.title}")
    typer.echo(f"  地方：{divisions()[portal.division]}　CMS：{portal.cms}　{checked}")
    typer.echo(f"  主机：{'，'.join(portal.hosts)}")
    typer.echo(f"  入口：{'，'.join(portal.list_pages)}")
    typer.echo(f"  公开季：{seasons}")
    typer.echo(f"  文件数：至少 {expected.minimum}{most}")
    typer.echo(f"  礼貌：间隔 {asked.delay_s:g} 秒，并发 {asked.concurrency}，重试 {asked.retries}")


def _read(portal: Portal, path: Path, url: str, kinds: list[str]) -> tuple[Reading, bytes]:
    kind: Literal["list", "detail"] = "list"
    if kinds:
        if kinds[0] not in {"list", "detail"}:
            raise UserError(f"--kind 只能是 list 或 detail，不是 {kinds[0]}")
        kind = "detail" if kinds[0] == "detail" else "list"
    try:
        body = path.read_bytes()
    except OSError as error:
        raise UserError(f"无法读取 {path}（{error.strerror}）") from error
    if urlsplit(url).hostname not in portal.hosts:
        raise UserError(f"{url} 的主机不在 hosts 里")
    return read_page(portal, body, url, kind, path.name), body


def _show(reading: Reading) -> int:
    """Print what was read; 1 where nothing was."""
    page = reading.page
    typer.echo(f"\n{page.file}（{'列表' if page.kind == 'list' else '详情'}）")
    for row in page.rows[:20]:
        typer.echo(
            f"  {row.published_on or '无日期':10}  {row.fiscal_year or '无年度'}  {row.title}"
        )
        typer.echo(f"      {row.url}")
    for file in page.files[:20]:
        typer.echo(f"  {file.fiscal_year or '无年度'}  {file.name}\n      {file.url}")
    for name, items in (("分页", page.other_pages), ("框架", page.frames)):
        if items:
            typer.echo(
                f"  {name} {len(items)} 个：{'，'.join(items[:3])}{' …' if items[3:] else ''}"
            )
    found = len(page.rows) + len(page.files)
    more = f"，略过 {reading.passed_over}" if reading.passed_over else ""
    typer.secho(f"  读到 {found} 条{more}", fg="green" if found else "yellow")
    for remark in reading.remarks:
        typer.secho(f"  提示：{remark}", fg="yellow")
    return 0 if found or page.other_pages or page.frames else 1


def _compare(folder: Path, portal: Portal) -> int:
    if not (folder / FIXTURE).is_file():
        raise UserError(f"{folder} 里没有 {FIXTURE}；可用 --page --url --write 生成")
    differences = check_fixture(folder, portal)
    for line in differences:
        typer.secho(f"  ✗ {line}", fg="red")
    if not differences:
        typer.secho(f"  ✓ 与夹具 {folder.name} 一致", fg="green")
    return len(differences)
