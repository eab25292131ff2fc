"""One grid for everything that was read: cells, sentences, indicators, attributes, names.

A narrative pattern is a form whose rows are its matches and whose columns are its
slots; an indicator list is the form ``P2.I``; a form head is a row of ``FORM``; the
document itself is ``DOC``.  So one kind of address reaches every printed fact.

Columns of ``mz_fact``: ``space`` (form), ``table_no``, ``row_key``, ``column_key``,
``parent_row``, ``parent_column``, ``item`` (label, folded), ``code``, ``shape`` (row
key with its digits masked), ``value``/``ulp`` (yuan for money, else as printed; ulp
0 for blanks and counts), ``scale`` (yuan per printed unit, 1 otherwise), ``text``
(folded), ``is_own`` (not a related document's), ``other`` (that document, else null) and what
evidence needs.  Names of people are not in it, only whether one is printed (``is_blank``).
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

#: Slots that the narrative patterns abbreviate -> canonical measure keys.
SLOT_ALIASES = (
    ("N10.total", "veh_buy", "vehicle_purchase"),
    ("N10.total", "veh_run", "vehicle_running"),
    ("N10.total", "veh", "vehicle"),
    ("N10.total", "recept", "reception"),
    ("N11.total", "f", "fiscal"),
    ("N11.total", "n", "nonfiscal"),
)

MACROS = """
CREATE OR REPLACE TEMP MACRO mz_fold(t) AS translate(t,
  '“”„‟〝〞＂‘’‛＇' || ' ' || chr(9) || chr(10) || chr(12) || chr(13),
  repeat('"', 7) || repeat('''', 4));
CREATE OR REPLACE TEMP MACRO mz_unnumbered(t) AS
  CASE WHEN t < ':' OR starts_with(t, '[') OR contains(left(t, 4), '、')
  THEN regexp_replace(t, '^([\\[(]?[0-9]+[\\])]?[-、.:]?|[(]?[一二三四五六七八九十]{1,3}[)、])', '') ELSE t END;
CREATE OR REPLACE TEMP MACRO mz_name(t) AS mz_unnumbered(mz_fold(t));
CREATE OR REPLACE TEMP MACRO mz_step(d) AS
  CASE d WHEN 0 THEN 1 WHEN 1 THEN 0.1 WHEN 2 THEN 0.01 WHEN 3 THEN 0.001 WHEN 4 THEN 0.0001
         WHEN 5 THEN 0.00001 WHEN 6 THEN 0.000001 ELSE 0 END::DECIMAL(14, 8);
CREATE OR REPLACE TEMP MACRO mz_per(u) AS
  CASE u WHEN '元' THEN 1 WHEN '千元' THEN 1000 WHEN '万元' THEN 10000 WHEN '百万元' THEN 1000000
         WHEN '亿元' THEN 100000000 END::DECIMAL(12, 0);
CREATE OR REPLACE TEMP MACRO mz_unit(t) AS
  regexp_replace(t, '([(](本级|部门|机关|单位|汇总|含下属单位|部门汇总)[)]|本级|[(]盖章[)])$', '');
CREATE OR REPLACE TEMP MACRO mz_shape(k) AS regexp_replace(k, '[0-9]', '9', 'g');
"""

_CELLS = """
SELECT c.document_id, c.form AS space, c.form AS root, c.table_no, c.row_key, c.column_key,
  c.row_ord, c.column_ord, c.parent_row_key AS parent_row, c.parent_column_key AS parent_column,
  c.row_kind, mz_name(c.row_label) AS item, c.code, mz_shape(c.row_key) AS shape,
  CASE WHEN c.is_blank THEN 0 WHEN c.measure_kind = 'money' THEN c.amount_yuan
       ELSE c.amount END::DECIMAL(30, 8) AS value,
  CASE WHEN c.is_blank OR c.measure_kind = 'count' THEN 0
       WHEN c.measure_kind = 'money' THEN c.ulp_yuan ELSE mz_step(c.decimals) END::DECIMAL(30, 8)
    AS ulp,
  CASE WHEN c.measure_kind = 'money' THEN coalesce(mz_per(c.money_unit), 1) ELSE 1 END AS scale,
  CASE WHEN c.measure_kind = 'money' THEN c.money_unit WHEN c.measure_kind = 'percent' THEN '%'
       END AS unit,
  coalesce(c.decimals, 0) AS decimals, c.is_blank,
  NOT c.is_blank AND c.amount IS NULL AS is_unreadable,
  NOT c.is_blank AND c.amount IS NOT NULL AND c.measure_kind = 'money' AND c.amount_yuan IS NULL
    AS is_unit_unknown,
  NULL::VARCHAR AS text, c.cell_id AS fact, 'cell' AS source,
  c.row_label || ' / ' || c.column_label AS label, c.raw_text, c.page, c.x0, c.top, c.x1, c.bottom,
  c.engine, c.confidence
FROM {cell} c
"""

_ROW_TEXTS = """
SELECT document_id, form, form, table_no, row_key, k.column_key, min(row_ord), -1,
  min(parent_row_key), NULL, min(row_kind), mz_name(arg_min(row_label, column_ord)),
  min(code), mz_shape(row_key), NULL, 0, 1, NULL, 0, false, false, false,
  mz_fold(arg_min(k.text, column_ord)),
  form || '#' || table_no || '/' || row_key || '/' || k.column_key,
  'cell', arg_min(row_label, column_ord), arg_min(k.text, column_ord), arg_min(page, column_ord),
  arg_min(x0, column_ord), arg_min(top, column_ord), arg_min(x1, column_ord),
  arg_min(bottom, column_ord), min(engine), min(confidence)
FROM {cell} c,
  LATERAL (SELECT '@project' AS column_key, c.project_name AS text
           UNION ALL SELECT '@label', c.row_label) k
WHERE k.text IS NOT NULL AND k.text <> ''
GROUP BY document_id, form, table_no, row_key, k.column_key
"""

_MENTIONS = """
SELECT m.document_id, m.pattern, m.pattern, 1, regexp_extract(m.mention_id, '#([^/]+)/', 1),
  coalesce(a.canonical, m.slot), m.instance, 0, NULL, NULL, NULL, mz_fold(m.item), NULL,
  '9',
  coalesce(m.value_yuan, CASE WHEN mz_per(m.unit) IS NULL THEN m.value END)::DECIMAL(30, 8),
  CASE WHEN m.value_yuan IS NOT NULL THEN m.ulp_yuan WHEN m.role = 'count' THEN 0
       ELSE mz_step(m.decimals) END::DECIMAL(30, 8),
  CASE WHEN m.value_yuan IS NOT NULL THEN coalesce(mz_per(m.unit), 1) ELSE 1 END, m.unit,
  coalesce(m.decimals, 0), false, m.role <> 'text' AND m.value IS NULL,
  m.role <> 'text' AND m.value IS NOT NULL AND m.value_yuan IS NULL AND mz_per(m.unit) IS NOT NULL,
  CASE m.slot WHEN 'org' THEN mz_unit(mz_fold(m.value_text)) ELSE mz_fold(m.value_text) END,
  m.mention_id, 'mention', m.sentence, m.raw_text, m.page, m.x0, m.top, m.x1,
  m.bottom, 'text', 1
FROM {mention} m
LEFT JOIN mz_slot a ON a.pattern = m.pattern AND a.slot = m.slot
"""

_ITEMS = """
SELECT document_id, pattern, pattern, 1, regexp_extract(mention_id, '#([^/]+)/', 1) AS k, '@item',
  min(instance), -1, NULL, NULL, NULL,
  mz_fold(arg_min(item, mention_id)), NULL, '9', NULL, 0, 1, NULL, 0, false, false,
  false, mz_fold(arg_min(item, mention_id)), pattern || '#'
    || regexp_extract(mention_id, '#([^/]+)/', 1) || '/@item', 'mention',
  arg_min(sentence, mention_id), arg_min(item, mention_id), arg_min(page, mention_id), arg_min(x0, mention_id),
  arg_min(top, mention_id), arg_min(x1, mention_id), arg_min(bottom, mention_id), 'text', 1
FROM {mention} m
WHERE item IS NOT NULL GROUP BY document_id, pattern, regexp_extract(mention_id, '#([^/]+)/', 1)
"""

_INDICATORS = """
SELECT i.document_id, i.form || '.I', i.form, i.table_no, i.indicator_ord::VARCHAR, k.column_key,
  i.indicator_ord, 0, mz_fold(i.project_name), NULL, NULL, mz_fold(i.level3), NULL, '9', k.value::DECIMAL(30, 8), 0, 1,
  k.unit, 0, coalesce(k.text, '') = '', false, false, mz_fold(coalesce(k.text, '')),
  i.indicator_id || '/' || k.column_key, 'indicator',
  concat_ws(' / ', i.project_name, i.level1, i.level2, i.level3), coalesce(k.text, ''),
  i.page, i.x0, i.top, i.x1, i.bottom, 'text', 1
FROM {indicator} i,
  LATERAL (SELECT 'level1' AS column_key, i.level1 AS text, NULL AS value, NULL AS unit
    UNION ALL SELECT 'level2', i.level2, NULL, NULL
    UNION ALL SELECT 'level3', i.level3, NULL, NULL
    UNION ALL SELECT 'target', i.target_text, i.target_value, i.target_unit
    UNION ALL SELECT 'basis', i.basis, NULL, NULL
    UNION ALL SELECT 'prior', i.prior_text, NULL, NULL
    UNION ALL SELECT 'weight', i.weight_text, i.weight, NULL) k
"""

_ATTRIBUTES = """
SELECT a.document_id, s.space, s.space, s.table_no,
  'self' || s.form || CASE WHEN s.n > 1 THEN '#' || s.n ELSE '' END, a.attribute, s.n, 0, NULL, NULL, NULL,
  mz_fold(coalesce(s.project, '')), NULL, 'self',
  coalesce(a.value_yuan, CASE WHEN mz_per(a.unit) IS NULL THEN a.value_number END)::DECIMAL(30, 8),
  CASE WHEN a.value_yuan IS NOT NULL THEN a.ulp_yuan
       WHEN a.decimals > 0 THEN mz_step(a.decimals) ELSE 0 END::DECIMAL(30, 8),
  CASE WHEN a.value_yuan IS NOT NULL THEN coalesce(mz_per(a.unit), 1) ELSE 1 END, a.unit,
  coalesce(a.decimals, 0),
  coalesce(a.value_text, '') = '' AND a.value_number IS NULL AND NOT a.is_personal, false,
  a.value_number IS NOT NULL AND a.value_yuan IS NULL AND mz_per(a.unit) IS NOT NULL,
  CASE WHEN a.is_personal THEN ''
       WHEN a.attribute = 'performance.unit_name' THEN mz_unit(mz_fold(coalesce(a.value_text, '')))
       ELSE mz_fold(coalesce(a.value_text, '')) END, a.attribute_id, 'attribute', a.attribute,
  CASE WHEN a.is_personal THEN '' ELSE a.raw_text END, a.page, a.x0, a.top, a.x1, a.bottom, 'text', 1
FROM (SELECT document_id, attribute_id, space, table_no, form,
        row_number() OVER (PARTITION BY document_id, space, table_no, form, attribute
                           ORDER BY attribute_id) AS n,
        max(value_text) FILTER (attribute = 'performance.project_name')
          OVER (PARTITION BY document_id, space, table_no, form) AS project
      FROM (SELECT document_id, attribute_id, attribute, value_text,
              regexp_extract(scope, '^(P[A-Z0-9]*)#', 1) AS root,
              CASE WHEN root = '' THEN 'DOC' WHEN attribute = 'performance.quoted_duty' THEN root || '.Q'
                   ELSE root END AS space,
              coalesce(TRY_CAST(regexp_extract(scope, '#([0-9]+)', 1) AS INTEGER), 1) * (root <> '')::INTEGER
                + (root = '')::INTEGER AS table_no,
              CASE WHEN root = '' THEN '' ELSE regexp_extract(scope, '#[0-9]+([.][0-9]+)', 1) END AS form
            FROM (SELECT document_id, attribute_id, attribute, value_text, coalesce(scope, '') AS scope
                  FROM {attribute}))) s
JOIN {attribute} a ON a.document_id = s.document_id AND a.attribute_id = s.attribute_id
"""

_FORMS = """
SELECT t.document_id, 'FORM', 'FORM', t.table_no, t.form, k.column_key, 0, 0, NULL, NULL, NULL,
  mz_fold(coalesce(t.title, t.form)), NULL, mz_shape(t.form), NULL, 0, 1, NULL, 0,
  coalesce(k.text, '') = '', false, false, mz_fold(coalesce(k.text, '')),
  'FORM#' || t.table_no || '/' || t.form || '/' || k.column_key, 'form',
  coalesce(t.title, t.form), coalesce(k.text, ''), t.page, t.x0, t.top, t.x1, t.bottom, t.engine,
  t.confidence
FROM {form_table} t,
  LATERAL (SELECT 'title' AS column_key, coalesce(t.title, t.form) AS text
    UNION ALL SELECT 'stated_unit_name', mz_unit(mz_fold(t.stated_unit_name))
    UNION ALL SELECT 'money_unit', t.money_unit
    UNION ALL SELECT 'state', CASE WHEN t.is_empty THEN 'empty' ELSE 'filled' END) k
WHERE t.form IS NOT NULL
"""

_DOCUMENTS = """
SELECT document_id, 'DOC', 'DOC', 1, 'self', k.column_key, 0, 0, NULL, NULL, NULL, '', NULL, 'self',
  k.value::DECIMAL(30, 8), 0, 1, NULL, 0, false, false, false, mz_fold(coalesce(k.text, '')),
  'DOC#1/self/' || k.column_key, 'attribute', k.column_key, coalesce(k.text, ''), 1, NULL, NULL,
  NULL, NULL, 'text', 1
FROM mz_doc, LATERAL (SELECT 'unit_name' AS column_key, mz_unit(mz_fold(unit_name)) AS text, NULL::INTEGER AS value
  UNION ALL SELECT 'fiscal_year', fiscal_year::VARCHAR, fiscal_year
  UNION ALL SELECT 'prior_year', (fiscal_year - 1)::VARCHAR, fiscal_year - 1) k
WHERE k.text IS NOT NULL
"""


def rows_of(facts_schema: str, record: str) -> str:
    """Subquery: rows of a fact table for the documents of ``mz_wanted``.

    Their ids are an ENUM: 64 characters would be copied with every row of every step.
    """
    return (
        f"(SELECT x.* REPLACE (w.document AS document_id) FROM {facts_schema}.{record} x "
        "JOIN mz_wanted w ON w.document_id = x.document_id)"
    )


def build_facts(
    connection: duckdb.DuckDBPyConnection, facts_schema: str, documents: Sequence[str]
) -> None:
    """Build ``mz_doc``, ``mz_form`` and ``mz_fact`` for these documents, in the temp schema."""
    ids = ", ".join(f"'{document}'" for document in sorted(documents)) or "''"
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE mz_wanted AS SELECT document_id, "
        f"document_id::ENUM({ids}) AS document FROM (SELECT unnest(?) AS document_id)",
        [list(documents)],
    )
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE mz_doc AS SELECT * FROM {rows_of(facts_schema, 'document')}"
    )
    # known of files from a portal only, and of none that is judged before it is published
    connection.execute("ALTER TABLE mz_doc ADD COLUMN IF NOT EXISTS published_on DATE")
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE mz_slot AS SELECT * FROM (VALUES "
        + ", ".join(str(alias) for alias in SLOT_ALIASES)
        + ") t(pattern, slot, canonical)"
    )
    parts = (_CELLS, _ROW_TEXTS, _MENTIONS, _ITEMS, _INDICATORS, _ATTRIBUTES, _FORMS, _DOCUMENTS)
    records = ("cell", "mention", "indicator", "attribute", "form_table")
    for record in records:  # once: the tables hold every document's rows
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE mz_read_{record} AS "
            f"SELECT * FROM {rows_of(facts_schema, record)}"
        )
    tables = {record: f"mz_read_{record}" for record in records}
    union = " UNION ALL ".join(part.format(**tables) for part in parts)
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE mz_fact AS SELECT *, true AS is_own, "
        f"NULL::VARCHAR AS other FROM ({union})"
    )
    for record in records[:-1]:
        connection.execute(f"DROP TABLE mz_read_{record}")


def build_forms(connection: duckdb.DuckDBPyConnection, facts_schema: str) -> None:
    """Build ``mz_form``: the forms that each document prints and the main table of each."""
    connection.execute(
        """CREATE OR REPLACE TEMP TABLE mz_form AS
        WITH printed AS (
          SELECT document_id, space, table_no, bool_or(NOT is_blank) AS has_number FROM mz_fact
          WHERE column_key NOT LIKE '@%' GROUP BY ALL),
        t AS (
          SELECT t.document_id, t.form AS space, t.table_no, t.title,
            regexp_full_match(t.form, '[TJ][0-9]{2}') AND NOT coalesce(p.has_number, false) AS is_empty
          FROM mz_read_form_table t SEMI JOIN mz_doc d USING (document_id)
          LEFT JOIN printed p ON p.document_id = t.document_id AND p.space = t.form
            AND p.table_no = t.table_no
          WHERE t.form IS NOT NULL),
        s AS (SELECT document_id, space, table_no FROM printed
              WHERE (document_id, space) NOT IN (SELECT (document_id, space) FROM t))
        SELECT document_id, space, coalesce(min(table_no) FILTER (NOT is_empty), min(table_no)) AS main,
               bool_and(is_empty) AS is_empty, arg_min(title, table_no) AS title
        FROM (SELECT document_id, space, table_no, is_empty, title FROM t
              UNION ALL SELECT document_id, space, table_no, false, NULL FROM s)
        GROUP BY document_id, space"""
    )
