{# Models at the grain of a cell are built by document: only documents of which something
   changed are computed again.  What changed is in int_documents_changed, which also names the
   documents that are gone.  `mingzhang` passes --full-refresh when the project's own code,
   seeds or the record contracts changed.  (The ref() stands before the `if`: dbt takes the
   dependency from parsing, when nothing is incremental yet.) #}

{# Pre-hook: what is there of the changed documents goes first. #}
{% macro drop_changed_documents() -%}
    {%- set changed = ref('int_documents_changed') -%}
    {%- if is_incremental() -%}
        delete from {{ this }} where document_id in (select document_id from {{ changed }})
    {%- endif -%}
{%- endmacro %}

{# Condition: rows of changed documents only. #}
{% macro changed_documents(alias) -%}
    {%- set changed = ref('int_documents_changed') -%}
    {%- if is_incremental() -%}
        {{ alias }}.document_id in (select h.document_id from {{ changed }} as h)
    {%- else -%}
        true
    {%- endif -%}
{%- endmacro %}
