-- 各地各年度：文件数、单位数、已读与未读、计入总计的文件数
-- What is held by place and year: documents, units, read and not read, counting in totals
select
    coalesce(v.prefecture_name, v.province_name, v.division_name, '（地区不明）') as place,
    d.fiscal_year,
    count(*) as n_documents,
    count(distinct d.unit_key) filter (d.unit_key <> 'u_unknown') as n_units,
    count(*) filter (d.status = 'ok') as n_read,
    count(*) filter (d.status <> 'ok') as n_not_read,
    count(*) filter (d.counts_in_total) as n_counting,
    sum(d.pages) as pages,
    round(
        sum(d.tokens_typed + d.tokens_explained) / nullif(sum(d.tokens_in_tables), 0), 4
    ) as coverage_share
from {{ ref('dim_document') }} as d
left join {{ ref('dim_unit') }} as u on d.unit_sk = u.unit_sk
left join {{ ref('dim_division') }} as v on u.division_code = v.division_code
where d.is_current and d.is_canonical
group by place, d.fiscal_year
order by place, d.fiscal_year
