-- A document version at a disclosure address.  A file found at several addresses has several
-- rows here and one `is_canonical`, to which every fact refers.
with addresses as (
    select
        document_key,
        portal,
        url,
        page_url,
        title as listing_title,
        listed_fiscal_year,
        published_on,
        fetched_at,
        size_bytes,
        document_id,
        is_canonical,
        address_version
    from {{ ref('int_acquisitions') }}

    union all

    select
        document_key,
        null as portal,
        null as url,
        null as page_url,
        null as listing_title,
        null as listed_fiscal_year,
        null as published_on,
        null as fetched_at,
        null as size_bytes,
        document_id,
        true as is_canonical,
        1 as address_version
    from {{ ref('int_documents') }}
    where portal is null
)

select
    a.document_key,
    a.document_id,
    a.portal,
    a.url,
    a.page_url,
    a.listing_title,
    a.published_on,
    timezone('UTC', a.fetched_at) as fetched_at,
    a.size_bytes,
    -- a file that was put in place of another keeps the listing's date
    case
        when a.address_version > 1
            then greatest(a.published_on, timezone('UTC', a.fetched_at)::date)
        else coalesce(a.published_on, timezone('UTC', a.fetched_at)::date)
    end as known_from,
    a.is_canonical,
    a.address_version::integer as address_version,
    d.file_name,
    coalesce(d.status, 'not_read') as status,
    d.reason,
    coalesce(x.unit_key, 'u_unknown') as unit_key,
    coalesce(x.unit_sk, 's_unknown') as unit_sk,
    d.unit_name as printed_unit_name,
    d.unit_code as printed_unit_code,
    coalesce(x.fiscal_year, a.listed_fiscal_year) as fiscal_year,
    d.fiscal_year as stated_fiscal_year,
    a.listed_fiscal_year,
    coalesce(d.fiscal_year <> a.listed_fiscal_year, false) as has_year_conflict,
    d.doc_kind,
    d.scope,
    d.family,
    d.signed_on,
    d.pages,
    d.pages_without_text,
    d.tokens_in_tables,
    d.tokens_typed,
    d.tokens_explained,
    case
        when d.tokens_in_tables > 0
            then (
                (d.tokens_typed + d.tokens_explained)::decimal(18, 6)
                / d.tokens_in_tables
            )::decimal(7, 6)
    end as coverage_share,
    d.is_synthetic,
    d.extractor_version,
    coalesce(x.version_no, 1)::integer as version_no,
    v.supersedes_document_id,
    v.supersedes_basis,
    v.superseded_by_document_id,
    coalesce(x.is_current, false) as is_current,
    coalesce(x.counts_in_total and a.is_canonical, false) as counts_in_total,
    k.department_document_id
from addresses as a
left join {{ ref('int_documents') }} as d on a.document_id = d.document_id
left join {{ ref('int_document_context') }} as x on a.document_id = x.document_id
left join {{ ref('int_document_versions') }} as v on a.document_id = v.document_id
left join {{ ref('int_document_counting') }} as k on a.document_id = k.document_id
