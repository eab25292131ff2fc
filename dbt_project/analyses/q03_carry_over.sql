-- 上年结转结余的规模、占收入的比重、与上年的变化
-- Carry-over from last year: amount, share of revenue, change
with amounts as (
    select
        r.unit_key,
        r.fiscal_year,
        r.scope,
        sum(r.amount_yuan) as revenue_yuan,
        coalesce(sum(r.amount_yuan) filter (r.vintage = 'carry_over'), 0) as carry_over_yuan
    from {{ ref('fct_revenue') }} as r
    where r.phase = 'budget'
    group by r.unit_key, r.fiscal_year, r.scope
)

select
    u.unit_name,
    a.fiscal_year,
    a.scope,
    a.carry_over_yuan,
    round(a.carry_over_yuan / nullif(a.revenue_yuan, 0), 4) as share,
    a.carry_over_yuan - lag(a.carry_over_yuan) over (
        partition by a.unit_key, a.scope order by a.fiscal_year
    ) as change_yuan
from amounts as a
inner join {{ ref('dim_unit') }} as u on a.unit_key = u.unit_key and u.is_current
order by u.unit_name, a.fiscal_year
