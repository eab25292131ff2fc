select
    portal,
    fiscal_year,
    subject,
    stage,
    status,
    error_kind,
    message,
    duration_s,
    code_version,
    run_id,
    timezone('UTC', finished_at) as finished_at
from {{ ref('stg_facts__outcome') }}
