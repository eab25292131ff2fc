-- Every printed project name, and the project it stands for within its unit (the unit of the
-- row, where a department prints its units as rows).
-- The year in front of a name is no part of it; names of which one has a single character more,
-- not a figure, a direction or a negation, are one project.
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
            and {{ normalise_unit_name('p.row_unit_name') }} = u.name_key
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

-- Every name with one character taken out meets the names it then equals: exact, and linear
-- in the number of names.  Names under eight characters differ in what matters; over a hundred
-- they are no names.
shortened as (
    select
        l.unit_key,
        l.name_key,
        substr(l.name_key, 1, l.position - 1) || substr(l.name_key, l.position + 1) as shorter_key,
        substr(l.name_key, l.position, 1) as removed
    from (
        select
            n.unit_key,
            n.name_key,
            unnest(range(1, length(n.name_key) + 1)) as position
        from names as n
        where length(n.name_key) between 9 and 100
    ) as l
),

pairs as (
    select distinct
        s.unit_key,
        s.name_key as longer_key,
        s.shorter_key
    from shortened as s
    inner join names as n on s.unit_key = n.unit_key and s.shorter_key = n.name_key
    -- a character that by itself makes another project: figures, letters, 非, 新, 市 ...
    where
        not regexp_matches(
            s.removed,
            '[0-9a-z一二三四五六七八九十东西南北中上下左右内外前后大小新旧老非不未无甲乙丙丁省市区县乡镇村]'
        )
),

candidates as (
    select
        unit_key,
        name_key,
        name_key as leader_key
    from names

    union

    select
        unit_key,
        longer_key as name_key,
        shorter_key as leader_key
    from pairs

    union

    select
        unit_key,
        shorter_key as name_key,
        longer_key as leader_key
    from pairs
),

alike as (
    select
        c.unit_key,
        c.name_key,
        c.leader_key,
        case
            when c.name_key = c.leader_key then 1
            else jaro_winkler_similarity(c.name_key, c.leader_key)
        end as similarity,
        n.in_a_table,
        n.first_year,
        n.n_documents
    from candidates as c
    inner join names as n on c.unit_key = n.unit_key and c.leader_key = n.name_key
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
