"""Writing files so that a killed build leaves none half written, and the same bytes none touched."""

from __future__ import annotations

import os
from pathlib import Path


def write_atomically(path: Path, content: bytes) -> None:
    """Write the file beside its place, then put it there in one step."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_bytes(content)
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def write_if_changed(path: Path, content: bytes) -> int:
    """Write the file unless it holds exactly this; its size in bytes."""
    if not (
        path.is_file() and path.stat().st_size == len(content) and path.read_bytes() == content
    ):
        write_atomically(path, content)
    return len(content)
