"""What is true of the money of a department and its units, form by form.

Revenue and expenditure of a department are those of its units without what they give to each
other: 上级补助收入, 附属单位上缴收入, 对附属单位补助支出, 上缴上级支出.  So the sums are comparable only
where every unit prints that there is none, or where its columns leave no room for any.  Forms of
fiscal money alone (T05, T06, T10) know no such transfers: appropriations go to the unit that
spends them.
"""

from __future__ import annotations

import duckdb

#: Forms that hold money from other units; each is judged with both at hand.
EXCHANGE_FORMS = frozenset({"T02", "T03"})
#: Columns of money that cannot come from, or go to, another unit of the department.
_OUTSIDE = (
    "fiscal", "gpb", "gpb_upper", "gf", "gf_upper", "soe", "soe_upper", "special_account",
    "own_business", "own_operating", "carry", "carry_fiscal", "carry_nonfiscal", "use_surplus",
    "basic", "personnel", "public_use", "project", "project_other_operation",
    "project_specific_target", "operating",
)  # fmt: skip

# A unit's totals by column.  其他收入 may hold a subsidy where no column is printed for subsidies.
_EXCHANGING = """
WITH row AS (
  SELECT f.document_id, f.space, f.column_key, f.value, f.is_unreadable
  FROM mz_fact f SEMI JOIN mz_related r ON r.related = 'units' AND r.other = f.document_id
  WHERE f.is_own AND f.space IN ('T02', 'T03') AND f.table_no = 1 AND f.row_key = 'T'
    AND f.column_key NOT LIKE '@%' AND NOT regexp_matches(f.column_key, '^(prior|change)_')),
above AS (
  SELECT DISTINCT document_id, space, parent_column FROM mz_fact
  WHERE is_own AND space IN ('T02', 'T03') AND table_no = 1 AND row_key = 'T'),
split AS (
  SELECT document_id, count(DISTINCT column_key) = 2 AS is_split FROM row
  WHERE column_key IN ('own_subsidy', 'own_affiliate') GROUP BY ALL)
SELECT DISTINCT x.document_id::VARCHAR FROM row x
LEFT JOIN above a ON a.document_id = x.document_id AND a.space = x.space
  AND a.parent_column = x.column_key
LEFT JOIN split s ON s.document_id = x.document_id
WHERE a.document_id IS NULL AND (x.value <> 0 OR x.is_unreadable)
  AND x.column_key NOT IN ({outside})
  AND NOT (x.column_key = 'own_other' AND coalesce(s.is_split, false))
"""
# The total of each form that is compared, of the department (other: itself) and of each unit.
_TOTALS = """
CREATE OR REPLACE TEMP TABLE mz_unit_total AS
SELECT r.document_id, r.other, f.space, f.value, f.ulp
FROM (SELECT document_id, other FROM mz_related WHERE related = 'units'
      UNION SELECT document_id, document_id FROM mz_related WHERE related = 'units') r
JOIN mz_fact f ON f.document_id = r.other AND f.is_own AND f.table_no = 1 AND f.row_key = 'T'
  AND f.column_key = 'total' AND 'units.' || f.space IN (SELECT space FROM mz_related_space)
WHERE NOT f.is_unreadable AND NOT f.is_unit_unknown AND f.value IS NOT NULL
"""
# A unit's file with the department's own total, though other units have money: it is the
# department's, taken for a unit's.
_SAME = """
SELECT DISTINCT u.document_id::VARCHAR, u.other::VARCHAR, u.space
FROM mz_unit_total u
JOIN mz_unit_total d ON d.document_id = u.document_id AND d.other = d.document_id AND d.space = u.space
WHERE u.other <> u.document_id AND u.value = d.value AND EXISTS (
  SELECT 1 FROM mz_unit_total o WHERE o.document_id = u.document_id AND o.space = u.space
    AND o.other NOT IN (u.other, u.document_id) AND o.value <> 0)
"""
_GAP_COLUMNS = (
    "document_id VARCHAR, unit_ord INTEGER, form VARCHAR, unit_name VARCHAR, listed DECIMAL(38, 8), "
    "own DECIMAL(38, 8), scale BIGINT"
)
# Units whose row in the department's list is not the total that their own document prints.
_GAPS = """
CREATE OR REPLACE TEMP TABLE mz_unit_gap AS
WITH listed AS (
  SELECT u.document_id, u.unit_ord, u.unit_name, u.form, u.unit_documents, sum(f.value) AS v,
    sum(f.ulp) / 2 AS w, max(f.scale) AS scale
  FROM (SELECT * EXCLUDE (row_keys), unnest(row_keys) AS row_key FROM mz_unit) u
  JOIN mz_fact f ON f.document_id::VARCHAR = u.document_id AND f.is_own AND f.space = u.form
    AND f.table_no = u.table_no AND f.row_key = u.row_key AND f.column_key = 'total'
  GROUP BY ALL)
SELECT l.document_id, l.unit_ord, l.form, l.unit_name, l.v AS listed, t.value AS own, l.scale
FROM listed l JOIN mz_unit_total t ON t.document_id::VARCHAR = l.document_id AND t.space = l.form
  AND list_contains(l.unit_documents, t.other::VARCHAR)
WHERE abs(l.v - t.value) >= greatest(l.w + t.ulp / 2, 0.00000001)
"""
# Rows that some unit does not print: codes at a level whose rows are not the unit's total, items
# that its table leaves out.  A sum without them says nothing of the department.
_OPEN_ROWS = """
CREATE OR REPLACE TEMP TABLE mz_open_row AS
WITH own AS (
  SELECT DISTINCT k.document_id, k.space, k.row_key,
    CASE WHEN regexp_full_match(k.row_key, '[0-9]+') THEN length(k.row_key) END AS level
  FROM mz_fact k SEMI JOIN mz_related r ON r.document_id = k.document_id AND r.related = 'units'
  WHERE k.is_own AND k.row_key <> 'T' AND k.column_key = 'total' AND k.table_no = 1
    AND 'units.' || k.space IN (SELECT space FROM mz_related_space)),
printed AS (
  SELECT f.document_id, f.space, f.row_key, f.value, f.ulp
  FROM mz_fact f SEMI JOIN mz_related r ON r.other = f.document_id AND r.related = 'units'
  WHERE f.is_own AND f.table_no = 1 AND f.column_key = 'total' AND f.value IS NOT NULL
    AND 'units.' || f.space IN (SELECT space FROM mz_related_space)),
added AS (
  SELECT document_id, space, length(row_key) AS level, sum(value) AS v, sum(ulp) / 2 AS w
  FROM printed WHERE regexp_full_match(row_key, '[0-9]+') GROUP BY ALL),
open_level AS (
  SELECT DISTINCT o.document_id, o.space, o.level
  FROM (SELECT DISTINCT document_id, space, level FROM own WHERE level IS NOT NULL) o
  JOIN mz_unit_total t ON t.document_id = o.document_id AND t.space = o.space
    AND t.other <> t.document_id AND t.value <> 0
  LEFT JOIN added a ON a.document_id = t.other AND a.space = t.space AND a.level = o.level
  WHERE a.v IS NULL OR abs(a.v - t.value) >= greatest(a.w + t.ulp / 2, 0.00000001)),
open_item AS (
  SELECT DISTINCT o.document_id, o.space, o.row_key
  FROM own o JOIN mz_unit_total t ON t.document_id = o.document_id AND t.space = o.space
    AND t.other <> t.document_id AND t.value <> 0
  ANTI JOIN printed p ON p.document_id = t.other AND p.space = o.space AND p.row_key = o.row_key
  WHERE o.level IS NULL)
SELECT document_id, space, row_key FROM own SEMI JOIN open_level USING (document_id, space, level)
UNION SELECT document_id, space, row_key FROM open_item
"""


def build_totals(connection: duckdb.DuckDBPyConnection) -> None:
    """Build ``mz_unit_total``, ``mz_unit_gap``, and ``mz_open_row``: rows not to be compared."""
    if connection.execute("SELECT 1 FROM mz_related WHERE related = 'units' LIMIT 1").fetchone():
        connection.execute(_TOTALS)
        connection.execute(_OPEN_ROWS)
        connection.execute(_GAPS)
    else:  # most batches: no look at every number for nothing
        connection.execute(
            "CREATE OR REPLACE TEMP TABLE mz_open_row "
            "(document_id VARCHAR, space VARCHAR, row_key VARCHAR)"
        )
        connection.execute(f"CREATE OR REPLACE TEMP TABLE mz_unit_gap ({_GAP_COLUMNS})")


def exchanging_documents(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """Units' documents that print, or leave room for, money from or to other units."""
    outside = ", ".join(f"'{column}'" for column in _OUTSIDE)
    rows = connection.execute(_EXCHANGING.format(outside=outside)).fetchall()
    return {row[0] for row in rows}


def department_documents(connection: duckdb.DuckDBPyConnection) -> set[tuple[str, str, str]]:
    """(department, document of a unit, form) where the latter has the department's own total."""
    return {(row[0], row[1], row[2]) for row in connection.execute(_SAME).fetchall()}


def documents_with_total(connection: duckdb.DuckDBPyConnection) -> set[tuple[str, str]]:
    """(document, form) whose total was read."""
    rows = connection.execute("SELECT DISTINCT other::VARCHAR, space FROM mz_unit_total").fetchall()
    return {(row[0], row[1]) for row in rows}
