select
    document_id,
    root_cause,
    severity,
    attribution,
    sentence_zh,
    sentence_en,
    likely_cause_zh,
    likely_cause_en,
    verdicts
from {{ source('verdicts', 'finding') }}
