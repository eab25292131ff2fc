{{ config(materialized='incremental', pre_hook='{{ drop_changed_documents() }}') }}
-- Rows of every recognised table, and which of them may be added up.
-- A row may be added up when it hangs below the printed total (or, where no total is printed,
-- below a top row) and no printed row is a part of it.  「其中」 rows that do not exhaust their
-- parent hang nowhere and stay out.  Where a total is broken down by item and again by unit in
-- the same table, the breakdown that comes nearer to the total counts.
with recursive rows_printed as (
    select
        c.document_id,
        c.form,
        c.table_no,
        c.row_key,
        any_value(c.parent_row_key) as parent_row_key,
        any_value(c.block) as block,
        any_value(c.row_kind) as row_kind,
        any_value(c.row_level) as row_level,
        arg_min(c.amount_yuan, c.column_ord) filter (c.amount_yuan is not null) as first_yuan
    from {{ ref('stg_facts__cell') }} as c
    {{ chosen_partition('c') }}
    where {{ changed_documents('c') }}
    group by c.document_id, c.form, c.table_no, c.row_key
),

-- Totals with two breakdowns: by unit, and by anything else.
breakdowns as (
    select
        c.document_id,
        c.form,
        c.table_no,
        c.parent_row_key,
        abs(any_value(t.first_yuan) - sum(c.first_yuan) filter (c.is_unit_row)) as unit_gap_yuan,
        abs(
            any_value(t.first_yuan) - sum(c.first_yuan) filter (not c.is_unit_row)
        ) as other_gap_yuan
    from (
        select
            p.*,
            regexp_matches(p.row_key, '^U\d+(/T)?$') as is_unit_row
        from rows_printed as p
        where p.parent_row_key is not null
    ) as c
    inner join rows_printed as t
        on
            {{ same_table('c', 't') }}
            and c.parent_row_key = t.row_key
    group by c.document_id, c.form, c.table_no, c.parent_row_key
    having bool_or(c.is_unit_row) and bool_or(not c.is_unit_row)
),

roots as (
    select
        *,
        row_key in ('T', 'in.T', 'ex.T') as is_total,
        coalesce(
            bool_or(row_key in ('T', 'in.T', 'ex.T')) over (
                partition by document_id, form, table_no, coalesce(block, '')
            ), false
        ) as has_total
    from rows_printed
),

-- a row that could not be named (X1, X2 ...) may be the total itself
tops as (
    select *
    from roots
    where
        is_total
        or (parent_row_key is null and not has_total and not regexp_matches(row_key, '^X\d+$'))
),

{% set joins -%}
left join breakdowns as b
        on
            {{ same_table('n', 'b') }}
            and n.parent_row_key = b.parent_row_key
{%- endset -%}
{% set one_breakdown -%}
(
        b.parent_row_key is null
        or regexp_matches(n.row_key, '^U\d+(/T)?$')
        = coalesce(b.unit_gap_yuan < b.other_gap_yuan, false)
    )
{%- endset -%}
{{ reached_below('tops', 'rows_printed', 'row_key', 'parent_row_key', joins, one_breakdown) }},

{{ printed_parents('rows_printed', 'parent_row_key', 'parent_row_key <> row_key') }}

select
    r.document_id,
    r.form,
    r.table_no,
    r.row_key,
    u.row_key is not null as hangs_below_total,
    r.is_total
    or (
        not r.has_total
        and r.parent_row_key is null
        and not regexp_matches(r.row_key, '^X\d+$')
    ) as is_root,
    u.row_key is not null and p.parent_row_key is null as is_leaf
from roots as r
{{ join_reached('r', 'row_key', 'parent_row_key') }}
