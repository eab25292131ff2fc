"""Whether the snapshot and the report already say what the facts say.

The digest covers everything that the warehouse is made of: the state of every
partition, the dbt project, the catalogue and the code that judges and reports.
Each step keeps the digest of its last success beside its product.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from importlib.metadata import version
from importlib.resources import as_file, files
from pathlib import Path

from extractors import EXTRACTOR_VERSION
from extractors.atomic import atomic_write
from extractors.contracts import CONTRACT_VERSION
from orchestration.settings import Settings
from orchestration.warehouse import project_folder, published_path

_SKIPPED = {"target", "logs", "dbt_packages", "__pycache__"}


def inputs_digest(settings: Settings) -> str:
    """sha256 over the partitions' states and everything that turns them into a report."""
    digest = hashlib.sha256()
    for word in (CONTRACT_VERSION, EXTRACTOR_VERSION, version("duckdb"), version("dbt-core")):
        digest.update(f"{word}\n".encode())
    add_files(digest, settings.facts / "parquet" / "_state", ("*.sha256",))
    add_files(digest, project_folder(), ("*.sql", "*.yml", "*.csv", "*.md"))
    for package in ("expectations", "orchestration"):
        with as_file(files(package)) as folder:
            add_files(digest, folder, ("*.py", "*.yml", "*.html", "*.j2", "*.css", "*.js"))
    return digest.hexdigest()


def add_files(digest: hashlib._Hash, folder: Path, patterns: Iterable[str]) -> None:
    """Feed the names and contents of matching files below ``folder`` into a digest."""
    found = {p for pattern in patterns for p in folder.rglob(pattern)}
    for path in sorted(found):
        relative = path.relative_to(folder)
        if not _SKIPPED.intersection(relative.parts):
            digest.update(f"{relative.as_posix()}\n".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())


def _mark(settings: Settings, step: str) -> Path:
    return settings.warehouse / f"{step}.sha256"


def mark_of(settings: Settings, step: str) -> str:
    """The digest of a step's last success; empty where there was none."""
    mark = _mark(settings, step)
    return mark.read_text() if mark.is_file() else ""


def is_fresh(settings: Settings, step: str, digest: str) -> bool:
    """Whether a step's last success had these inputs and its product is still there."""
    product = {
        "publication": published_path(settings),
        "report": settings.reports / "index.html",
    }[step]
    return product.is_file() and mark_of(settings, step) == digest


def needs_refresh(settings: Settings) -> bool:
    """Whether the snapshot or the report differs from what a refresh would make now."""
    digest = inputs_digest(settings)
    return not all(is_fresh(settings, step, digest) for step in ("publication", "report"))


def mark_fresh(settings: Settings, step: str, digest: str) -> None:
    """Record that a step succeeded with these inputs; an unknown digest marks nothing."""
    if not digest:
        _mark(settings, step).unlink(missing_ok=True)
        return
    with atomic_write(_mark(settings, step)) as stream:
        stream.write(digest.encode())
