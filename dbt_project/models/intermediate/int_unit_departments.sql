-- Which department a unit belongs to, and how we know.
with members as (
    -- the department's own document lists the unit as a row
    select
        u.unit_key,
        d.unit_key as department_unit_key,
        1 as strength,
        'listed' as basis
    from {{ ref('int_unit_names') }} as n
    inner join {{ ref('int_documents') }} as d on n.document_id = d.document_id
    inner join {{ ref('int_unit_aliases') }} as u
        on n.portal = u.portal and n.name_key = u.name_key
    where
        n.printed_as = 'row'
        and d.scope = 'department'
        and d.unit_key <> 'u_unknown'

    union all

    -- the unit code begins with the three digits of the department's code
    select
        u.unit_key,
        d.unit_key as department_unit_key,
        2 as strength,
        'code' as basis
    from {{ ref('int_documents') }} as u
    inner join {{ ref('int_documents') }} as d
        on
            u.portal = d.portal
            -- the inbox mixes authorities, each with codes of its own
            and u.portal <> 'inbox'
            and substr(u.unit_code, 1, 3) = substr(d.unit_code, 1, 3)
    where
        d.scope = 'department'
        and u.scope = 'unit'
        and regexp_matches(u.unit_code, '^\d{6}$')
        and regexp_matches(d.unit_code, '^\d{3}(\d{3})?$')
)

select
    unit_key,
    department_unit_key,
    basis
from members
where unit_key <> department_unit_key
qualify row_number() over (
    partition by unit_key order by strength, department_unit_key
) = 1
