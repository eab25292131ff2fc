-- What changed between a file and the one it replaced, cell by cell.
with pairs as (
    select
        document_id as new_document_id,
        supersedes_document_id as old_document_id
    from {{ ref('int_document_versions') }}
    where supersedes_document_id is not null
),

new_cells as (
    select
        p.new_document_id,
        p.old_document_id,
        c.*
    from pairs as p
    inner join {{ ref('fct_cell') }} as c on p.new_document_id = c.document_id
),

old_cells as (
    select
        p.new_document_id,
        p.old_document_id,
        c.*
    from pairs as p
    inner join {{ ref('fct_cell') }} as c on p.old_document_id = c.document_id
)

select
    coalesce(n.new_document_id, o.new_document_id) as document_id,
    coalesce(n.old_document_id, o.old_document_id) as old_document_id,
    coalesce(n.cell_id, o.cell_id) as cell_id,
    coalesce(n.form, o.form) as form,
    coalesce(n.table_no, o.table_no) as table_no,
    coalesce(n.row_key, o.row_key) as row_key,
    coalesce(n.row_label, o.row_label) as row_label,
    coalesce(n.column_key, o.column_key) as column_key,
    coalesce(n.column_label, o.column_label) as column_label,
    o.raw_text as old_raw_text,
    n.raw_text as new_raw_text,
    o.amount_yuan as old_amount_yuan,
    n.amount_yuan as new_amount_yuan,
    (coalesce(n.amount_yuan, 0) - coalesce(o.amount_yuan, 0))::decimal(28, 6) as change_yuan,
    case
        when o.cell_id is null then 'added'
        when n.cell_id is null then 'removed'
        else 'changed'
    end as change_kind
from new_cells as n
full outer join old_cells as o
    on
        n.new_document_id = o.new_document_id
        and n.old_document_id = o.old_document_id
        and n.cell_id = o.cell_id
where
    (
        o.amount_yuan is distinct from n.amount_yuan
        or (o.amount_yuan is null and o.raw_text is distinct from n.raw_text)
    )
    -- a cell that one version leaves empty and the other does not print is no change
    and not (coalesce(o.is_blank, true) and coalesce(n.is_blank, true))
