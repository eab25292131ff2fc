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

    -- 某局(本级), the head office, belongs to the department 某局
    select
        h.unit_key,
        d.unit_key as department_unit_key,
        2 as strength,
        'head_office' as basis
    from {{ ref('int_unit_aliases') }} as h
    inner join {{ ref('int_unit_aliases') }} as d
        on
            h.portal = d.portal
            and d.name_key
            = regexp_replace(h.name_key, '\((?:[局厅委办院部]?本级|[局厅委办院]?机关|本部)\)$', '')

    union all

    -- a performance form names the department that is in charge
    select
        u.unit_key,
        d.unit_key as department_unit_key,
        4 as strength,
        'named' as basis
    from {{ ref('stg_facts__attribute') }} as a
    {{ chosen_partition('a') }}
    inner join {{ ref('int_documents') }} as u on a.document_id = u.document_id
    inner join {{ ref('int_unit_aliases') }} as d
        on
            coalesce(u.portal, 'unknown') = d.portal
            and {{ normalise_unit_name('a.value_text') }} = d.name_key
    where
        a.attribute = 'performance.department'
        and u.scope = 'unit'
        and u.unit_key <> 'u_unknown'

    union all

    -- the unit code begins with the three digits of the department's code
    select
        u.unit_key,
        d.unit_key as department_unit_key,
        3 as strength,
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
