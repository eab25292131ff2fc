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
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import fsspec

from extractors.contracts import Acquisition
from extractors.serial import atomic_write, record_from_json, to_jsonable

SIDECAR_VERSION = 1

#: Media types by magic bytes; the first match counts.
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"MZ", "application/vnd.microsoft.portable-executable"),
    (b"\x89PNG", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
)
_HTML_MARKS = (b"<!doctype html", b"<html", b"<head", b"<script", b"<body")


def sniff(data: bytes) -> str:
    """Media type by the first kilobyte, never by name: HTML saved as .pdf is text/html."""
    head = data[:1024]
    stripped = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    for magic, media_type in _MAGIC:
        if stripped.startswith(magic):
            return media_type
    lowered = stripped.lower()
    if any(mark in lowered for mark in _HTML_MARKS):
        return "text/html"
    if b"%PDF-" in head:  # junk before the header; readers accept it
        return "application/pdf"
    return "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Version:
    """One acquisition with the response headers that conditional requests need."""

    acquisition: Acquisition
    file_name: str
    headers: Mapping[str, str] = field(default_factory=dict)


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
    ) -> tuple[Version, bool]:
        """Keep bytes found at an address; returns (version, is it new at this address).

        The bytes are stored before the sidecar that names them, so that a run
        killed in between leaves an object without a sidecar and no sidecar
        without its object.
        """
        document_id = hashlib.sha256(data).hexdigest()
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
        )
        if not self.fs.exists(self._object(document_id)):
            self._write(self._object(document_id), data)
        stamp = version.acquisition.fetched_at.astimezone(UTC).strftime("%Y%m%dT%H%M%S%fZ")
        sidecar = {
            "sidecar_version": SIDECAR_VERSION,
            "file_name": file_name,
            "headers": dict(version.headers),
            "acquisition": to_jsonable(version.acquisition),
        }
        text = json.dumps(sidecar, ensure_ascii=False, indent=1, sort_keys=True)
        name = f"{stamp}-{document_id[:12]}.json"
        self._write(posixpath.join(self._address(portal, url), name), text.encode())
        return version, True

    # -- reading -----------------------------------------------------------

    def get(self, document_id: str) -> bytes:
        """The bytes of a document.  Raises FileNotFoundError."""
        data: bytes = self.fs.cat_file(self._object(document_id))
        return data

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
        base = posixpath.join(self.root, "acquisitions", *([portal] if portal else []))
        if self.fs.exists(base):
            for path in sorted(self.fs.find(base)):
                if path.endswith(".json"):
                    yield self._read_sidecar(path)

    def latest(self, portal: str, url: str) -> Version | None:
        """The newest version found at an address, or None."""
        folder = self._address(portal, url)
        if not self.fs.exists(folder):
            return None
        paths = sorted(p for p in self.fs.ls(folder, detail=False) if p.endswith(".json"))
        return self._read_sidecar(paths[-1]) if paths else None

    def portals(self) -> list[str]:
        """Portals that have at least one acquisition."""
        base = posixpath.join(self.root, "acquisitions")
        if not self.fs.exists(base):
            return []
        return sorted(posixpath.basename(p.rstrip("/")) for p in self.fs.ls(base, detail=False))

    def verify(self) -> Iterator[tuple[str, str]]:
        """(document, problem) for bytes that differ from their name and bytes that are missing."""
        named = {v.acquisition.document_id for v in self.versions()}
        base = posixpath.join(self.root, "objects")
        held = sorted(self.fs.find(base)) if self.fs.exists(base) else []
        stored = {posixpath.basename(p): p for p in held}
        for document_id in sorted(named - stored.keys()):
            yield document_id, "missing"
        for document_id, path in sorted(stored.items()):
            if document_id.startswith("."):
                continue
            if hashlib.sha256(self.fs.cat_file(path)).hexdigest() != document_id:
                yield document_id, "bytes differ from sha256"

    # -- inside ------------------------------------------------------------

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
