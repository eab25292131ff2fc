{# Models at the grain of a cell are built by document: only documents of which something
   changed are computed again.  What changed is in int_documents_changed, which also names the
   documents that are gone.  `mingzhang` passes --full-refresh when the project's own code,
   seeds or the record contracts changed.  Verdicts have their own changes, int_verdicts_changed:
   a document is judged again when last year's changes.  (The ref() stands before the `if`: dbt takes the
   dependency from parsing, when nothing is incremental yet.) #}

{# Pre-hook: what is there of the changed documents goes first. #}
{% macro drop_changed_documents(changes='int_documents_changed') -%}
    {%- set changed = ref(changes) -%}
    {%- if is_incremental() -%}
        delete from {{ this }} where document_id in (select document_id from {{ changed }})
    {%- endif -%}
{%- endmacro %}

{# Condition: rows of changed documents only. #}
{% macro changed_documents(alias, changes='int_documents_changed') -%}
    {%- set changed = ref(changes) -%}
    {%- if is_incremental() -%}
        {{ alias }}.document_id in (select h.document_id from {{ changed }} as h)
    {%- else -%}
        true
    {%- endif -%}
{%- endmacro %}

{# Documents whose fingerprint in a model is not that of the record of the last build; all of them
   where there is no such record (none). #}
{% macro changed_since(fingerprints, built) -%}
    {%- set continues = built is not none -%}
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
from {{ ref(fingerprints) }} as n
{% if continues -%}
full outer join {{ built }} as o on n.document_id = o.document_id
where n.fingerprint is distinct from o.fingerprint
{%- endif %}
{%- endmacro %}
