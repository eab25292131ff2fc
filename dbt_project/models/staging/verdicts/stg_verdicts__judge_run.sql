select
    run_ord,
    run_id,
    judged_at,
    extractor_version,
    catalogue_digest,
    documents,
    documents_changed,
    verdicts,
    findings,
    findings_new,
    findings_standing,
    findings_resolved
from {{ source('verdicts', 'judge_run') }}
