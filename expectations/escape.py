"""The ``sql`` escape: identities that no kind expresses, as one query each.

A query reads ``mz_fact``, ``mz_doc``, ``mz_form`` and ``mz_map`` and yields document_id, instance,
verdict, reason, reported, computed, difference, tolerance, unit, is_vacuous and
``facts`` (the ids of its evidence).  A query that fails is our error and is recorded as
such, for every document: it never looks like the publisher's.  A query that does not say
that it needs a related document sees the facts of its own document only, so that a file
is judged alone as it is judged in the warehouse.
"""

from __future__ import annotations

import duckdb

from expectations.catalogue import Catalogue

_COLUMNS = (
    "document_id VARCHAR, identity VARCHAR, instance VARCHAR, verdict VARCHAR, reason VARCHAR, "
    "reported VARCHAR, computed VARCHAR, difference DECIMAL(28, 6), tolerance DECIMAL(28, 6), "
    "unit VARCHAR, is_vacuous BOOLEAN, facts VARCHAR[], n_reported INTEGER, vid BIGINT"
)

_OWN = "WITH mz_fact AS (SELECT * FROM temp.mz_fact WHERE is_own)"


def judge_queries(connection: duckdb.DuckDBPyConnection, catalogue: Catalogue) -> None:
    """Run every ``sql`` identity; the result is ``mz_query``."""
    connection.execute(f"CREATE OR REPLACE TEMP TABLE mz_query ({_COLUMNS})")
    kinds = {
        row[0] for row in connection.execute("SELECT DISTINCT doc_kind FROM mz_doc").fetchall()
    }
    related = {row[0] for row in connection.execute("SELECT related FROM mz_related").fetchall()}
    for identity in catalogue.identities:
        if identity.kind != "sql" or (identity.doc_kind and identity.doc_kind not in kinds):
            continue
        if identity.needs and identity.needs not in related:
            continue
        applicable = (
            "d.status = 'ok' AND (m.doc_kind IS NULL OR m.doc_kind = d.doc_kind) "
            "AND (m.scope IS NULL OR m.scope = d.scope)"
        )
        facts = "" if identity.needs else _OWN
        try:
            connection.execute(
                f"""INSERT INTO mz_query BY NAME {facts}
                SELECT q.* EXCLUDE (verdict), $mz_identity AS identity, q.verdict
                FROM ({identity.query}) q
                JOIN mz_doc d ON d.document_id = q.document_id
                JOIN mz_identity m ON m.identity = $mz_identity WHERE {applicable}""",
                {"mz_identity": identity.id, **identity.given},
            )
        except duckdb.Error as error:
            connection.execute(
                f"""INSERT INTO mz_query BY NAME
                SELECT d.document_id, ? AS identity, '' AS instance, 'ERROR' AS verdict, ? AS reason
                FROM mz_doc d JOIN mz_identity m ON m.identity = ? WHERE {applicable}""",
                [identity.id, str(error).splitlines()[0], identity.id],
            )
