-- The administrative division that a unit's name begins with: 省 / 市 / 县 in turn, longest first.
-- The name of a party or of the consultative conference may stand before the place.
with names as (
    select distinct
        name_key,
        regexp_replace(
            name_key,
            '^(中国共产党|中共|中国共产主义青年团|共青团|中国国民党革命委员会|民革|中国民主同盟|民盟'
            || '|中国民主建国会|民建|中国民主促进会|民进|中国农工民主党|农工党|中国致公党|致公党'
            || '|九三学社|台湾民主自治同盟|台盟|中国人民政治协商会议|政协)',
            ''
        ) as place_key
    from {{ ref('int_unit_names') }}
),

prefixes as (
    select
        division_code,
        division_level,
        parent_code,
        division_name as prefix
    from {{ ref('seed_divisions') }}
    where division_level <> 'central'

    union

    select
        division_code,
        division_level,
        parent_code,
        short_name as prefix
    from {{ ref('seed_divisions') }}
    where length(short_name) >= 2 and division_level in ('province', 'prefecture')

    union

    select
        d.division_code,
        d.division_level,
        d.parent_code,
        o.other_name as prefix
    from {{ ref('seed_division_names') }} as o
    inner join {{ ref('seed_divisions') }} as d on o.division_code = d.division_code
),

-- A county's name alone names a place only where no other county bears it.
unique_counties as (
    select prefix
    from prefixes
    where division_level = 'county' and length(prefix) >= 3
    group by prefix
    having count(*) = 1
),

first_step as (
    select
        n.name_key,
        p.division_code,
        p.division_level,
        substr(n.place_key, length(p.prefix) + 1) as rest
    from names as n
    inner join prefixes as p on starts_with(n.place_key, p.prefix)
    where
        p.division_level in ('province', 'prefecture')
        or p.prefix in (select u.prefix from unique_counties as u)
    qualify row_number() over (
        partition by n.name_key
        order by length(p.prefix) desc, p.division_code
    ) = 1
),

second_step as (
    select
        f.name_key,
        p.division_code,
        p.division_level,
        substr(f.rest, length(p.prefix) + 1) as rest
    from first_step as f
    inner join prefixes as p
        on f.division_code = p.parent_code and starts_with(f.rest, p.prefix)
    qualify row_number() over (
        partition by f.name_key
        order by length(p.prefix) desc, p.division_code
    ) = 1
),

third_step as (
    select
        s.name_key,
        p.division_code,
        p.division_level
    from second_step as s
    inner join prefixes as p
        on s.division_code = p.parent_code and starts_with(s.rest, p.prefix)
    qualify row_number() over (
        partition by s.name_key
        order by length(p.prefix) desc, p.division_code
    ) = 1
),

central as (
    select
        name_key,
        '100000' as division_code,
        'central' as division_level
    from names
    where regexp_matches(name_key, '^(国家|中央|中共中央|中华人民共和国|全国|国务院)')
)

select
    n.name_key,
    coalesce(
        c.division_code, t.division_code, s.division_code, f.division_code
    ) as division_code,
    coalesce(
        c.division_level, t.division_level, s.division_level, f.division_level
    ) as division_level
from names as n
left join central as c on n.name_key = c.name_key
left join third_step as t on n.name_key = t.name_key
left join second_step as s on n.name_key = s.name_key
left join first_step as f on n.name_key = f.name_key
