-- Names that documents print beside a code, and whether the loaded code book agrees.
select
    d.code_scheme,
    d.code,
    coalesce(d.name_key, '') as printed_name,
    d.name_match,
    d.other_code,
    d.is_own_numbering,
    count(distinct d.document_id)::integer as n_documents,
    min(x.fiscal_year)::integer as first_year,
    max(x.fiscal_year)::integer as last_year,
    min(d.document_id) as example_document_id
from {{ ref('int_document_codes') }} as d
inner join {{ ref('int_document_context') }} as x on d.document_id = x.document_id
group by
    d.code_scheme, d.code, coalesce(d.name_key, ''), d.name_match, d.other_code,
    d.is_own_numbering
