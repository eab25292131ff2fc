-- One row per disclosure address and file: the first time these bytes were seen there.
with deduplicated as (
    select
        portal,
        url,
        document_id,
        min(fiscal_year) as listed_fiscal_year,
        arg_min(title, fetched_at) as title,
        arg_min(page_url, fetched_at) as page_url,
        min(published_on) as published_on,
        min(fetched_at) as fetched_at,
        max(size_bytes) as size_bytes,
        max(content_type) as content_type
    from {{ ref('stg_facts__acquisition') }}
    group by portal, url, document_id
)

select
    *,
    {{ durable_key('d', ['portal', 'url', 'document_id']) }} as document_key,
    -- A file found at several addresses counts once: a portal before the inbox, then the first.
    row_number() over (
        partition by document_id
        order by portal = 'inbox', fetched_at, portal, url
    ) = 1 as is_canonical,
    row_number() over (
        partition by portal, url
        order by fetched_at, document_id
    ) as address_version
from deduplicated
