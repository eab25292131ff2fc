select
    portal,
    fiscal_year,
    url,
    page_url,
    title,
    published_on,
    fetched_at,
    document_id,
    size_bytes,
    content_type,
    regexp_extract(filename, 'portal=[^/\\]+[/\\]fiscal_year=[^/\\]+') as partition_key
from {{ source('facts', 'acquisition') }}
