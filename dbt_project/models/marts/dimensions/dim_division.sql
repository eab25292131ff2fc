select
    d.division_code,
    d.division_name,
    d.division_level,
    d.parent_code as parent_division_code,
    d.province_name,
    d.prefecture_name
from {{ ref('seed_divisions') }} as d
