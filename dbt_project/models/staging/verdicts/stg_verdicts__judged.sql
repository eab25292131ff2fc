select
    document_id,
    inputs,
    digest
from {{ source('verdicts', 'judged') }}
