-- One operand of one verdict, with its place on the page.
with operands as (
    select
        {{ durable_key('v', ['document_id', 'identity', 'instance']) }} as verdict_key,
        document_id,
        unnest(evidence) as operand,
        generate_subscripts(evidence, 1) as operand_no
    from {{ ref('stg_verdicts__verdict') }}
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
    operand.bottom
from operands
