-- 文件被替换：改动了哪些格
-- A replaced document: which cells changed
select
    u.unit_name,
    d.fiscal_year,
    r.form,
    r.row_label,
    r.column_label,
    r.old_raw_text,
    r.new_raw_text,
    r.change_yuan,
    r.change_kind
from {{ ref('fct_restatement') }} as r
inner join {{ ref('dim_document') }} as d on r.document_id = d.document_id and d.is_canonical
left join {{ ref('dim_unit') }} as u on d.unit_sk = u.unit_sk
order by u.unit_name, d.fiscal_year, r.form, r.cell_id
