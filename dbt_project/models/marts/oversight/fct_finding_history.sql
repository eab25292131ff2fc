-- Every finding over the runs; what the latest run says of it is `state`.
with latest as (
    select max(run_ord) as run_ord
    from {{ ref('stg_verdicts__judge_run') }}
)

select
    h.finding_id,
    h.spell,
    h.subject_key,
    h.document_id,
    h.root_cause,
    h.severity,
    h.attribution,
    h.sentence_zh,
    h.sentence_en,
    h.verdicts,
    h.first_run_ord,
    timezone('UTC', h.first_seen_at) as first_seen_at,
    h.first_reason,
    h.resolved_run_ord,
    timezone('UTC', h.resolved_at) as resolved_at,
    h.resolved_reason,
    case
        when h.resolved_run_ord = l.run_ord then 'resolved'
        when h.resolved_run_ord is not null then 'resolved_before'
        when h.first_run_ord = l.run_ord then 'new'
        else 'standing'
    end as state,
    x.unit_key,
    x.unit_sk,
    x.fiscal_year,
    x.doc_kind,
    x.scope
from {{ ref('stg_verdicts__finding_history') }} as h
cross join latest as l
left join {{ ref('int_document_context') }} as x on h.document_id = x.document_id
