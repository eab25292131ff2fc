{{ config(materialized='incremental', pre_hook='{{ drop_changed_documents() }}') }}
-- Columns of every recognised table, and which of them may be added up.
-- A total may be broken down twice side by side (by kind of expenditure and by fund): only one
-- of the breakdowns, the one that the form is for, counts.
with recursive columns_printed as (
    select
        c.document_id,
        c.form,
        c.table_no,
        c.column_key,
        any_value(c.parent_column_key) as parent_column_key,
        any_value(c.measure_kind) as measure_kind,
        any_value(c.vintage) as vintage,
        case
            when any_value(c.economic_code) is not null then 'economic'
            when c.column_key = 'total' then 'fund'
            when coalesce(any_value(v.expenditure_kind), any_value(c.expenditure_kind)) is not null
                then 'kind'
            -- 结转下年 completes the kinds of expenditure
            when c.column_key = 'carry_out' then 'kind'
            else 'fund'
        end as axis
    from {{ ref('stg_facts__cell') }} as c
    left join {{ ref('seed_measures') }} as v on c.column_key = v.measure_key
    {{ chosen_partition('c') }}
    where {{ changed_documents('c') }}
    group by c.document_id, c.form, c.table_no, c.column_key
),

money as (
    select
        c.*,
        -- 本年小计 beside the funds of which it is the sum is no leaf
        c.column_key = 'current' and bool_or(
            c.column_key not in ('total', 'current')
            and c.axis = 'fund'
            and coalesce(c.vintage, 'current') = 'current'
        ) over (
            partition by c.document_id, c.form, c.table_no
        ) as is_subtotal,
        bool_or(c.column_key = 'total') over (
            partition by c.document_id, c.form, c.table_no
        ) as has_total
    from columns_printed as c
    where
        c.measure_kind = 'money'
        and coalesce(c.vintage, 'current') not in ('prior', 'change')
),

-- Of the breakdowns of one parent the form's first axis wins, then its second.
ranked as (
    select
        m.*,
        dense_rank() over (
            partition by
                m.document_id, m.form, m.table_no,
                case when m.column_key = 'total' then '<root>' else m.parent_column_key end
            order by
                case m.axis
                    when coalesce(f.first_axis, 'fund') then 1
                    when coalesce(f.second_axis, 'kind') then 2
                    else 3
                end
        ) = 1 as is_on_axis
    from money as m
    left join {{ ref('seed_forms') }} as f on m.form = f.form_key
),

roots as (
    select r.*
    from ranked as r
    left join {{ ref('seed_measures') }} as v on r.column_key = v.measure_key
    where
        r.column_key = 'total'
        or (
            not r.has_total
            and r.parent_column_key is null
            and r.is_on_axis
            and v.part_of is not null
        )
),

{{ reached_below(
    'roots', 'ranked', 'column_key', 'parent_column_key', condition='n.is_on_axis'
) }},

{{ printed_parents('ranked', 'parent_column_key', 'is_on_axis') }}

select
    c.document_id,
    c.form,
    c.table_no,
    c.column_key,
    c.axis,
    u.column_key is not null as hangs_below_total,
    o.column_key is not null as is_root,
    u.column_key is not null
    and p.parent_column_key is null
    and not coalesce(m.is_subtotal, false) as is_leaf
from columns_printed as c
left join money as m
    on
        {{ same_table('c', 'm') }}
        and c.column_key = m.column_key
left join roots as o
    on
        {{ same_table('c', 'o') }}
        and c.column_key = o.column_key
{{ join_reached('c', 'column_key', 'parent_column_key') }}
