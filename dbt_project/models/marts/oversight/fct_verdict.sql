{{ config(
    materialized='incremental',
    pre_hook="{{ drop_changed_documents('int_verdicts_changed') }}"
) }}
-- Every verdict, passes too.
select
    {{ durable_key('v', ['v.document_id', 'v.identity', 'v.instance']) }} as verdict_key,
    v.document_id,
    v.identity,
    v.identity_version,
    v.instance,
    v.kind,
    v.severity,
    v.verdict,
    v.reason,
    v.is_vacuous,
    v.reported,
    v.computed,
    v.difference,
    v.tolerance,
    v.unit,
    v.attribution,
    v.root_cause,
    x.document_key,
    x.unit_key,
    x.unit_sk,
    x.fiscal_year,
    x.doc_kind,
    x.scope,
    x.is_current,
    len(v.evidence)::integer as n_evidence
from {{ ref('stg_verdicts__verdict') }} as v
inner join {{ ref('int_document_context') }} as x on v.document_id = x.document_id
where {{ changed_documents('v', 'int_verdicts_changed') }}
