-- Every judgement of this deployment, and how its findings differ from the one before.
select
    run_ord,
    run_id,
    timezone('UTC', judged_at) as judged_at,
    extractor_version,
    catalogue_digest,
    documents,
    documents_changed,
    verdicts,
    findings,
    findings_new,
    findings_standing,
    findings_resolved,
    run_ord = max(run_ord) over () as is_latest
from {{ ref('stg_verdicts__judge_run') }}
