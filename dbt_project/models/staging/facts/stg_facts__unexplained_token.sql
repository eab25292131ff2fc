select
    document_id,
    token_ord,
    raw_text,
    why,
    page,
    x0,
    top,
    x1,
    bottom,
    regexp_extract(filename, 'portal=[^/\\]+[/\\]fiscal_year=[^/\\]+') as partition_key
from {{ source('facts', 'unexplained_token') }}
