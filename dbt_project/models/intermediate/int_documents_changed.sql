-- Documents that are new, read again, placed otherwise or gone since the last build that came to
-- its end.  Its record, int_documents_built, is read by name: a ref() would close a circle.
-- noqa: disable=TMP,LT02
{%- set built = adapter.get_relation(
    database=this.database, schema=this.schema, identifier='int_documents_built'
) %}
{%- set continues = built is not none and not flags.FULL_REFRESH %}
select
    {% if continues -%}
    coalesce(n.document_id, o.document_id) as document_id,
    case
        when o.document_id is null then 'new'
        when n.document_id is null then 'gone'
        else 'changed'
    end as change_kind
    {%- else -%}
    n.document_id,
    'new' as change_kind
    {%- endif %}
from {{ ref('int_document_fingerprints') }} as n
{% if continues -%}
full outer join {{ built }} as o on n.document_id = o.document_id
where n.fingerprint is distinct from o.fingerprint
{%- endif %}
