-- Leaves of every readable version with their dimensions: the source of every analyst fact.
with leaves as (
    select
        c.*,
        f.fact_table,
        f.phase,
        coalesce(c.fund, f.default_fund) as printed_fund,
        coalesce(c.vintage, f.default_vintage, 'current') as effective_vintage,
        coalesce(
            c.expenditure_kind,
            -- kinds that have a column of their own beside 基本支出 and 项目支出
            case
                when
                    c.column_key in (
                        'operating', 'remit_upward', 'subsidy_affiliates', 'reserve', 'carry_out'
                    )
                    then c.column_key
            end,
            f.default_expenditure_kind,
            'unspecified'
        ) as effective_kind,
        case when c.code_scheme = 'function' then c.code end as function_code,
        case
            when c.code_scheme in ('economic_department', 'economic_government') then c.code
            else c.economic_code
        end as leaf_economic_code,
        case
            when c.code_scheme in ('economic_department', 'economic_government')
                then c.code_scheme
            when c.economic_code is not null then 'economic_department'
        end as leaf_economic_scheme
    from {{ ref('fct_cell') }} as c
    inner join {{ ref('seed_forms') }} as f on c.form = f.form_key
    where
        c.is_additive
        and c.amount_yuan is not null
        and f.fact_table is not null
    -- one source form each: of two project lists the one over all funds
    qualify dense_rank() over (
        partition by c.document_id, f.fact_table order by f.source_rank
    ) = 1
),

-- The span of the code book that holds the year, else the nearest one.
spans as (
    select
        'function' as code_scheme,
        function_code as code,
        function_key as code_key,
        valid_from_year,
        valid_to_year
    from {{ ref('dim_function') }}

    union all

    select
        economic_scheme as code_scheme,
        economic_code as code,
        economic_key as code_key,
        valid_from_year,
        valid_to_year
    from {{ ref('dim_economic') }}
),

printed_codes as (
    select distinct
        'function' as code_scheme,
        function_code as code,
        fiscal_year
    from leaves
    where function_code is not null

    union all

    select distinct
        leaf_economic_scheme as code_scheme,
        leaf_economic_code as code,
        fiscal_year
    from leaves
    where leaf_economic_code is not null
),

code_keys as (
    select
        l.code_scheme,
        l.code,
        l.fiscal_year,
        s.code_key
    from printed_codes as l
    inner join spans as s on l.code_scheme = s.code_scheme and l.code = s.code
    qualify row_number() over (
        partition by l.code_scheme, l.code, l.fiscal_year
        order by
            coalesce(
                l.fiscal_year between s.valid_from_year and coalesce(s.valid_to_year, 9999), false
            ) desc,
            s.valid_from_year desc nulls last
    ) = 1
),

-- Codes to which a document gives a meaning of its own.
own_numbering as (
    select distinct
        document_id,
        code_scheme,
        code
    from {{ ref('int_document_codes') }}
    where is_own_numbering
),

project_keys as (
    select distinct
        document_id,
        project_name,
        row_unit_name,
        project_key
    from {{ ref('int_project_names') }}
)

select
    x.document_key,
    l.document_id,
    l.cell_id,
    x.unit_key,
    x.unit_sk,
    m.unit_key as member_unit_key,
    x.fiscal_year,
    l.phase,
    x.scope,
    x.counts_in_total,
    x.is_current,
    l.fact_table,
    l.form as form_key,
    l.row_key,
    l.column_key,
    -- the item of a form with fixed rows: the last part of its key
    case
        when regexp_extract(l.row_key, '[^/]+$') = 'T' then 'total'
        else regexp_extract(l.row_key, '[^/]+$')
    end as item,
    coalesce({{ code_key('f.code', 'null') }}, k.code_key) as function_key,
    l.function_code,
    coalesce({{ code_key("w.code_scheme || ':' || w.code", 'null') }}, e.code_key) as economic_key,
    l.leaf_economic_code as economic_code,
    coalesce(u.fund, 'ALL')
    || case when l.effective_vintage = 'carry_over' then '.CARRY' else '' end as fund_key,
    case when l.effective_vintage = 'carry_over' then 'carry_over' else 'current' end as vintage,
    l.effective_kind as expenditure_kind,
    p.project_key,
    l.is_blank,
    l.amount_yuan,
    l.ulp_yuan
from leaves as l
inner join {{ ref('int_document_context') }} as x on l.document_id = x.document_id
left join {{ ref('int_unit_aliases') }} as m
    on
        x.portal = m.portal
        and {{ normalise_unit_name('l.row_unit_name') }} = m.name_key
left join code_keys as k
    on
        k.code_scheme = 'function'
        and l.function_code = k.code
        and l.fiscal_year is not distinct from k.fiscal_year
left join code_keys as e
    on
        l.leaf_economic_scheme = e.code_scheme
        and l.leaf_economic_code = e.code
        and l.fiscal_year is not distinct from e.fiscal_year
left join own_numbering as f
    on
        l.document_id = f.document_id
        and f.code_scheme = 'function'
        and l.function_code = f.code
left join own_numbering as w
    on
        l.document_id = w.document_id
        and l.leaf_economic_scheme = w.code_scheme
        and l.leaf_economic_code = w.code
left join project_keys as p
    on
        l.document_id = p.document_id
        and l.project_name = p.project_name
        and l.row_unit_name is not distinct from p.row_unit_name
left join {{ ref('seed_funds') }} as u on l.printed_fund = u.fund
