"""How stages say what they are doing, without knowing who listens.

The command shows a bar, Dagster writes a log line; a stage only calls
:func:`report`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

#: (stage, done, total or None while unknown, what is in hand)
Listener = Callable[[str, int, int | None, str], None]

_listeners: list[Listener] = []


def report(stage: str, done: int, total: int | None, detail: str = "") -> None:
    """Tell every listener how far a stage is."""
    for listener in _listeners:
        listener(stage, done, total, detail)


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Have ``listener`` called for every report inside the block."""
    _listeners.append(listener)
    try:
        yield
    finally:
        _listeners.remove(listener)
