-- 未通过的核对，按单位、严重程度和根因
-- Findings by unit, severity and root cause
select
    u.unit_name,
    f.fiscal_year,
    f.severity,
    f.attribution,
    f.root_cause,
    f.sentence_zh,
    len(f.verdicts) as n_verdicts,
    f.verdicts
from {{ ref('fct_finding') }} as f
left join {{ ref('dim_unit') }} as u on f.unit_sk = u.unit_sk
where f.is_current
order by
    list_position(['error', 'warning', 'info'], f.severity),
    u.unit_name, f.fiscal_year, f.root_cause
