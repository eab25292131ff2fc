"""The archive of originals: what was found where and when, never lost, never replaced."""

from extractors.archive.store import Archive, IntegrityError, Problem, Provenance, Version
from extractors.media import CONTAINERS, sniff

__all__ = [
    "CONTAINERS",
    "Archive",
    "IntegrityError",
    "Problem",
    "Provenance",
    "Version",
    "sniff",
]
