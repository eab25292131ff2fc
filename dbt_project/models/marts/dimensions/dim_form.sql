select
    form_key,
    form_name,
    form_name_en,
    phase,
    fact_table,
    source_rank,
    default_fund,
    default_expenditure_kind
from {{ ref('seed_forms') }}
