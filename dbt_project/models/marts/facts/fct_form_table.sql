{{ config(materialized='incremental', pre_hook='{{ drop_changed_documents() }}') }}
select
    f.document_id,
    f.form,
    f.table_no,
    f.title,
    f.pages,
    f.money_unit,
    f.money_unit_source,
    f.decimals,
    f.stated_unit_name,
    f.n_rows,
    f.n_cols,
    f.header_rows,
    f.is_empty,
    f.engine,
    f.confidence,
    f.note,
    f.page,
    f.x0,
    f.top,
    f.x1,
    f.bottom,
    x.document_key,
    x.unit_key,
    x.fiscal_year,
    x.is_current
from {{ ref('stg_facts__form_table') }} as f
{{ context_join('f') }}
where {{ changed_documents('f') }}
