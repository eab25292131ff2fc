{{ config(tags=['oversight']) }}
-- All that the verdict rows of one document depend on: what it was judged by, and its context.
select
    j.document_id,
    md5(
        concat_ws(
            '|',
            j.inputs,
            j.digest,
            x.document_key,
            x.unit_key,
            x.unit_sk,
            coalesce(x.fiscal_year::varchar, ''),
            coalesce(x.doc_kind, ''),
            x.scope,
            x.is_current::varchar
        )
    ) as fingerprint
from {{ ref('stg_verdicts__judged') }} as j
inner join {{ ref('int_document_context') }} as x on j.document_id = x.document_id
