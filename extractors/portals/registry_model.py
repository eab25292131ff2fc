"""The list of portals: one YAML file each under ``registry/``, strictly checked."""

from __future__ import annotations

import functools
import ipaddress
import os
import re
from collections.abc import Iterator
from datetime import date
from importlib.resources import as_file, files
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from parsel import Selector
from pydantic import AfterValidator, Field, field_validator, model_validator

from extractors.config import StrictModel, load_model
from extractors.errors import ConfigError
from extractors.portals.divisions import divisions, level_of

DocKind = Literal["budget", "final_account"]
#: TRS WCM, UCAP (开普), Hanweb jcms/jpaas (大汉), 广东 gkmlpt, and everything with a
#: markup of its own: budget platforms and hand-made lists, described by ``layout``.
Cms = Literal["trs", "ucap", "hanweb", "gkmlpt", "platform"]


def _calendar_date(text: str) -> str:
    date.fromisoformat(text)
    return text


def _day_of_year(text: str) -> str:
    date.fromisoformat(f"2024-{text}")  # a leap year: 02-29 is a day
    return text


def _xpath(text: str) -> str:
    Selector("<a/>").xpath(text)  # raises ValueError
    return text


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"{text} is no regular expression: {error}") from error
    return text


CalendarDate = Annotated[str, AfterValidator(_calendar_date)]
DayOfYear = Annotated[str, Field(pattern=r"^\d\d-\d\d$"), AfterValidator(_day_of_year)]
Pattern = Annotated[str, AfterValidator(_pattern)]
XPath = Annotated[str, AfterValidator(_xpath)]


class Politeness(StrictModel):
    """How gently a portal is asked.  Times in seconds; limits are per host."""

    delay_s: float = Field(2.0, ge=0)
    concurrency: int = Field(1, ge=1, le=8)
    timeout_s: float = Field(60.0, gt=0)
    retries: int = Field(3, ge=0, le=10)
    #: Replaces the project's own; it must still say who asks.
    user_agent: str | None = Field(None, min_length=10)

    @field_validator("user_agent")
    @classmethod
    def _honest(cls, agent: str | None) -> str | None:
        if agent is not None and ("mingzhang" not in agent.lower() or "mozilla" in agent.lower()):
            raise ValueError("the user agent must name Mingzhang and must not pose as a browser")
        return agent


class ExpectedDocuments(StrictModel):
    """How many documents the portal should list; fewer fails, more warns."""

    minimum: int = Field(0, ge=0)
    maximum: int | None = Field(None, ge=1)

    @model_validator(mode="after")
    def _ordered(self) -> ExpectedDocuments:
        if self.maximum is not None and self.maximum < self.minimum:
            raise ValueError("maximum is less than minimum")
        return self

    def judge(self, listed: int) -> Literal["ok", "too_few", "too_many"]:
        """Whether a count of listed documents is plausible."""
        if listed < self.minimum:
            return "too_few"
        if self.maximum is not None and listed > self.maximum:
            return "too_many"
        return "ok"


class Season(StrictModel):
    """Days of the year, both included, on which new disclosures appear (start > end: over
    new year)."""

    kind: DocKind
    start: DayOfYear
    end: DayOfYear

    def contains(self, day: date) -> bool:
        """Whether a day lies in the season."""
        today = f"{day:%m-%d}"
        if self.start <= self.end:
            return self.start <= today <= self.end
        return today >= self.start or today <= self.end


#: People's congresses meet in January to March; a department publishes at most 40
#: days, a unit at most 55 days later.  Final accounts are approved in June to
#: September, those of the centre in June.
DEFAULT_SEASONS: dict[str, tuple[tuple[DocKind, str, str], ...]] = {
    "demo": (("budget", "01-01", "12-31"),),
    "central": (("budget", "03-15", "05-15"), ("final_account", "07-01", "09-15")),
    "province": (("budget", "01-15", "04-15"), ("final_account", "07-15", "10-31")),
    "city": (("budget", "01-15", "04-30"), ("final_account", "08-01", "11-15")),
    "county": (("budget", "01-01", "04-30"), ("final_account", "08-01", "11-30")),
}


class Unit(StrictModel):
    """One body that has a list page of its own on the portal."""

    name: str = Field(min_length=2)
    entry_page: str


class Layout(StrictModel):
    """Where a hand-made portal puts its lists: XPaths of the links (``a`` elements).

    ``sub_lists`` leads from a hub to further lists, ``rows`` to details or files,
    ``next_pages`` to the other pages of the same list.
    """

    rows: XPath = "//a[@href]"
    sub_lists: XPath | None = None
    next_pages: XPath | None = None


class Tls(StrictModel):
    """What a host's TLS lacks.  Applies to that host alone, never to a whole crawl."""

    host: str
    #: Old renegotiation and key sizes that current OpenSSL refuses.
    legacy: bool = False
    #: The certificate chain cannot be verified (usually a missing intermediate).
    unverified: bool = False
    reason: str = Field(min_length=4)


class Portal(StrictModel):
    """One portal: where it lists its disclosures and how it may be asked."""

    id: str = Field(pattern=r"^\d{6}_[a-z0-9]+(_[a-z0-9]+)*$")
    title: str
    title_en: str | None = None
    level: Literal["demo", "central", "province", "city", "county"]
    cms: Cms
    hosts: list[str] = Field(min_length=1)
    entry_pages: list[str] = Field(min_length=1)
    units: list[Unit] = []
    layout: Layout | None = None
    #: Rows whose title this finds nothing in are passed over; for columns that mix subjects.
    only_titles: Pattern | None = None
    loopback: str | None = None
    #: Whether somebody has seen such a list at these addresses; when, and what was seen.
    verified: bool
    verified_on: CalendarDate | None = None
    note: str | None = None
    max_list_pages: int = Field(200, ge=1)
    politeness: Politeness = Politeness()  # type: ignore[call-arg]
    seasons: list[Season] = []
    expected_documents: ExpectedDocuments = ExpectedDocuments()  # type: ignore[call-arg]
    tls: list[Tls] = []

    @field_validator("hosts")
    @classmethod
    def _names_only(cls, hosts: list[str]) -> list[str]:
        for host in hosts:
            if not re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", host):
                raise ValueError(f"{host} is not a lower-case host name")
            try:
                ipaddress.ip_address(host)
            except ValueError:
                continue
            raise ValueError(f"{host} is an address: name the host")
        return hosts

    @model_validator(mode="after")
    def _consistent(self) -> Portal:
        for url in self.list_pages:
            parts = urlsplit(url)
            if parts.scheme not in {"http", "https"}:
                raise ValueError(f"{url}: only http and https are crawled")
            if parts.hostname not in self.hosts:
                raise ValueError(f"{url}: its host is not among hosts")
        for tls in self.tls:
            if tls.host not in self.hosts:
                raise ValueError(f"tls: {tls.host} is not among hosts")
        if self.division not in divisions():
            raise ValueError(f"id: {self.division} is no code of GB/T 2260")
        if self.level != level_of(self.division):
            raise ValueError(f"level: {self.division} is a code of {level_of(self.division)}")
        if self.verified and self.verified_on is None and self.level != "demo":
            raise ValueError("verified: say when, with verified_on")
        if (self.layout is not None) != (self.cms == "platform"):
            raise ValueError("layout: needed by cms platform, and by no other")
        return self

    @property
    def division(self) -> str:
        """GB/T 2260 code of the place."""
        return self.id[:6]

    @property
    def list_pages(self) -> list[str]:
        """Every page that a listing starts from: the entry pages, then those of units."""
        return list(dict.fromkeys([*self.entry_pages, *(u.entry_page for u in self.units)]))

    @property
    def disclosure_seasons(self) -> list[Season]:
        """The seasons of the entry, else those usual at its level."""
        if self.seasons:
            return self.seasons
        usual = DEFAULT_SEASONS[self.level]
        return [Season(kind=kind, start=start, end=end) for kind, start, end in usual]

    def in_season(self, day: date) -> bool:
        """Whether new disclosures are to be expected on a day: ask daily, else weekly."""
        return any(season.contains(day) for season in self.disclosure_seasons)

    def loopback_folder(self, data_root: Path) -> Path | None:
        """Folder that the run serves on loopback in place of this portal's hosts.

        Relative to ``data_root`` unless the entry names an absolute one.
        """
        return None if self.loopback is None else data_root / self.loopback


def load_portal(path: Path) -> Portal:
    """One registry file.  Raises ConfigError (file, line, key), also for a file that is
    not named after its id."""
    try:
        stat = path.stat()
    except OSError as error:
        raise ConfigError(f"{path}:1: cannot be read: {error}") from error
    return _load_portal(path, stat.st_mtime_ns, stat.st_size)


@functools.lru_cache(maxsize=512)
def _load_portal(path: Path, mtime_ns: int, size_bytes: int) -> Portal:
    """A file is read again only when it changed: every stage of a run asks for the registry."""
    portal = load_model(path, Portal)
    if portal.id != path.stem:
        raise ConfigError(f"{path}:1: id {portal.id} differs from the file's name")
    return portal


def load_portals(extra_folder: Path | None = None) -> dict[str, Portal]:
    """All portals by id: the project's own, then those of ``extra_folder``.

    ``extra_folder`` defaults to MINGZHANG_REGISTRY, a folder of the deployment.
    Raises ConfigError (file, line, key) for a file that breaks the schema, for a
    file that is not named after its id, and for an id that stands twice.
    """
    if extra_folder is None and (configured := os.environ.get("MINGZHANG_REGISTRY")):
        extra_folder = Path(configured)
    portals: dict[str, Portal] = {}
    with as_file(files("extractors.portals") / "registry") as own:
        for path in _yaml_files(own, extra_folder):
            portal = load_portal(path)
            if portal.id in portals:
                raise ConfigError(f"{path}:1: id {portal.id} stands twice")
            portals[portal.id] = portal
    return portals


def _yaml_files(*folders: Path | None) -> Iterator[Path]:
    for folder in folders:
        if folder is not None:
            if not folder.is_dir():
                raise ConfigError(f"{folder}:1: is not a folder")
            yield from sorted(folder.glob("*.yml"))
