select
    finding_id,
    spell,
    subject_key,
    document_id,
    root_cause,
    severity,
    attribution,
    sentence_zh,
    sentence_en,
    verdicts,
    first_run_ord,
    first_seen_at,
    first_reason,
    resolved_run_ord,
    resolved_at,
    resolved_reason
from {{ source('verdicts', 'finding_history') }}
