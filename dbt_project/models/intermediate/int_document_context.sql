-- What every fact row carries of its document.
with spans as (
    select
        d.document_id,
        s.unit_sk
    from {{ ref('int_documents') }} as d
    inner join {{ ref('int_unit_spans') }} as s on d.unit_key = s.unit_key
    qualify row_number() over (
        partition by d.document_id
        order by
            coalesce(
                d.effective_fiscal_year
                between s.valid_from_year and coalesce(s.valid_to_year, 9999), false
            ) desc,
            s.is_current desc
    ) = 1
)

select
    d.document_id,
    p.partition_key,
    d.document_key,
    d.portal,
    d.unit_key,
    coalesce(s.unit_sk, 's_unknown') as unit_sk,
    d.effective_fiscal_year as fiscal_year,
    d.doc_kind,
    coalesce(d.scope, 'unit') as scope,
    d.is_readable,
    v.version_no,
    v.is_current,
    c.counts_in_total
from {{ ref('int_documents') }} as d
inner join {{ ref('int_document_partitions') }} as p on d.document_id = p.document_id
inner join {{ ref('int_document_versions') }} as v on d.document_id = v.document_id
inner join {{ ref('int_document_counting') }} as c on d.document_id = c.document_id
left join spans as s on d.document_id = s.document_id
