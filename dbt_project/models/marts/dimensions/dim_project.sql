with names as (
    select
        project_key,
        unit_key,
        arg_min(
            project_name, (name_key <> leader_key)::integer * 10000 + coalesce(fiscal_year, 9999)
        ) as project_name,
        min(fiscal_year) as first_year,
        max(fiscal_year) as last_year,
        count(distinct name_key)::integer as n_names
    from {{ ref('int_project_names') }}
    group by project_key, unit_key
)

select
    project_key,
    unit_key,
    project_name,
    first_year,
    last_year,
    n_names
from names
