"""The archive as WARC (ISO 28500), for tools of web archiving and for deposit elsewhere.

A response record per acquisition, with the headers that were kept; a resource
record for what no server sent as such (members of containers, files from disk); a
metadata record beside each with what the listing said.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import IO
from uuid import NAMESPACE_URL, uuid5

from w3lib.url import safe_url_string
from warcio.statusandheaders import StatusAndHeaders
from warcio.timeutils import datetime_to_iso_date
from warcio.warcwriter import WARCWriter

from extractors.archive.store import Archive, Version
from extractors.atomic import atomic_write
from extractors.serial import to_jsonable

SOFTWARE = "mingzhang archive warc"


def write_warc(archive: Archive, path: Path, portal: str | None = None) -> int:
    """Write a compressed WARC of all versions (of one portal), complete or not at all.

    Bytes that were found at several addresses are written once, then named by revisit
    records.  Returns the number of versions.  Raises FileNotFoundError for bytes that
    are missing (see ``mingzhang archive verify``).
    """
    with atomic_write(path) as stream:
        return _write(archive, archive.versions(portal), stream, path.name)


def _write(archive: Archive, versions: Iterable[Version], stream: IO[bytes], name: str) -> int:
    writer = WARCWriter(stream, gzip=True, warc_version="WARC/1.1")
    info = {"software": SOFTWARE, "format": "WARC File Format 1.1"}
    writer.write_record(writer.create_warcinfo_record(name, info))
    first: dict[str, tuple[str, str]] = {}
    count = 0
    for version in versions:
        _write_version(archive, version, writer, first)
        count += 1
    return count


def _write_version(
    archive: Archive,
    version: Version,
    writer: WARCWriter,
    first: dict[str, tuple[str, str]],
) -> None:
    found = version.acquisition
    uri = str(safe_url_string(found.url))
    date = datetime_to_iso_date(found.fetched_at, use_micros=True)
    # The same archive gives the same record ids, so that two exports can be compared.
    key = f"{found.portal} {found.url} {date} {found.document_id}"
    headers = {
        "WARC-Date": date,
        "WARC-Record-ID": _record_id(key),
    }
    media_type = found.content_type or "application/octet-stream"
    body = archive.get(found.document_id)
    is_http = uri.startswith("http") and not version.provenance.member
    http = None
    if is_http:
        kept = {k: v for k, v in version.headers.items() if k != "content-type"}
        fields = [(k.title(), v) for k, v in kept.items()]
        fields.append(("Content-Type", version.headers.get("content-type") or media_type))
        fields.append(("Content-Length", str(len(body))))
        http = StatusAndHeaders("200 OK", fields, protocol="HTTP/1.1")
    if is_http and found.document_id in first:
        record = writer.create_revisit_record(
            uri, _payload_digest(body), *first[found.document_id], http, headers
        )
    else:
        record = writer.create_warc_record(
            uri,
            "response" if is_http else "resource",
            payload=BytesIO(body),
            http_headers=http,
            warc_content_type="" if is_http else media_type,
            warc_headers_dict=headers,
        )
    writer.write_record(record)
    if is_http:
        first.setdefault(found.document_id, (uri, date))
    text = json.dumps(
        {
            "acquisition": to_jsonable(found),
            "file_name": version.file_name,
            "provenance": to_jsonable(version.provenance),
        },
        ensure_ascii=False,
        sort_keys=True,
    )
    writer.write_record(
        writer.create_warc_record(
            uri,
            "metadata",
            payload=BytesIO(text.encode()),
            warc_content_type="application/json",
            warc_headers_dict={
                "WARC-Date": date,
                "WARC-Record-ID": _record_id(f"metadata {key}"),
                "WARC-Concurrent-To": headers["WARC-Record-ID"],
            },
        )
    )


def _payload_digest(body: bytes) -> str:
    """As warcio writes it: SHA-1 in base 32."""
    digest = hashlib.sha1(body, usedforsecurity=False).digest()
    return f"sha1:{base64.b32encode(digest).decode()}"


def _record_id(key: str) -> str:
    return f"<urn:uuid:{uuid5(NAMESPACE_URL, key)}>"
