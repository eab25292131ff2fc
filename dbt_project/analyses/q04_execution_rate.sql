-- 预算执行率：决算与年初预算之比（功能分类末级）
-- Execution: final account over budget, by the finest functional class
with amounts as (
    select
        f.unit_key,
        f.fiscal_year,
        f.scope,
        f.function_code,
        sum(f.amount_yuan) filter (f.phase = 'budget') as budget_yuan,
        sum(f.amount_yuan) filter (f.phase = 'final') as final_yuan
    from {{ ref('fct_fiscal_expenditure') }} as f
    group by f.unit_key, f.fiscal_year, f.scope, f.function_code
)

select
    u.unit_name,
    a.fiscal_year,
    a.function_code,
    a.budget_yuan,
    a.final_yuan,
    round(a.final_yuan / nullif(a.budget_yuan, 0), 4) as execution_rate
from amounts as a
inner join {{ ref('dim_unit') }} as u on a.unit_key = u.unit_key and u.is_current
where a.budget_yuan is not null
order by u.unit_name, a.fiscal_year, a.function_code
