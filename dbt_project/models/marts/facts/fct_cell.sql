{{ config(materialized='incremental', pre_hook='{{ drop_changed_documents() }}') }}
-- What is printed, cell by cell, for every version; the last columns say what may be added up.
select
    c.document_id,
    c.cell_id,
    c.form,
    c.table_no,
    c.row_ord,
    c.row_key,
    c.row_label,
    c.row_kind,
    c.row_level,
    c.parent_row_key,
    c.block,
    c.code,
    c.code_scheme,
    c.project_name,
    c.row_unit_code,
    c.row_unit_name,
    c.column_ord,
    c.column_key,
    c.column_label,
    c.parent_column_key,
    c.measure_kind,
    c.fund,
    c.vintage,
    c.expenditure_kind,
    c.economic_code,
    c.raw_text,
    c.amount,
    c.money_unit,
    c.decimals,
    c.amount_yuan,
    c.ulp_yuan,
    c.is_blank,
    c.page,
    c.x0,
    c.top,
    c.x1,
    c.bottom,
    c.engine,
    c.confidence,
    x.document_key,
    x.unit_key,
    x.fiscal_year,
    x.is_current,
    coalesce(r.is_root, false) as is_root_row,
    coalesce(k.is_root, false) as is_root_column,
    coalesce(r.is_leaf, false) as is_leaf_row,
    coalesce(k.is_leaf, false) as is_leaf_column,
    coalesce(t.is_selected, false) as is_selected_table,
    coalesce(r.is_leaf and k.is_leaf and t.is_selected, false) as is_additive
from {{ ref('stg_facts__cell') }} as c
{{ context_join('c') }}
left join {{ ref('int_cell_rows') }} as r
    on
        {{ same_table('c', 'r') }}
        and c.row_key = r.row_key
left join {{ ref('int_cell_columns') }} as k
    on
        {{ same_table('c', 'k') }}
        and c.column_key = k.column_key
left join {{ ref('int_form_tables_selected') }} as t
    on {{ same_table('c', 't') }}
where {{ changed_documents('c') }}
