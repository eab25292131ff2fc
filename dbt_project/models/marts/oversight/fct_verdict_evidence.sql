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
    verdict_key,
    operand_no::integer as operand_no,
    document_id,
    operand.fact as fact,
    operand.source as source,
    operand.side as side,
    operand.sign as sign,
    operand.label as label,
    operand.raw_text as raw_text,
    operand.page as page,
    operand.x0 as x0,
    operand.top as top,
    operand.x1 as x1,
    operand.bottom as bottom
from operands
