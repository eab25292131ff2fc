"""Facts of tens of thousands of documents, for load tests, without drawing as many PDFs.

    python -m tests.support.many_facts HOME DOCUMENTS

A few invented disclosures (:mod:`tests.typeset.scale`) are typeset and read like any others;
copy ``i`` is one of them with a unit name of its own and every amount multiplied by a factor of
its own, so all sums and shares still hold.  The files are those that the pipeline writes:
``HOME/facts/parquet/<record>/portal=.../fiscal_year=.../part.parquet``.  DuckDB writes them, so a
million rows take seconds and little memory.  A document has about 670 cells and 320 numbers of
the narrative; a unit has one document for each fiscal year.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import duckdb

from extractors.contracts import (
    FACT_RECORDS,
    RECORDS,
    Acquisition,
    DocumentFacts,
    arrow_schema,
    to_arrow,
)
from extractors.read import read_document
from tests.typeset import scale

#: Documents of one portal: one Parquet file holds them.
PER_PORTAL = 1_000
_RECORDS = ("acquisition", *FACT_RECORDS)
_MONEY: dict[str, tuple[str, tuple[str, ...]]] = {
    "cell": ("measure_kind = 'money'", ("amount", "amount_yuan")),
    "mention": ("value_yuan IS NOT NULL", ("value", "value_yuan")),
    "attribute": ("value_yuan IS NOT NULL", ("value_number", "value_yuan")),
}
_NAMES = {
    "document": ("unit_name",),
    "form_table": ("stated_unit_name",),
    "cell": ("row_unit_name", "row_label"),
    "mention": ("value_text", "item", "sentence"),
    "attribute": ("value_text", "raw_text"),
    "acquisition": ("title",),
}


@cache
def templates(count: int, years: Sequence[int]) -> tuple[DocumentFacts, ...]:
    """Facts of the first ``count`` invented units, every year: typeset, then read."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for n in range(count):
            for year in years:
                path = Path(folder) / f"scale_{n}_{year}.pdf"
                path.write_bytes(scale.pdf(n, year))
                found.append(read_document(path))
    return tuple(found)


def _acquisition(facts: DocumentFacts) -> Acquisition:
    document = facts.document
    name = f"{document.unit_name}{document.fiscal_year}年单位预算公开"
    return Acquisition(
        portal="", fiscal_year=document.fiscal_year, url="", page_url=None, title=name,
        published_on=date(document.fiscal_year or 2024, 2, 20),
        fetched_at=datetime(document.fiscal_year or 2024, 3, 1, tzinfo=UTC),
        document_id=document.document_id, size_bytes=110_000, content_type="application/pdf",
    )  # fmt: skip


def _load(connection: duckdb.DuckDBPyConnection, facts: Sequence[DocumentFacts]) -> None:
    for record in _RECORDS:
        if record == "acquisition":
            rows = [_acquisition(f) for f in facts]
        else:
            rows = [row for f in facts for row in f.rows(record)]
        connection.register("mz_rows", to_arrow(RECORDS[record], rows))
        connection.execute(f"CREATE TABLE {record}_t AS SELECT * FROM mz_rows")
        connection.unregister("mz_rows")


def _columns(record: str, portal: str) -> str:
    condition, amounts = _MONEY.get(record, ("", ()))
    out = []
    for name in arrow_schema(RECORDS[record]).names:
        if name == "document_id":
            text = "c.document_id"
        elif name in amounts:
            text = f"CASE WHEN {condition} THEN t.{name} * c.factor ELSE t.{name} END"
        elif name == "raw_text" and record in ("cell", "mention"):
            value = amounts[0]
            text = (
                f"CASE WHEN {condition} AND t.{value} <> 0 AND t.decimals IS NOT NULL THEN "
                f"printf('%.' || t.decimals || 'f', (t.{value} * c.factor)::DOUBLE) "
                "ELSE t.raw_text END"
            )
        elif name in _NAMES.get(record, ()):
            text = f"replace(t.{name}, c.old_name, c.new_name)"
        elif name == "file_name":
            text = "c.new_name || c.fiscal_year || '.pdf'"
        elif name == "portal":
            text = f"'{portal}'"
        elif name == "url":
            text = f"'https://{portal}.example/' || c.document_id || '.pdf'"
        else:
            text = f"t.{name}"
        out.append(f"{text} AS {name}")
    return ", ".join(out)


def write_many_facts(
    home: Path, documents: int, *, years: Sequence[int] = (2024,), units: int = 12
) -> None:
    """Write the facts of ``documents`` documents under ``home``, as the pipeline does.

    ``units`` invented units are the templates; documents go round the years, then the units,
    ``PER_PORTAL`` of them to a portal ``scale01``, ``scale02`` ...
    """
    years = tuple(years)
    facts = templates(units, years)
    with duckdb.connect(config={"threads": 2, "memory_limit": "3GB"}) as connection:
        connection.execute("SET preserve_insertion_order = false")
        _load(connection, facts)
        ids = ", ".join(f"'{f.document.document_id}'" for f in facts)
        connection.execute(
            f"""CREATE TABLE copies AS
            SELECT i, i // {len(years)} AS unit, sha256('copy' || i) AS document_id,
              list_extract([{ids}], ((i // {len(years)}) % {units} * {len(years)}
                                     + i % {len(years)} + 1)::INTEGER) AS template,
              1 + (i // {len(years)}) // {units} % 97 AS factor,
              i // {PER_PORTAL} + 1 AS portal
            FROM range({documents}) r(i)"""
        )
        connection.execute(
            """CREATE TABLE copy_of AS
            SELECT c.*, d.fiscal_year, d.unit_name AS old_name,
              regexp_replace(d.unit_name, '第[0-9]+', '第' || (c.unit + 1)) AS new_name
            FROM copies c JOIN document_t d ON d.document_id = c.template"""
        )
        portals = documents // PER_PORTAL + (documents % PER_PORTAL > 0)
        for number in range(1, portals + 1):
            for year in years:
                _write_partition(connection, home, number, year)


def _write_partition(
    connection: duckdb.DuckDBPyConnection, home: Path, number: int, year: int
) -> None:
    portal = f"scale{number:02d}"
    for record in _RECORDS:
        folder = home / "facts" / "parquet" / record / f"portal={portal}" / f"fiscal_year={year}"
        folder.mkdir(parents=True, exist_ok=True)
        goal = str(folder / "part.parquet").replace("'", "''")
        connection.execute(
            f"COPY (SELECT {_columns(record, portal)} FROM copy_of c JOIN {record}_t t "
            f"ON t.document_id = c.template WHERE c.portal = {number} AND c.fiscal_year = {year} "
            f"ORDER BY c.i) TO '{goal}' (FORMAT parquet, COMPRESSION zstd)"
        )


def main() -> None:
    """Write the facts and say how many there are."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("documents", type=int)
    parser.add_argument("--years", type=int, nargs="+", default=[2024])
    args = parser.parse_args()
    write_many_facts(args.home, args.documents, years=args.years)
    for record in _RECORDS:
        files = str(args.home / "facts" / "parquet" / record / "portal=scale*" / "**" / "*.parquet")
        found = duckdb.sql(f"SELECT count(*) FROM read_parquet('{files}')").fetchone()
        print(f"{record:18} {found[0] if found else 0:>12,}")


if __name__ == "__main__":
    main()
