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
    inner join {{ ref('int_document_partitions') }} as p
        on c.document_id = p.document_id and c.partition_key = p.partition_key
    inner join {{ ref('int_cell_rows') }} as r
        on
            c.document_id = r.document_id
            and c.form = r.form
            and c.table_no = r.table_no
            and c.row_key = r.row_key
    inner join {{ ref('int_cell_columns') }} as k
        on
            c.document_id = k.document_id
            and c.form = k.form
            and c.table_no = k.table_no
            and c.column_key = k.column_key
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
