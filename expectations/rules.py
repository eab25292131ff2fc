"""The judging queries: one per kind, over sums of hits, in exact decimals.

A printed amount v with last place u stands for a true value in [v - u/2, v + u/2).
A blank is exactly zero.  Sums of such boxes are boxes; two boxes agree where they
meet.  Quotients are compared by cross-multiplication, so nothing is ever divided.
"""

from __future__ import annotations

import duckdb

#: Forms that every place prints (the law's eight tables and state capital); their
#: absence is a gap, that of any other form is a matter of the form family.
STATUTORY = ("T01", "T02", "T03", "T04", "T05", "T06", "T08", "T09", "T10",
             *(f"J0{n}" for n in range(1, 10)))  # fmt: skip

NOT_EVALUABLE = (
    "form_missing", "form_unmatched", "row_unknown", "cell_unreadable", "money_unit_unknown", "not_a_number",
    "base_too_small", "document_unreadable", "document_kind_unknown",
)  # fmt: skip

_MISSING = """
CREATE OR REPLACE TEMP TABLE mz_gap AS
WITH counted AS (SELECT iid, term, count(*) AS hits FROM mz_hit GROUP BY ALL),
unmatched AS (SELECT document_id, count(*) AS n FROM mz_unmatched GROUP BY ALL),
shape AS (SELECT DISTINCT document_id, space, table_no, shape FROM mz_fact),
named AS (SELECT DISTINCT document_id, space, table_no, row_key FROM mz_key),
unnamed AS (
  SELECT DISTINCT document_id, space, table_no, regexp_extract(row_key, '^(in|ex)[.]', 1) AS block
  FROM mz_fact WHERE source = 'cell' AND value <> 0
    AND regexp_full_match(row_key, '(.*[./])?X[0-9]+')),
filled AS (SELECT DISTINCT document_id, space, table_no FROM mz_fact WHERE value <> 0)
SELECT n.iid, n.side, CASE
    WHEN NOT n.is_form_printed THEN CASE
      WHEN regexp_full_match(n.space, '[TJ][0-9]{{2}}') AND coalesce(u.n, 0) > 0 THEN 'form_unmatched'
      WHEN n.space IN ({statutory}) THEN 'form_missing'
      WHEN regexp_full_match(n.space, '[A-Z_]+[0-9]*') AND NOT regexp_full_match(n.space, 'N[0-9]+')
        THEN 'form_not_printed'
      ELSE 'not_stated' END
    WHEN n.optional >= 1 AND x.block IS NOT NULL AND k.row_key IS NULL THEN 'row_unknown'
    WHEN n.optional >= 1 THEN 'not_comparable'
    WHEN n.is_empty THEN 'form_empty'
    WHEN n.row_mode IN ('parts', 'projects') OR n.column_mode = 'parts' THEN 'no_printed_parts'
    ELSE 'not_printed' END AS reason
FROM mz_need n
LEFT JOIN counted c ON c.iid = n.iid AND c.term = n.term
LEFT JOIN unmatched u ON u.document_id = n.document_id
LEFT JOIN unnamed x ON x.document_id = n.document_id AND x.space = n.space
  AND x.table_no = n.table_no AND n.row_mode = 'key'
  AND x.block = regexp_extract(n.row_name, '^(in|ex)[.]', 1)
LEFT JOIN named k ON k.document_id = n.document_id AND k.space = n.space
  AND k.table_no = n.table_no AND k.row_key = n.row_name
WHERE c.hits IS NULL AND n.value IS NULL AND n.optional < 2
  AND (n.optional = 0 OR NOT n.is_form_printed OR (n.optional = 1 AND x.block IS NOT NULL AND k.row_key IS NULL)
       OR (n.is_row_bound AND NOT n.is_empty AND n.row_mode <> 'projects'
           AND regexp_matches(n.row_name, '[0-9]{{3}}')
           AND (n.document_id, n.space, n.table_no) IN (SELECT (document_id, space, table_no) FROM filled)
           AND (n.document_id, n.space, n.table_no, mz_shape(n.row_name)) NOT IN (
             SELECT (document_id, space, table_no, shape) FROM shape)))
"""

_SIDES = """
CREATE OR REPLACE TEMP TABLE mz_side AS
SELECT iid, side, sum(sign * coalesce(value, 0))::DECIMAL(30, 8) AS v,
  (sum(ulp) * 0.5)::DECIMAL(30, 8) AS w, coalesce(max(ulp), 0) AS u_max,
  coalesce(min(ulp) FILTER (ulp > 0), 0) AS u_min, count(*) AS hits,
  count(*) FILTER (NOT is_blank) AS printed, count(*) FILTER (ulp > 0) AS rounded,
  count(*) FILTER (ulp > 0 AND sign > 0) AS rounded_plus,
  count(*) FILTER (ulp > 0 AND sign < 0) AS rounded_minus,
  bool_or(is_unreadable) AS is_unreadable, bool_or(is_unit_unknown) AS is_unit_unknown,
  bool_or(value IS NULL AND NOT is_blank AND NOT is_unreadable AND NOT is_unit_unknown)
    AS is_text, max(scale) FILTER (source <> 'constant') AS scale,
  coalesce(mz_unit_per(max(scale)), min(unit)) AS unit,
  max(decimals) AS decimals,
  count(*) FILTER (value <> 0) AS nonzero, bool_and(source = 'constant') AS is_constant
FROM mz_hit GROUP BY iid, side
"""

# A shared side was looked up for one instance of its table, the speaker of the others.
_CONDITIONS = """
CREATE OR REPLACE TEMP TABLE mz_condition AS
WITH words AS (
  SELECT h.iid, h.side, string_agg(h.text, ' ' ORDER BY h.term, h.row_ord, h.column_ord, h.fact) AS texts
  FROM mz_hit h JOIN mz_instance i ON i.iid = h.iid
  JOIN mz_when w ON w.identity = i.identity AND w.op = 'matches' AND h.side = 'of' || w.n
  GROUP BY h.iid, h.side),
compared AS (
  SELECT i.iid, w.op, coalesce(CASE WHEN w.is_count THEN l.hits ELSE l.v END, 0) AS l,
    coalesce(CASE WHEN w.is_count AND NOT r.is_constant THEN r.hits ELSE r.v END, 0) AS r,
    coalesce(l.is_unreadable, false) OR coalesce(r.is_unreadable, false) AS is_unreadable,
    coalesce(l.hits, 0) AS hits, coalesce(regexp_matches(t.texts, w.pattern), false) AS matches
  FROM mz_instance i JOIN mz_when w ON w.identity = i.identity
  LEFT JOIN mz_speaker s ON s.document_id = i.document_id AND s.identity = i.identity
    AND s.root IS NOT DISTINCT FROM i.root AND s.table_no = i.table_no
  LEFT JOIN mz_side l ON l.iid = CASE WHEN w.of_shared THEN s.iid ELSE i.iid END AND l.side = 'of' || w.n
  LEFT JOIN mz_side r ON r.iid = CASE WHEN w.to_shared THEN s.iid ELSE i.iid END AND r.side = 'to' || w.n
  LEFT JOIN words t ON t.iid = l.iid AND t.side = l.side)
SELECT iid, bool_and(CASE op WHEN '=' THEN l = r WHEN '!=' THEN l <> r WHEN '>' THEN l > r
    WHEN '>=' THEN l >= r WHEN '<' THEN l < r WHEN '<=' THEN l <= r
    WHEN 'printed' THEN hits > 0 WHEN 'matches' THEN matches ELSE hits = 0 END) AS holds,
  bool_or(is_unreadable) AS is_unreadable
FROM compared GROUP BY iid
"""

# Why an instance cannot be judged: a false precondition, then what we could not read,
# then what the publisher does not print.
_REASONS = """
CREATE OR REPLACE TEMP TABLE mz_reason AS
WITH said AS (
  SELECT h.iid, 'ambiguous_name' AS reason, 3 AS rank
  FROM mz_hit h JOIN mz_need n ON n.iid = h.iid AND n.term = h.term
  WHERE n.row_mode = 'name' GROUP BY h.iid, h.term HAVING count(*) > 1
  UNION ALL
  SELECT iid, 'precondition_false' AS reason, 0 AS rank FROM mz_condition WHERE NOT holds
  UNION ALL
  SELECT i.iid, 'not_comparable', 0 FROM mz_instance i JOIN mz_identity m ON m.identity = i.identity
    AND m.needs = 'units'
  JOIN mz_open_row o ON o.document_id = i.document_id AND o.space = i.root AND o.row_key = i.row_key
  UNION ALL
  SELECT iid, 'cell_unreadable', 1 FROM mz_condition WHERE is_unreadable
  UNION ALL
  SELECT s.iid, CASE WHEN s.is_unreadable THEN 'cell_unreadable'
    WHEN s.is_unit_unknown THEN 'money_unit_unknown' ELSE 'not_a_number' END, 1
  FROM mz_side s JOIN mz_instance i ON i.iid = s.iid JOIN mz_identity m ON m.identity = i.identity
  WHERE m.kind IN ('sum', 'same', 'ratio', 'growth', 'bound')
    AND s.side IN ('reported', 'computed', 'whole', 'change')
    AND (s.is_unreadable OR s.is_unit_unknown OR s.is_text)
  UNION ALL
  SELECT g.iid, g.reason, CASE WHEN g.reason IN ('form_unmatched', 'form_missing', 'row_unknown') THEN 2 ELSE 3 END
  FROM mz_gap g JOIN mz_instance i ON i.iid = g.iid JOIN mz_identity m ON m.identity = i.identity
  WHERE g.side IN ('reported', 'computed', 'whole', 'change') AND m.kind <> 'presence')
SELECT iid, arg_min(reason, (rank, reason)) AS reason FROM said GROUP BY iid
"""

_PAIRS = """
CREATE OR REPLACE TEMP TABLE mz_pair AS
SELECT i.iid, i.document_id, i.identity, m.kind, m.op,
  coalesce(r.v, 0) AS r, coalesce(r.w, 0) AS rw, coalesce(r.u_max, 0) AS ru,
  coalesce(c.v, 0) AS c, coalesce(c.w, 0) AS cw, coalesce(c.u_max, 0) AS cu,
  coalesce(w.v, 0) AS b, coalesce(w.w, 0) AS bw, coalesce(x.v, 0) AS x, coalesce(x.w, 0) AS xw,
  coalesce(r.rounded, 0) + coalesce(c.rounded, 0) AS n,
  coalesce(r.printed, 0) + coalesce(c.printed, 0) AS printed,
  least(CASE WHEN coalesce(r.u_min, 0) > 0 THEN r.u_min END,
        CASE WHEN coalesce(c.u_min, 0) > 0 THEN c.u_min END) AS u,
  coalesce(r.rounded_minus, 0) = 0 AS r_low_closed, coalesce(r.rounded_plus, 0) = 0 AS r_high_closed,
  coalesce(c.rounded_minus, 0) = 0 AS c_low_closed, coalesce(c.rounded_plus, 0) = 0 AS c_high_closed,
  coalesce(r.scale, c.scale, 1) AS scale, coalesce(r.unit, c.unit) AS unit,
  greatest(coalesce(r.decimals, 0), CASE WHEN m.kind IN ('ratio', 'growth') THEN 0
    WHEN coalesce(r.scale, 1) = coalesce(c.scale, 1) THEN coalesce(c.decimals, 0) ELSE 0 END)
    AS decimals
FROM mz_instance i JOIN mz_identity m ON m.identity = i.identity
LEFT JOIN mz_side r ON r.iid = i.iid AND r.side = 'reported'
LEFT JOIN mz_side c ON c.iid = i.iid AND c.side = 'computed'
LEFT JOIN mz_side w ON w.iid = i.iid AND w.side = 'whole'
LEFT JOIN mz_side x ON x.iid = i.iid AND x.side = 'change'
WHERE m.kind IN ('sum', 'same', 'ratio', 'growth', 'bound')
  AND i.iid NOT IN (SELECT iid FROM mz_reason)
"""

# Boxes [r - rw, r + rw) and [c - cw, c + cw) meet; an end is closed where no rounded
# addend opens it (a subtracted box is closed above, an exact value on both ends).
_MEET = (
    "((r - rw < c + cw OR (r - rw = c + cw AND r_low_closed AND c_high_closed)) AND "
    "(c - cw < r + rw OR (c - cw = r + rw AND c_low_closed AND r_high_closed)))"
)

_LINEAR = f"""
SELECT iid, CASE kind
    WHEN 'sum' THEN CASE WHEN r = c THEN 'PASS' WHEN {_MEET} THEN 'PASS_ROUNDED' ELSE 'FAIL' END
    WHEN 'same' THEN CASE WHEN r = c THEN 'PASS'
      WHEN ru > 0 AND cu > 0 AND ru <> cu THEN CASE
        WHEN (ru > cu AND r - rw <= c AND c < r + rw) OR (cu > ru AND c - cw <= r AND r < c + cw)
          THEN 'PASS'
        WHEN {_MEET} THEN 'PASS_ROUNDED' ELSE 'FAIL' END
      -- a blank is exactly zero: no last place of its own to be off by
      WHEN (ru > 0) <> (cu > 0) THEN CASE WHEN {_MEET} THEN 'PASS_ROUNDED' ELSE 'FAIL' END
      ELSE 'FAIL' END
    ELSE CASE WHEN (op = '<=' AND r <= c) OR (op = '>=' AND r >= c) THEN 'PASS'
      WHEN ru > 0 AND cu > 0 AND ru <> cu AND {_MEET} THEN 'PASS_ROUNDED' ELSE 'FAIL' END
  END AS verdict,
  CASE WHEN kind = 'sum' AND r <> c AND {_MEET} AND u > 0
       AND 12 * ((r - c) / u) * ((r - c) / u) > 9 * n THEN 'improbable_rounding' END AS reason,
  printed = 0 AND r = c AS is_vacuous,
  mz_show(r, scale, decimals) AS reported, mz_show(c, scale, decimals) AS computed,
  (r - c) AS difference_base,
  CASE WHEN u IS NULL OR (kind <> 'sum' AND (ru = cu OR ru = 0 OR cu = 0)) THEN 0
       ELSE ((((rw + cw) * 100000000)::HUGEINT - 1) // (u * 100000000)::HUGEINT)::DECIMAL(18, 0)
            * u::DECIMAL(20, 8) END AS tolerance_base,
  scale, unit,
  -- one number printed twice, one unit apart in its (coarser) last place: a contradiction, and a small one
  kind <> 'bound' AND n = 2 AND CASE WHEN ru = cu THEN abs(r - c) = ru ELSE abs(r - c) < greatest(ru, cu) END
    AS is_minor
FROM mz_pair WHERE kind IN ('sum', 'same', 'bound')
"""

# p is a percentage, q = 100 a / b.  For growth a = change, b = current - change.  b > 0 is
# required; where rounding alone could make it 0 nothing can be said.  The least and the
# greatest quotient of the boxes are found at corners.
_QUOTIENT = """
WITH base AS (
  SELECT *, kind = 'growth' AS is_growth, r AS p,
    (CASE kind WHEN 'growth' THEN x ELSE c END)::DECIMAL(30, 8) AS a,
    (CASE kind WHEN 'growth' THEN c - x ELSE b END)::DECIMAL(30, 8) AS d,
    (CASE kind WHEN 'growth' THEN xw ELSE cw END)::DECIMAL(30, 8) AS aw,
    (CASE kind WHEN 'growth' THEN cw + xw ELSE bw END)::DECIMAL(30, 8) AS dw
  FROM mz_pair WHERE kind IN ('ratio', 'growth')),
corner AS (
  SELECT *, a - aw AS a_low, a + aw AS a_high,
    -- ratio: divide a negative end by the small base and a positive end by the large one;
    -- growth: the change also moves the base, the current amount is free
    CASE WHEN is_growth THEN CASE WHEN a - aw >= 0 THEN c + cw - (a - aw) ELSE c - cw - (a - aw) END
         ELSE CASE WHEN a - aw >= 0 THEN d + dw ELSE d - dw END END AS d_for_low,
    CASE WHEN is_growth THEN CASE WHEN a + aw > 0 THEN c - cw - (a + aw) ELSE c + cw - (a + aw) END
         ELSE CASE WHEN a + aw > 0 THEN d - dw ELSE d + dw END END AS d_for_high
  FROM base),
scaled AS (
  SELECT *, (p * 100000000)::HUGEINT AS ph, (rw * 100000000)::HUGEINT AS pw,
    (a * 100000000)::HUGEINT AS ah, (d * 100000000)::HUGEINT AS dh,
    (a_low * 100000000)::HUGEINT AS alo, (a_high * 100000000)::HUGEINT AS ahi,
    (d_for_low * 100000000)::HUGEINT AS dlo, (d_for_high * 100000000)::HUGEINT AS dhi
  FROM corner),
judged AS (
  SELECT *, d = 0 AND a = 0 AS is_nothing, d = 0 AND a <> 0 AS is_undefined,
    d <> 0 AND (dlo <= 0 OR dhi <= 0) AS is_small,
    -- 100 a / d in 10^-8, kept as cross products of integers
    CASE WHEN ah >= 0 THEN (ph - pw) * dh <= 10000000000 * ah AND 10000000000 * ah < (ph + pw) * dh
         ELSE (ph - pw) * dh < 10000000000 * ah AND 10000000000 * ah <= (ph + pw) * dh END
      OR ph * dh = 10000000000 * ah AS is_exact,
    (ph - pw) * dhi < 10000000000 * ahi AND 10000000000 * alo < (ph + pw) * dlo AS meets,
    (power(10, decimals))::HUGEINT AS step
  FROM scaled)
SELECT iid, CASE WHEN is_undefined THEN 'NOT_APPLICABLE'
    WHEN is_nothing THEN CASE WHEN p = 0 THEN 'PASS' ELSE 'FAIL' END
    WHEN is_exact THEN 'PASS' WHEN is_small THEN 'NOT_EVALUABLE'
    WHEN meets THEN 'PASS_ROUNDED' ELSE 'FAIL' END AS verdict,
  CASE WHEN is_undefined THEN 'base_zero'
    WHEN is_small AND NOT is_exact AND NOT is_nothing THEN 'base_too_small' END AS reason,
  is_nothing AND p = 0 AS is_vacuous,
  mz_show(p, 1, decimals) AS reported,
  CASE WHEN is_nothing THEN mz_show(0, 1, decimals) WHEN d > 0 THEN
    mz_show((sign(ah) * mz_half_up(abs(ah) * 100 * step, dh))::DECIMAL(30, 8) * mz_step(decimals), 1,
            decimals) END AS computed,
  CASE WHEN is_nothing THEN p WHEN d > 0 THEN
    p - (sign(ah) * mz_half_up(abs(ah) * 100 * step, dh))::DECIMAL(30, 8) * mz_step(decimals) END
    AS difference_base,
  CASE WHEN d > 0 AND dlo > 0 AND dhi > 0 THEN greatest(
      abs(sign(ahi) * mz_half_up(abs(ahi) * 100 * step, dhi) - sign(ah) * mz_half_up(abs(ah) * 100 * step, dh)),
      abs(sign(alo) * mz_half_up(abs(alo) * 100 * step, dlo) - sign(ah) * mz_half_up(abs(ah) * 100 * step, dh)))
    ::DECIMAL(18, 0) * mz_step(decimals) END AS tolerance_base,
  1 AS scale, '%' AS unit, false AS is_minor
FROM judged
"""

_PRESENCE = """
SELECT i.iid, CASE m.op
    WHEN 'printed' THEN CASE WHEN coalesce(s.printed, 0) > 0 THEN 'PASS' ELSE 'FAIL' END
    WHEN 'zero' THEN CASE WHEN coalesce(s.nonzero, 0) = 0 THEN 'PASS' ELSE 'FAIL' END
    WHEN 'numeric' THEN CASE WHEN coalesce(s.printed, 0) = 0 THEN 'NOT_APPLICABLE'
      WHEN NOT s.is_text THEN 'PASS' ELSE 'FAIL' END END AS verdict,
  CASE WHEN m.op = 'numeric' AND coalesce(s.printed, 0) = 0 THEN 'not_printed' END AS reason,
  m.op = 'zero' AND coalesce(s.printed, 0) = 0 AS is_vacuous,
  coalesce(t.text, mz_show(s.v, coalesce(s.scale, 1), s.decimals)) AS reported,
  CASE m.op WHEN 'zero' THEN '0' END AS computed,
  CASE m.op WHEN 'zero' THEN s.v END AS difference_base, CASE m.op WHEN 'zero' THEN 0 END
    AS tolerance_base,
  coalesce(s.scale, 1) AS scale, s.unit, false AS is_minor
FROM mz_instance i JOIN mz_identity m ON m.identity = i.identity
LEFT JOIN mz_side s ON s.iid = i.iid AND s.side = 'reported'
LEFT JOIN (SELECT iid, string_agg(DISTINCT text, '、' ORDER BY text) AS text FROM mz_hit
           WHERE side = 'reported' AND coalesce(text, '') <> '' GROUP BY iid) t ON t.iid = i.iid
WHERE m.kind = 'presence' AND i.iid NOT IN (SELECT iid FROM mz_reason)
"""

NUMBER_MACROS = """
CREATE OR REPLACE TEMP MACRO mz_half_up(a, b) AS ((2 * a + b) // (2 * b));
CREATE OR REPLACE TEMP MACRO mz_unit_per(scale) AS CASE scale::BIGINT WHEN 1000 THEN '千元'
  WHEN 10000 THEN '万元' WHEN 1000000 THEN '百万元' WHEN 100000000 THEN '亿元' END;
CREATE OR REPLACE TEMP MACRO mz_trim(t, d) AS CASE WHEN d <= 0 THEN rtrim(t, '.')
  ELSE rpad(t, greatest(strlen(t), strpos(t, '.') + d)::INTEGER, '0') END;
CREATE OR REPLACE TEMP MACRO mz_rescale(v, scale) AS
  v::DECIMAL(26, 8) * (CASE scale::BIGINT WHEN 1 THEN 1 WHEN 1000 THEN 0.001 WHEN 10000 THEN 0.0001
    WHEN 1000000 THEN 0.000001 WHEN 100000000 THEN 0.00000001 END)::DECIMAL(12, 8);
-- most are nothing, and rounding a decimal of 16 places is dear
CREATE OR REPLACE TEMP MACRO mz_printed(v, scale) AS
  CASE WHEN v = 0 THEN 0::DECIMAL(28, 6) ELSE mz_rescale(v, scale)::DECIMAL(28, 6) END;
CREATE OR REPLACE TEMP MACRO mz_show(v, scale, d) AS
  mz_trim(rtrim(mz_rescale(v, scale)::VARCHAR, '0'), d);
"""


def judge_instances(connection: duckdb.DuckDBPyConnection) -> None:
    """Judge every instance of ``mz_instance``; the result is ``mz_raw``, one row for each."""
    statutory = ", ".join(f"'{form}'" for form in STATUTORY)
    connection.execute(NUMBER_MACROS)
    connection.execute(_MISSING.format(statutory=statutory))
    for query in (_SIDES, _CONDITIONS, _REASONS, _PAIRS):
        connection.execute(query)
    connection.execute(_TEXT_SCORES)
    not_evaluable = ", ".join(f"'{reason}'" for reason in NOT_EVALUABLE)
    connection.execute(
        f"""CREATE OR REPLACE TEMP TABLE mz_raw AS
        SELECT iid, verdict, reason, is_vacuous, reported, computed,
          mz_printed(difference_base, scale) AS difference,
          mz_printed(tolerance_base, scale) AS tolerance, unit, is_minor
        FROM (({_LINEAR}) UNION ALL ({_QUOTIENT}) UNION ALL ({_PRESENCE}))
        UNION ALL ({_TEXT}) UNION ALL ({_SET})
        UNION ALL SELECT iid, CASE WHEN reason IN ({not_evaluable}) THEN 'NOT_EVALUABLE'
          ELSE 'NOT_APPLICABLE' END, reason, false, NULL, NULL, NULL, NULL, NULL, false FROM mz_reason"""
    )
    connection.execute(_ADJUSTED)
    connection.execute(_ADJUSTED_AMOUNTS)


# Shares that a publisher adjusted in the last place so that all of a whole make exactly 100.
_ADJUSTED = """
UPDATE mz_raw SET verdict = 'PASS_ROUNDED', reason = 'adjusted_to_100'
FROM (
  SELECT p.iid, p.decimals, sum(p.r) OVER g AS total, count(*) OVER g AS n,
    min(p.b) OVER g = max(p.b) OVER g AS is_one_whole
  FROM mz_pair p WHERE p.kind = 'ratio' WINDOW g AS (PARTITION BY p.document_id, p.identity)) s
WHERE s.iid = mz_raw.iid AND mz_raw.verdict = 'FAIL' AND s.total = 100 AND s.n > 1
  AND s.is_one_whole AND abs(mz_raw.difference) <= mz_step(s.decimals)
"""


# Amounts in a coarser unit than the form's (whole 万元 against 元) that a publisher adjusted in the
# last place so that they add up: each is less than one unit off, all of them together are not.
_ADJUSTED_AMOUNTS = """
UPDATE mz_raw SET verdict = 'PASS_ROUNDED', reason = 'adjusted_to_total'
FROM (
  SELECT p.iid, abs(p.r - p.c) < p.ru AND p.ru > p.cu AS is_near, count(*) OVER g AS n,
    2 * abs(sum(p.r) OVER g - sum(p.c) OVER g) <= max(p.ru) OVER g AS is_whole
  FROM mz_pair p WHERE p.kind = 'same' WINDOW g AS (PARTITION BY p.document_id, p.identity)) s
WHERE s.iid = mz_raw.iid AND mz_raw.verdict = 'FAIL' AND s.is_near AND s.is_whole AND s.n > 1
"""


# Names: one reported text against the texts it may equal. Similarity is that of the bytes,
# 1 - edit distance / length, computed for the pairs that differ only, and not where another is equal.
_TEXT_SCORES = """
CREATE OR REPLACE TEMP TABLE mz_text_pair AS
SELECT * EXCLUDE (op), CASE WHEN is_equal THEN 1
    ELSE 1 - damerau_levenshtein(reported, computed)::DECIMAL(9, 0)
             / greatest(strlen(reported), strlen(computed), 1) END AS similarity
FROM (SELECT r.iid, m.op, r.text AS reported, r.fact AS reported_fact, c.text AS computed,
        c.fact AS computed_fact, r.text = c.text OR (m.op = 'within' AND contains(c.text, r.text)) AS is_equal
      FROM mz_hit r JOIN mz_instance i ON i.iid = r.iid
      JOIN mz_identity m ON m.identity = i.identity AND m.kind = 'text'
      LEFT JOIN mz_hit c ON c.iid = r.iid AND c.side = 'computed' AND coalesce(c.text, '') <> ''
      WHERE r.side = 'reported' AND coalesce(r.text, '') <> ''
      QUALIFY is_equal OR m.op = 'none_near'
        OR NOT coalesce(bool_or(is_equal) OVER (PARTITION BY r.iid), false))
"""

_TEXT = """
SELECT iid, CASE
    WHEN op = 'none_near' THEN CASE WHEN best_other >= near THEN 'FAIL' ELSE 'PASS' END
    WHEN is_equal THEN 'PASS'
    WHEN near IS NOT NULL AND coalesce(best_other, 0) < near THEN 'NOT_APPLICABLE'
    ELSE 'FAIL' END AS verdict,
  CASE WHEN op <> 'none_near' AND NOT is_equal AND near IS NOT NULL AND coalesce(best_other, 0) < near
       THEN 'no_similar_name' END AS reason,
  false AS is_vacuous, reported,
  CASE WHEN is_equal AND op <> 'none_near' THEN reported ELSE other END AS computed,
  NULL, NULL, NULL, false
FROM (SELECT p.iid, m.op, m.near, min(p.reported) AS reported,
        bool_or(p.is_equal) AS is_equal, max(p.similarity) FILTER (NOT p.is_equal) AS best_other,
        arg_max(p.computed, (p.similarity, p.computed)) FILTER (NOT p.is_equal) AS other
      FROM mz_text_pair p JOIN mz_instance i ON i.iid = p.iid
      JOIN mz_identity m ON m.identity = i.identity
      WHERE p.iid NOT IN (SELECT iid FROM mz_reason) AND p.computed IS NOT NULL
      GROUP BY p.iid, m.op, m.near)
UNION ALL
SELECT i.iid, 'NOT_APPLICABLE', 'not_stated', false, NULL, NULL, NULL, NULL, NULL, false
FROM mz_instance i JOIN mz_identity m ON m.identity = i.identity AND m.kind = 'text'
WHERE i.iid NOT IN (SELECT iid FROM mz_reason)
  AND i.iid NOT IN (SELECT iid FROM mz_text_pair WHERE computed IS NOT NULL)
"""

_SET = """
SELECT iid, CASE WHEN op = 'equal' AND r = c THEN 'PASS'
    WHEN op = 'subset' AND len(list_filter(r, lambda x: NOT list_contains(c, x))) = 0 THEN 'PASS'
    ELSE 'FAIL' END AS verdict, NULL AS reason, len(r) = 0 AND len(c) = 0 AS is_vacuous,
  array_to_string(r, '、') AS reported, array_to_string(c, '、') AS computed, NULL, NULL, NULL, false
FROM (SELECT i.iid, m.op,
        coalesce(list_sort(list_distinct(list(h.text) FILTER (h.side = 'reported' AND h.text <> ''))), [])
          AS r,
        coalesce(list_sort(list_distinct(list(h.text) FILTER (h.side = 'computed' AND h.text <> ''))), [])
          AS c
      FROM mz_instance i JOIN mz_identity m ON m.identity = i.identity AND m.kind = 'set'
      LEFT JOIN mz_hit h ON h.iid = i.iid
      WHERE i.iid NOT IN (SELECT iid FROM mz_reason) GROUP BY i.iid, m.op)
"""
