{{ config(tags=['oversight']) }}
-- What the verdict models hold after this build; it comes after them, so a build that fails
-- half-way is done again for the same documents.
-- depends_on: {{ ref('fct_verdict') }}
-- depends_on: {{ ref('fct_verdict_evidence') }}
select
    document_id,
    fingerprint
from {{ ref('int_verdict_fingerprints') }}
