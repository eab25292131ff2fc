select
    s.unit_sk,
    s.unit_key,
    s.unit_name,
    s.unit_code,
    s.division_code,
    s.division_level,
    m.department_unit_key,
    m.basis as department_basis,
    s.valid_from_year,
    s.valid_to_year,
    s.is_current,
    s.has_document
from {{ ref('int_unit_spans') }} as s
left join {{ ref('int_unit_departments') }} as m on s.unit_key = m.unit_key

union all

select
    's_unknown' as unit_sk,
    'u_unknown' as unit_key,
    '（未识别的单位）' as unit_name,
    null as unit_code,
    null as division_code,
    null as division_level,
    null as department_unit_key,
    null as department_basis,
    null as valid_from_year,
    null as valid_to_year,
    true as is_current,
    false as has_document
