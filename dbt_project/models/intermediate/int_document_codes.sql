{{ config(materialized='incremental', pre_hook='{{ drop_changed_documents() }}') }}
-- Every classification code that a document prints, with the name it prints beside it, and what
-- the loaded code book of that year says to the pair.
with labelled as (
    select
        c.document_id,
        x.fiscal_year,
        c.code_scheme,
        c.code,
        split_part(c.row_label, ' / ', 1) as label
    from {{ ref('stg_facts__cell') }} as c
    {{ context_join('c') }}
    where
        c.code is not null
        and c.code_scheme in ('function', 'economic_department', 'economic_government')
        and {{ changed_documents('c') }}

    union

    select
        c.document_id,
        x.fiscal_year,
        'economic_department' as code_scheme,
        c.economic_code as code,
        regexp_extract(
            case
                when c.column_key = 'e' || c.economic_code then c.column_label else c.row_label
            end,
            '[^/]*$'
        ) as label
    from {{ ref('stg_facts__cell') }} as c
    {{ context_join('c') }}
    where c.economic_code is not null and {{ changed_documents('c') }}
),

printed as (
    select distinct
        document_id,
        fiscal_year,
        code_scheme,
        code,
        nullif(regexp_replace(
            {{ normalise_name('label') }},
            -- 其中： and the numbers of an outline are no part of the name
            '^(其中[:：]?|\d+[、.．]|[一二三四五六七八九十]+、|\([一二三四五六七八九十\d]+\))+', ''
        ), code) as name_key
    from labelled
),

matched as (
    select
        p.document_id,
        p.fiscal_year,
        p.code_scheme,
        p.code,
        p.name_key,
        count(o.code) > 0 as is_loaded,
        coalesce(bool_or(
            o.name_key = p.name_key
            and coalesce(p.fiscal_year between o.valid_from_year and o.valid_to_year, true)
        ), false) as is_same,
        coalesce(bool_or(o.name_key = p.name_key), false) as is_same_in_other_year
    from printed as p
    left join {{ ref('int_codes_loaded') }} as o
        on p.code_scheme = o.code_scheme and p.code = o.code
    group by p.document_id, p.fiscal_year, p.code_scheme, p.code, p.name_key
),

-- The code beside it that bears the printed name.
siblings as (
    select
        m.document_id,
        m.code_scheme,
        m.code,
        m.name_key,
        min(o.code) as other_code
    from matched as m
    inner join {{ ref('int_codes_loaded') }} as o
        on
            m.code_scheme = o.code_scheme
            and m.name_key = o.name_key
            and left(m.code, length(m.code) - 2) = o.sibling_of
            and m.code <> o.code
            and coalesce(m.fiscal_year between o.valid_from_year and o.valid_to_year, true)
    where m.is_loaded and not m.is_same_in_other_year
    group by m.document_id, m.code_scheme, m.code, m.name_key
),

judged as (
    select
        m.document_id,
        m.code_scheme,
        m.code,
        m.name_key,
        case
            when not m.is_loaded then 'not_loaded'
            when m.name_key is null then 'no_name'
            when m.is_same then 'same'
            when m.is_same_in_other_year then 'other_year'
            when s.other_code is not null then 'other_code'
            else 'variant'
        end as name_match,
        s.other_code
    from matched as m
    left join siblings as s
        on
            m.document_id = s.document_id
            and m.code_scheme = s.code_scheme
            and m.code = s.code
            and m.name_key is not distinct from s.name_key
)

select
    document_id,
    code_scheme,
    code,
    name_key,
    name_match,
    other_code,
    -- Three names that belong to the codes beside them: the document numbers its rows in its own
    -- way, and none of its codes with a name of its own means what the code book says.
    name_match in ('other_code', 'variant')
    and count(*) filter (name_match = 'other_code') over (
        partition by document_id, code_scheme
    ) >= 3 as is_own_numbering
from judged
