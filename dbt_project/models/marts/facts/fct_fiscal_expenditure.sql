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
    function_key,
    function_code,
    expenditure_kind,
    fund_key,
    vintage,
    amount_yuan,
    ulp_yuan
from {{ ref('int_leaf_amounts') }}
where
    fact_table = 'fct_fiscal_expenditure'
    and not is_blank
