"""What the verdicts of a document rest on, as one digest for each document.

It covers the rules, everything that was read from the document, and everything read from those
that it is compared with: last year's, a department's units, the budget of a final account.  The
same digest, the same verdicts; so a run judges only documents whose digest is new.
"""

from __future__ import annotations

import hashlib
from importlib.resources import files

import duckdb

from expectations.catalogue import Catalogue
from expectations.related import find_related
from extractors.contracts import CONTRACT_VERSION, FACT_RECORDS


def rules_digest(catalogue: Catalogue) -> str:
    """Digest of all that turns facts into verdicts: identities, the code that judges, DuckDB."""
    digest = hashlib.sha256(f"{catalogue.digest} {CONTRACT_VERSION} {duckdb.__version__}".encode())
    for file in sorted(files("expectations").iterdir(), key=lambda f: f.name):
        if file.name.endswith(".py"):
            digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()


def inputs_of(
    connection: duckdb.DuckDBPyConnection, catalogue: Catalogue, facts_schema: str
) -> dict[str, str]:
    """Digest of what each document of ``facts_schema`` is judged by."""
    connection.execute(f"CREATE OR REPLACE TEMP TABLE mz_own AS {_own(connection, facts_schema)}")
    documents = [row[0] for row in connection.execute("SELECT document_id FROM mz_own").fetchall()]
    find_related(connection, facts_schema, documents)
    rows = connection.execute(
        """SELECT o.document_id, md5(concat_ws('|', ?, o.digest, r.digest))
        FROM mz_own o LEFT JOIN (
          SELECT x.document_id, sum(hash(x.related, x.other, n.digest)::HUGEINT) AS digest
          FROM mz_related x JOIN mz_own n ON n.document_id = x.other GROUP BY x.document_id) r
        ON r.document_id = o.document_id""",
        [rules_digest(catalogue)],
    ).fetchall()
    connection.execute("DROP TABLE mz_own")
    return dict(rows)


def _own(connection: duckdb.DuckDBPyConnection, facts_schema: str) -> str:
    """Query: one digest of all rows of each document; sums do not depend on the rows' order."""
    present = {
        row[0]
        for row in connection.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = ?",
            [facts_schema.rpartition(".")[2]],
        ).fetchall()
    }
    described = connection.execute(f"DESCRIBE {facts_schema}.document").fetchall()
    # a file read again by a new version, to the same facts, is not judged again; neither is one
    # whose department became known, by which documents are put together only
    aside = {"extractor_version", "department_unit_key"} & {row[0] for row in described}
    narrowed = {"document": f"EXCLUDE ({', '.join(sorted(aside))})"}
    parts = [
        f"SELECT document_id, hash('{record}', t) AS h FROM "
        f"(SELECT * {narrowed.get(record, '')} "
        f"FROM {facts_schema}.{record}) t"
        for record in (*FACT_RECORDS, "department_unit")  # what it lists, and the files of these
        if record in present
    ]
    return (
        "SELECT document_id, count(*) || '-' || sum(h::HUGEINT) AS digest FROM ("
        + " UNION ALL ".join(parts)
        + ") GROUP BY document_id"
    )
