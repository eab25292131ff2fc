-- All that the rows of one document depend on beside its own facts: when any of it differs from
-- the last build, the document's rows are built again.
select
    x.document_id,
    md5(
        concat_ws(
            '|',
            x.partition_key,
            d.extractor_version,
            x.document_key,
            x.unit_key,
            coalesce(x.fiscal_year::varchar, ''),
            x.is_current::varchar
        )
    ) as fingerprint
from {{ ref('int_document_context') }} as x
inner join {{ ref('int_documents') }} as d on x.document_id = d.document_id
