-- Leaves of files that were replaced since, of all facts in one table: what `..._as_known_on`
-- adds up for a date at which they were current.  No part of any present total.
select
    fact_table,
    document_key,
    document_id,
    cell_id,
    unit_key,
    unit_sk,
    member_unit_key,
    fiscal_year,
    phase,
    scope,
    form_key,
    item,
    function_key,
    function_code,
    project_key,
    economic_key,
    economic_code,
    expenditure_kind,
    fund_key,
    vintage,
    is_blank,
    amount_yuan,
    ulp_yuan
from {{ ref('int_leaf_amounts') }}
where
    not is_current
    and (
        (fact_table <> 'fct_three_public' and not is_blank)
        or (
            fact_table = 'fct_three_public'
            and item in (
                'total', 'abroad', 'reception', 'vehicle', 'vehicle_purchase', 'vehicle_running'
            )
        )
    )
