select
    document_key,
    document_id,
    cell_id,
    unit_key,
    unit_sk,
    member_unit_key,
    fiscal_year,
    phase,
    scope,
    counts_in_total,
    form_key,
    case
        when regexp_extract(row_key, '[^/]+$') = 'T' then 'total'
        else regexp_extract(row_key, '[^/]+$')
    end as item,
    fund_key,
    is_blank,
    amount_yuan,
    ulp_yuan
from {{ ref('int_leaf_amounts') }}
where
    fact_table = 'fct_three_public'
    -- meeting, training and running costs are printed beside them in some places
    and regexp_extract(row_key, '[^/]+$') in (
        'T', 'abroad', 'reception', 'vehicle', 'vehicle_purchase', 'vehicle_running'
    )
