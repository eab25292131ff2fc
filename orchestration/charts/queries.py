"""What each chart shows, as SQL over the snapshot; the same rows go beside it as CSV."""

from __future__ import annotations

#: Places of a chart that has one for every unit.
PANELS = 12

#: Only units with more years than one have a trend; the same units in every year.
THREE_PUBLIC = f"""
WITH amounts AS (
  SELECT unit_key, scope, fiscal_year, item, sum(amount_yuan) AS amount_yuan
  FROM fct_three_public WHERE phase = 'budget' AND fiscal_year IS NOT NULL
  GROUP BY ALL
), chosen AS (
  SELECT unit_key, scope FROM amounts GROUP BY ALL
  ORDER BY count(DISTINCT fiscal_year) DESC, sum(amount_yuan) DESC, unit_key LIMIT {PANELS}
)
SELECT u.unit_name || CASE a.scope WHEN 'department' THEN '（部门）' ELSE '' END AS unit_name,
  a.fiscal_year, CASE a.item WHEN 'abroad' THEN '因公出国（境）' WHEN 'reception' THEN '公务接待'
    WHEN 'vehicle_purchase' THEN '公车购置' WHEN 'vehicle_running' THEN '公车运行'
    WHEN 'vehicle' THEN '公车购置及运行' ELSE '未分项' END AS item,
  (a.amount_yuan / 10000)::DECIMAL(28, 6) AS amount_wan
FROM amounts a JOIN chosen USING (unit_key, scope)
JOIN dim_unit u ON u.unit_key = a.unit_key AND u.is_current
ORDER BY 1, 2, 3
"""

#: A department and its units count once; the number of bodies behind a year is told with it.
FUNCTION_BY_YEAR = """
WITH amounts AS (
  SELECT e.fiscal_year, coalesce(f.class_name, '（未列科目）') AS class_name,
    sum(e.amount_yuan) AS amount_yuan
  FROM fct_expenditure e LEFT JOIN dim_function f USING (function_key)
  WHERE e.phase = 'budget' AND e.counts_in_total AND e.fiscal_year IS NOT NULL GROUP BY ALL
), ranked AS (
  SELECT class_name, row_number() OVER (ORDER BY sum(amount_yuan) DESC, class_name) AS place
  FROM amounts GROUP BY class_name
), bodies AS (
  SELECT fiscal_year, count(DISTINCT unit_key) AS n_bodies FROM fct_expenditure
  WHERE phase = 'budget' AND counts_in_total GROUP BY fiscal_year
)
SELECT a.fiscal_year, any_value(b.n_bodies) AS n_bodies,
  CASE WHEN r.place <= 9 THEN a.class_name ELSE '其他各类' END AS class_name,
  (sum(a.amount_yuan) / 10000)::DECIMAL(28, 6) AS amount_wan
FROM amounts a JOIN ranked r USING (class_name) JOIN bodies b USING (fiscal_year)
GROUP BY a.fiscal_year, CASE WHEN r.place <= 9 THEN a.class_name ELSE '其他各类' END
ORDER BY 1, 4 DESC
"""

#: Peers are bodies of one division in one year and of one scope.
PERSONNEL = """
WITH basic AS (
  SELECT b.unit_key, b.unit_sk, b.fiscal_year, b.scope, sum(b.amount_yuan) AS basic_yuan,
    sum(b.amount_yuan) FILTER (b.expenditure_kind = 'personnel' OR (
      b.expenditure_kind = 'basic' AND e.class_code IN ('301', '303'))) AS personnel_yuan
  FROM fct_basic_expenditure b LEFT JOIN dim_economic e USING (economic_key)
  WHERE b.phase = 'budget' GROUP BY ALL
), latest AS (
  SELECT fiscal_year FROM basic WHERE fiscal_year IS NOT NULL
  GROUP BY fiscal_year ORDER BY count(*) DESC, fiscal_year DESC LIMIT 1
)
SELECT coalesce(v.prefecture_name, v.province_name, v.division_name, '（地区不明）') AS place,
  u.unit_name, b.fiscal_year, b.scope,
  round(100 * b.personnel_yuan / nullif(b.basic_yuan, 0), 2) AS personnel_percent
FROM basic b JOIN latest USING (fiscal_year) JOIN dim_unit u USING (unit_sk)
LEFT JOIN dim_division v USING (division_code)
WHERE b.personnel_yuan IS NOT NULL AND b.basic_yuan > 0
ORDER BY 1, 5
"""

PROJECTS = """
WITH latest AS (
  SELECT fiscal_year FROM fct_project_expenditure
  WHERE phase = 'budget' AND fiscal_year IS NOT NULL
  GROUP BY fiscal_year ORDER BY count(*) DESC, fiscal_year DESC LIMIT 1
)
SELECT p.project_name, u.unit_name, x.fiscal_year,
  (sum(x.amount_yuan) / 10000)::DECIMAL(28, 6) AS amount_wan
FROM fct_project_expenditure x JOIN latest USING (fiscal_year)
JOIN dim_unit u ON u.unit_sk = x.unit_sk JOIN dim_project p USING (project_key)
WHERE x.phase = 'budget' AND x.counts_in_total
GROUP BY ALL HAVING sum(x.amount_yuan) > 0
ORDER BY amount_wan DESC, 1 LIMIT 30
"""

#: Every body that has a document in some year, against every year.
COVERAGE = """
WITH bodies AS (
  SELECT DISTINCT unit_key FROM dim_document WHERE unit_key <> 'u_unknown'
), seen AS (
  SELECT unit_key, fiscal_year,
    CASE WHEN bool_or(status = 'ok' AND doc_kind = 'budget')
           AND bool_or(status = 'ok' AND doc_kind = 'final_account') THEN '预算和决算'
         WHEN bool_or(status = 'ok' AND doc_kind = 'final_account') THEN '决算'
         WHEN bool_or(status = 'ok') THEN '预算'
         ELSE '有文件，未能读取' END AS state
  FROM dim_document WHERE is_current AND fiscal_year IS NOT NULL GROUP BY ALL
)
SELECT u.unit_name, y.fiscal_year, coalesce(s.state, '未见') AS state
FROM bodies b CROSS JOIN dim_fiscal_year y
JOIN dim_unit u ON u.unit_key = b.unit_key AND u.is_current
LEFT JOIN seen s ON s.unit_key = b.unit_key AND s.fiscal_year = y.fiscal_year
ORDER BY 1, 2
"""
