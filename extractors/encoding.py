"""Text of pages and headers whose stated encoding is missing, wrong or broken.

Portals declare gb2312 and write GBK, declare nothing, or declare UTF-8 in the
header and GBK in the page.  Chinese GBK text is practically never valid UTF-8,
so the bytes decide and the declaration is not asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import unquote_to_bytes

_REPLACED = "\ufffd"
_STAR = re.compile(rb"filename\*\s*=\s*([\w-]*)'[^']*'([^;]+)", re.IGNORECASE)
_PLAIN = re.compile(rb"filename\s*=\s*(\"[^\"]*\"|[^;]+)", re.IGNORECASE)
_PERCENT = re.compile(rb"%[0-9A-Fa-f]{2}")


def decode_page(body: bytes) -> str:
    """Text of an HTML, XML or JSON body; never raises.

    Valid UTF-8 is UTF-8; so is text that breaks at few places (a character cut in
    two).  Else GB 18030, which holds GBK and GB 2312, unless that breaks more often.
    """
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    as_utf8 = body.decode("utf-8", errors="replace")
    breaks = as_utf8.count(_REPLACED)
    if breaks * 20 < sum(byte >= 0x80 for byte in body):
        return as_utf8
    as_gb = body.decode("gb18030", errors="replace")
    return as_gb if as_gb.count(_REPLACED) <= breaks else as_utf8


def decode_bytes(raw: bytes) -> str:
    """A short name (header value, archive member) in UTF-8 or GB 18030; never raises."""
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", errors="replace")


def header_file_name(disposition: bytes | None) -> str | None:
    """File name of a Content-Disposition header, from its bytes; None where there is none.

    Read: ``filename*=UTF-8''...`` (RFC 5987), percent-encoded, raw UTF-8, raw GBK.
    Folders in the name are dropped.
    """
    if not disposition:
        return None
    raw: bytes | None = None
    decode: Callable[[bytes], str] = decode_bytes
    if match := _STAR.search(disposition):
        raw = unquote_to_bytes(match.group(2).strip().strip(b'"'))
    elif match := _PLAIN.search(disposition):
        raw = match.group(1).strip().strip(b'"')
        if _PERCENT.search(raw):
            raw = unquote_to_bytes(raw)
    if raw is None:
        return None
    name = re.split(r"[\\/]", decode(raw))[-1]
    name = re.sub(r"[\x00-\x1f]", "", name).strip()
    return name or None
