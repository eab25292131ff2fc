-- What separates the sum of the leaves from the printed total, form by form.
-- Within the tolerance it is rounding; beyond it the publisher's table does not add up, or the
-- table was not read in full: a total over leaves must then be used with care.
with tables_used as (
    select
        c.document_key,
        c.document_id,
        c.unit_key,
        c.fiscal_year,
        c.form as form_key,
        c.table_no,
        coalesce(
            sum(c.amount_yuan) filter (c.is_root_row and c.is_root_column), 0
        ) as printed_total_yuan,
        count(*) filter (c.is_root_row and c.is_root_column and not c.is_blank) as n_totals,
        coalesce(sum(c.amount_yuan) filter (c.is_additive), 0) as leaf_sum_yuan,
        count(*) filter (c.is_additive and not c.is_blank) as n_leaves,
        coalesce(max(c.ulp_yuan), 0) as ulp_yuan,
        count(*) filter (c.is_additive and c.amount_yuan is null) as n_unreadable
    from {{ ref('fct_cell') }} as c
    inner join {{ ref('seed_forms') }} as f on c.form = f.form_key
    where
        c.is_current
        and c.is_selected_table
        and c.measure_kind = 'money'
        and f.fact_table is not null
    group by
        c.document_key, c.document_id, c.unit_key, c.fiscal_year, c.form, c.table_no
    -- an empty table has nothing to add up
    having bool_or(not c.is_blank)
)

select
    t.document_key,
    t.document_id,
    t.unit_key,
    t.fiscal_year,
    t.form_key,
    t.table_no,
    t.printed_total_yuan::decimal(28, 6) as printed_total_yuan,
    t.leaf_sum_yuan::decimal(28, 6) as leaf_sum_yuan,
    (t.printed_total_yuan - t.leaf_sum_yuan)::decimal(28, 6) as residual_yuan,
    ((t.n_leaves + t.n_totals) * t.ulp_yuan / 2)::decimal(28, 6) as tolerance_yuan,
    t.n_totals::integer as n_totals,
    t.n_leaves::integer as n_leaves,
    t.n_unreadable::integer as n_unreadable,
    t.printed_total_yuan = t.leaf_sum_yuan
    or abs(t.printed_total_yuan - t.leaf_sum_yuan)
    < (t.n_leaves + t.n_totals) * t.ulp_yuan / 2 as is_within_rounding
from tables_used as t
