-- Both economic classifications with their year spans, and every printed code that the loaded
-- version does not hold or that a document uses in a numbering of its own.
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
        d.code_scheme as economic_scheme,
        d.code as economic_code,
        mode(d.name_key) as economic_name
    from {{ ref('int_document_codes') }} as d
    where
        d.code_scheme <> 'function'
        and (d.name_match = 'not_loaded' or d.is_own_numbering)
    group by d.code_scheme, d.code
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
        case
            when length(economic_code) > 5 then left(economic_code, 5)
            when length(economic_code) > 3 then left(economic_code, 3)
        end as parent_code,
        null as valid_from_year,
        null as valid_to_year,
        'printed' as evidence,
        false as is_loaded
    from printed
),

classes as (
    select
        economic_scheme,
        economic_code,
        arg_max(economic_name, valid_from_year) as economic_name
    from loaded
    group by economic_scheme, economic_code
)

select
    {{ code_key("c.economic_scheme || ':' || c.economic_code", 'c.valid_from_year') }}
        as economic_key,
    c.economic_scheme,
    c.economic_code,
    c.economic_name,
    c.economic_level,
    c.parent_code as parent_economic_code,
    left(c.economic_code, 3) as class_code,
    k.economic_name as class_name,
    c.valid_from_year,
    c.valid_to_year,
    {{ successor_key("c.economic_scheme || ':' || c.economic_code", 'c.valid_from_year') }}
        as successor_economic_key,
    c.is_loaded,
    c.evidence
from codes as c
left join classes as k
    on c.economic_scheme = k.economic_scheme and left(c.economic_code, 3) = k.economic_code
