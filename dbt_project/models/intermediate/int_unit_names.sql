-- Every unit name that a document or a row of a department's table prints, with its place.
with chosen as (
    select d.*
    from {{ ref('stg_facts__document') }} as d
    inner join {{ ref('int_document_partitions') }} as p
        on d.document_id = p.document_id and d.partition_key = p.partition_key
),

portals as (
    select
        document_id,
        portal,
        listed_fiscal_year
    from {{ ref('int_acquisitions') }}
    where is_canonical
),

heads as (
    select
        document_id,
        partition_key,
        mode(stated_unit_name) as stated_unit_name,
        min(page) as page
    from {{ ref('stg_facts__form_table') }}
    where stated_unit_name is not null
    group by document_id, partition_key
),

printed as (
    select
        c.document_id,
        coalesce(c.unit_name, h.stated_unit_name) as unit_name,
        c.unit_code,
        'document' as printed_as,
        case when c.unit_name is null then h.page end as page
    from chosen as c
    left join heads as h
        on c.document_id = h.document_id and c.partition_key = h.partition_key
    where coalesce(c.unit_name, h.stated_unit_name) is not null

    union

    select
        r.document_id,
        r.row_unit_name as unit_name,
        max(r.row_unit_code) as unit_code,
        'row' as printed_as,
        min(r.page) as page
    from {{ ref('stg_facts__cell') }} as r
    {{ chosen_partition('r') }}
    where r.row_unit_name is not null
    group by r.document_id, r.row_unit_name

    union

    select
        f.document_id,
        f.stated_unit_name as unit_name,
        null as unit_code,
        'form_head' as printed_as,
        min(f.page) as page
    from {{ ref('stg_facts__form_table') }} as f
    {{ chosen_partition('f') }}
    where f.stated_unit_name is not null
    group by f.document_id, f.stated_unit_name

    union

    select
        a.document_id,
        a.value_text as unit_name,
        null as unit_code,
        'form_head' as printed_as,
        min(a.page) as page
    from {{ ref('stg_facts__attribute') }} as a
    {{ chosen_partition('a') }}
    where a.attribute = 'performance.unit_name' and a.value_text is not null
    group by a.document_id, a.value_text
),

-- a name that two kinds of form heads print is one row
placed as (
    select
        document_id,
        unit_name,
        printed_as,
        max(unit_code) as unit_code,
        min(page) as page
    from printed
    group by document_id, unit_name, printed_as
)

select
    placed.document_id,
    coalesce(portals.portal, 'unknown') as portal,
    placed.unit_name,
    {{ normalise_unit_name('placed.unit_name') }} as name_key,
    placed.unit_code,
    placed.printed_as,
    placed.page,
    coalesce(chosen.fiscal_year, portals.listed_fiscal_year) as fiscal_year
from placed
inner join chosen on placed.document_id = chosen.document_id
left join portals on placed.document_id = portals.document_id
where {{ normalise_unit_name('placed.unit_name') }} is not null
