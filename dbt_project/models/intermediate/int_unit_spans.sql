-- Years over which a unit bore one name, by unit.
with seen as (
    select
        a.unit_key,
        d.effective_fiscal_year as fiscal_year,
        a.unit_name,
        a.name_key,
        coalesce(n.unit_code, a.unit_code) as unit_code,
        a.division_code,
        a.division_level,
        a.standing,
        n.printed_as
    from {{ ref('int_unit_names') }} as n
    inner join {{ ref('int_unit_aliases') }} as a
        on n.portal = a.portal and n.name_key = a.name_key
    inner join {{ ref('int_documents') }} as d on n.document_id = d.document_id
    where
        a.alias_kind <> 'typo'
        -- a form head that names another body does not make that body a unit
        and n.printed_as <> 'form_head'
),

per_year as (
    select
        unit_key,
        fiscal_year,
        name_key,
        min(unit_name) as unit_name,
        max(unit_code) as unit_code,
        max(division_code) as division_code,
        max(division_level) as division_level,
        bool_or(printed_as = 'document') as has_document,
        count(*) as n_seen
    from seen
    group by unit_key, fiscal_year, name_key
    qualify row_number() over (
        partition by unit_key, fiscal_year
        order by has_document desc, n_seen desc, name_key asc
    ) = 1
),

-- A year that no document states takes the name of the first year that one does.
dated as (
    select
        p.*,
        lag(p.name_key) over (
            partition by p.unit_key order by p.fiscal_year nulls first
        ) as previous_name_key
    from per_year as p
    left join (
        select distinct y.unit_key
        from per_year as y
        where y.fiscal_year is not null
    ) as k on p.unit_key = k.unit_key
    where p.fiscal_year is not null or k.unit_key is null
),

numbered as (
    select
        d.*,
        sum(case when d.previous_name_key = d.name_key then 0 else 1 end) over (
            partition by d.unit_key order by d.fiscal_year nulls first
        ) as span_no
    from dated as d
),

spans as (
    select
        unit_key,
        span_no,
        min(fiscal_year) as valid_from_year,
        arg_max(unit_name, coalesce(fiscal_year, 0)) as unit_name,
        max(name_key) as name_key,
        arg_max(
            unit_code, case when unit_code is not null then coalesce(fiscal_year, 0) end
        ) as unit_code,
        max(division_code) as division_code,
        max(division_level) as division_level,
        bool_or(has_document) as has_document
    from numbered
    group by unit_key, span_no
)

select
    {{ durable_key('s', ['unit_key', 'span_no::varchar']) }} as unit_sk,
    unit_key,
    span_no,
    valid_from_year,
    lead(valid_from_year) over (partition by unit_key order by span_no) - 1 as valid_to_year,
    lead(unit_key) over (partition by unit_key order by span_no) is null as is_current,
    unit_name,
    name_key,
    unit_code,
    division_code,
    division_level,
    has_document
from spans
