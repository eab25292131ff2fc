-- 部门文件中列出的所属单位支出，与该单位自己文件的支出
-- Expenditure of a unit as its department lists it, and as the unit's own document prints it
with listed as (
    select
        e.unit_key as department_unit_key,
        e.member_unit_key,
        e.fiscal_year,
        e.phase,
        sum(e.amount_yuan) as listed_yuan
    from {{ ref('fct_expenditure') }} as e
    where e.scope = 'department' and e.member_unit_key is not null
    group by e.unit_key, e.member_unit_key, e.fiscal_year, e.phase
),

own as (
    select
        e.unit_key,
        e.fiscal_year,
        e.phase,
        sum(e.amount_yuan) as own_yuan
    from {{ ref('fct_expenditure') }} as e
    where e.scope = 'unit'
    group by e.unit_key, e.fiscal_year, e.phase
),

-- a department that lists no units is compared with the sum of its units' documents
whole as (
    select
        e.unit_key as department_unit_key,
        e.fiscal_year,
        e.phase,
        sum(e.amount_yuan) as department_yuan
    from {{ ref('fct_expenditure') }} as e
    where e.scope = 'department'
    group by e.unit_key, e.fiscal_year, e.phase
),

members as (
    select
        u.department_unit_key,
        o.fiscal_year,
        o.phase,
        count(*) as n_units,
        sum(o.own_yuan) as units_yuan
    from own as o
    inner join {{ ref('dim_unit') }} as u on o.unit_key = u.unit_key and u.is_current
    where u.department_unit_key is not null
    group by u.department_unit_key, o.fiscal_year, o.phase
)

select
    d.unit_name as department_name,
    m.unit_name,
    l.fiscal_year,
    l.phase,
    l.listed_yuan,
    o.own_yuan,
    l.listed_yuan - o.own_yuan as difference_yuan
from listed as l
inner join {{ ref('dim_unit') }} as d on l.department_unit_key = d.unit_key and d.is_current
inner join {{ ref('dim_unit') }} as m on l.member_unit_key = m.unit_key and m.is_current
left join own as o
    on
        l.member_unit_key = o.unit_key
        and l.fiscal_year is not distinct from o.fiscal_year
        and l.phase = o.phase

union all

select
    d.unit_name as department_name,
    '（所属单位合计 ' || m.n_units::varchar || ' 个）' as unit_name,
    w.fiscal_year,
    w.phase,
    w.department_yuan as listed_yuan,
    m.units_yuan as own_yuan,
    w.department_yuan - m.units_yuan as difference_yuan
from whole as w
inner join members as m
    on
        w.department_unit_key = m.department_unit_key
        and w.fiscal_year is not distinct from m.fiscal_year
        and w.phase = m.phase
inner join {{ ref('dim_unit') }} as d on w.department_unit_key = d.unit_key and d.is_current
order by department_name, fiscal_year, unit_name
