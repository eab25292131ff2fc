"""Evidence: the operands of every verdict, with the words and the place they were printed at."""

from __future__ import annotations

import duckdb

_EVIDENCE = """
INSERT INTO {out}.evidence
WITH operand AS (
  SELECT i.document_id, i.identity, i.instance, h.fact, h.side, h.sign, h.term, h.row_ord, h.column_ord
  FROM mz_hit h JOIN mz_instance i ON i.iid = h.iid JOIN mz_identity m ON m.identity = i.identity
  WHERE h.fact IS NOT NULL AND h.side IN ('reported', 'computed', 'whole', 'change')
    AND (m.kind <> 'text' OR h.side = 'reported' OR h.fact IN (
      SELECT arg_max(p.computed_fact, (p.similarity, p.computed_fact)) FROM mz_text_pair p WHERE p.iid = h.iid
      AND (m.op <> 'none_near' OR NOT p.is_equal)))
  UNION ALL
  SELECT q.document_id, q.identity, q.instance, f.fact,
    CASE WHEN f.n <= coalesce(q.n_reported, 1) THEN 'reported' ELSE 'computed' END, 1, f.n, 0, 0
  FROM mz_query q, LATERAL (SELECT unnest(q.facts) AS fact, generate_subscripts(q.facts, 1) AS n) f),
-- numbered before the words join: sorting slim rows is cheap
numbered AS (
  SELECT *, (row_number() OVER (PARTITION BY document_id, identity, instance
     ORDER BY side <> 'reported', term, row_ord, column_ord, fact) - 1)::INTEGER AS ord FROM operand)
SELECT o.document_id, o.identity, o.instance, o.ord, o.fact, f.source,
  CASE o.side WHEN 'reported' THEN 'reported' ELSE 'computed' END, o.sign,
  CASE WHEN f.source = 'cell' THEN coalesce(t.title, f.space) || ' / ' || f.label ELSE f.label END,
  coalesce(f.raw_text, ''), f.page, f.x0, f.top, f.x1, f.bottom
FROM numbered o JOIN mz_fact f ON f.document_id = o.document_id AND f.fact = o.fact
LEFT JOIN mz_form t ON t.document_id = f.document_id AND t.space = f.space
"""


def build_evidence(connection: duckdb.DuckDBPyConnection, out_schema: str) -> None:
    """Write the evidence of the batch's verdicts to ``out_schema.evidence``."""
    connection.execute(_EVIDENCE.format(out=out_schema))
