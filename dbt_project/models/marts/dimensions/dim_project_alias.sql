select distinct
    project_key,
    document_id,
    project_name as printed_name,
    printed_in,
    fiscal_year,
    similarity
from {{ ref('int_project_names') }}
