-- 项目支出按部门经济分类
-- Projects by economic class
select
    u.unit_name,
    p.project_name,
    x.fiscal_year,
    e.class_name,
    x.fund_key,
    (sum(x.amount_yuan) / 10000)::decimal(28, 6) as amount_wan
from {{ ref('fct_project_expenditure') }} as x
inner join {{ ref('dim_unit') }} as u on x.unit_sk = u.unit_sk
left join {{ ref('dim_project') }} as p on x.project_key = p.project_key
left join {{ ref('dim_economic') }} as e on x.economic_key = e.economic_key
group by u.unit_name, p.project_name, x.fiscal_year, e.class_name, x.fund_key
having sum(x.amount_yuan) <> 0
order by u.unit_name, x.fiscal_year, p.project_name, e.class_name
