-- 分地区、分功能分类（类、款）的支出合计，含各级小计
-- Expenditure by place and functional class, with the subtotals of each
with amounts as (
    select
        e.fiscal_year,
        coalesce(
            d.prefecture_name, d.province_name, d.division_name, '（地区不明）'
        ) as place,
        coalesce(f.class_name, '（未列科目）') as class_name,
        coalesce(f.section_name, '（未列款）') as section_name,
        e.amount_yuan
    from {{ ref('fct_expenditure') }} as e
    inner join {{ ref('dim_unit') }} as u on e.unit_sk = u.unit_sk
    left join {{ ref('dim_division') }} as d on u.division_code = d.division_code
    left join {{ ref('dim_function') }} as f on e.function_key = f.function_key
    where e.phase = 'budget' and e.counts_in_total and e.fiscal_year is not null
)

select
    a.fiscal_year,
    -- years are never added to one another
    coalesce(a.place, '（全部地区）') as place,
    coalesce(a.class_name, '（合计）') as class_name,
    coalesce(a.section_name, '（合计）') as section_name,
    (sum(a.amount_yuan) / 10000)::decimal(28, 6) as amount_wan
from amounts as a
group by
    grouping sets (
        (a.fiscal_year, a.place, a.class_name, a.section_name),
        (a.fiscal_year, a.place, a.class_name),
        (a.fiscal_year, a.place),
        (a.fiscal_year)
    )
order by a.fiscal_year, place, class_name, section_name
