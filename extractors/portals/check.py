"""Try a registry entry on saved pages, without network: what would be listed, and why not.

A fixture is a folder named after the portal's id that holds saved (or typeset) pages
and ``fixture.yml``, which says what must be found in them.  The entry itself is the
project's, or ``<id>.yml`` in the same folder.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import yaml

from extractors.config import StrictModel, load_model
from extractors.encoding import decode_page
from extractors.errors import ConfigError
from extractors.portals.details import looks_missing
from extractors.portals.families import FAMILIES
from extractors.portals.pages import (
    ListPage,
    absolute,
    file_name_of,
    fiscal_year_of,
    html_selector,
    stable_url,
)
from extractors.portals.registry_model import CalendarDate, Portal, load_portal, load_portals

PageKind = Literal["list", "detail"]
FIXTURE = "fixture.yml"


class Row(StrictModel):
    """One row of a list, as a fixture states it."""

    title: str
    url: str
    published_on: CalendarDate | None = None
    fiscal_year: int | None = None


class File(StrictModel):
    """One file of a detail page, as a fixture states it."""

    name: str
    url: str
    fiscal_year: int | None = None


class FixturePage(StrictModel):
    """A saved page and what must be found in it."""

    file: str
    url: str
    kind: PageKind
    rows: list[Row] = []
    files: list[File] = []
    #: Further pages of the list, in any order.
    other_pages: list[str] = []
    frames: list[str] = []


class Fixture(StrictModel):
    """Saved pages of one portal."""

    pages: list[FixturePage]


@dataclass(slots=True)
class Reading:
    """What a portal's entry finds in one page, and remarks for whoever writes the entry."""

    page: FixturePage
    passed_over: int = 0
    remarks: list[str] = field(default_factory=list)


def read_page(portal: Portal, body: bytes, url: str, kind: PageKind, file: str = "") -> Reading:
    """Read one page as the crawler would."""
    text = decode_page(body)
    if kind == "detail":
        return _read_detail(portal, text, url, file)
    page = _list_page(portal, text, url)
    wanted = re.compile(portal.only_titles or "")
    kept = [r for r in page.rows if wanted.search(r.title)]
    rows = [
        Row(
            title=r.title,
            url=r.url,
            published_on=r.published_on.isoformat() if r.published_on else None,
            fiscal_year=fiscal_year_of(r.title),
        )
        for r in kept
    ]
    others = [*page.other_pages, *page.maybe_pages]
    found = FixturePage(file=file, url=url, kind="list", rows=rows, other_pages=others)
    reading = Reading(found, passed_over=len(page.rows) - len(kept))
    reading.remarks = list(_list_remarks(portal, text, url, reading))
    return reading


def _list_page(portal: Portal, text: str, url: str) -> ListPage:
    try:
        return FAMILIES[portal.cms].list_page(text, url, portal)
    except ValueError:
        return ListPage(())


def _read_detail(portal: Portal, text: str, url: str, file: str) -> Reading:
    page = FAMILIES[portal.cms].detail_page(text, url)
    files = []
    for link in page.files:
        name = file_name_of(link.url, link.text)
        year = fiscal_year_of(page.title, link.text, page.column)
        files.append(File(name=name, url=stable_url(link.url, url, name), fiscal_year=year))
    found = FixturePage(file=file, url=url, kind="detail", files=files, frames=list(page.frames))
    reading = Reading(found)
    if looks_missing(text):
        reading.remarks.append("这一页说自己不存在（404）。请换一个还在的详情页。")
    elif not files and not page.frames:
        reading.remarks.append(
            "没有找到附件。若浏览器里看得到，请在源代码中找到它的写法（onclick、脚本、框架），"
            "并报告此页；若全文就在网页里，这类公开目前只记录，不读取。"
        )
    reading.remarks += _foreign(portal, (f.url for f in files))
    return reading


def _list_remarks(portal: Portal, text: str, url: str, reading: Reading) -> Iterator[str]:
    rows, others = reading.page.rows, reading.page.other_pages
    if looks_missing(text):
        yield "这一页说自己不存在（404），地址可能已经变了。"
        return
    if not rows and reading.passed_over:
        yield f"{reading.passed_over} 条都被 only_titles 略过；请核对这个表达式。"
    if not rows and not reading.passed_over:
        yield from _why_empty(portal, text, url, others)
    undated = sum(r.published_on is None for r in rows)
    if rows and undated == len(rows):
        yield "所有条目都没有日期；不影响归档，但看不出何时公开。"
    without_year = sum(r.fiscal_year is None for r in rows)
    if without_year:
        yield (
            f"{without_year} 条的标题没有年度；年度会从附件名或栏目名补上，仍没有的归入“unknown”。"
        )
    if rows and not others:
        yield "没有找到别的分页。若浏览器里有下一页，请核对 CMS 类型和分页的写法。"
    yield from _foreign(portal, (r.url for r in rows))


def _why_empty(portal: Portal, text: str, url: str, others: list[str]) -> Iterator[str]:
    better = []
    for cms, family in FAMILIES.items():
        if cms not in {portal.cms, "platform"}:
            try:
                found = len(family.list_page(text, url, portal).rows)
            except ValueError:
                continue
            if found:
                better.append(f"{cms}（{found} 条）")
    if better:
        yield f"按 {portal.cms} 没有可识别的条目；按 {'、'.join(better)} 有。请核对 cms。"
        return
    if others:
        yield f"列表不在这一页里，要从另外 {len(others)} 个地址取得；请把其中一个的内容也存为夹具。"
        return
    links = [
        target
        for a in html_selector(text).xpath("//a[@href]")
        if (target := absolute(url, a.attrib["href"]))
    ]
    if not links:
        yield "页面里没有链接：可能是脚本生成的页面，或脚本验证页；保存的应是网页源代码。"
        return
    yield (
        f"页面有 {len(links)} 个链接，没有一个像 {portal.cms} 的条目。常见的路径："
        + "，".join(_shapes(links))
        + "。若它们就是条目，请用 cms: platform，并在 layout.rows 写出它们的 XPath。"
    )


def _shapes(links: list[str]) -> list[str]:
    """The most frequent forms of paths, digits and hashes blotted out."""
    shapes = Counter(
        re.sub(r"\d+", "9", re.sub(r"[0-9a-f]{32}", "<hash>", urlsplit(u).path)) for u in links
    )
    return [f"{shape}（{n}）" for shape, n in shapes.most_common(4)]


def _foreign(portal: Portal, urls: Iterator[str]) -> Iterator[str]:
    hosts = Counter(urlsplit(u).hostname for u in urls)
    away = [f"{h}（{n}）" for h, n in hosts.items() if h not in portal.hosts]
    if away:
        yield f"指向登记之外的主机，不会跟随：{'，'.join(away)}。核实后可加入 hosts。"


def fixture_entry(folder: Path) -> Portal:
    """The registry entry that a fixture belongs to.  Raises ConfigError."""
    own = folder / f"{folder.name}.yml"
    if own.is_file():
        return load_portal(own)
    portals = load_portals()
    if folder.name not in portals:
        raise ConfigError(f"{folder}:1: the folder is not named after a portal of the registry")
    return portals[folder.name]


def check_fixture(folder: Path, portal: Portal | None = None) -> list[str]:
    """Differences between what a fixture states and what is read, one line each.

    ``portal`` defaults to :func:`fixture_entry`.  Raises ConfigError for a broken fixture.
    """
    portal = portal or fixture_entry(folder)
    fixture = load_model(folder / FIXTURE, Fixture)
    differences: list[str] = []
    for page in fixture.pages:
        try:
            body = (folder / page.file).read_bytes()
        except OSError as error:
            raise ConfigError(f"{folder / FIXTURE}:1: {page.file} cannot be read") from error
        found = read_page(portal, body, page.url, page.kind, page.file).page
        for name in ("rows", "files", "other_pages", "frames"):
            stated, read = getattr(page, name), getattr(found, name)
            differences += [
                f"{page.file}：应有而没有 {name}：{_text(item)}"
                for item in stated
                if item not in read
            ]
            differences += [
                f"{page.file}：没有写明却读到 {name}：{_text(item)}"
                for item in read
                if item not in stated
            ]
    return differences


def _text(item: Any) -> str:
    return item if isinstance(item, str) else str(item.model_dump(exclude_none=True))


def write_fixture(folder: Path, readings: list[tuple[Reading, bytes]]) -> Path:
    """Write pages and what was read in them as a fixture, to be looked through by a person."""
    folder.mkdir(parents=True, exist_ok=True)
    pages = []
    for reading, body in readings:
        (folder / reading.page.file).write_bytes(body)
        pages.append(reading.page.model_dump(exclude_none=True, exclude_defaults=True))
    path = folder / FIXTURE
    text = yaml.safe_dump({"pages": pages}, allow_unicode=True, sort_keys=False, width=1000)
    # Addresses are as long as they are.
    path.write_text(f"---\n# yamllint disable rule:line-length\n{text}", encoding="utf-8")
    return path


__all__ = [
    "FIXTURE",
    "Fixture",
    "FixturePage",
    "Reading",
    "check_fixture",
    "fixture_entry",
    "read_page",
    "write_fixture",
]
