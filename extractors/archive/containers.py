"""Members of a zip, rar or 7z file, one at a time and within limits.

Departments publish all their units in one archive.  Nothing is ever written under
a name that a member brings; its path is kept as provenance only.  What is not
taken out (unsafe path, bomb, password, too deep) is named, with the reason.
"""

from __future__ import annotations

import ctypes
import io
import posixpath
import stat
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import IO

from extractors.encoding import decode_bytes
from extractors.media import CONTAINERS, ZIP, sniff

_CHUNK = 1 << 20
_UTF8_FLAG, _ENCRYPTED_FLAG = 0x800, 0x1
_LOCKED = "压缩包设有密码，未取出；请向公开单位索取"
#: Left behind by operating systems; nobody published them.
_NOISE = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini", "._")


@dataclass(frozen=True, slots=True)
class Limits:
    """What is taken out of one container at most.  Sizes in bytes, unpacked."""

    members: int = 5000
    member_bytes: int = 300 * 1024 * 1024
    total_bytes: int = 2 * 1024 * 1024 * 1024
    #: Unpacked size over packed size; a budget PDF shrinks to a third at best.
    ratio: int = 100
    #: Containers inside containers.
    depth: int = 2


@dataclass(frozen=True, slots=True)
class Member:
    """One file of a container; ``path`` uses ``/``, also through nested containers."""

    path: str
    data: bytes

    @property
    def name(self) -> str:
        """The file's own name."""
        return posixpath.basename(self.path)


@dataclass(frozen=True, slots=True)
class Rejected:
    """A member (or, with an empty path, the container) that was not taken out."""

    path: str
    kind: str
    message: str


class _LimitError(Exception):
    """The container is given up at this point."""


class _Budget:
    """What may still be unpacked, over all nested containers of one file."""

    def __init__(self, limits: Limits, packed: int) -> None:
        self.limits = limits
        self.members = 0
        self.bytes = 0
        # Small files may well shrink to nothing.
        self.most = min(limits.total_bytes, max(packed * limits.ratio, 16 << 20))

    def count(self) -> None:
        self.members += 1
        if self.members > self.limits.members:
            raise _LimitError(f"成员超过 {self.limits.members} 个")

    def read(self, chunks: Iterable[bytes]) -> bytes:
        """All of a member.  Raises _LimitError as soon as it is too much."""
        out = io.BytesIO()
        for chunk in chunks:
            self.bytes += len(chunk)
            out.write(chunk)
            if out.tell() > self.limits.member_bytes:
                raise _LimitError("单个成员解压后过大")
            if self.bytes > self.most:
                raise _LimitError("解压后总量过大，疑似压缩炸弹")
        return out.getvalue()


def open_container(data: bytes, limits: Limits | None = None) -> Iterator[Member | Rejected]:
    """Files of a container and of containers in it, in their order.

    Never raises for bad data: what cannot be taken out is a :class:`Rejected`.
    """
    limits = limits or Limits()
    yield from _open(data, limits, _Budget(limits, len(data)), depth=1)


def _open(data: bytes, limits: Limits, budget: _Budget, depth: int) -> Iterator[Member | Rejected]:
    try:
        for item in _zip(data, budget) if sniff(data) == ZIP else _libarchive(data, budget):
            if isinstance(item, Rejected):
                yield item
                continue
            path = _safe(item.path)
            if path is None:
                yield Rejected(item.path, "unsafe_path", "压缩包内的路径越出其文件夹，未取出")
                continue
            if any(part.startswith(_NOISE) for part in (path, posixpath.basename(path))):
                continue
            if sniff(item.data) not in CONTAINERS:
                yield Member(path, item.data)
            elif depth >= limits.depth:
                yield Rejected(path, "nested_too_deep", f"压缩包嵌套超过 {limits.depth} 层，未取出")
            else:
                for inner in _open(item.data, limits, budget, depth + 1):
                    yield replace(inner, path=f"{path}/{inner.path}" if inner.path else path)
    except _LimitError as error:
        yield Rejected("", "over_limit", f"{error}，其余成员未取出；请人工核对")


def _safe(path: str) -> str | None:
    """The path with ``/``; None where it is absolute or leads out of its folder."""
    plain = path.replace("\\", "/")
    parts = plain.split("/")
    if plain.startswith("/") or ".." in parts or ":" in parts[0]:
        return None
    return posixpath.normpath(plain)


def _zip(data: bytes, budget: _Budget) -> Iterator[Member | Rejected]:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OSError):
        yield Rejected("", "broken", "压缩包损坏，无法打开；请重新下载或请公开单位更换")
        return
    with archive:
        for info in archive.infolist():
            path = _zip_name(info)
            if info.is_dir():
                continue
            budget.count()
            if stat.S_ISLNK(info.external_attr >> 16):
                yield Rejected(path, "link", "压缩包内是链接而不是文件，未取出")
            elif info.flag_bits & _ENCRYPTED_FLAG:
                yield Rejected(path, "encrypted", _LOCKED)
            else:
                try:
                    with archive.open(info) as stream:
                        content = budget.read(_chunks(stream))
                except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError):
                    yield Rejected(path, "broken", "压缩包内的这个文件损坏，未取出")
                else:
                    yield Member(path, content)


def _chunks(stream: IO[bytes]) -> Iterator[bytes]:
    while chunk := stream.read(_CHUNK):
        yield chunk


def _zip_name(info: zipfile.ZipInfo) -> str:
    """Name of a member: UTF-8 if it says so, else whatever its bytes are (mostly GBK)."""
    if info.flag_bits & _UTF8_FLAG:
        return info.filename
    try:
        return decode_bytes(info.filename.encode("cp437"))
    except UnicodeEncodeError:
        return info.filename


def _libarchive(data: bytes, budget: _Budget) -> Iterator[Member | Rejected]:
    try:
        import libarchive
    except (ImportError, OSError, TypeError, AttributeError):
        # ctypes raises whichever it likes where the system library is not installed.
        yield Rejected(
            "", "no_libarchive", "系统没有 libarchive，不能打开 rar、7z；安装后重跑（见 README）"
        )
        return
    # The binding does not have this function of the library.
    is_encrypted = libarchive.ffi.libarchive.archive_entry_is_encrypted
    is_encrypted.argtypes = [ctypes.c_void_p]
    path = ""
    try:
        with libarchive.memory_reader(data) as archive:
            for entry in archive:
                path = entry.pathname
                path = decode_bytes(path) if isinstance(path, bytes) else path or ""
                if entry.isdir:
                    continue
                budget.count()
                if not entry.isfile:
                    yield Rejected(path, "link", "压缩包内是链接而不是文件，未取出")
                    continue
                if is_encrypted(entry._entry_p):
                    # libarchive would hand out the encrypted bytes as if they were the file's.
                    yield Rejected(path, "encrypted", _LOCKED)
                    continue
                yield Member(path, budget.read(entry.get_blocks(_CHUNK)))
    except libarchive.ArchiveError as error:
        # The stream is lost with the first error; what came before is out.
        locked = any(word in str(error).lower() for word in ("encrypt", "passphrase"))
        if locked:
            yield Rejected(path, "encrypted", _LOCKED)
        else:
            yield Rejected(
                path, "broken", "压缩包从这里起损坏，其余未取出；请重新下载或请公开单位更换"
            )
