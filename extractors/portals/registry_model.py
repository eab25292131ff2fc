"""The list of portals: one YAML file each under ``registry/``, strictly checked."""

from __future__ import annotations

import ipaddress
import os
import re
from collections.abc import Iterator
from importlib.resources import as_file, files
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, field_validator, model_validator

from extractors.config import StrictModel, load_model
from extractors.errors import ConfigError


class Politeness(StrictModel):
    """How gently a portal is asked.  Times in seconds."""

    delay_s: float = Field(2.0, ge=0)
    concurrency: int = Field(1, ge=1, le=8)
    timeout_s: float = Field(60.0, gt=0)
    retries: int = Field(3, ge=0, le=10)


class ExpectedDocuments(StrictModel):
    """How many documents the portal should list; fewer fails, more warns."""

    minimum: int = Field(0, ge=0)
    maximum: int | None = Field(None, ge=1)


class Portal(StrictModel):
    """One portal: where it lists its disclosures and how it may be asked."""

    id: str = Field(pattern=r"^\d{6}_[a-z0-9]+(_[a-z0-9]+)*$")
    title: str
    title_en: str | None = None
    level: Literal["demo", "central", "province", "city", "county"]
    cms: Literal["trs"]
    hosts: list[str] = Field(min_length=1)
    entry_pages: list[str] = Field(min_length=1)
    loopback: str | None = None
    verified: bool
    max_list_pages: int = Field(200, ge=1)
    politeness: Politeness = Politeness()  # type: ignore[call-arg]
    expected_documents: ExpectedDocuments = ExpectedDocuments()  # type: ignore[call-arg]

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
    def _entries_on_hosts(self) -> Portal:
        for url in self.entry_pages:
            parts = urlsplit(url)
            if parts.scheme not in {"http", "https"}:
                raise ValueError(f"{url}: only http and https are crawled")
            if parts.hostname not in self.hosts:
                raise ValueError(f"{url}: its host is not among hosts")
        return self

    def loopback_folder(self, data_root: Path) -> Path | None:
        """Folder that the run serves on loopback in place of this portal's hosts."""
        return None if self.loopback is None else data_root / self.loopback


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
            portal = load_model(path, Portal)
            if portal.id != path.stem:
                raise ConfigError(f"{path}:1: id {portal.id} differs from the file's name")
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
