{# Key of a code over one span of its code book; `printed` where no loaded version holds it. #}
{% macro code_key(code, valid_from_year) -%}
    {{ code }} || '@' || coalesce({{ valid_from_year }}::varchar, 'printed')
{%- endmacro %}

{# Key of the span that follows, for a code that was renamed. #}
{% macro successor_key(code, valid_from_year) -%}
    case when {{ valid_from_year }} is not null then
        {{ code }} || '@' || lead({{ valid_from_year }}) over (
            partition by {{ code }} order by {{ valid_from_year }} nulls last
        )::varchar
    end
{%- endmacro %}
