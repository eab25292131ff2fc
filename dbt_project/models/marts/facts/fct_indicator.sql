{{ config(materialized='incremental', pre_hook='{{ drop_changed_documents() }}') }}
select
    i.document_id,
    i.indicator_id,
    i.form,
    i.table_no,
    i.indicator_ord,
    i.project_name,
    i.level1,
    i.level2,
    i.level3,
    i.target_text,
    i.target_operator,
    i.target_value,
    i.target_unit,
    i.basis,
    i.prior_text,
    i.weight_text,
    i.weight,
    i.scoring_rule,
    i.evidence_text,
    i.page,
    i.x0,
    i.top,
    i.x1,
    i.bottom,
    x.document_key,
    x.unit_key,
    x.fiscal_year,
    x.is_current
from {{ ref('stg_facts__indicator') }} as i
{{ context_join('i') }}
where {{ changed_documents('i') }}
