-- Book x origin x vintage.
select
    f.fund as fund_key,
    f.fund,
    f.fund_name,
    f.fund_name_en,
    f.book,
    f.book_name,
    f.origin,
    'current' as vintage,
    f.is_fiscal,
    f.parent_fund as parent_fund_key
from {{ ref('seed_funds') }} as f

union all

select
    f.fund || '.CARRY' as fund_key,
    f.fund,
    '上年结转：' || f.fund_name as fund_name,
    'carried over: ' || f.fund_name_en as fund_name_en,
    f.book,
    f.book_name,
    f.origin,
    'carry_over' as vintage,
    f.is_fiscal,
    f.parent_fund || '.CARRY' as parent_fund_key
from {{ ref('seed_funds') }} as f
