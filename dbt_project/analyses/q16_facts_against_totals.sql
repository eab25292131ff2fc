-- 每份文件每张事实表之和，与其来源表的印刷合计；差额超出四舍五入者在前
-- Each fact table summed by document, against the printed total of its source form
with leaves as (
    select document_key, form_key, amount_yuan from {{ ref('fct_revenue') }}
    union all
    select document_key, form_key, amount_yuan from {{ ref('fct_expenditure') }}
    union all
    select document_key, form_key, amount_yuan from {{ ref('fct_fiscal_expenditure') }}
    union all
    select document_key, form_key, amount_yuan from {{ ref('fct_basic_expenditure') }}
    union all
    select document_key, form_key, amount_yuan from {{ ref('fct_project_expenditure') }}
    union all
    select document_key, form_key, amount_yuan from {{ ref('fct_three_public') }}
    union all
    select document_key, form_key, amount_yuan from {{ ref('fct_carry_over') }}
),

sums as (
    select
        document_key,
        form_key,
        sum(amount_yuan) as fact_yuan
    from leaves
    group by document_key, form_key
)

select
    u.unit_name,
    r.fiscal_year,
    d.doc_kind,
    d.scope,
    f.fact_table,
    r.form_key,
    r.printed_total_yuan,
    coalesce(s.fact_yuan, 0) as fact_yuan,
    r.printed_total_yuan - coalesce(s.fact_yuan, 0) as residual_yuan,
    r.tolerance_yuan,
    abs(r.printed_total_yuan - coalesce(s.fact_yuan, 0)) <= r.tolerance_yuan as agrees,
    d.document_id
from {{ ref('fct_rounding_residual') }} as r
inner join {{ ref('dim_document') }} as d on r.document_key = d.document_key
inner join {{ ref('dim_unit') }} as u on d.unit_sk = u.unit_sk
inner join {{ ref('dim_form') }} as f on r.form_key = f.form_key
left join sums as s on r.document_key = s.document_key and r.form_key = s.form_key
-- of two project lists one feeds the fact; meeting and training costs beside the three are no part
where s.document_key is not null or f.source_rank = 1
order by agrees asc, abs(residual_yuan) desc, u.unit_name asc, r.form_key asc
