-- A printed name of a unit, what kind of name it is, and where it is printed.
select
    n.portal,
    n.unit_name as printed_name,
    a.name_key,
    a.unit_key,
    case
        when
            a.alias_kind = 'name' and {{ normalise_name('n.unit_name') }} <> a.name_key
            then 'spelling'
        else a.alias_kind
    end as alias_kind,
    a.unit_code,
    arg_min(n.document_id, (coalesce(n.fiscal_year, 9999), n.document_id)) as example_document_id,
    arg_min(n.page, (coalesce(n.fiscal_year, 9999), n.document_id)) as example_page,
    count(distinct n.document_id)::integer as n_documents,
    min(n.fiscal_year)::integer as first_year,
    max(n.fiscal_year)::integer as last_year
from {{ ref('int_unit_aliases') }} as a
inner join {{ ref('int_unit_names') }} as n
    on a.portal = n.portal and a.name_key = n.name_key
where a.unit_key in (select s.unit_key from {{ ref('int_unit_spans') }} as s)
group by
    n.portal, n.unit_name, a.name_key, a.unit_key, a.alias_kind, a.unit_code
