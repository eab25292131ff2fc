"""Facts on disk: one JSON file per document, Parquet per portal and fiscal year.

The JSON file is the cache that makes a rerun cheap: its name is the key
(sha256, EXTRACTOR_VERSION) and it is written atomically when its document is
finished.  Parquet is derived from it, one file per record type and partition,
and is what the warehouse reads::

    documents/<extractor version>/<sha[:2]>/<sha>.json.gz
    outcomes/<portal>.jsonl
    parquet/<record>/portal=<portal>/fiscal_year=<year | unknown>/part.parquet
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from extractors import EXTRACTOR_VERSION
from extractors.atomic import atomic_write
from extractors.contracts import (
    CONTRACT_VERSION,
    FACT_RECORDS,
    RECORDS,
    Acquisition,
    DocumentFacts,
    DocumentStatus,
    Outcome,
    to_arrow,
)
from extractors.serial import (
    facts_from_json,
    facts_to_json,
    record_from_json,
    to_jsonable,
)

#: Layout of the per-document JSON file.
STORE_VERSION = 1
#: A document that killed its worker is tried this often per extractor version.
MAX_ATTEMPTS = 2
#: Records with one Parquet file per partition.
PARTITION_RECORDS = ("acquisition", *FACT_RECORDS, "outcome")
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Header:
    """How one document's facts came about; the first line of its file."""

    document_id: str
    file_name: str
    status: str
    reason: str | None
    extractor_version: str
    attempts: int
    duration_s: float
    finished_at: datetime
    run_id: str | None

    @property
    def is_final(self) -> bool:
        """Whether a rerun may use the facts instead of reading the file again."""
        return self.status != DocumentStatus.CRASHED or self.attempts >= MAX_ATTEMPTS

    def outcome(self, portal: str, fiscal_year: int | None) -> Outcome:
        """The parse outcome of this document in one partition."""
        ok = self.status == DocumentStatus.OK
        return Outcome(
            portal=portal,
            fiscal_year=fiscal_year,
            subject=self.document_id,
            stage="parse",
            status=self.status,
            error_kind=None if ok else self.status,
            message=self.reason,
            duration_s=self.duration_s,
            code_version=self.extractor_version,
            run_id=self.run_id,
            finished_at=self.finished_at,
        )


class FactsStore:
    """The facts folder of one deployment."""

    def __init__(self, root: Path, extractor_version: str = EXTRACTOR_VERSION) -> None:
        self.root = Path(root)
        self.extractor_version = extractor_version

    # -- documents ---------------------------------------------------------

    def document_path(self, document_id: str) -> Path:
        """File of one document's facts under this extractor version."""
        return (
            self.root
            / "documents"
            / self.extractor_version
            / document_id[:2]
            / f"{document_id}.json.gz"
        )

    def header(self, document_id: str) -> Header | None:
        """How the stored facts of a document came about, or None if it was not read yet."""
        try:
            with gzip.open(self.document_path(document_id), "rb") as stream:
                values = json.loads(stream.readline())
        except FileNotFoundError:
            return None
        if values.pop("store_version") != STORE_VERSION:
            return None
        return record_from_json(Header, values)

    def read(self, document_id: str) -> DocumentFacts | None:
        """The stored facts of a document, or None if it was not read yet."""
        try:
            with gzip.open(self.document_path(document_id), "rb") as stream:
                header, facts = stream.read().split(b"\n", 1)
        except FileNotFoundError:
            return None
        if json.loads(header)["store_version"] != STORE_VERSION:
            return None
        return facts_from_json(json.loads(facts))

    def write(
        self,
        facts: DocumentFacts,
        *,
        attempts: int,
        duration_s: float,
        finished_at: datetime,
        run_id: str | None,
    ) -> Header:
        """Store the facts of one document, atomically."""
        document = facts.document
        header = Header(
            document_id=document.document_id,
            file_name=document.file_name,
            status=str(document.status),
            reason=document.reason,
            extractor_version=self.extractor_version,
            attempts=attempts,
            duration_s=round(duration_s, 3),
            finished_at=finished_at,
            run_id=run_id,
        )
        lines = ({"store_version": STORE_VERSION, **to_jsonable(header)}, facts_to_json(facts))
        text = "\n".join(json.dumps(v, ensure_ascii=False, separators=(",", ":")) for v in lines)
        with atomic_write(self.document_path(document.document_id)) as stream:
            stream.write(gzip.compress(text.encode(), compresslevel=5, mtime=0))
        return header

    # -- outcomes of listing and fetching -----------------------------------

    def outcome_log(self, portal: str) -> OutcomeLog:
        """The listing and fetching outcomes of one portal."""
        return OutcomeLog(self.root / "outcomes" / f"{portal}.jsonl")

    # -- partitions --------------------------------------------------------

    def partition_path(self, record: str, portal: str, fiscal_year: int | None) -> Path:
        """Parquet file of one record type in one partition."""
        year = UNKNOWN if fiscal_year is None else str(fiscal_year)
        return (
            self.root
            / "parquet"
            / record
            / f"portal={portal}"
            / f"fiscal_year={year}"
            / "part.parquet"
        )

    def write_partition(
        self,
        portal: str,
        fiscal_year: int | None,
        acquisitions: Sequence[Acquisition],
        outcomes: Sequence[Outcome] | None = None,
    ) -> bool:
        """Bring the Parquet files of one partition up to date; False if they already were.

        ``acquisitions`` are all of the partition, ``outcomes`` the latest of listing and
        fetching (those of the portal's log, if not given).  Each file is replaced
        atomically; the digest is written last, so that a run killed in between
        writes the partition again.
        """
        if outcomes is None:
            outcomes = list(self.outcome_log(portal).latest().values())
        outcomes = [o for o in outcomes if o.fiscal_year == fiscal_year]
        document_ids = sorted({a.document_id for a in acquisitions})
        digest = self._digest(acquisitions, outcomes, document_ids)
        marker = self.root / "parquet" / "_state" / portal / f"{fiscal_year or UNKNOWN}.sha256"
        if marker.is_file() and marker.read_text() == digest:
            return False
        rows: dict[str, list[Any]] = {name: [] for name in PARTITION_RECORDS}
        rows["acquisition"] = sorted(acquisitions, key=lambda a: (a.url, a.fetched_at))
        rows["outcome"] = sorted(outcomes, key=lambda o: (o.stage, o.subject))
        for document_id in document_ids:
            facts, header = self.read(document_id), self.header(document_id)
            if facts is None or header is None:
                continue
            for name in FACT_RECORDS:
                rows[name].extend(facts.rows(name))
            rows["outcome"].append(header.outcome(portal, fiscal_year))
        for name in PARTITION_RECORDS:
            path = self.partition_path(name, portal, fiscal_year)
            write_parquet(path, to_arrow(RECORDS[name], rows[name]))
        with atomic_write(marker) as stream:
            stream.write(digest.encode())
        return True

    def drop_partition(self, portal: str, fiscal_year: int | None) -> None:
        """Remove the Parquet files of a partition that lost its last document."""
        year = str(fiscal_year or UNKNOWN)
        (self.root / "parquet" / "_state" / portal / f"{year}.sha256").unlink(missing_ok=True)
        for name in PARTITION_RECORDS:
            shutil.rmtree(self.partition_path(name, portal, fiscal_year).parent, ignore_errors=True)

    def _digest(
        self,
        acquisitions: Iterable[Acquisition],
        outcomes: Iterable[Outcome],
        document_ids: Iterable[str],
    ) -> str:
        stats = []
        for document_id in document_ids:
            path = self.document_path(document_id)
            stat = path.stat() if path.exists() else None
            stats.append([document_id, stat and stat.st_mtime_ns, stat and stat.st_size])
        key = [
            CONTRACT_VERSION,
            STORE_VERSION,
            self.extractor_version,
            sorted(json.dumps(to_jsonable(a), sort_keys=True) for a in acquisitions),
            sorted(json.dumps(to_jsonable(o), sort_keys=True) for o in outcomes),
            stats,
        ]
        return hashlib.sha256(json.dumps(key).encode()).hexdigest()


class OutcomeLog:
    """Append-only log of outcomes, one JSON object per line.

    A row is added only when the outcome of its (stage, subject) changes, so a
    rerun that changes nothing leaves the file alone.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def latest(self) -> dict[tuple[str, str], Outcome]:
        """The last outcome of each (stage, subject)."""
        rows: dict[tuple[str, str], Outcome] = {}
        if not self.path.is_file():
            return rows
        for line in self.path.read_bytes().splitlines(keepends=True):
            if not line.endswith(b"\n"):
                break  # a writer was killed in the middle of its line
            outcome = record_from_json(Outcome, json.loads(line))
            rows[outcome.stage, outcome.subject] = outcome
        return rows

    def add(self, outcomes: Iterable[Outcome]) -> int:
        """Append the outcomes that say something new; returns how many did."""
        known = {k: _news(o) for k, o in self.latest().items()}
        lines: list[bytes] = []
        for outcome in outcomes:
            key = outcome.stage, outcome.subject
            if known.get(key) == _news(outcome):
                continue
            known[key] = _news(outcome)
            if outcome.status == "unchanged":
                # First heard of although it is unchanged: a killed run had archived it.
                outcome = replace(outcome, status="ok")
            lines.append(json.dumps(to_jsonable(outcome), ensure_ascii=False).encode() + b"\n")
        if not lines:
            return 0
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._drop_partial_line()
        with self.path.open("ab") as stream:
            stream.write(b"".join(lines))
            stream.flush()
            os.fsync(stream.fileno())
        return len(lines)

    def _drop_partial_line(self) -> None:
        if not self.path.is_file():
            return
        data = self.path.read_bytes()
        complete = data.rfind(b"\n") + 1
        if complete != len(data):
            with self.path.open("r+b") as stream:
                stream.truncate(complete)


def _news(outcome: Outcome) -> tuple[str, str | None, str | None, int | None]:
    status = "ok" if outcome.status == "unchanged" else outcome.status
    return status, outcome.error_kind, outcome.message, outcome.fiscal_year


def write_parquet(path: Path, table: pa.Table) -> None:
    """Write one Parquet file atomically (zstd)."""
    with atomic_write(path) as stream:
        pq.write_table(table, stream, compression="zstd")
