-- 人员经费占基本支出、占全部支出的比重
-- Share of personnel in basic expenditure, and in all expenditure
with basic as (
    select
        b.unit_key,
        b.fiscal_year,
        b.phase,
        b.scope,
        sum(b.amount_yuan) as basic_yuan,
        sum(b.amount_yuan) filter (
            b.expenditure_kind = 'personnel'
            or (b.expenditure_kind = 'basic' and e.class_code in ('301', '303'))
        ) as personnel_yuan
    from {{ ref('fct_basic_expenditure') }} as b
    left join {{ ref('dim_economic') }} as e on b.economic_key = e.economic_key
    group by b.unit_key, b.fiscal_year, b.phase, b.scope
),

everything as (
    select
        x.unit_key,
        x.fiscal_year,
        x.phase,
        x.scope,
        sum(x.amount_yuan) as expenditure_yuan
    from {{ ref('fct_expenditure') }} as x
    group by x.unit_key, x.fiscal_year, x.phase, x.scope
)

select
    u.unit_name,
    b.fiscal_year,
    b.phase,
    b.scope,
    b.personnel_yuan,
    b.basic_yuan,
    e.expenditure_yuan,
    round(b.personnel_yuan / nullif(b.basic_yuan, 0), 4) as share_of_basic,
    round(b.personnel_yuan / nullif(e.expenditure_yuan, 0), 4) as share_of_all
from basic as b
inner join {{ ref('dim_unit') }} as u on b.unit_key = u.unit_key and u.is_current
left join everything as e
    on
        b.unit_key = e.unit_key
        and b.fiscal_year is not distinct from e.fiscal_year
        and b.phase = e.phase
        and b.scope = e.scope
order by u.unit_name, b.fiscal_year, b.phase
