-- Leaves of current documents with their dimensions: the source of every analyst fact.
with leaves as (
    select
        c.*,
        f.fact_table,
        f.phase,
        coalesce(c.fund, f.default_fund) as printed_fund,
        coalesce(c.vintage, f.default_vintage, 'current') as effective_vintage,
        coalesce(c.expenditure_kind, f.default_expenditure_kind, 'unspecified') as effective_kind,
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
        and c.is_current
        and c.amount_yuan is not null
        and f.fact_table is not null
    -- one source form each: of two project lists the one over all funds
    qualify dense_rank() over (
        partition by c.document_id, f.fact_table order by f.source_rank
    ) = 1
),

-- The span of the code book that holds the year, else the nearest one.
function_keys as (
    select
        l.function_code,
        l.fiscal_year,
        d.function_key
    from (select distinct
        function_code,
        fiscal_year
    from leaves) as l
    inner join {{ ref('dim_function') }} as d on l.function_code = d.function_code
    qualify row_number() over (
        partition by l.function_code, l.fiscal_year
        order by
            coalesce(
                l.fiscal_year between d.valid_from_year and coalesce(d.valid_to_year, 9999), false
            ) desc,
            d.valid_from_year desc
    ) = 1
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
    l.fact_table,
    l.form as form_key,
    l.row_key,
    l.column_key,
    k.function_key,
    l.function_code,
    l.leaf_economic_scheme || ':' || l.leaf_economic_code as economic_key,
    l.leaf_economic_code as economic_code,
    coalesce(u.fund, 'ALL')
    || case when l.effective_vintage = 'carry_over' then '.CARRY' else '' end as fund_key,
    case when l.effective_vintage = 'carry_over' then 'carry_over' else 'current' end as vintage,
    l.effective_kind as expenditure_kind,
    p.project_key,
    l.project_name,
    l.is_blank,
    l.amount_yuan,
    l.ulp_yuan
from leaves as l
inner join {{ ref('int_document_context') }} as x on l.document_id = x.document_id
left join {{ ref('int_unit_aliases') }} as m
    on
        x.portal = m.portal
        and {{ normalise_name('l.row_unit_name') }} = m.name_key
left join function_keys as k
    on
        l.function_code = k.function_code
        and l.fiscal_year is not distinct from k.fiscal_year
left join project_keys as p
    on
        l.document_id = p.document_id
        and l.project_name = p.project_name
        and l.row_unit_name is not distinct from p.row_unit_name
left join {{ ref('seed_funds') }} as u on l.printed_fund = u.fund
