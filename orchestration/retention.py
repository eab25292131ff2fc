"""Clear up: old runs and logs, facts of earlier readers, and what killed runs left behind.

Never touched: the archive, the facts of the current reader, the published snapshot,
the report.  A Dagster run is kept, however old, while the UI's newest word on any
partition or check comes from it.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg

from extractors import EXTRACTOR_VERSION
from orchestration.execute import reap_dead_runs
from orchestration.operations import load_operations
from orchestration.settings import Settings

#: Temporary files younger than this may belong to a run that is at work.
LEFTOVER_AGE = timedelta(days=1)
_FINISHED = [
    dg.DagsterRunStatus.SUCCESS,
    dg.DagsterRunStatus.FAILURE,
    dg.DagsterRunStatus.CANCELED,
]


@dataclass(slots=True)
class Cleared:
    """What was removed: ids of runs, files, bytes."""

    runs: list[str] = field(default_factory=list)
    files: list[Path] = field(default_factory=list)
    size_bytes: int = 0


def clear_up(settings: Settings, now: datetime | None = None, *, dry_run: bool = False) -> Cleared:
    """Remove what the deployment's retention no longer keeps; ``dry_run`` only lists it."""
    now = now or datetime.now(UTC)
    retention = load_operations(settings).retention
    cleared = Cleared()
    settings.prepare().dagster_home()
    with dg.DagsterInstance.get() as instance:
        if not dry_run:
            reap_dead_runs(instance)
        before = now - timedelta(days=retention.runs_days)
        kept = _newest_words(instance)
        filters = dg.RunsFilter(statuses=_FINISHED, updated_before=before)
        for record in instance.get_run_records(filters):
            run_id = record.dagster_run.run_id
            if run_id in kept:
                continue
            cleared.runs.append(run_id)
            if not dry_run:
                instance.delete_run(run_id)
        run_folders = _compute_logs(instance, cleared.runs)
    old_logs = _older(settings.logs, now - timedelta(days=retention.logs_days))
    old_pages = _older(settings.home / "crawl" / "pages", now - timedelta(retention.pages_days))
    old_facts = _superseded_facts(settings, now - timedelta(days=retention.facts_days))
    leftovers = _leftovers(settings, now - LEFTOVER_AGE)
    for path in [*run_folders, *old_logs, *old_pages, *old_facts, *leftovers]:
        cleared.files.append(path)
        cleared.size_bytes += _size(path)
        if not dry_run:
            _remove(path)
    return cleared


def _newest_words(instance: dg.DagsterInstance) -> set[str]:
    """Runs that hold the newest materialization of a partition, or result of a check."""
    storage = instance.event_log_storage
    kept: set[str] = set()
    materialized = dg.DagsterEventType.ASSET_MATERIALIZATION
    for key in instance.all_asset_keys():
        newest = set(storage.get_latest_storage_id_by_partition(key, materialized).values())
        if newest:
            records = instance.fetch_materializations(
                dg.AssetRecordsFilter(key, storage_ids=sorted(newest)), limit=len(newest)
            ).records
            kept |= {r.event_log_entry.run_id for r in records}
        if event := instance.get_latest_materialization_event(key):
            kept.add(event.run_id)
    for check in _known_checks(instance):
        record = storage.get_latest_asset_check_execution_by_key([check]).get(check)
        if record is not None:
            kept.add(record.run_id)
    return kept


def _known_checks(instance: dg.DagsterInstance) -> list[dg.AssetCheckKey]:
    # Imported here: only this needs the whole graph.
    from orchestration.definitions import defs

    graph = defs.resolve_asset_graph()
    return sorted(graph.asset_check_keys, key=lambda k: (k.asset_key.path, k.name))


def _compute_logs(instance: dg.DagsterInstance, run_ids: list[str]) -> list[Path]:
    root = Path(instance.root_directory) / "storage"
    return [root / run_id for run_id in run_ids if (root / run_id).is_dir()]


def _older(folder: Path, before: datetime) -> Iterator[Path]:
    if folder.is_dir():
        yield from sorted(p for p in folder.rglob("*") if p.is_file() and _stamp(p) < before)


def _superseded_facts(settings: Settings, before: datetime) -> Iterator[Path]:
    """Facts of other extractor versions, where this version has read documents."""
    folder = settings.facts / "documents"
    if not any((folder / EXTRACTOR_VERSION).rglob("*.json.gz")):
        return
    for version in sorted(p for p in folder.iterdir() if p.name != EXTRACTOR_VERSION):
        if all(_stamp(p) < before for p in version.rglob("*.json.gz")):
            yield version


def _leftovers(settings: Settings, before: datetime) -> Iterator[Path]:
    """Unfinished files of runs that were killed."""
    patterns = {
        settings.warehouse: ".candidate-*",
        settings.home / "crawl": "[th]*",  # of versions that kept their pages otherwise
        settings.home / "verdicts": ".*",
    }
    for folder, pattern in patterns.items():
        if folder.is_dir():
            yield from sorted(p for p in folder.glob(pattern) if _stamp(p) < before)
    for folder in (settings.facts, settings.archive, settings.warehouse, settings.reports):
        if folder.is_dir():
            found = folder.rglob(".*.tmp")
            yield from sorted(p for p in found if p.is_file() and _stamp(p) < before)


def _stamp(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)


def _size(path: Path) -> int:
    if path.is_file():
        return path.stat().st_size
    return sum(p.stat().st_size for p in path.rglob("*") if p.is_file())


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
