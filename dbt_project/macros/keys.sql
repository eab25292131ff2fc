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

{# A unit's name as it is matched: 中国共产党江苏省委员会 is 中共江苏省委 in full, and 某局部门,
   某局(部门) name the body whose department is meant. #}
{% macro normalise_unit_name(expression) -%}
    regexp_replace(
        regexp_replace(
            regexp_replace({{ normalise_name(expression) }}, '^中国共产党', '中共'),
            '^(中共[^委]*?(?:省|市|区|县|旗|州|盟|中央))委员会', '\1委'
        ),
        '(?:\(部门\)|(局|厅|委员会|办公室|院|中心|处|办)部门)$', '\1'
    )
{%- endmacro %}

{# A durable key: prefix and 16 hex digits of the md5 of its parts. #}
{% macro durable_key(prefix, parts) -%}
    '{{ prefix }}' || substr(md5(concat_ws('|', {{ parts | join(', ') }})), 1, 16)
{%- endmacro %}

{# The body whose head office a normalised name names: 某局(本级), 某局机关 and 某局 are 某局. #}
{% macro head_office_of(expression) -%}
    regexp_replace(
        {{ expression }},
        '(?:\((?:[局厅委办院部]?本级|[局厅委办院]?机关|本部)\)|本级|机关)$',
        ''
    )
{%- endmacro %}
