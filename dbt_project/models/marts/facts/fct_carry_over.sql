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
    project_key,
    fund_key,
    expenditure_kind,
    amount_yuan,
    ulp_yuan
from {{ ref('int_leaf_amounts') }}
where
    fact_table = 'fct_carry_over'
    and not is_blank
