-- One row per file: who, which year, what kind; every file counts once.
with chosen as (
    select d.*
    from {{ ref('stg_facts__document') }} as d
    inner join {{ ref('int_document_partitions') }} as p
        on d.document_id = p.document_id and d.partition_key = p.partition_key
),

named as (
    select
        document_id,
        min(name_key) as name_key
    from {{ ref('int_unit_names') }}
    where printed_as = 'document'
    group by document_id
),

-- The statutory forms of a document that hold amounts: two files with none in common are
-- parts of one disclosure, not versions of each other.
forms as (
    select
        f.document_id,
        list_sort(list(distinct f.form)) as forms
    from {{ ref('stg_facts__form_table') }} as f
    inner join {{ ref('int_document_partitions') }} as p
        on f.document_id = p.document_id and f.partition_key = p.partition_key
    where regexp_matches(f.form, '^[TJ]\d\d$') and not f.is_empty
    group by f.document_id
)

select
    c.*,
    a.portal,
    a.url,
    a.page_url,
    a.title as listing_title,
    a.listed_fiscal_year,
    a.published_on,
    a.fetched_at,
    a.size_bytes,
    coalesce(
        a.document_key, {{ durable_key('d', ["'unlisted'", 'c.document_id']) }}
    ) as document_key,
    coalesce(c.fiscal_year, a.listed_fiscal_year) as effective_fiscal_year,
    coalesce(n.unit_key, 'u_unknown') as unit_key,
    coalesce(f.forms, []) as forms,
    c.status = 'ok' as is_readable
from chosen as c
left join {{ ref('int_acquisitions') }} as a
    on c.document_id = a.document_id and a.is_canonical
left join named as m on c.document_id = m.document_id
left join {{ ref('int_unit_aliases') }} as n
    on m.name_key = n.name_key and coalesce(a.portal, 'unknown') = n.portal
left join forms as f on c.document_id = f.document_id
