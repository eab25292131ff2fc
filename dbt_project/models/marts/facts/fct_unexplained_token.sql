{{ config(materialized='incremental', pre_hook='{{ drop_changed_documents() }}') }}
select
    u.document_id,
    u.token_ord,
    u.raw_text,
    u.why,
    u.page,
    u.x0,
    u.top,
    u.x1,
    u.bottom,
    x.document_key,
    x.is_current
from {{ ref('stg_facts__unexplained_token') }} as u
{{ context_join('u') }}
where {{ changed_documents('u') }}
