-- Last year's amount as this year's narrative implies it (amount less change), against last
-- year's own document.
with said as (
    select
        m.document_id,
        m.pattern,
        m.instance,
        any_value(m.item) as item,
        max(m.value_yuan) filter (m.slot in ('amt', 'total') and m.role = 'level') as amount_yuan,
        max(m.ulp_yuan) filter (m.slot in ('amt', 'total') and m.role = 'level') as amount_ulp_yuan,
        max(m.value_yuan) filter (m.slot = 'delta') as delta_yuan,
        max(m.ulp_yuan) filter (m.slot = 'delta') as delta_ulp_yuan
    from {{ ref('fct_mention') }} as m
    where m.is_current
    group by m.document_id, m.pattern, m.instance
),

implied as (
    select
        x.document_key,
        x.document_id,
        x.unit_key,
        x.unit_sk,
        x.fiscal_year,
        x.doc_kind,
        x.scope,
        s.pattern,
        s.instance,
        s.item,
        t.form_key,
        t.row_key,
        t.column_key,
        s.amount_yuan,
        s.delta_yuan,
        s.amount_yuan - s.delta_yuan as implied_yuan,
        coalesce(s.amount_ulp_yuan, 0) + coalesce(s.delta_ulp_yuan, 0) as ulp_yuan
    from said as s
    inner join {{ ref('int_document_context') }} as x on s.document_id = x.document_id
    inner join {{ ref('seed_narrative_targets') }} as t
        on s.pattern = t.pattern and coalesce(s.item, '') = coalesce(t.item, '')
    where s.amount_yuan is not null and s.delta_yuan is not null
),

earlier as (
    select
        x.document_id,
        x.unit_key,
        x.fiscal_year,
        x.doc_kind,
        x.scope
    from {{ ref('int_document_context') }} as x
    where x.is_current and x.is_readable and x.unit_key <> 'u_unknown'
),

published as (
    select
        c.document_id,
        c.form,
        c.row_key,
        c.column_key,
        min(c.amount_yuan) as amount_yuan,
        max(c.ulp_yuan) as ulp_yuan
    from {{ ref('fct_cell') }} as c
    where c.is_selected_table and c.is_current
    group by c.document_id, c.form, c.row_key, c.column_key
),

compared as (
    select
        i.*,
        e.document_id as prior_document_id,
        p.amount_yuan as published_yuan,
        (i.ulp_yuan + coalesce(p.ulp_yuan, 0)) / 2 as tolerance_yuan
    from implied as i
    left join earlier as e
        on
            i.unit_key = e.unit_key
            and i.fiscal_year - 1 = e.fiscal_year
            and i.doc_kind = e.doc_kind
            and i.scope = e.scope
    left join published as p
        on
            e.document_id = p.document_id
            and i.form_key = p.form
            and i.row_key = p.row_key
            and i.column_key = p.column_key
    -- a disclosure may be in several files: the one that prints the cell
    qualify row_number() over (
        partition by i.document_id, i.pattern, i.instance
        order by p.amount_yuan is null, e.document_id
    ) = 1
)

select
    c.document_key,
    c.document_id,
    c.unit_key,
    c.unit_sk,
    c.fiscal_year,
    c.pattern,
    c.instance,
    c.item,
    c.form_key,
    c.row_key,
    c.column_key,
    c.amount_yuan,
    c.delta_yuan,
    c.implied_yuan::decimal(28, 6) as implied_yuan,
    c.prior_document_id,
    c.published_yuan,
    (c.implied_yuan - c.published_yuan)::decimal(28, 6) as difference_yuan,
    c.tolerance_yuan::decimal(28, 6) as tolerance_yuan,
    case
        when c.prior_document_id is null then 'no_prior_document'
        when c.published_yuan is null then 'not_printed'
        when c.implied_yuan = c.published_yuan then 'same'
        when abs(c.implied_yuan - c.published_yuan) <= c.tolerance_yuan then 'within_rounding'
        else 'different'
    end as comparison
from compared as c
