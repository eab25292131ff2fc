-- Every year from the first to the last that a document or a listing names.
with years as (
    select effective_fiscal_year as fiscal_year from {{ ref('int_documents') }}
    union
    select listed_fiscal_year as fiscal_year from {{ ref('int_acquisitions') }}
),

bounds as (
    select
        min(fiscal_year) as first_year,
        max(fiscal_year) as last_year
    from years
    where fiscal_year is not null
),

series as (
    select unnest(range(first_year, last_year + 1))::integer as fiscal_year
    from bounds
)

select
    fiscal_year,
    make_date(fiscal_year, 1, 1) as starts_on,
    make_date(fiscal_year, 12, 31) as ends_on,
    fiscal_year::varchar || '年度' as label_zh
from series
