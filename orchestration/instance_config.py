"""``dagster.yaml`` of a home: the one that ships with this version, unless a person changed it.

Beside it lies ``.shipped``, the digest of the shipped file that it was copied from.  A file
that still is that copy is replaced when another one ships (with a backup); one that was
changed is left alone, and the shipped one is put beside it to compare.
"""

from __future__ import annotations

import hashlib
import shutil
from importlib.resources import as_file, files
from pathlib import Path

from extractors.atomic import atomic_write

NAME = "dagster.yaml"
#: Digests of files that shipped before they left a mark.
_WITHOUT_MARK = frozenset(
    {
        "87bfe0649845b721b55d1be507170b69e31dfb3f9ccd727d6f24ea4b21bd94ac",
        "9162957b85ab42155e0a00f6f590a317ea4ccd3b3fb3d6e5ab424dff5961e0b6",
        "fa67641b98245e9beea7caf9b0e986bc28e9aef56392027091351cfab56944b7",
    }
)


def bring_up_to_date(folder: Path) -> str | None:
    """Give a Dagster home the configuration of this version; returns what to tell a person.

    None where there is nothing to tell: a new home, or one that is up to date.
    """
    with as_file(files("orchestration") / "instance" / NAME) as shipped:
        return _bring_up_to_date(folder, shipped)


def _bring_up_to_date(folder: Path, shipped: Path) -> str | None:
    path, mark = folder / NAME, folder / ".shipped"
    if path.exists() and path.samefile(shipped):
        return None  # the checkout's own instance
    new = shipped.read_bytes()
    digest = _digest(new)
    if not path.exists():
        _write(path, new)
        _write(mark, digest.encode())
        return None
    known = mark.read_text() if mark.is_file() else ""
    if known == digest:
        return None
    old = path.read_bytes()
    if old == new:
        message = None
    elif _digest(old) in {known, *_WITHOUT_MARK}:
        backup = folder / f"{NAME}.{_digest(old)[:8]}.bak"
        shutil.copyfile(path, backup)
        _write(path, new)
        message = f"{path} 已更新为本版本的配置，原文件备份为 {backup.name}"
    else:
        _write(folder / f"{NAME}.new", new)
        message = f"{path} 经人修改，未更新；本版本的配置放在 {NAME}.new，请比较后合并"
    _write(mark, digest.encode())
    return message


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _write(path: Path, data: bytes) -> None:
    with atomic_write(path) as stream:
        stream.write(data)
