"""Mock portals, one per CMS family: pages with the structure of real ones and our own texts.

A portal is a mapping from path (with query, where the portal answers to one) to bytes.
:func:`write` puts it into a folder that ``extractors.portals.loopback`` serves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from . import gkmlpt, hanweb, platform, trs, ucap
from .site import Attachment, Notice, Site, query_file

Pages = dict[str, bytes]

BUILDERS: dict[str, Callable[[Site], Pages]] = {
    "trs": trs.pages,
    "ucap": ucap.pages,
    "hanweb": hanweb.pages,
    "gkmlpt": gkmlpt.pages,
    "platform": platform.pages,
}
#: Path of the entry page of each family, for the registry.
ENTRY_PAGES = {
    "trs": trs.ENTRY,
    "ucap": ucap.ENTRY,
    "hanweb": hanweb.ENTRY,
    "gkmlpt": gkmlpt.ENTRY,
    "platform": platform.ENTRY,
}


def write(folder: Path, pages: Mapping[str, bytes]) -> None:
    """Write a portal's answers below ``folder`` (a query becomes part of the file's name)."""
    for path, data in pages.items():
        target = folder / query_file(path)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)


__all__ = [
    "BUILDERS",
    "ENTRY_PAGES",
    "Attachment",
    "Notice",
    "Pages",
    "Site",
    "query_file",
    "write",
]
