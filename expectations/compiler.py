"""Identities to terms: the catalogue becomes four small tables, and five joins do the rest.

``mz_identity``, ``mz_each``, ``mz_term`` and ``mz_when`` hold the catalogue as rows.
From them and ``mz_fact`` this module derives

* ``mz_instance``  one row per identity, document and row / column / pair it holds for;
* ``mz_need``      the addresses of each instance's terms, resolved;
* ``mz_hit``       the facts found at these addresses, with side and sign.

Nothing here knows what an identity means; :mod:`expectations.rules` judges the hits.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import duckdb
import pyarrow as pa

from expectations.address import Address, Key
from expectations.catalogue import Catalogue, Identity
from expectations.related import related_spaces

_TABLES = {
    "mz_identity": "identity VARCHAR, version INTEGER, kind VARCHAR, severity VARCHAR, "
    "doc_kind VARCHAR, scope VARCHAR, families VARCHAR[], needs VARCHAR, op VARCHAR, near DECIMAL(4,2), "
    "is_single BOOLEAN, root VARCHAR, n_when INTEGER",
    "mz_identity_form": "identity VARCHAR, space VARCHAR, ord INTEGER",
    "mz_each": "identity VARCHAR, axis VARCHAR, space VARCHAR, row_pattern VARCHAR, "
    "column_pattern VARCHAR, parts VARCHAR, nonzero BOOLEAN, a VARCHAR, b VARCHAR",
    "mz_term": "identity VARCHAR, term INTEGER, side VARCHAR, sign INTEGER, space VARCHAR, "
    "row_mode VARCHAR, row_prefix VARCHAR, row_variable VARCHAR, row_suffix VARCHAR, row_map VARCHAR, "
    "row_digits INTEGER, column_mode VARCHAR, column_prefix VARCHAR, column_variable VARCHAR, "
    "column_suffix VARCHAR, column_map VARCHAR, excluded VARCHAR[], optional INTEGER, "
    "value DECIMAL(30,8), all_tables BOOLEAN, is_shared BOOLEAN",
    "mz_when": "identity VARCHAR, n INTEGER, op VARCHAR, is_count BOOLEAN, pattern VARCHAR, "
    "of_shared BOOLEAN, to_shared BOOLEAN",
    "mz_map": "map VARCHAR, key VARCHAR, value VARCHAR",
    "mz_related_space": "space VARCHAR",
}


_ARROW = {
    "VARCHAR": pa.string(),
    "VARCHAR[]": pa.list_(pa.string()),
    "INTEGER": pa.int32(),
    "BOOLEAN": pa.bool_(),
    "DECIMAL": pa.string(),
}


def _key_columns(key: Key) -> list[Any]:
    return [key.mode, key.prefix, key.variable, key.suffix, key.map]


def _is_shared(addresses: Sequence[Address]) -> bool:
    """Whether a side says the same of every instance in a table: no term depends on one."""
    keys = [key for a in addresses for key in (a.row, a.column)]
    return all(k.variable is None and k.mode not in ("name", "like") for k in keys)


def _term_row(
    identity: Identity, number: int, side: str, a: Address, is_shared: bool = False
) -> list[Any]:
    row = [identity.id, number, side, a.sign, a.form, *_key_columns(a.row), a.row.digits]
    row += [
        *_key_columns(a.column),
        list(a.column.excluded),
        a.optional,
        a.constant,
        a.all_tables,
        is_shared,
    ]
    return row


def _terms(identity: Identity) -> Iterable[list[Any]]:
    number = 0
    for side, address in identity.terms:
        number += 1
        yield _term_row(identity, number, side, address)
    for n, condition in enumerate(identity.when):
        for side, addresses in zip(("of", "to"), condition.sides, strict=True):
            for address in addresses:
                number += 1
                shared = _is_shared(addresses)
                yield _term_row(identity, number, f"{side}{n}", address, shared)


def _each_rows(identity: Identity) -> Iterable[list[Any]]:
    each = identity.each
    if each is None:
        yield [identity.id, "once", None, None, None, None, False, None, None]
        return
    if each.axis == "pairs":
        for pair in each.pairs:
            b = pair[1] if len(pair) > 1 else None
            yield [identity.id, "pairs", None, None, None, None, False, pair[0], b]
        return
    for form in each.forms:
        row: list[Any] = [identity.id, each.axis, form, each.row, each.column, each.parts]
        yield [*row, each.nonzero, None, None]


def _is_single(identity: Identity) -> bool:
    """Whether every term stands in the form that the identity ranges over."""
    roots = {a.form.removesuffix(".I") for _, a in identity.terms if a.form}
    return (
        len(roots | {f.removesuffix(".I") for f in (identity.each.forms if identity.each else ())})
        == 1
    )


def _insert(connection: duckdb.DuckDBPyConnection, table: str, rows: list[list[Any]]) -> None:
    """Create a spec table and fill it; one Arrow table is far cheaper than bound parameters."""
    columns = [part.split(" ", 1) for part in _TABLES[table].split(", ")]
    names = [name for name, _ in columns]
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {table} ({_TABLES[table]})")
    arrow = pa.table(
        {
            name: pa.array([row[i] for row in rows], type=_ARROW[kind.partition("(")[0]])
            for i, (name, kind) in enumerate(columns)
        }
    )
    connection.register("mz_rows", arrow)
    connection.execute(f"INSERT INTO {table} SELECT {', '.join(names)} FROM mz_rows")
    connection.unregister("mz_rows")


def load_catalogue_tables(connection: duckdb.DuckDBPyConnection, catalogue: Catalogue) -> None:
    """Write the catalogue into the temp schema as spec tables."""
    rows: dict[str, list[list[Any]]] = {name: [] for name in _TABLES}
    for i in catalogue.identities:
        rows["mz_identity"].append(
            [
                i.id,
                i.version,
                i.kind,
                i.severity,
                i.doc_kind,
                i.scope,
                list(i.families),
                i.needs,
                i.op,
                i.near,
                _is_single(i),
                i.root,
                len(i.when),
            ]
        )
        rows["mz_identity_form"] += [[i.id, form, n] for n, form in enumerate(i.forms)]
        rows["mz_each"] += _each_rows(i)
        rows["mz_term"] += _terms(i)
        rows["mz_when"] += [
            [i.id, n, condition.op, condition.count, condition.pattern]
            + [_is_shared(side) for side in condition.sides]
            for n, condition in enumerate(i.when)
        ]
    rows["mz_related_space"] = [[space] for space in sorted(related_spaces(catalogue))]
    rows["mz_map"] = [
        [m, k, v] for m, entries in catalogue.maps.items() for k, v in entries.items()
    ]
    for table, content in rows.items():
        _insert(connection, table, content)


# Keys that identities range over. Patterns are matched against distinct keys, not against facts.
# Rows of units stand beside rows of codes in department tables: parts are of one sort, codes
# and items before units, so that nothing is counted twice.
_KEYS = """
CREATE OR REPLACE TEMP MACRO mz_is_unit_row(k) AS regexp_full_match(k, 'U[0-9]+(/T)?');
CREATE OR REPLACE TEMP TABLE mz_key AS
SELECT document_id, space, root, table_no, row_key, min(item) AS item, min(code) AS code,
       bool_or(value <> 0) AS nonzero, min(row_ord) AS row_ord
FROM mz_fact WHERE column_key NOT LIKE '@%' GROUP BY ALL;
CREATE OR REPLACE TEMP TABLE mz_each_row AS
SELECT e.identity, k.space, k.row_key
FROM (SELECT DISTINCT space, row_key FROM mz_key) k JOIN mz_each e ON e.space = k.space
WHERE e.row_pattern IS NULL OR regexp_full_match(k.row_key, e.row_pattern);
CREATE OR REPLACE TEMP TABLE mz_each_column AS
SELECT e.identity, k.space, k.column_key
FROM (SELECT DISTINCT space, column_key FROM mz_fact WHERE column_key NOT LIKE '@%') k
JOIN mz_each e ON e.space = k.space
WHERE e.column_pattern IS NULL OR regexp_full_match(k.column_key, e.column_pattern);
CREATE OR REPLACE TEMP TABLE mz_parent AS
SELECT DISTINCT document_id, space, table_no,
  CASE WHEN mz_is_unit_row(row_key) THEN 'units' ELSE 'rows' END AS axis, parent_row AS key
FROM mz_fact WHERE parent_row IS NOT NULL
UNION ALL
SELECT DISTINCT document_id, space, table_no, 'columns', parent_column
FROM mz_fact WHERE parent_column IS NOT NULL;
"""

_INSTANCES = """
CREATE OR REPLACE TEMP TABLE mz_instance AS
WITH applicable AS (
  SELECT d.document_id, i.identity, i.is_single
  FROM mz_doc d CROSS JOIN mz_identity i
  WHERE d.status = 'ok' AND i.kind NOT IN ('sql', 'joint')
    AND (i.doc_kind IS NULL OR i.doc_kind = d.doc_kind)
    AND (i.scope IS NULL OR i.scope = d.scope)
    AND (i.needs IS NULL OR i.needs IN (SELECT related FROM mz_related r
                                        WHERE r.document_id = d.document_id))
    AND (len(i.families) = 0 OR list_contains(i.families, d.family))
    AND (i.needs IS DISTINCT FROM 'units' OR NOT EXISTS (SELECT 1 FROM mz_barred b
      WHERE b.document_id = d.document_id::VARCHAR AND b.identity = i.identity))),
found AS (
  SELECT a.document_id, a.identity, NULL AS root, 0 AS table_no, NULL AS row_key, NULL AS column_key,
         e.a, e.b, NULL AS item, NULL AS code, 0 AS ord,
         CASE e.axis WHEN 'once' THEN '' ELSE concat_ws('/', e.a, e.b) END AS name
  FROM applicable a JOIN mz_each e ON e.identity = a.identity AND e.axis IN ('once', 'pairs')
  UNION ALL
  SELECT a.document_id, a.identity, k.root, k.table_no, k.row_key, NULL, NULL, NULL, k.item, k.code,
         k.row_ord, CASE WHEN k.row_key LIKE 'self%'
           THEN k.space || '#' || k.table_no || substr(k.row_key, 5) ELSE k.row_key END
  FROM applicable a JOIN mz_each e ON e.identity = a.identity AND e.axis = 'rows'
  JOIN mz_key k ON k.document_id = a.document_id AND k.space = e.space
  SEMI JOIN mz_each_row r ON r.identity = e.identity AND r.space = k.space AND r.row_key = k.row_key
  WHERE (NOT e.nonzero OR k.nonzero) AND (e.parts IS NULL OR EXISTS (SELECT 1 FROM mz_parent p
    WHERE p.document_id = k.document_id AND p.space = k.space AND p.table_no = k.table_no
      AND p.axis = e.parts AND p.key = k.row_key))
  UNION ALL
  SELECT DISTINCT a.document_id, a.identity, f.root, f.table_no, NULL, f.column_key, NULL, NULL, NULL,
         NULL, f.column_ord, f.column_key
  FROM applicable a JOIN mz_each e ON e.identity = a.identity AND e.axis = 'columns'
  JOIN mz_fact f ON f.document_id = a.document_id AND f.space = e.space
  SEMI JOIN mz_each_column c ON c.identity = e.identity AND c.space = f.space
    AND c.column_key = f.column_key
  SEMI JOIN mz_each_row r ON r.identity = e.identity AND r.space = f.space AND r.row_key = f.row_key
  UNION ALL
  SELECT a.document_id, a.identity, f.root, f.table_no, f.row_key, f.column_key, NULL, NULL, f.item,
         f.code, f.row_ord, f.row_key || '/' || f.column_key
  FROM applicable a JOIN mz_each e ON e.identity = a.identity AND e.axis = 'cells'
  JOIN mz_fact f ON f.document_id = a.document_id AND f.space = e.space AND f.column_key NOT LIKE '@%'
    AND (f.unit IS DISTINCT FROM '%' OR e.column_pattern IS NOT NULL)
  SEMI JOIN mz_each_row r ON r.identity = e.identity AND r.space = f.space AND r.row_key = f.row_key
  SEMI JOIN mz_each_column c ON c.identity = e.identity AND c.space = f.space
    AND c.column_key = f.column_key
  WHERE (NOT e.nonzero OR f.value <> 0) AND (e.parts IS NULL OR EXISTS (SELECT 1 FROM mz_parent p
    WHERE p.document_id = f.document_id AND p.space = f.space AND p.table_no = f.table_no
      AND p.axis = e.parts AND p.key = CASE e.parts WHEN 'columns' THEN f.column_key ELSE f.row_key END))
  UNION ALL
  SELECT DISTINCT a.document_id, a.identity, f.root, f.table_no, NULL, NULL, NULL, NULL, NULL, NULL,
         f.table_no, f.space || '#' || f.table_no
  FROM applicable a JOIN mz_each e ON e.identity = a.identity AND e.axis = 'tables'
  JOIN mz_fact f ON f.document_id = a.document_id AND f.space = e.space),
-- an identity that compares forms speaks of the main table of each
kept AS (
  SELECT f.* FROM found f JOIN mz_identity i ON i.identity = f.identity
  LEFT JOIN mz_form m ON m.document_id = f.document_id AND m.space = f.root
  WHERE i.is_single OR f.root IS NULL OR f.table_no = coalesce(m.main, 1)
     OR regexp_full_match(f.root, 'FORM|P[0-9]([.]Q)?')),
-- a pair of forms that both print a row yields it once
once AS (
  SELECT document_id, identity, root, table_no, row_key, column_key, a, b, min(item) AS item,
         min(code) AS code, min(ord) AS ord, min(name) AS name
  FROM (SELECT * REPLACE (CASE WHEN (SELECT count(DISTINCT space) FROM mz_each e
                                     WHERE e.identity = kept.identity) > 1
                               THEN NULL ELSE root END AS root) FROM kept)
  GROUP BY ALL)
SELECT row_number() OVER () AS iid, * EXCLUDE (name),
  CASE WHEN table_no > 1 AND name NOT LIKE '%#' || table_no THEN table_no || '#' ELSE '' END ||
  CASE WHEN regexp_full_match(name, '[0-9]{1,2}') AND item IS NOT NULL THEN item ||
         CASE WHEN count(*) OVER (PARTITION BY document_id, identity, table_no, item) > 1
              THEN '#' || name ELSE '' END
       ELSE name END AS instance
FROM once;
-- what a table says to all of its instances alike is looked up for one of them
CREATE OR REPLACE TEMP TABLE mz_speaker AS
SELECT document_id, identity, root, table_no, min(iid) AS iid
FROM mz_instance SEMI JOIN mz_when w ON w.identity = mz_instance.identity
  AND (w.of_shared OR w.to_shared)
GROUP BY ALL;
"""

_NEEDS = """
CREATE OR REPLACE TEMP TABLE mz_need AS
WITH resolved AS (
  SELECT i.iid, i.document_id, i.identity, t.term, t.side, t.sign, t.space, t.optional, t.value,
    t.all_tables, t.row_mode, t.row_digits, t.row_map, t.column_mode, t.column_map, t.excluded,
    t.row_variable IS NOT NULL AS is_row_bound, i.root, i.table_no AS instance_table,
    t.row_prefix, t.row_suffix, CASE t.row_variable WHEN 'row' THEN i.row_key
      WHEN 'column' THEN i.column_key WHEN 'a' THEN i.a WHEN 'b' THEN i.b WHEN 'item' THEN i.item
      WHEN 'code' THEN coalesce(i.code, regexp_extract(i.row_key, '([0-9]+)$', 1)) ELSE '' END
      AS row_value,
    t.column_prefix, t.column_suffix, CASE t.column_variable WHEN 'row' THEN i.row_key
      WHEN 'column' THEN i.column_key WHEN 'a' THEN i.a WHEN 'b' THEN i.b WHEN 'item' THEN i.item
      WHEN 'code' THEN coalesce(i.code, regexp_extract(i.row_key, '([0-9]+)$', 1)) ELSE '' END
      AS column_value
  FROM mz_instance i JOIN mz_term t ON t.identity = i.identity
  WHERE NOT t.is_shared OR i.iid IN (SELECT iid FROM mz_speaker))
SELECT r.iid, r.document_id, r.identity, r.term, r.side, r.sign, r.space, r.optional, r.value,
  r.all_tables, r.row_mode, r.row_digits, r.column_mode, r.excluded, r.is_row_bound,
  r.row_prefix || CASE WHEN r.row_map IS NULL THEN r.row_value ELSE rm.value END || r.row_suffix
    AS row_name,
  r.column_prefix || CASE WHEN r.column_map IS NULL THEN r.column_value ELSE cm.value END
    || r.column_suffix AS column_name,
  CASE WHEN r.root = r.space OR r.root || '.I' = r.space OR r.space || '.I' = r.root
       THEN r.instance_table ELSE m.main END AS table_no,
  m.space IS NOT NULL OR r.value IS NOT NULL AS is_form_printed, coalesce(m.is_empty, false) AS is_empty
FROM resolved r
LEFT JOIN mz_map rm ON rm.map = r.row_map AND rm.key = r.row_value
LEFT JOIN mz_map cm ON cm.map = r.column_map AND cm.key = r.column_value
LEFT JOIN mz_form m ON m.document_id = r.document_id AND m.space = r.space;
"""

# Rows found by the likeness of a name: project tables spell one project in several ways, and
# a slip in the name must not hide the amounts. Beyond `least` it is another thing.
_LIKE = """
CREATE OR REPLACE TEMP TABLE mz_like AS
SELECT n.*, CASE WHEN b.likeness >= 0.8 THEN b.row_key END AS like_row
FROM mz_need n LEFT JOIN (
  SELECT n.iid, n.term, max(likeness) AS likeness,
    arg_max(f.row_key, (likeness, -f.row_ord, f.row_key)) AS row_key
  FROM mz_need n JOIN mz_fact f ON f.document_id = n.document_id AND f.space = n.space
    AND f.table_no = n.table_no AND f.column_key IN ('@project', '@item') AND f.text <> '',
    LATERAL (SELECT CASE WHEN f.text = n.row_name THEN 2
      ELSE 1 - damerau_levenshtein(f.text, n.row_name)::DECIMAL(9, 0)
           / greatest(strlen(f.text), strlen(n.row_name), 1) END AS likeness)
  WHERE n.row_mode = 'like' AND n.row_name <> '' GROUP BY n.iid, n.term) b
  ON b.iid = n.iid AND b.term = n.term
WHERE n.row_mode = 'like'
"""

#: Needs with what only their way of finding rows asks for; all others are taken as they are.
_NEEDS_OF = {
    "like": "mz_like",
    # whether the parts of a row are units
    "parts": """(SELECT n.*, o.key IS NULL AS has_unit_parts FROM mz_need n
      LEFT JOIN (SELECT document_id, space, table_no, key FROM mz_parent WHERE axis = 'rows') o
      ON o.document_id = n.document_id AND o.space = n.space AND o.table_no = n.table_no
      AND o.key = n.row_name)""",
    # the class (款) that the instance's own row names above it
    "name": """(SELECT n.*, u.above FROM mz_need n LEFT JOIN (
        SELECT i.iid, min(a.text) AS above FROM mz_instance i
        JOIN mz_fact a ON a.document_id = i.document_id AND a.space = i.root
          AND a.row_key = i.row_key AND a.column_key = 'kuan' AND a.text <> i.item
        GROUP BY i.iid) u ON u.iid = n.iid)""",
}
#: Facts with the name of the row above them; asked for where a row is found by its name.
_FACTS_OF = {
    "name": """(SELECT f.*, p.item AS above FROM mz_fact f
      LEFT JOIN mz_fact p ON p.document_id = f.document_id AND p.space = f.space
      AND p.table_no = f.table_no AND p.row_key = f.parent_row AND p.column_key = '@label')""",
}

_ROW_MATCH = {
    "key": "f.row_key = n.row_name",
    "parts": "f.parent_row = n.row_name AND mz_is_unit_row(f.row_key) = n.has_unit_parts",
    "projects": "split_part(f.row_key, '#', 1) = n.row_name AND f.row_key <> n.row_name",
    "dotted": "split_part(f.row_key, '.', 1) = n.row_name AND f.row_key <> n.row_name",
    "like": "f.row_key = n.like_row",
    "name": "f.item = n.row_name AND (n.row_digits IS NULL OR length(f.code) = n.row_digits) "
    "AND (n.above IS NULL OR f.above IS NULL OR f.above = n.above)",
    "leaf": "f.row_kind = 'leaf'",
    "all": "true",
}
_COLUMN_MATCH = {
    "key": "f.column_key = n.column_name",
    "parts": "f.parent_column = n.column_name AND NOT list_contains(n.excluded, f.column_key)",
    "all": "f.column_key NOT LIKE '@%'",
}

_HIT_COLUMNS = (
    "n.iid, n.term, n.side, n.sign, f.value, f.ulp, f.scale, f.unit, f.decimals, f.is_blank, "
    "f.is_unreadable, f.is_unit_unknown, f.text, f.fact, f.source, f.row_ord, f.column_ord"
)

# Named and typed like the facts: a document without any fact has no other hits.
_CONSTANTS = """
SELECT n.iid, n.term, n.side, n.sign, n.value, 0::DECIMAL(20, 8) AS ulp, 1::BIGINT AS scale,
  NULL::VARCHAR AS unit, 0 AS decimals, false AS is_blank, false AS is_unreadable,
  false AS is_unit_unknown, NULL::VARCHAR AS text, NULL::VARCHAR AS fact, 'constant' AS source,
  0 AS row_ord, 0 AS column_ord
FROM mz_need n WHERE n.value IS NOT NULL
"""


def build_terms(connection: duckdb.DuckDBPyConnection) -> None:
    """Build ``mz_instance``, ``mz_need`` and ``mz_hit`` from the spec tables and the facts."""
    connection.execute(_KEYS)
    connection.execute(_INSTANCES)
    connection.execute(_NEEDS)
    connection.execute(_LIKE)
    modes = connection.execute(
        "SELECT DISTINCT row_mode, column_mode, all_tables FROM mz_need WHERE value IS NULL"
    ).fetchall()
    selects = [
        f"SELECT {_HIT_COLUMNS} FROM {_NEEDS_OF.get(row, 'mz_need')} n "
        f"JOIN {_FACTS_OF.get(row, 'mz_fact')} f ON f.document_id = n.document_id "
        f"AND f.space = n.space {'' if everywhere else 'AND f.table_no = n.table_no'} "
        f"AND {_ROW_MATCH[row]} AND {_COLUMN_MATCH[column]} WHERE n.row_mode = '{row}' "
        f"AND n.column_mode = '{column}' AND n.all_tables = {everywhere} AND n.value IS NULL"
        for row, column, everywhere in sorted(modes)
    ]
    selects.append(_CONSTANTS)
    connection.execute("CREATE OR REPLACE TEMP TABLE mz_hit AS " + " UNION ALL ".join(selects))
