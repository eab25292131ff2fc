{{ config(materialized='incremental', pre_hook='{{ drop_changed_documents() }}') }}
-- Names of people and telephone numbers stay in the archive: here only that they are printed.
select
    a.document_id,
    a.attribute_id,
    a.attribute,
    a.scope,
    case when not a.is_personal then a.value_text end as value_text,
    a.value_number,
    a.unit,
    a.decimals,
    a.value_yuan,
    a.ulp_yuan,
    a.is_personal,
    case when a.is_personal then '' else a.raw_text end as raw_text,
    a.page,
    a.x0,
    a.top,
    a.x1,
    a.bottom,
    x.document_key,
    x.unit_key,
    x.fiscal_year,
    x.is_current
from {{ ref('stg_facts__attribute') }} as a
{{ context_join('a') }}
where {{ changed_documents('a') }}
