"""Archive a file with what it holds: members of a container are documents of their own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from extractors.archive.containers import Limits, Rejected, open_container
from extractors.archive.store import Archive, Provenance, Version
from extractors.media import CONTAINERS, sniff
from extractors.portals.pages import fiscal_year_of


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a file was found, as :meth:`Archive.put` wants it."""

    portal: str
    url: str
    file_name: str
    fiscal_year: int | None = None
    page_url: str | None = None
    title: str | None = None
    published_on: date | None = None
    fetched_url: str | None = None
    #: Whether a member may be of another year than its container, by its own name.
    years_of_members: bool = True


@dataclass(frozen=True, slots=True)
class Put:
    """What became of one file or member: a version, or why there is none.

    A rejection with an empty path is of the container as a whole.
    """

    url: str
    version: Version | None = None
    is_new: bool = False
    rejected: Rejected | None = None


def put_file(
    archive: Archive,
    data: bytes,
    origin: Origin,
    headers: Mapping[str, str] | None = None,
    limits: Limits | None = None,
) -> Iterator[Put]:
    """Archive one file; of a zip, rar or 7z first each member, then the container.

    The container's sidecar comes last: a run that is killed before it asks for the
    container again.  A container none of whose members could be taken out stays a
    document (that cannot be read), so that nobody overlooks it.
    """
    members = 0
    if sniff(data) in CONTAINERS:
        container = archive.put_object(data)
        for put in _put_members(archive, data, origin, container, headers or {}, limits):
            members += put.version is not None
            yield put
    version, is_new = archive.put(
        data,
        portal=origin.portal,
        url=origin.url,
        file_name=origin.file_name,
        fiscal_year=origin.fiscal_year,
        page_url=origin.page_url,
        title=origin.title,
        published_on=origin.published_on,
        headers=headers,
        provenance=Provenance(fetched_url=origin.fetched_url, members=members or None),
    )
    yield Put(origin.url, version, is_new)


def _put_members(
    archive: Archive,
    data: bytes,
    origin: Origin,
    container: str,
    headers: Mapping[str, str],
    limits: Limits | None,
) -> Iterator[Put]:
    for member in open_container(data, limits):
        url = member_url(origin.url, member.path)
        if isinstance(member, Rejected):
            yield Put(url, rejected=member)
            continue
        stated = fiscal_year_of(member.name, member.path) if origin.years_of_members else None
        version, is_new = archive.put(
            member.data,
            portal=origin.portal,
            url=url,
            file_name=member.name,
            # Its own name and folders say the year better than the notice does.
            fiscal_year=stated or origin.fiscal_year,
            page_url=origin.page_url,
            title=f"{origin.title} / {member.path}" if origin.title else member.path,
            published_on=origin.published_on,
            headers={k: v for k, v in headers.items() if k == "date"},
            provenance=Provenance(
                fetched_url=origin.fetched_url, container=container, member=member.path
            ),
        )
        yield Put(url, version, is_new)


def member_url(container_url: str, path: str) -> str:
    """Address of a file inside a container: the container's, and the path as fragment."""
    separator = "/" if "#" in container_url else "#"
    return f"{container_url}{separator}{quote(path)}"
