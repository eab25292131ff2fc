"""Write facts where the warehouse reads them, as the pipeline does."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from extractors.contracts import (
    FACT_RECORDS,
    RECORDS,
    Acquisition,
    DocumentFacts,
    Outcome,
    to_arrow,
)


def acquisition(
    facts: DocumentFacts,
    *,
    portal: str = "demo",
    url: str | None = None,
    fiscal_year: int | None = None,
    fetched_at: datetime = datetime(2024, 3, 1, tzinfo=UTC),
    published_on: date | None = date(2024, 2, 20),
) -> Acquisition:
    """How a document was found; by default at its own address on the portal ``demo``."""
    file_name = facts.document.file_name
    return Acquisition(
        portal=portal,
        fiscal_year=fiscal_year if fiscal_year is not None else facts.document.fiscal_year,
        url=url or f"http://127.0.0.1/{portal}/{file_name}",
        page_url=None,
        title=file_name,
        published_on=published_on,
        fetched_at=fetched_at,
        document_id=facts.document.document_id,
        size_bytes=1000,
        content_type="application/pdf",
    )


def write_records(folder: Path, record: str, rows: Sequence[Any]) -> Path:
    """Write rows of one record as ``part.parquet`` of a partition folder."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "part.parquet"
    pq.write_table(to_arrow(RECORDS[record], rows), path)
    return path


def write_facts(
    home: Path,
    items: Iterable[tuple[DocumentFacts, Acquisition]],
    outcomes: Sequence[Outcome] = (),
) -> None:
    """Write documents as the pipeline does: one Parquet per record, portal and listed year."""
    partitions: dict[tuple[str, str], list[tuple[DocumentFacts, Acquisition]]] = {}
    for facts, found in items:
        year = "unknown" if found.fiscal_year is None else str(found.fiscal_year)
        partitions.setdefault((found.portal, year), []).append((facts, found))
    root = home / "facts" / "parquet"
    for (portal, year), members in partitions.items():
        folder = f"portal={portal}/fiscal_year={year}"
        write_records(root / "acquisition" / folder, "acquisition", [a for _, a in members])
        unique = {f.document.document_id: f for f, _ in members}
        for record in FACT_RECORDS:
            rows = [row for f in unique.values() for row in f.rows(record)]
            write_records(root / record / folder, record, rows)
    if outcomes:
        write_records(
            root / "outcome" / "portal=demo" / "fiscal_year=2024", "outcome", list(outcomes)
        )
