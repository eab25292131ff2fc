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
    finished_at,
    regexp_extract(filename, 'portal=[^/\\]+[/\\]fiscal_year=[^/\\]+') as partition_key
from {{ source('facts', 'outcome') }}
