"""Values inside SQL text, where a statement takes no parameters."""

from __future__ import annotations

from pathlib import Path


def path_literal(path: Path) -> str:
    """A path as an SQL string literal."""
    return text_literal(path.resolve().as_posix())


def text_literal(value: str) -> str:
    """An SQL string literal."""
    return "'" + value.replace("'", "''") + "'"
