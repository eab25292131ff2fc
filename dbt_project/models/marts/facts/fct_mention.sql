{{ config(materialized='incremental', pre_hook='{{ drop_changed_documents() }}') }}
select
    m.document_id,
    m.mention_id,
    m.pattern,
    m.instance,
    m.slot,
    m.item,
    m.section,
    m.role,
    m.value,
    m.value_text,
    m.unit,
    m.decimals,
    m.value_yuan,
    m.ulp_yuan,
    m.raw_text,
    m.sentence,
    m.page,
    m.x0,
    m.top,
    m.x1,
    m.bottom,
    x.document_key,
    x.unit_key,
    x.fiscal_year,
    x.is_current
from {{ ref('stg_facts__mention') }} as m
{{ context_join('m') }}
where {{ changed_documents('m') }}
