-- Every printed project name, and the project it stands for within its unit (the unit of the
-- row, where a department prints its units as rows).
-- The year in front of a name is no part of it; names of which one has a single character more,
-- not a figure or a direction, are one project.
with printed as (
    select
        c.document_id,
        c.project_name,
        c.row_unit_name,
        c.form as printed_in
    from {{ ref('stg_facts__cell') }} as c
    inner join {{ ref('int_document_partitions') }} as p
        on c.document_id = p.document_id and c.partition_key = p.partition_key
    where c.project_name is not null

    union

    select
        i.document_id,
        i.project_name,
        null as row_unit_name,
        i.form as printed_in
    from {{ ref('stg_facts__indicator') }} as i
    inner join {{ ref('int_document_partitions') }} as p
        on i.document_id = p.document_id and i.partition_key = p.partition_key
    where i.project_name is not null

    union

    select
        a.document_id,
        a.value_text as project_name,
        null as row_unit_name,
        'P2' as printed_in
    from {{ ref('stg_facts__attribute') }} as a
    inner join {{ ref('int_document_partitions') }} as p
        on a.document_id = p.document_id and a.partition_key = p.partition_key
    where a.attribute = 'performance.project_name' and a.value_text is not null

    union

    select
        m.document_id,
        m.value_text as project_name,
        null as row_unit_name,
        'N07' as printed_in
    from {{ ref('stg_facts__mention') }} as m
    inner join {{ ref('int_document_partitions') }} as p
        on m.document_id = p.document_id and m.partition_key = p.partition_key
    where m.pattern = 'N07.block' and m.slot = 'name' and m.value_text is not null
),

keyed as (
    select
        coalesce(u.unit_key, d.unit_key) as unit_key,
        p.document_id,
        p.project_name,
        p.row_unit_name,
        p.printed_in,
        d.effective_fiscal_year as fiscal_year,
        regexp_replace(
            {{ normalise_name('p.project_name') }}, '^(19|20)\d\d年?度?', ''
        ) as name_key
    from printed as p
    inner join {{ ref('int_documents') }} as d on p.document_id = d.document_id
    left join {{ ref('int_unit_aliases') }} as u
        on
            coalesce(d.portal, 'unknown') = u.portal
            and {{ normalise_name('p.row_unit_name') }} = u.name_key
    where {{ normalise_name('p.project_name') }} is not null
),

names as (
    select
        unit_key,
        name_key,
        count(distinct document_id) as n_documents,
        bool_or(printed_in not like 'N%') as in_a_table,
        min(fiscal_year) as first_year
    from keyed
    where name_key <> ''
    group by unit_key, name_key
),

-- Only names of eight characters and more are compared: short ones differ in what matters.
alike as (
    select
        a.unit_key,
        a.name_key,
        b.name_key as leader_key,
        jaro_winkler_similarity(a.name_key, b.name_key) as similarity,
        b.in_a_table,
        b.first_year,
        b.n_documents
    from names as a
    inner join names as b
        on
            a.unit_key = b.unit_key
            and abs(length(a.name_key) - length(b.name_key)) <= 1
            and (
                substr(a.name_key, 1, 3) = substr(b.name_key, 1, 3)
                or right(a.name_key, 3) = right(b.name_key, 3)
            )
    where
        a.name_key = b.name_key
        or (
            least(length(a.name_key), length(b.name_key)) >= 8
            and length(a.name_key) <> length(b.name_key)
            -- levenshtein() counts bytes, of which a Chinese character has three
            and levenshtein(a.name_key, b.name_key) <= 3
            and regexp_replace(a.name_key, '[^0-9一二三四五六七八九十东西南北上下]', '', 'g')
            = regexp_replace(b.name_key, '[^0-9一二三四五六七八九十东西南北上下]', '', 'g')
        )
),

leaders as (
    select
        unit_key,
        name_key,
        leader_key,
        similarity
    from alike
    qualify row_number() over (
        partition by unit_key, name_key
        order by in_a_table desc, first_year asc, n_documents desc, leader_key asc
    ) = 1
)

select
    k.document_id,
    k.unit_key,
    k.fiscal_year,
    k.project_name,
    k.row_unit_name,
    k.printed_in,
    k.name_key,
    l.leader_key,
    l.similarity::decimal(5, 4) as similarity,
    {{ durable_key('p', ['k.unit_key', 'l.leader_key']) }} as project_key
from keyed as k
inner join leaders as l on k.unit_key = l.unit_key and k.name_key = l.name_key
