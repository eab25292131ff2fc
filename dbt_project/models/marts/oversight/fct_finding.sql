-- Failing verdicts that share a root cause, said in one sentence.
select
    {{ durable_key('f', ['f.document_id', 'f.root_cause']) }} as finding_key,
    f.document_id,
    f.root_cause,
    f.severity,
    f.attribution,
    f.sentence_zh,
    f.sentence_en,
    f.likely_cause_zh,
    f.likely_cause_en,
    f.verdicts,
    x.document_key,
    x.unit_key,
    x.unit_sk,
    x.fiscal_year,
    x.doc_kind,
    x.scope,
    x.is_current
from {{ ref('stg_verdicts__finding') }} as f
inner join {{ ref('int_document_context') }} as x on f.document_id = x.document_id
