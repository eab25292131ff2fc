"""RAR 2.9 archives without compression, for tests: no free program writes RAR."""

from __future__ import annotations

import struct
import zlib


def _block(kind: int, flags: int, fields: bytes, data: bytes = b"") -> bytes:
    body = struct.pack("<BHH", kind, flags, 7 + len(fields)) + fields
    return struct.pack("<H", zlib.crc32(body) & 0xFFFF) + body + data


def rar(members: dict[bytes, bytes], *, encrypted: bool = False) -> bytes:
    """An archive with members by raw name (any encoding), in order."""
    out = b"Rar!\x1a\x07\x00" + _block(0x73, 0, struct.pack("<HI", 0, 0))
    for name, data in members.items():
        fields = struct.pack(
            "<IIBIIBBHI",
            len(data),  # packed
            len(data),  # unpacked
            0,  # MS-DOS
            zlib.crc32(data),
            0x5A000000,  # time
            29,  # version needed
            0x30,  # stored
            len(name),
            0x20,  # attributes
        )
        out += _block(0x74, 0x8000 | (0x4 if encrypted else 0), fields + name, data)
    return out + _block(0x7B, 0x4000, b"")
