-- Both economic classifications, and every printed code that the loaded version does not hold.
with loaded as (
    select
        economic_scheme,
        economic_code,
        economic_name,
        economic_level,
        parent_code,
        valid_from_year,
        valid_to_year,
        evidence
    from {{ ref('seed_economics') }}
),

printed as (
    select
        c.code_scheme as economic_scheme,
        c.code as economic_code,
        mode(c.row_label) as economic_name
    from {{ ref('stg_facts__cell') }} as c
    where c.code_scheme in ('economic_department', 'economic_government')
    group by c.code_scheme, c.code

    union

    select
        'economic_department' as economic_scheme,
        c.economic_code,
        mode(c.column_label) as economic_name
    from {{ ref('stg_facts__cell') }} as c
    where c.economic_code is not null
    group by c.economic_code
),

missing as (
    select
        p.economic_scheme,
        p.economic_code,
        min(p.economic_name) as economic_name
    from printed as p
    left join loaded as l
        on p.economic_scheme = l.economic_scheme and p.economic_code = l.economic_code
    where l.economic_code is null
    group by p.economic_scheme, p.economic_code
),

codes as (
    select
        *,
        true as is_loaded
    from loaded

    union all

    select
        economic_scheme,
        economic_code,
        economic_name,
        case length(economic_code)
            when 3 then 'class' when 5 then 'section' else 'other'
        end as economic_level,
        case when length(economic_code) > 3 then left(economic_code, 3) end as parent_code,
        null as valid_from_year,
        null as valid_to_year,
        'printed' as evidence,
        false as is_loaded
    from missing
)

select
    c.economic_scheme || ':' || c.economic_code as economic_key,
    c.economic_scheme,
    c.economic_code,
    c.economic_name,
    c.economic_level,
    c.parent_code as parent_economic_code,
    left(c.economic_code, 3) as class_code,
    k.economic_name as class_name,
    c.valid_from_year,
    c.valid_to_year,
    c.is_loaded,
    c.evidence
from codes as c
left join loaded as k
    on c.economic_scheme = k.economic_scheme and left(c.economic_code, 3) = k.economic_code
