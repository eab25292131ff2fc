"""A generated document: written again, or compared with what is there."""

from __future__ import annotations

import argparse
from pathlib import Path


def write_or_check(target: Path, content: str, about: str | None) -> int:
    """Exit status of a generator: 0, or with ``--check`` 1 where the document differs."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--check", action="store_true", help="compare, write nothing")
    check = parser.parse_args().check
    if target.is_file() and target.read_text(encoding="utf-8") == content:
        return 0
    if check:
        print(f"differs: {target.name}")
        return 1
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(content, encoding="utf-8")
    print(f"wrote {target.name}")
    return 0
