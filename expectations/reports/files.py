"""Writing the files of a report: the same bytes are not written again."""

from __future__ import annotations

from pathlib import Path

from extractors.atomic import atomic_write


def write_atomically(path: Path, content: bytes) -> None:
    """Write the file beside its place, then put it there in one step."""
    with atomic_write(path, durable=False) as stream:
        stream.write(content)


def write_if_changed(path: Path, content: bytes) -> int:
    """Write the file unless it holds exactly this; its size in bytes."""
    if not (
        path.is_file() and path.stat().st_size == len(content) and path.read_bytes() == content
    ):
        write_atomically(path, content)
    return len(content)
