-- 分地区、分功能分类（类、款）的支出合计
-- Expenditure by place and functional class
select
    coalesce(d.prefecture_name, d.province_name, d.division_name) as place,
    e.fiscal_year,
    f.class_name,
    f.section_name,
    (sum(e.amount_yuan) / 10000)::decimal(28, 6) as amount_wan
from {{ ref('fct_expenditure') }} as e
inner join {{ ref('dim_unit') }} as u on e.unit_sk = u.unit_sk
left join {{ ref('dim_division') }} as d on u.division_code = d.division_code
left join {{ ref('dim_function') }} as f on e.function_key = f.function_key
where e.phase = 'budget' and e.counts_in_total
group by rollup (place, e.fiscal_year, f.class_name, f.section_name)
order by place, e.fiscal_year, f.class_name, f.section_name
