{# What every fact row carries of its document. #}
{% macro context_join(alias) -%}
    inner join {{ ref('int_document_context') }} as x
        on {{ alias }}.document_id = x.document_id and {{ alias }}.partition_key = x.partition_key
{%- endmacro %}

{# Rows of a staging model from the partition that counts for their document. #}
{% macro chosen_partition(alias, document='p') -%}
    inner join {{ ref('int_document_partitions') }} as {{ document }}
        on
            {{ alias }}.document_id = {{ document }}.document_id
            and {{ alias }}.partition_key = {{ document }}.partition_key
{%- endmacro %}

{# Two rows of one printed table. #}
{% macro same_table(a, b) -%}
    {{ a }}.document_id = {{ b }}.document_id
    and {{ a }}.form = {{ b }}.form
    and {{ a }}.table_no = {{ b }}.table_no
{%- endmacro %}

{# Everything that hangs below the roots of its table, by parent key.  A common table
   expression `reached`: the tree of rows and the tree of columns are walked the same way.
   `condition` may name the child as `n`; `joins` come after it. #}
{% macro reached_below(roots, nodes, key, parent, joins='', condition='true') -%}
reached (document_id, form, table_no, {{ key }}, depth) as (
    select
        document_id,
        form,
        table_no,
        {{ key }},
        0 as depth
    from {{ roots }}

    union all

    select
        n.document_id,
        n.form,
        n.table_no,
        n.{{ key }},
        u.depth + 1 as depth
    from reached as u
    inner join {{ nodes }} as n
        on
            {{ same_table('u', 'n') }}
            and u.{{ key }} = n.{{ parent }}
    {{ joins }}
    -- a cycle, which no reading should make, ends here
    where u.depth < 12 and {{ condition }}
)
{%- endmacro %}

{# Nodes on which another one hangs.  A common table expression `parents`, beside `reached`. #}
{% macro printed_parents(nodes, parent, condition) -%}
parents as (
    select distinct
        document_id,
        form,
        table_no,
        {{ parent }}
    from {{ nodes }}
    where {{ parent }} is not null and {{ condition }}
)
{%- endmacro %}

{# Joins a node (`alias`) to whether it was reached (`u`) and whether others hang on it (`p`). #}
{% macro join_reached(alias, key, parent) -%}
left join (
    select distinct
        document_id,
        form,
        table_no,
        {{ key }}
    from reached
) as u
    on
        {{ same_table(alias, 'u') }}
        and {{ alias }}.{{ key }} = u.{{ key }}
left join parents as p
    on
        {{ same_table(alias, 'p') }}
        and {{ alias }}.{{ key }} = p.{{ parent }}
{%- endmacro %}

{# Leaves with the columns that every fact has, `context` before the form and `dimensions` after it. #}
{% macro leaf_amounts(context, dimensions, condition) -%}
select
    document_key,
    document_id,
    cell_id,
    unit_key,
    unit_sk,
    member_unit_key,
    fiscal_year,
    phase,
    scope,
    {% for column in context + ['form_key'] + dimensions -%}
    {{ column }},
    {% endfor -%}
    amount_yuan,
    ulp_yuan
from {{ ref('int_leaf_amounts') }}
-- A blank is no leaf but in the three-public table, where it says that nothing is spent; meeting,
-- training and running costs, which some places print beside the three, are no part of them.
where
    case
        when fact_table = 'fct_three_public'
            then item in (
                'total', 'abroad', 'reception', 'vehicle', 'vehicle_purchase', 'vehicle_running'
            )
        else not is_blank
    end
    and {{ condition }}
{%- endmacro %}

{# An analyst's fact: leaves of current documents with the dimensions of this fact. #}
{% macro leaf_fact(fact_table, dimensions) -%}
{{ leaf_amounts(['counts_in_total'], dimensions, "is_current and fact_table = '" ~ fact_table ~ "'") }}
{%- endmacro %}
