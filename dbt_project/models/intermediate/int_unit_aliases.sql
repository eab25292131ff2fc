-- Which unit each printed name stands for.
-- A name that names its place identifies a unit everywhere; any other name only on its portal.
-- Two names with one six-digit unit code on one portal are one unit: the later name is current.
with names as (
    select
        n.portal,
        n.name_key,
        d.division_code,
        min(n.unit_name) as unit_name,
        max(n.unit_code) filter (regexp_matches(n.unit_code, '^\d{6}$')) as unit_code,
        -- a name that heads a document weighs more than one that only a form head prints
        min(case n.printed_as when 'document' then 1 when 'row' then 2 else 3 end) as standing,
        count(distinct n.document_id) as n_documents
    from {{ ref('int_unit_names') }} as n
    left join {{ ref('int_unit_divisions') }} as d on n.name_key = d.name_key
    group by n.portal, n.name_key, d.division_code
),

by_code as (
    select
        *,
        case
            when unit_code is not null
                then
                    first_value(name_key) over (
                        partition by portal, unit_code
                        order by standing asc, n_documents desc, name_key asc
                    )
            else name_key
        end as leader_key
    from names
),

-- A form head that prints a name which heads no document, in a document whose own name is
-- nearly the same, is a slip of the pen: an alias of that unit, never a unit of its own.
slips as (
    select
        h.portal,
        h.name_key,
        min(d.name_key) as meant_key
    from {{ ref('int_unit_names') }} as h
    inner join {{ ref('int_unit_names') }} as d
        on h.document_id = d.document_id and d.printed_as = 'document'
    where
        h.printed_as = 'form_head'
        and h.name_key <> d.name_key
        and not exists (
            select 1
            from names as o
            where o.portal = h.portal and o.name_key = h.name_key and o.standing < 3
        )
        -- levenshtein() counts bytes, of which a Chinese character has three: two characters
        and length(h.name_key) >= 4
        and levenshtein(h.name_key, d.name_key) <= 6
        -- 第一小学 and 第二小学 are not slips of one another
        and regexp_replace(h.name_key, '[^0-9一二三四五六七八九十]', '', 'g')
        = regexp_replace(d.name_key, '[^0-9一二三四五六七八九十]', '', 'g')
    group by h.portal, h.name_key
),

resolved as (
    select
        b.portal,
        b.name_key,
        b.unit_name,
        b.unit_code,
        b.standing,
        case
            when s.meant_key is not null then 'typo'
            when b.leader_key <> b.name_key then 'same_code'
            else 'name'
        end as alias_kind,
        coalesce(s.meant_key, b.leader_key) as leader_key
    from by_code as b
    left join slips as s on b.portal = s.portal and b.name_key = s.name_key
)

select
    r.portal,
    r.name_key,
    r.unit_name,
    r.unit_code,
    r.standing,
    r.alias_kind,
    l.division_code,
    l.division_level,
    case
        when l.division_code is not null
            then {{ durable_key('u', ['r.leader_key']) }}
        else {{ durable_key('u', ['r.portal', 'r.leader_key']) }}
    end as unit_key
from resolved as r
left join {{ ref('int_unit_divisions') }} as l on r.leader_key = l.name_key
