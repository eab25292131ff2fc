-- 同一地区、同级单位中，在职人员人均公用经费的离群者（稳健 z 值）
-- Public-use expenditure per person against peers of the same division (robust z)
with staff as (
    select
        m.document_id,
        max(m.value) as persons
    from {{ ref('fct_mention') }} as m
    where
        m.is_current
        and (
            (m.pattern = 'STF' and m.slot in ('active', 'actual'))
            or (m.pattern = 'STF.item' and m.slot = 'n' and m.item = '在职人员')
        )
    group by m.document_id
),

per_person as (
    select
        b.unit_key,
        b.unit_sk,
        b.fiscal_year,
        b.scope,
        round(
            sum(b.amount_yuan) filter (b.expenditure_kind = 'public_use')
            / nullif(max(s.persons), 0), 2
        ) as public_use_per_person_yuan
    from {{ ref('fct_basic_expenditure') }} as b
    inner join staff as s on b.document_id = s.document_id
    where b.phase = 'budget'
    group by b.unit_key, b.unit_sk, b.fiscal_year, b.scope
),

peers as (
    select
        p.*,
        u.unit_name,
        u.division_code,
        median(p.public_use_per_person_yuan) over (
            partition by u.division_code, p.fiscal_year, p.scope
        ) as median_yuan,
        mad(p.public_use_per_person_yuan) over (
            partition by u.division_code, p.fiscal_year, p.scope
        ) as mad_yuan
    from per_person as p
    inner join {{ ref('dim_unit') }} as u on p.unit_sk = u.unit_sk
)

select
    p.unit_name,
    p.fiscal_year,
    p.division_code,
    p.public_use_per_person_yuan,
    p.median_yuan,
    round(
        (p.public_use_per_person_yuan - p.median_yuan) / nullif(1.4826 * p.mad_yuan, 0), 2
    ) as robust_z
from peers as p
order by abs(robust_z) desc nulls last, p.unit_name
