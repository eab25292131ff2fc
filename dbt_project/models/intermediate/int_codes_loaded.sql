-- The loaded code books in one shape: scheme, code, name, span of years.
select
    'function' as code_scheme,
    function_code as code,
    function_name as code_name,
    {{ normalise_name('function_name') }} as name_key,
    left(function_code, length(function_code) - 2) as sibling_of,
    valid_from_year,
    coalesce(valid_to_year, 9999) as valid_to_year
from {{ ref('seed_functions') }}

union all

select
    economic_scheme as code_scheme,
    economic_code as code,
    economic_name as code_name,
    {{ normalise_name('economic_name') }} as name_key,
    left(economic_code, length(economic_code) - 2) as sibling_of,
    valid_from_year,
    coalesce(valid_to_year, 9999) as valid_to_year
from {{ ref('seed_economics') }}
