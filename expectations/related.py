"""Facts of related documents: last year's, a department's units', the budget of a final account.

A related document's facts are added to ``mz_fact`` under the document that is judged, with the
form prefixed (``prior.T02``, ``units.T03``, ``budget.T10``), so identities that compare documents
are written like all others.  They need ``unit_key`` and ``is_current`` on the document relation,
those of units the relation ``department_unit`` (:mod:`expectations.units`); without these nothing is
related.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import duckdb

from expectations.catalogue import Catalogue
from expectations.rules import STATUTORY
from expectations.units import examine_units, find_units
from extractors.contracts import NOT_A_FORM

#: What an identity can need -> prefix of the forms, and what the evidence says.
PREFIX = {
    "prior_year": ("prior", "上年文件"),
    "units": ("units", "所属单位"),
    "budget": ("budget", "预算文件"),
}

_SAME = "d.unit_key = o.unit_key AND d.document_id <> o.document_id"
_CONDITIONS = {
    "prior_year": f"{_SAME} AND o.fiscal_year = d.fiscal_year - 1 AND o.doc_kind = d.doc_kind "
    "AND coalesce(o.scope, '') = coalesce(d.scope, '')",
    "budget": f"{_SAME} AND o.fiscal_year = d.fiscal_year AND d.doc_kind = 'final_account' "
    "AND o.doc_kind = 'budget' AND coalesce(o.scope, '') = coalesce(d.scope, '')",
}


def related_spaces(catalogue: Catalogue) -> set[str]:
    """Forms of related documents that some identity speaks of; queries name theirs as literals."""
    prefixes = "|".join(prefix for prefix, _ in PREFIX.values())
    named = re.compile(rf"'((?:{prefixes})\.[^']+)'")
    found = {space for i in catalogue.identities for space in named.findall(i.query or "")}
    addressed = {a.form for i in catalogue.identities for a in i.addresses if a.form}
    return found | {form for form in addressed if re.match(rf"(?:{prefixes})\.", form)}


def find_related(
    connection: duckdb.DuckDBPyConnection, facts_schema: str, documents: Sequence[str]
) -> list[str]:
    """Build ``mz_related`` (document_id, related, other) and return the ids of the others."""
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE mz_related "
        "(document_id VARCHAR, related VARCHAR, other VARCHAR)"
    )
    find_units(connection, facts_schema, documents)
    described = connection.execute(f"DESCRIBE {facts_schema}.document").fetchall()
    columns = {row[0] for row in described}
    conditions = _CONDITIONS if {"unit_key", "is_current"} <= columns else {}
    for related, condition in conditions.items():
        connection.execute(
            f"""INSERT INTO mz_related
            SELECT d.document_id, ?, o.document_id
            FROM {facts_schema}.document d JOIN {facts_schema}.document o ON {condition}
            WHERE d.document_id IN (SELECT unnest(?)) AND o.is_current AND o.status = 'ok'
              AND d.status = 'ok' AND d.unit_key <> 'u_unknown'""",
            [related, list(documents)],
        )
    others = connection.execute("SELECT DISTINCT other FROM mz_related ORDER BY other").fetchall()
    return [row[0] for row in others]


def relate_documents(
    connection: duckdb.DuckDBPyConnection, facts_schema: str, documents: Sequence[str]
) -> None:
    """Copy the facts of related documents under the judged ones; drop all others' facts."""
    connection.execute(
        """CREATE OR REPLACE TEMP TABLE mz_related AS
        SELECT d.document AS document_id, r.related, o.document AS other FROM mz_related r
        JOIN mz_wanted d ON d.document_id = r.document_id JOIN mz_wanted o ON o.document_id = r.other"""
    )
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE mz_judged AS SELECT document AS document_id FROM mz_wanted "
        "SEMI JOIN (SELECT unnest(?) AS document_id) USING (document_id)",
        [list(documents)],
    )
    examine_units(connection, facts_schema)
    for related, (prefix, words) in PREFIX.items():
        connection.execute(
            f"""INSERT INTO mz_fact
            SELECT f.* REPLACE (r.document_id AS document_id, '{prefix}.' || f.space AS space,
              '{prefix}.' || f.root AS root,
              '{prefix}:' || coalesce(lpad(u.unit_ord::VARCHAR, 3, '0') || ':', '') || f.fact AS fact,
              coalesce(u.unit_name, '{words}') || ' ' || f.label AS label, false AS is_own,
              r.other::VARCHAR AS other)
            FROM mz_fact f JOIN mz_related r ON r.other = f.document_id AND r.related = ?
            LEFT JOIN (SELECT document_id, unit_ord, unit_name, unnest(unit_documents) AS other
                       FROM mz_unit) u
              ON r.related = 'units' AND u.document_id = r.document_id::VARCHAR AND u.other = r.other::VARCHAR
            WHERE f.is_own AND f.source IN ('cell', 'mention')
              AND '{prefix}.' || f.space IN (SELECT space FROM mz_related_space)""",
            [related],
        )
    for table in ("mz_fact", "mz_doc"):
        connection.execute(
            f"DELETE FROM {table} WHERE document_id NOT IN (SELECT document_id FROM mz_judged)"
        )
    connection.execute(
        f"""CREATE OR REPLACE TEMP TABLE mz_unmatched AS SELECT t.document_id, t.page
        FROM mz_read_form_table t SEMI JOIN mz_doc d USING (document_id)
        WHERE t.form IS NULL
          AND NOT (t.is_empty AND starts_with(coalesce(t.note, ''), '{NOT_A_FORM}'))"""
    )
    forms = ", ".join(f"('{form}')" for form in STATUTORY)
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE mz_statutory AS SELECT * FROM (VALUES {forms}) t(space)"
    )
