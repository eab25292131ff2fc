"""The archive: raw bytes by sha256, written once, with a sidecar per acquisition.

::

    objects/<sha[:2]>/<sha>                                      the bytes
    acquisitions/<portal>/<sha1 of the address>/<time>-<sha[:12]>.json

A sidecar says where and when the bytes were found, with which headers and under
which title.  Other bytes at a known address are a new sidecar beside the old
one: a new version, never an overwrite.  The store is any file system that
fsspec knows; on the local one a file appears complete or not at all.
"""

from __future__ import annotations

import hashlib
import json
import posixpath
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import fsspec

from extractors.atomic import atomic_write
from extractors.contracts import Acquisition
from extractors.media import sniff
from extractors.serial import record_from_json, to_jsonable

SIDECAR_VERSION = 1


@dataclass(frozen=True, slots=True)
class Provenance:
    """How the bytes were come by, where the address does not say it.

    ``fetched_url``: today's address of a file whose portal signs its addresses.
    ``container``: sha256 of the archive file that held this one at ``member``.
    ``members``: of a container, how many of its files were archived on their own.
    """

    fetched_url: str | None = None
    container: str | None = None
    member: str | None = None
    members: int | None = None


@dataclass(frozen=True, slots=True)
class Version:
    """One acquisition with the response headers that conditional requests need."""

    acquisition: Acquisition
    file_name: str
    headers: Mapping[str, str] = field(default_factory=dict)
    provenance: Provenance = Provenance()


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that :meth:`Archive.verify` found: the document (or sidecar), what is wrong
    with it, and the addresses at which it was found."""

    subject: str
    kind: str
    addresses: tuple[str, ...] = ()


class IntegrityError(Exception):
    """Stored bytes that are not what their name says."""


class Archive:
    """A write-once store below ``root``: a folder or any fsspec address."""

    def __init__(self, root: str | Path) -> None:
        self.fs, self.root = fsspec.core.url_to_fs(str(root))
        self._is_local = "file" in (
            self.fs.protocol if isinstance(self.fs.protocol, tuple) else (self.fs.protocol,)
        )

    # -- writing -----------------------------------------------------------

    def put(
        self,
        data: bytes,
        *,
        portal: str,
        url: str,
        file_name: str,
        fiscal_year: int | None = None,
        page_url: str | None = None,
        title: str | None = None,
        published_on: date | None = None,
        headers: Mapping[str, str] | None = None,
        fetched_at: datetime | None = None,
        provenance: Provenance | None = None,
    ) -> tuple[Version, bool]:
        """Keep bytes found at an address; returns (version, is it new at this address).

        The bytes are stored before the sidecar that names them, so that a run
        killed in between leaves an object without a sidecar and no sidecar
        without its object.
        """
        document_id = self.put_object(data)  # heals bytes that were lost
        latest = self.latest(portal, url)
        if latest and latest.acquisition.document_id == document_id:
            return latest, False
        version = Version(
            Acquisition(
                portal=portal,
                fiscal_year=fiscal_year,
                url=url,
                page_url=page_url,
                title=title,
                published_on=published_on,
                fetched_at=fetched_at or datetime.now(UTC),
                document_id=document_id,
                size_bytes=len(data),
                content_type=sniff(data),
            ),
            file_name=file_name,
            headers=dict(headers or {}),
            provenance=provenance or Provenance(),
        )
        stamp = version.acquisition.fetched_at.astimezone(UTC).strftime("%Y%m%dT%H%M%S%fZ")
        sidecar = {
            "sidecar_version": SIDECAR_VERSION,
            "file_name": file_name,
            "headers": dict(version.headers),
            "acquisition": to_jsonable(version.acquisition),
        }
        if version.provenance != Provenance():
            sidecar["provenance"] = to_jsonable(version.provenance)
        text = json.dumps(sidecar, ensure_ascii=False, indent=1, sort_keys=True)
        name = f"{stamp}-{document_id[:12]}.json"
        self._write(posixpath.join(self._address(portal, url), name), text.encode())
        return version, True

    def put_object(self, data: bytes) -> str:
        """Keep bytes without saying where they were found; returns their sha256.

        Bytes that are there are not written again, unless their length shows that
        they are not these bytes: then :meth:`verify` would name them, and a fetch heals them.
        """
        document_id = hashlib.sha256(data).hexdigest()
        path = self._object(document_id)
        if not self.fs.exists(path) or self.fs.size(path) != len(data):
            self._write(path, data)
        return document_id

    # -- reading -----------------------------------------------------------

    def get(self, document_id: str) -> bytes:
        """The bytes of a document.  Raises FileNotFoundError."""
        data: bytes = self.fs.cat_file(self._object(document_id))
        return data

    def holds(self, version: Version) -> bool:
        """Whether the bytes of a version are there, as far as their length tells."""
        path = self._object(version.acquisition.document_id)
        return bool(self.fs.exists(path) and self.fs.size(path) == version.acquisition.size_bytes)

    def local_path(self, document_id: str, cache: Path) -> Path:
        """A local file with the bytes; fetched into ``cache`` where the store is remote."""
        if self._is_local:
            return Path(self._object(document_id))
        path = cache / document_id
        if not path.exists():
            cache.mkdir(parents=True, exist_ok=True)
            part = cache / f".{document_id}.{uuid.uuid4().hex}"
            self.fs.get_file(self._object(document_id), str(part))
            part.replace(path)
        return path

    def versions(self, portal: str | None = None) -> Iterator[Version]:
        """Every acquisition (of one portal), in order of portal, address and time."""
        for path in self._sidecars(portal):
            yield self._read_sidecar(path)

    def latest(self, portal: str, url: str) -> Version | None:
        """The newest version found at an address, or None."""
        paths = self._sidecars_at(portal, url)
        return self._read_sidecar(paths[-1]) if paths else None

    def count(self, portal: str, url: str) -> int:
        """How many versions were found at an address."""
        return len(self._sidecars_at(portal, url))

    def portals(self) -> list[str]:
        """Portals that have at least one acquisition."""
        base = posixpath.join(self.root, "acquisitions")
        if not self.fs.exists(base):
            return []
        return sorted(posixpath.basename(p.rstrip("/")) for p in self.fs.ls(base, detail=False))

    def verify(self, on_progress: Callable[[int, int], None] | None = None) -> Iterator[Problem]:
        """Read every object and every sidecar; yields what is wrong.

        ``changed``: bytes that differ from their name (bit rot, tampering);
        ``missing``: a sidecar's bytes are gone; ``unreadable_sidecar``;
        ``orphan``: bytes that no sidecar names, as a killed run leaves them (harmless);
        ``stray``: a file that is no object, such as a part of a write that was killed.
        ``on_progress`` is called with (objects done, of how many).
        """
        addresses: dict[str, list[str]] = {}
        containers: set[str] = set()
        for path in self._sidecars():
            try:
                version = self._read_sidecar(path)
            except (ValueError, KeyError, TypeError, IntegrityError):
                yield Problem(path.removeprefix(self.root).lstrip("/"), "unreadable_sidecar")
                continue
            found = version.acquisition
            addresses.setdefault(found.document_id, []).append(found.url)
            if version.provenance.container:
                containers.add(version.provenance.container)
        base = posixpath.join(self.root, "objects")
        held = sorted(self.fs.find(base)) if self.fs.exists(base) else []
        stored = {posixpath.basename(p): p for p in held}
        for document_id in sorted(addresses.keys() - stored.keys()):
            yield Problem(document_id, "missing", tuple(addresses[document_id]))
        for number, (document_id, path) in enumerate(sorted(stored.items()), 1):
            if len(document_id) != 64:
                yield Problem(path.removeprefix(self.root).lstrip("/"), "stray")
            elif self._digest(path) != document_id:
                yield Problem(document_id, "changed", tuple(addresses.get(document_id, ())))
            elif document_id not in addresses and document_id not in containers:
                yield Problem(document_id, "orphan")
            if on_progress:
                on_progress(number, len(stored))

    # -- inside ------------------------------------------------------------

    def _sidecars(self, portal: str | None = None) -> Iterator[str]:
        base = posixpath.join(self.root, "acquisitions", *([portal] if portal else []))
        if self.fs.exists(base):
            yield from (p for p in sorted(self.fs.find(base)) if p.endswith(".json"))

    def _sidecars_at(self, portal: str, url: str) -> list[str]:
        folder = self._address(portal, url)
        if not self.fs.exists(folder):
            return []
        return sorted(p for p in self.fs.ls(folder, detail=False) if p.endswith(".json"))

    def _digest(self, path: str) -> str:
        """sha256 of a stored file, read in pieces."""
        digest = hashlib.sha256()
        with self.fs.open(path, "rb") as stream:
            while chunk := stream.read(1 << 20):
                digest.update(chunk)
        return digest.hexdigest()

    def _object(self, document_id: str) -> str:
        return posixpath.join(self.root, "objects", document_id[:2], document_id)

    def _address(self, portal: str, url: str) -> str:
        key = hashlib.sha1(url.encode(), usedforsecurity=False).hexdigest()[:20]
        return posixpath.join(self.root, "acquisitions", portal, key)

    def _read_sidecar(self, path: str) -> Version:
        values: dict[str, Any] = json.loads(self.fs.cat_file(path))
        if values["sidecar_version"] != SIDECAR_VERSION:
            raise IntegrityError(f"{path}: unknown sidecar version {values['sidecar_version']}")
        return Version(
            record_from_json(Acquisition, values["acquisition"]),
            file_name=values["file_name"],
            headers=values["headers"],
            provenance=Provenance(**values.get("provenance", {})),
        )

    def _write(self, path: str, data: bytes) -> None:
        """Write complete or not at all: a local file is renamed, a remote put is atomic."""
        if not self._is_local:
            self.fs.pipe_file(path, data)
            return
        target = Path(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        with atomic_write(target) as stream:
            stream.write(data)
