"""Evidence: the operands of every verdict, with the words and the place they were printed at.

``mz_operand`` names the operands of each verdict; :data:`EVIDENCE` makes one ordered list of
each verdict's, as the contract's records hold them.
"""

from __future__ import annotations

import duckdb

# Where an operand stands among those of its verdict: reported first, then by term, row and column.
_OPERANDS = """
CREATE OR REPLACE TEMP MACRO mz_place(is_later, term, row_ord, column_ord, fact) AS {{
  'n': (((is_later::BIGINT << 14) + term << 24) + row_ord << 16) + column_ord + 1, 'fact': fact}};
CREATE OR REPLACE TEMP TABLE mz_operand AS
SELECT h.iid AS vid, i.document_id, h.fact, CASE h.side WHEN 'reported' THEN 'reported' ELSE 'computed' END AS side,
  h.sign, mz_place(h.side <> 'reported', h.term, h.row_ord, h.column_ord, h.fact) AS place
FROM mz_hit h JOIN mz_instance i ON i.iid = h.iid JOIN mz_identity m ON m.identity = i.identity
WHERE h.fact IS NOT NULL AND h.side IN ('reported', 'computed', 'whole', 'change')
  AND (m.kind <> 'text' OR h.side = 'reported' OR h.fact IN (
    SELECT arg_max(p.computed_fact, (p.similarity, p.computed_fact)) FROM mz_text_pair p WHERE p.iid = h.iid
    AND (m.op <> 'none_near' OR NOT p.is_equal)))
UNION ALL
SELECT q.vid, q.document_id, f.fact,
  CASE WHEN f.n <= coalesce(q.n_reported, 1) THEN 'reported' ELSE 'computed' END, 1,
  mz_place(f.n > coalesce(q.n_reported, 1), f.n, 0, 0, f.fact)
FROM mz_query q, LATERAL (SELECT unnest(q.facts) AS fact, generate_subscripts(q.facts, 1) AS n) f
"""

# Grouped as they come and put in order list by list: an ordered aggregate takes five times as long.
EVIDENCE = """
SELECT o.vid, list_select(list({
    'fact': o.fact, 'source': f.source, 'side': o.side, 'sign': o.sign,
    'label': CASE WHEN f.source = 'cell' THEN coalesce(t.title, f.space) || ' / ' || f.label ELSE f.label END,
    'raw_text': coalesce(f.raw_text, ''), 'page': f.page, 'x0': f.x0, 'top': f.top, 'x1': f.x1,
    'bottom': f.bottom, 'other_document_id': f.other}), list_grade_up(list(o.place))) AS evidence
FROM mz_operand o JOIN mz_fact f ON f.document_id = o.document_id AND f.fact = o.fact
LEFT JOIN mz_form t ON t.document_id = f.document_id
  AND t.space = CASE WHEN f.is_own THEN f.space ELSE substr(f.space, strpos(f.space, '.') + 1) END
GROUP BY o.vid
"""


def build_operands(connection: duckdb.DuckDBPyConnection) -> None:
    """Build ``mz_operand`` from the hits and the queries' facts."""
    connection.execute(_OPERANDS.format())


#: Units that the evidence of one comparison lists, the largest first to be kept; the rest are added.
UNITS_LISTED = 40

_TRIM = """
CREATE OR REPLACE TEMP TABLE mz_beyond AS
SELECT * FROM (
  SELECT o.vid, o.document_id, o.fact, f.value, f.scale, f.decimals,
    row_number() OVER (PARTITION BY o.vid ORDER BY abs(f.value) DESC NULLS LAST, o.fact) AS n
  FROM mz_operand o JOIN mz_fact f ON f.document_id = o.document_id AND f.fact = o.fact
  WHERE starts_with(o.fact, 'units:'))
WHERE n > {listed};
DELETE FROM mz_operand WHERE (vid, fact) IN (SELECT (vid, fact) FROM mz_beyond);
CREATE OR REPLACE TEMP TABLE mz_rest AS
SELECT b.vid, b.document_id, 'units:rest:' || v.identity || '/' || v.instance AS fact,
  count(*) AS n, mz_show(sum(b.value), max(b.scale), max(b.decimals)) AS amount
FROM mz_beyond b JOIN mz_verdict v ON v.vid = b.vid GROUP BY ALL;
INSERT INTO mz_fact BY NAME
SELECT document_id, 'UNITS' AS space, 'UNITS' AS root, fact, 'form' AS source,
  '其余 ' || n || ' 个所属单位' AS label, amount AS raw_text, true AS is_own FROM mz_rest;
INSERT INTO mz_operand SELECT vid, document_id, fact, 'computed', 1,
  {{'n': 9223372036854775807, 'fact': fact}} FROM mz_rest
"""


def trim_operands(connection: duckdb.DuckDBPyConnection, listed: int = UNITS_LISTED) -> None:
    """Of a department with very many units, list the ``listed`` largest and add up the rest."""
    compared = connection.execute(
        "SELECT 1 FROM mz_related WHERE related = 'units' GROUP BY document_id "
        "HAVING count(*) > ? LIMIT 1",
        [listed],
    ).fetchone()
    if compared:
        connection.execute(_TRIM.format(listed=listed))
