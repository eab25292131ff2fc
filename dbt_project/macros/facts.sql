{# Contract columns of a record, with its alias; the order of the contract. #}
{% macro context_join(alias) -%}
    inner join {{ ref('int_document_context') }} as x
        on {{ alias }}.document_id = x.document_id and {{ alias }}.partition_key = x.partition_key
{%- endmacro %}
