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
    'bottom': f.bottom}), list_grade_up(list(o.place))) AS evidence
FROM mz_operand o JOIN mz_fact f ON f.document_id = o.document_id AND f.fact = o.fact
LEFT JOIN mz_form t ON t.document_id = f.document_id AND t.space = f.space
GROUP BY o.vid
"""


def build_operands(connection: duckdb.DuckDBPyConnection) -> None:
    """Build ``mz_operand`` from the hits and the queries' facts."""
    connection.execute(_OPERANDS.format())
