-- Which unit each printed name stands for.
-- A name that names its place identifies a unit everywhere; any other name only on its portal.
-- Two names with one six-digit unit code are one unit, within one finance authority: the place
-- that both names begin with, else the portal.  The inbox mixes authorities and proves nothing.
with placed as (
    select
        n.*,
        d.division_code,
        coalesce(d.division_code, nullif(n.portal, 'inbox')) as authority
    from {{ ref('int_unit_names') }} as n
    left join {{ ref('int_unit_divisions') }} as d on n.name_key = d.name_key
),

names as (
    select
        portal,
        name_key,
        authority,
        min(unit_name) as unit_name,
        max(unit_code) filter (regexp_matches(unit_code, '^\d{6}$')) as unit_code,
        -- a name that heads a document weighs more than one that only a form head prints
        min(case printed_as when 'document' then 1 when 'row' then 2 else 3 end) as standing
    from placed
    group by portal, name_key, authority
),

-- One code under two names in one year is two units (or a code misread): it joins nothing.
ambiguous as (
    select distinct
        a.authority,
        a.unit_code
    from placed as a
    inner join placed as b
        on
            a.authority = b.authority
            and a.unit_code = b.unit_code
            and a.fiscal_year is not distinct from b.fiscal_year
            and a.name_key <> b.name_key
    where a.printed_as <> 'form_head' and b.printed_as <> 'form_head'
),

-- The key of a unit is its code where it prints one, so it outlives any name.
by_code as (
    select
        n.*,
        case
            when n.unit_code is not null and n.authority is not null and m.unit_code is null
                then n.authority || ':' || n.unit_code
            else n.name_key
        end as leader_key,
        count(*) over (
            partition by n.portal, n.authority, n.unit_code
        ) > 1 and n.unit_code is not null and m.unit_code is null as has_other_names
    from names as n
    left join ambiguous as m on n.authority = m.authority and n.unit_code = m.unit_code
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

-- A renaming that is on record joins both names under the later one's key.
renamed as (
    select
        {{ normalise_unit_name('from_name') }} as name_key,
        min({{ normalise_unit_name('to_name') }}) as meant_key
    from {{ ref('seed_unit_successions') }}
    where succession_kind = 'rename'
    group by name_key
),

resolved as (
    select
        b.portal,
        b.name_key,
        b.unit_name,
        b.unit_code,
        b.standing,
        case
            when n.meant_key is not null then 'former'
            when s.meant_key is not null then 'typo'
            when b.has_other_names then 'same_code'
            else 'name'
        end as alias_kind,
        coalesce(s.meant_key, b.name_key) as own_name_key,
        coalesce(m.leader_key, n.meant_key, b.leader_key) as leader_key
    from by_code as b
    left join renamed as n on b.name_key = n.name_key
    left join slips as s on b.portal = s.portal and b.name_key = s.name_key
    left join by_code as m
        on b.portal = m.portal and coalesce(n.meant_key, s.meant_key) = m.name_key
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
left join {{ ref('int_unit_divisions') }} as l on r.own_name_key = l.name_key
