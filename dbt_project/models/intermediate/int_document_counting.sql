-- Whether a document's amounts count in a total over all units.
-- A department's document already holds the amounts of its units, so a unit's own document
-- counts only where a current document of its department prints one of the same forms for the
-- same year and kind.  (A department may publish its narrative and its tables as two files.)
with current_documents as (
    select d.*
    from {{ ref('int_documents') }} as d
    inner join {{ ref('int_document_versions') }} as v on d.document_id = v.document_id
    where v.is_current and d.is_readable
),

covered as (
    select
        u.document_id,
        max(p.document_id) as department_document_id
    from current_documents as u
    left join {{ ref('int_unit_departments') }} as m on u.unit_key = m.unit_key
    inner join current_documents as p
        on
            u.effective_fiscal_year = p.effective_fiscal_year
            and u.doc_kind = p.doc_kind
            and p.scope = 'department'
            and p.unit_key in (m.department_unit_key, u.unit_key)
            and p.unit_key <> 'u_unknown'
            and list_has_any(p.forms, u.forms)
    where coalesce(u.scope, 'unit') <> 'department'
    group by u.document_id
)

select
    d.document_id,
    c.department_document_id,
    v.is_current and d.is_readable and c.document_id is null as counts_in_total
from {{ ref('int_documents') }} as d
inner join {{ ref('int_document_versions') }} as v on d.document_id = v.document_id
left join covered as c on d.document_id = c.document_id
