-- 三公经费趋势：分单位、分项目，与上年预算相比
-- Three public expenses by unit, item and year, against the year before
with amounts as (
    select
        t.unit_key,
        t.scope,
        t.fiscal_year,
        t.item,
        sum(t.amount_yuan) as amount_yuan
    from {{ ref('fct_three_public') }} as t
    where t.phase = 'budget'
    group by t.unit_key, t.scope, t.fiscal_year, t.item
)

select
    u.unit_name,
    -- a department's own office may publish beside it under the same name: never one sum
    a.scope,
    a.item,
    a.fiscal_year,
    a.amount_yuan,
    (a.amount_yuan / 10000)::decimal(28, 6) as amount_wan,
    a.amount_yuan - lag(a.amount_yuan) over (
        partition by a.unit_key, a.scope, a.item order by a.fiscal_year
    ) as change_yuan
from amounts as a
inner join {{ ref('dim_unit') }} as u on a.unit_key = u.unit_key and u.is_current
order by u.unit_name, a.scope, a.item, a.fiscal_year
