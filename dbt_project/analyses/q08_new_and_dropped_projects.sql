-- 本年新增与取消的项目（按规范项目，不按印刷名称）
-- Projects that are new, dropped or go on, by project and not by printed name
with yearly as (
    select
        x.unit_key,
        x.scope,
        x.project_key,
        x.fiscal_year,
        sum(x.amount_yuan) as amount_yuan
    from {{ ref('fct_project_expenditure') }} as x
    where x.phase = 'budget' and x.project_key is not null
    group by x.unit_key, x.scope, x.project_key, x.fiscal_year
),

-- only units with a project list in both years can be compared
years as (
    select distinct
        a.unit_key,
        a.scope,
        b.fiscal_year
    from yearly as a
    inner join yearly as b
        on
            a.unit_key = b.unit_key
            and a.scope = b.scope
            and a.fiscal_year = b.fiscal_year - 1
),

earlier as (
    select
        y.unit_key,
        y.scope,
        y.project_key,
        y.fiscal_year + 1 as fiscal_year,
        y.amount_yuan
    from yearly as y
)

select
    u.unit_name,
    k.scope,
    k.fiscal_year,
    p.project_name,
    b.amount_yuan as last_year_yuan,
    a.amount_yuan as this_year_yuan,
    case
        when b.project_key is null then '新增'
        when a.project_key is null then '取消'
        else '延续'
    end as state_zh
from years as k
inner join {{ ref('dim_project') }} as p on k.unit_key = p.unit_key
left join yearly as a
    on p.project_key = a.project_key and k.scope = a.scope and k.fiscal_year = a.fiscal_year
left join earlier as b
    on p.project_key = b.project_key and k.scope = b.scope and k.fiscal_year = b.fiscal_year
inner join {{ ref('dim_unit') }} as u on k.unit_key = u.unit_key and u.is_current
where a.project_key is not null or b.project_key is not null
order by u.unit_name, k.scope, k.fiscal_year, state_zh, p.project_name
