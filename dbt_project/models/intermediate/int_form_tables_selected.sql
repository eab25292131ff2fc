{{ config(materialized='incremental', pre_hook='{{ drop_changed_documents() }}') }}
-- Of several tables of one form in one document (by function and again by unit; the department
-- and then each of its units) exactly one feeds the facts.
with tables_read as (
    select
        c.document_id,
        c.form,
        c.table_no,
        bool_or(c.code is not null) as has_codes,
        max(c.amount_yuan) filter (r.is_root and k.is_root) as total_yuan
    from {{ ref('stg_facts__cell') }} as c
    {{ chosen_partition('c') }}
    inner join {{ ref('int_cell_rows') }} as r
        on
            {{ same_table('c', 'r') }}
            and c.row_key = r.row_key
    inner join {{ ref('int_cell_columns') }} as k
        on
            {{ same_table('c', 'k') }}
            and c.column_key = k.column_key
    where {{ changed_documents('c') }}
    group by c.document_id, c.form, c.table_no
)

select
    document_id,
    form,
    table_no,
    total_yuan,
    row_number() over (
        partition by document_id, form
        order by has_codes desc, total_yuan desc nulls last, table_no asc
    ) = 1 as is_selected
from tables_read
