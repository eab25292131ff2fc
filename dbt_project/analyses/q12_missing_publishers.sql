-- 应公开而未见公开：其他年度公开过、或主管部门文件列出、而该年度没有文件的单位
-- Units that published in another year, or that a department lists, but have no document
with published as (
    select distinct
        d.unit_key,
        d.portal,
        u.division_code,
        d.fiscal_year
    from {{ ref('dim_document') }} as d
    inner join {{ ref('dim_unit') }} as u on d.unit_sk = u.unit_sk
    where
        d.unit_key <> 'u_unknown' and d.doc_kind = 'budget' and d.is_current and d.status = 'ok'
),

-- A year counts from the first that the unit published, where the same place published.
expected as (
    select distinct
        x.unit_key,
        y.fiscal_year
    from published as x
    inner join published as y
        on
            x.portal = y.portal
            and x.division_code is not distinct from y.division_code
            and x.fiscal_year < y.fiscal_year

    union

    select distinct
        e.member_unit_key as unit_key,
        e.fiscal_year
    from {{ ref('fct_expenditure') }} as e
    where e.member_unit_key <> e.unit_key and e.phase = 'budget' and e.fiscal_year is not null
)

select
    u.unit_name,
    e.fiscal_year,
    p.unit_name as department_name
from expected as e
inner join {{ ref('dim_unit') }} as u on e.unit_key = u.unit_key and u.is_current
left join {{ ref('dim_unit') }} as p on u.department_unit_key = p.unit_key and p.is_current
where
    not exists (
        select 1
        from {{ ref('dim_document') }} as d
        where
            d.unit_key = e.unit_key
            and d.fiscal_year = e.fiscal_year
            and d.doc_kind = 'budget'
            and d.is_current
    )
order by u.unit_name, e.fiscal_year
