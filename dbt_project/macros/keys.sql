{# A name as units and projects are matched by: no white space, quotes, dots or book marks.
   The readers have already applied NFKC, so full-width brackets arrive as ASCII. #}
{% macro normalise_name(expression) -%}
    nullif(
        lower(
            regexp_replace(
                replace(replace({{ expression }}, '（', '('), '）', ')'),
                '[\s"“”''‘’「」『』《》<>·•]', '', 'g'
            )
        ),
        ''
    )
{%- endmacro %}

{# A durable key: prefix and 16 hex digits of the md5 of its parts. #}
{% macro durable_key(prefix, parts) -%}
    '{{ prefix }}' || substr(md5(concat_ws('|', {{ parts | join(', ') }})), 1, 16)
{%- endmacro %}
