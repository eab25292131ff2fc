"""The verdicts of all documents as Parquet parts; a run judges only what can have changed.

In ``<folder>/current``, for each part (some hundred documents):

``verdict_<part>.parquet``, ``finding_<part>.parquet``
    rows as in the contract's records;
``judged_<part>.parquet``
    the documents of the part: ``inputs`` (:mod:`expectations.inputs`), by which a later run knows
    whether they are to be judged again, and ``digest`` of their verdicts for the history.

A run builds the folder ``next`` beside it, from links to the parts that stand, and puts it in
place at its end: a reader sees the verdicts of one run.  What a killed run has judged lies in
``next`` and is taken over by the following one.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from expectations.batch import (
    BATCH_LIMIT,
    FINDINGS,
    VERDICTS,
    BatchLimit,
    judge_batch,
    plan_batches,
    prepare,
    stage_facts,
)
from expectations.catalogue import Catalogue
from expectations.history import digests_of
from expectations.inputs import inputs_of
from expectations.sql import path_literal
from extractors.atomic import atomic_write
from extractors.contracts import PART_RECORDS, RECORDS, arrow_schema

#: Rows that are written to Parquet at a time.
BATCH_ROWS = 50_000
#: Parts of fewer documents than this share of a batch are joined when there are so many.
_SMALL, _MANY = 4, 8
#: Batches whose facts are read together.
_STAGED = 6
_SCHEMAS = {kind: arrow_schema(RECORDS[kind]) for kind in PART_RECORDS}


@dataclass(frozen=True, slots=True)
class Part:
    """Some documents' verdicts: where they lie, and what each was judged by."""

    folder: Path
    name: str
    inputs: Mapping[str, str]

    def path(self, kind: str, folder: Path | None = None) -> Path:
        """The part's file of verdicts, findings or documents."""
        return (folder or self.folder) / f"{kind}_{self.name}.parquet"

    def delete(self) -> None:
        """Remove its files, the list of documents first: without it there is no part."""
        for kind in reversed(PART_RECORDS):
            self.path(kind).unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What a run had to do: documents judged, and those whose verdicts stand."""

    judged: int
    kept: int


def current_folder(folder: Path) -> Path:
    """Where the parts of the last complete run lie."""
    return folder / "current"


def ensure_parts(folder: Path) -> None:
    """Have typed, perhaps empty files that readers find; parts of another contract are dropped."""
    current, old = current_folder(folder), folder / "old"
    if not current.is_dir() and old.is_dir():
        old.rename(current)  # killed between two renames
    files = sorted(current.glob("verdict_*.parquet"))
    if files and _columns(pq.read_schema(files[0])) != _columns(_SCHEMAS["verdict"]):
        shutil.rmtree(current)
    _write_empty(current)


def _columns(schema: pa.Schema) -> list[str]:
    """Names of a file of verdicts, those of its evidence included."""
    operands = schema.field("evidence").type.value_type if "evidence" in schema.names else ()
    return [*schema.names, *(field.name for field in operands)]


def _write_empty(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for kind in PART_RECORDS:
        path = folder / f"{kind}_empty.parquet"
        if not path.is_file():
            pq.write_table(_SCHEMAS[kind].empty_table(), path)


def refresh_verdicts(
    connection: duckdb.DuckDBPyConnection,
    catalogue: Catalogue,
    folder: Path,
    *,
    facts_schema: str = "facts",
    workers: int = 2,
    limit: BatchLimit = BATCH_LIMIT,
) -> Refreshed:
    """Bring the parts in ``folder`` up to date with ``facts_schema`` and the rules.

    Documents whose inputs are as before keep their rows, those that are gone lose them, all
    others are judged, ``workers`` batches at a time.  The rows are those that judging
    everything anew gives.
    """
    ensure_parts(folder)
    upcoming = folder / "next"
    _write_empty(upcoming)
    wanted = inputs_of(connection, catalogue, facts_schema)
    kept: set[str] = set()
    for part in [*_parts(upcoming), *_parts(current_folder(folder))]:
        kept |= _take_over(connection, part, upcoming, wanted, kept)
    todo = sorted(wanted.keys() - kept)
    batches = plan_batches(connection, facts_schema, todo, limit) if todo else []
    _judge_all(connection, catalogue, facts_schema, batches, upcoming, wanted, workers)
    _join_small(connection, upcoming, limit)
    _put_in_place(folder)
    return Refreshed(len(todo), len(kept))


def attach_verdicts(
    connection: duckdb.DuckDBPyConnection, folder: Path, name: str = "judged"
) -> None:
    """Attach the parts as the relations ``verdict``, ``finding`` and ``judged`` of a catalog."""
    connection.execute(f"ATTACH IF NOT EXISTS ':memory:' AS {name}")
    for kind in PART_RECORDS:
        # by name: brackets in the folder's name are no pattern
        files = sorted(current_folder(folder).glob(f"{kind}_*.parquet"))
        listed = ", ".join(map(path_literal, files))
        connection.execute(
            f"CREATE OR REPLACE VIEW {name}.{kind} AS SELECT * FROM read_parquet([{listed}])"
        )


def _parts(folder: Path) -> list[Part]:
    found = []
    for path in sorted(folder.glob("judged_*.parquet")):
        rows = pq.read_table(path, columns=["document_id", "inputs"])
        inputs = dict(zip(rows["document_id"].to_pylist(), rows["inputs"].to_pylist(), strict=True))
        name = path.stem.removeprefix("judged_")
        if name != "empty":
            found.append(Part(folder, name, inputs))
    return found


def _name_of(inputs: Mapping[str, str]) -> str:
    text = "\n".join(f"{document} {digest}" for document, digest in sorted(inputs.items()))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _take_over(
    connection: duckdb.DuckDBPyConnection,
    part: Part,
    folder: Path,
    wanted: Mapping[str, str],
    kept: set[str],
) -> set[str]:
    """Bring what still stands of a part into ``folder``; its documents."""
    standing = {d for d, i in part.inputs.items() if wanted.get(d) == i and d not in kept}
    if len(standing) == len(part.inputs):
        if part.folder != folder:
            for kind in PART_RECORDS:
                _link(part.path(kind), part.path(kind, folder))
        return standing
    if standing:
        _rewrite(connection, [part], folder, sorted(standing))
    if part.folder == folder:
        part.delete()
    return standing


def _link(source: Path, goal: Path) -> None:
    if goal.exists():
        return
    try:
        os.link(source, goal)
    except OSError:  # a file system without links
        shutil.copy2(source, goal)


def _rewrite(
    connection: duckdb.DuckDBPyConnection,
    parts: Sequence[Part],
    folder: Path,
    documents: Sequence[str],
) -> None:
    """Write the rows of these documents, from one part or several, as a part of their own."""
    inputs = {d: part.inputs[d] for part in parts for d in documents if d in part.inputs}
    new = Part(folder, _name_of(inputs), inputs)
    connection.register("mz_kept", pa.table({"document_id": pa.array(documents, pa.string())}))
    for kind in PART_RECORDS:
        files = ", ".join(path_literal(part.path(kind)) for part in parts)
        query = f"SELECT * FROM read_parquet([{files}]) SEMI JOIN mz_kept USING (document_id)"
        _write(new.path(kind), _SCHEMAS[kind], _rows(connection, f"{query} ORDER BY ALL"))
    connection.unregister("mz_kept")


def _rows(connection: duckdb.DuckDBPyConnection, query: str) -> Iterator[pa.RecordBatch]:
    yield from connection.execute(query).to_arrow_reader(BATCH_ROWS)


def _write(path: Path, schema: pa.Schema, batches: Iterable[pa.RecordBatch]) -> None:
    """Write one Parquet file; it appears under its name when it is complete."""
    with (
        atomic_write(path) as stream,
        pq.ParquetWriter(stream, schema, compression="zstd") as writer,
    ):
        for batch in batches:
            writer.write_table(pa.Table.from_batches([batch]).cast(schema))


def _judge_all(
    connection: duckdb.DuckDBPyConnection,
    catalogue: Catalogue,
    facts_schema: str,
    batches: Sequence[Sequence[str]],
    folder: Path,
    inputs: Mapping[str, str],
    workers: int,
) -> None:
    """Judge batches side by side, each worker with a connection and temp tables of its own.

    A batch for which the memory does not suffice is judged in halves.
    """
    waiting: SimpleQueue[tuple[int, Sequence[Sequence[str]]]] = SimpleQueue()
    for start in range(0, len(batches), _STAGED):
        waiting.put((start, batches[start : start + _STAGED]))

    def work() -> None:
        with connection.cursor() as own:
            prepare(own, catalogue)
            while True:
                try:
                    start, some = waiting.get_nowait()
                except Empty:
                    return
                try:
                    judge_some(own, f"mz_stage_{start}", some)
                except BaseException:
                    while not waiting.empty():  # the others need not go on
                        waiting.get_nowait()
                    raise

    def judge_some(
        own: duckdb.DuckDBPyConnection, name: str, some: Sequence[Sequence[str]]
    ) -> None:
        schema = facts_schema
        if len(some) > 1:
            schema = stage_facts(own, facts_schema, name, [d for batch in some for d in batch])
        for batch in some:
            judge_part(own, schema, batch)
        if len(some) > 1:
            own.execute(f"DETACH {name}")

    def judge_part(own: duckdb.DuckDBPyConnection, schema: str, batch: Sequence[str]) -> None:
        try:
            judge_batch(own, catalogue, schema, batch)
            _write_part(own, folder, {d: inputs[d] for d in batch})
            return
        except duckdb.OutOfMemoryException:
            if len(batch) == 1:
                raise
        # outside the handler, which would keep what failed: the verdicts are the same
        for half in (batch[: len(batch) // 2], batch[len(batch) // 2 :]):
            judge_part(own, schema, half)

    count = min(workers, len(batches))
    if count < 2:
        work() if batches else None
        return
    with ThreadPoolExecutor(count) as pool:
        for done in [pool.submit(work) for _ in range(count)]:
            done.result()


def _write_part(
    connection: duckdb.DuckDBPyConnection, folder: Path, inputs: Mapping[str, str]
) -> None:
    """Write the batch that this connection has judged."""
    part = Part(folder, _name_of(inputs), inputs)
    order = "ORDER BY v.document_id, v.identity, v.instance"
    _write(part.path("verdict"), _SCHEMAS["verdict"], _rows(connection, f"{VERDICTS} {order}"))
    _write(
        part.path("finding"),
        _SCHEMAS["finding"],
        _rows(connection, f"{FINDINGS} ORDER BY document_id, root_cause"),
    )
    digests = digests_of(connection, "mz_verdict LEFT JOIN mz_mark USING (vid)")
    rows = sorted((d, i, digests[d]) for d, i in inputs.items())
    table = pa.table([list(c) for c in zip(*rows, strict=True)], schema=_SCHEMAS["judged"])
    _write(part.path("judged"), _SCHEMAS["judged"], table.to_batches())


def _join_small(connection: duckdb.DuckDBPyConnection, folder: Path, limit: BatchLimit) -> None:
    """Join parts of few documents, so that many small runs do not leave as many files."""
    small = [p for p in _parts(folder) if len(p.inputs) * _SMALL <= limit.documents]
    if len(small) < _MANY:
        return
    while small:
        group: list[Part] = []
        count = 0
        while small and (not group or count + len(small[-1].inputs) <= limit.documents):
            group.append(small.pop())
            count += len(group[-1].inputs)
        if len(group) > 1:
            _rewrite(connection, group, folder, sorted(d for p in group for d in p.inputs))
            for part in group:
                part.delete()


def _put_in_place(folder: Path) -> None:
    """Make ``next`` current; a kill between the renames is mended by :func:`ensure_parts`."""
    current, old, upcoming = current_folder(folder), folder / "old", folder / "next"
    for stray in upcoming.glob(".*"):
        stray.unlink()
    shutil.rmtree(old, ignore_errors=True)
    current.rename(old)
    upcoming.rename(current)
    shutil.rmtree(old)
    for former in ("verdict.parquet", "finding.parquet"):  # of versions before parts
        (folder / former).unlink(missing_ok=True)
