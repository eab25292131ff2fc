"""Files that appear complete or not at all."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO


@contextmanager
def atomic_write(path: Path, *, durable: bool = True) -> Iterator[IO[bytes]]:
    """A binary file that appears under ``path`` when the block ends, and not if it fails.

    ``durable`` waits until the bytes are on the disk, so that a power cut leaves the old file or
    the new; without it a killed process still leaves either, and thousands of files are written
    in seconds.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    # a hidden name of its own, with the rights of any new file (mkstemp's are the owner's alone)
    beside = path.with_name(f".{secrets.token_hex(8)}.tmp")
    try:
        with beside.open("xb") as stream:
            yield stream
            if durable:
                stream.flush()
                os.fsync(stream.fileno())
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
