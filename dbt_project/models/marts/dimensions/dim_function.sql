-- The loaded code book with its year spans, and every printed code that it does not hold.
with loaded as (
    select
        function_code,
        function_name,
        function_level,
        parent_code,
        valid_from_year,
        valid_to_year,
        evidence
    from {{ ref('seed_functions') }}
),

printed as (
    select
        d.code as function_code,
        mode(d.name_key) as function_name
    from {{ ref('int_document_codes') }} as d
    where d.code_scheme = 'function' and (d.name_match = 'not_loaded' or d.is_own_numbering)
    group by d.code
),

codes as (
    select
        *,
        true as is_loaded
    from loaded

    union all

    select
        function_code,
        function_name,
        case length(function_code)
            when 3 then 'class'
            when 5 then 'section'
            when 7 then 'item'
            else 'other'
        end as function_level,
        case
            when length(function_code) > 3 then left(function_code, length(function_code) - 2)
        end as parent_code,
        null as valid_from_year,
        null as valid_to_year,
        'printed' as evidence,
        false as is_loaded
    from printed
),

classes as (
    select
        function_code,
        arg_max(function_name, valid_from_year) as function_name
    from loaded
    group by function_code
)

select
    {{ code_key('c.function_code', 'c.valid_from_year') }} as function_key,
    c.function_code,
    c.function_name,
    c.function_level,
    c.parent_code as parent_function_code,
    left(c.function_code, 3) as class_code,
    k.function_name as class_name,
    case when length(c.function_code) >= 5 then left(c.function_code, 5) end as section_code,
    s.function_name as section_name,
    c.valid_from_year,
    c.valid_to_year,
    {{ successor_key('c.function_code', 'c.valid_from_year') }} as successor_function_key,
    c.is_loaded,
    c.evidence
from codes as c
left join classes as k on left(c.function_code, 3) = k.function_code
left join classes as s
    on length(c.function_code) >= 5 and left(c.function_code, 5) = s.function_code
