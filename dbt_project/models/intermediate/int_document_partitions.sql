-- A file that was read in several partitions has its facts there several times: pick one.
select
    document_id,
    partition_key
from {{ ref('stg_facts__document') }}
qualify row_number() over (
    partition by document_id
    order by extractor_version desc, partition_key asc
) = 1
