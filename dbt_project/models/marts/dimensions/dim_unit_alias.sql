-- A printed name of a unit, what kind of name it is, and where it was printed first.
select
    a.portal,
    a.unit_name as printed_name,
    a.name_key,
    a.unit_key,
    a.alias_kind,
    a.unit_code,
    min(n.document_id) as example_document_id,
    count(distinct n.document_id)::integer as n_documents
from {{ ref('int_unit_aliases') }} as a
inner join {{ ref('int_unit_names') }} as n
    on a.portal = n.portal and a.name_key = n.name_key
where a.unit_key in (select s.unit_key from {{ ref('int_unit_spans') }} as s)
group by
    a.portal, a.unit_name, a.name_key, a.unit_key, a.alias_kind, a.unit_code
