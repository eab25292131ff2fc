-- 印出的科目与科目表不同之处：未入库、名称有异、自编序号
-- Printed codes against the loaded code book: not in it, another name, a numbering of its own
select
    n.code_scheme,
    n.code,
    n.printed_name,
    n.name_match,
    n.other_code,
    n.is_own_numbering,
    n.n_documents,
    n.first_year,
    n.last_year
from {{ ref('dim_code_name') }} as n
where n.name_match not in ('same', 'no_name')
order by
    n.is_own_numbering desc, n.name_match asc, n.n_documents desc, n.code_scheme asc, n.code asc
