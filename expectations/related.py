"""Facts of related documents: last year's, the units' of a department, the final account's.

A related document's facts are added to ``mz_fact`` under the document that is judged,
with the form prefixed (``prior.T02``, ``units.T03``, ``final.J07``), so identities that
compare documents are written like all others.
"""

from __future__ import annotations

import duckdb

from expectations.rules import STATUTORY

_NONE = (
    "CREATE OR REPLACE TEMP TABLE mz_related (document_id VARCHAR, related VARCHAR, other VARCHAR)"
)


def relate_documents(connection: duckdb.DuckDBPyConnection, facts_schema: str) -> None:
    """Build ``mz_related``, ``mz_unmatched`` and ``mz_statutory`` for the documents in ``mz_doc``."""
    connection.execute(_NONE)
    connection.execute(
        f"""CREATE OR REPLACE TEMP TABLE mz_unmatched AS SELECT t.document_id, t.page
        FROM {facts_schema}.form_table t SEMI JOIN mz_doc d ON d.document_id = t.document_id
        WHERE t.form IS NULL"""
    )
    forms = ", ".join(f"('{form}')" for form in STATUTORY)
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE mz_statutory AS SELECT * FROM (VALUES {forms}) t(space)"
    )
