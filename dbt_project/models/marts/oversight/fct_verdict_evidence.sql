{{ config(
    materialized='incremental',
    pre_hook="{{ drop_changed_documents('int_verdicts_changed') }}"
) }}
-- One operand of one verdict, with its place on the page.
with operands as (
    select
        {{ durable_key('v', ['v.document_id', 'v.identity', 'v.instance']) }} as verdict_key,
        v.document_id,
        unnest(v.evidence) as operand,
        generate_subscripts(v.evidence, 1) as operand_no
    from {{ ref('stg_verdicts__verdict') }} as v
    where {{ changed_documents('v', 'int_verdicts_changed') }}
)

select
    operands.verdict_key,
    operand_no::integer as operand_no,
    operands.document_id,
    operand.fact,
    operand.source,
    operand.side,
    operand.sign,
    operand.label,
    operand.raw_text,
    operand.page,
    operand.x0,
    operand.top,
    operand.x1,
    operand.bottom,
    operand.other_document_id
from operands
