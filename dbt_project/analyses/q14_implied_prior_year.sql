-- 说明推算的上年数，与上年文件的公开数
-- Last year's amount as implied by this year's narrative, against last year's document
select
    u.unit_name,
    p.fiscal_year,
    p.item,
    p.form_key,
    p.row_key,
    p.column_key,
    p.implied_yuan,
    p.published_yuan,
    p.difference_yuan,
    p.comparison
from {{ ref('fct_prior_year_base') }} as p
inner join {{ ref('dim_unit') }} as u on p.unit_sk = u.unit_sk
where p.prior_document_id is not null
order by abs(p.difference_yuan) desc nulls last, u.unit_name asc, p.form_key asc, p.item asc
