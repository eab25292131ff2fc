-- The units that a department's own document lists, with the current files of each.
-- The list is the rows of units in its revenue table (else its expenditure table): their sum must
-- be the printed total, which the judge asks for before it takes the list as complete.
-- Names are compared whole after normalisation; no likeness, no code, no other year's name.
with current_documents as (
    select
        d.document_id,
        d.portal,
        d.effective_fiscal_year,
        d.doc_kind,
        d.scope,
        d.unit_key,
        d.unit_code,
        n.name_key,
        {{ head_office_of('n.name_key') }} as home_key
    from {{ ref('int_documents') }} as d
    inner join {{ ref('int_document_versions') }} as v on d.document_id = v.document_id
    inner join (
        select
            document_id,
            min(name_key) as name_key
        from {{ ref('int_unit_names') }}
        where printed_as = 'document'
        group by document_id
    ) as n on d.document_id = n.document_id
    where
        v.is_current
        and d.is_readable
        and d.portal is not null
        and d.effective_fiscal_year is not null
        and d.doc_kind is not null
),

unit_rows as (
    select
        r.document_id,
        r.form,
        r.table_no,
        r.row_key,
        min(r.parent_row_key) as parent_row_key,
        min(r.row_ord) as row_ord,
        min(r.row_unit_name) as unit_name,
        max(r.row_unit_code) as unit_code,
        arg_min(
            { 'page': r.page, 'x0': r.x0, 'top': r.top, 'x1': r.x1, 'bottom': r.bottom },
            r.column_ord
        ) as place
    from {{ ref('stg_facts__cell') }} as r
    {{ chosen_partition('r') }}
    where
        r.row_unit_name is not null
        and r.form in ('T02', 'T03')
        and regexp_full_match(r.row_key, 'U[0-9]+')
    group by r.document_id, r.form, r.table_no, r.row_key
),

-- a row of units that stands above others is their sum, no unit
innermost as (
    select u.*
    from unit_rows as u
    left join (
        select distinct
            document_id,
            form,
            table_no,
            parent_row_key
        from unit_rows
    ) as p
        on
            u.document_id = p.document_id and u.form = p.form and u.table_no = p.table_no
            and u.row_key = p.parent_row_key
    where p.document_id is null
    qualify dense_rank() over (
        partition by u.document_id order by u.form, u.table_no
    ) = 1
),

named as (
    select
        i.*,
        d.portal,
        d.effective_fiscal_year,
        d.doc_kind,
        d.unit_key as department_unit_key,
        d.home_key as department_home_key,
        {{ normalise_unit_name('i.unit_name') }} as name_key,
        {{ head_office_of(normalise_unit_name('i.unit_name')) }} = d.home_key as is_head_office
    from innermost as i
    inner join current_documents as d on i.document_id = d.document_id
    where d.scope = 'department' and d.unit_key <> 'u_unknown'
),

-- 某局 and 某局(本级) in one list are both the head office
listed as (
    select
        document_id,
        portal,
        effective_fiscal_year,
        doc_kind,
        department_unit_key,
        is_head_office,
        case when is_head_office then department_home_key else name_key end as match_key,
        form,
        table_no,
        min(row_ord) as row_ord,
        arg_min(unit_name, row_ord) as unit_name,
        arg_min(name_key, row_ord) as name_key,
        max(unit_code) filter (regexp_full_match(unit_code, '\d{6}')) as unit_code,
        list(row_key order by row_ord) as row_keys,
        arg_min(place, row_ord) as place
    from named
    group by all
),

candidates as (
    select
        *,
        name_key as match_key,
        false as by_home
    from current_documents
    where scope = 'unit'

    union all

    select
        *,
        home_key as match_key,
        true as by_home
    from current_documents
    where scope = 'unit'
),

found as (
    select
        l.document_id,
        l.match_key,
        list(c.document_id order by c.document_id) as unit_documents
    from listed as l
    inner join candidates as c
        on
            l.match_key = c.match_key
            and l.is_head_office = c.by_home
            and l.portal = c.portal
            and l.effective_fiscal_year = c.effective_fiscal_year
            and l.doc_kind = c.doc_kind
    where
        l.unit_code is null
        or c.unit_code is null
        or not regexp_full_match(c.unit_code, '\d{6}')
        or l.unit_code = c.unit_code
    group by l.document_id, l.match_key
)

select
    l.document_id,
    row_number() over (partition by l.document_id order by l.row_ord)::integer as unit_ord,
    l.unit_name,
    l.name_key,
    l.is_head_office,
    l.form,
    l.table_no,
    l.row_keys,
    l.place.page,
    l.place.x0,
    l.place.top,
    l.place.x1,
    l.place.bottom,
    case
        when
            not l.is_head_office
            and count(distinct l.department_unit_key) over (
                partition by l.portal, l.effective_fiscal_year, l.doc_kind, l.name_key
            ) > 1
            then 'shared'
        -- the inbox mixes authorities: a name without a place may be another's
        when l.portal = 'inbox' and p.division_code is null then 'place_unknown'
    end as doubt,
    coalesce(f.unit_documents, []) as unit_documents
from listed as l
left join found as f on l.document_id = f.document_id and l.match_key = f.match_key
left join {{ ref('int_unit_divisions') }} as p on l.name_key = p.name_key
