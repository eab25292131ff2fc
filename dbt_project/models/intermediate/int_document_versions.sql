-- Which file replaced which.
-- A later readable file at the same address replaces the earlier one; so does a later readable
-- file of the same unit, year, kind and scope that repeats one of its statutory forms.
with addresses as (
    select
        a.portal,
        a.url,
        a.document_id,
        a.address_version
    from {{ ref('int_acquisitions') }} as a
    inner join {{ ref('int_documents') }} as d on a.document_id = d.document_id
    where d.is_readable
),

by_address as (
    select
        later.document_id,
        earlier.document_id as replaced_id,
        'address' as basis
    from addresses as later
    inner join addresses as earlier
        on later.portal = earlier.portal and later.url = earlier.url
    where later.address_version > earlier.address_version
),

ordered as (
    select
        document_id,
        unit_key,
        effective_fiscal_year,
        doc_kind,
        scope,
        forms,
        row_number() over (
            order by coalesce(published_on, fetched_at::date), fetched_at, document_id
        ) as seen_order
    from {{ ref('int_documents') }}
    where
        is_readable
        and unit_key <> 'u_unknown'
        and effective_fiscal_year is not null
        and doc_kind is not null
),

by_subject as (
    select
        later.document_id,
        earlier.document_id as replaced_id,
        'subject' as basis
    from ordered as later
    inner join ordered as earlier
        on
            later.unit_key = earlier.unit_key
            and later.effective_fiscal_year = earlier.effective_fiscal_year
            and later.doc_kind = earlier.doc_kind
            and later.scope is not distinct from earlier.scope
    where
        later.seen_order > earlier.seen_order
        and list_has_any(later.forms, earlier.forms)
),

-- What the address says goes before what the subject says.
replaced as (
    select
        document_id,
        replaced_id,
        min(basis) as basis
    from (
        select * from by_address
        union all
        select s.*
        from by_subject as s
        left join by_address as a
            on s.document_id = a.replaced_id and s.replaced_id = a.document_id
        where a.document_id is null
    ) as pairs
    where document_id <> replaced_id
    group by document_id, replaced_id
)

select
    d.document_id,
    -- the direct predecessor: the newest of the files that this one replaces
    p.replaced_id as supersedes_document_id,
    p.basis as supersedes_basis,
    s.superseded_by_document_id,
    coalesce(p.n_replaced, 0) + 1 as version_no,
    s.document_id is null as is_current
from {{ ref('int_documents') }} as d
left join (
    select
        o.document_id,
        arg_max(o.replaced_id, e.fetched_at) as replaced_id,
        arg_max(o.basis, e.fetched_at) as basis,
        count(*) as n_replaced
    from replaced as o
    inner join {{ ref('int_documents') }} as e on o.replaced_id = e.document_id
    group by o.document_id
) as p on d.document_id = p.document_id
left join (
    select
        o.replaced_id as document_id,
        arg_min(o.document_id, l.fetched_at) as superseded_by_document_id
    from replaced as o
    inner join {{ ref('int_documents') }} as l on o.document_id = l.document_id
    group by o.replaced_id
) as s on d.document_id = s.document_id
