-- 仅在四舍五入尾差内成立的核对
-- Identities that hold only within rounding
select
    u.unit_name,
    v.fiscal_year,
    v.identity,
    v.instance,
    v.reported,
    v.computed,
    v.difference,
    v.tolerance,
    v.unit
from {{ ref('fct_verdict') }} as v
left join {{ ref('dim_unit') }} as u on v.unit_sk = u.unit_sk
where v.verdict = 'PASS_ROUNDED' and v.is_current
order by u.unit_name, v.fiscal_year, v.identity, v.instance
