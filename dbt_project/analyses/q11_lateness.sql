-- 公开及时性：落款到公开的天数，及比同一门户同年最早公开者晚多少天
-- Publication: days from the printed date, and after the first of the portal in that year
-- 批复日期不在公开文件中，故不判断是否超过法定二十日。
select
    d.portal,
    u.unit_name,
    d.fiscal_year,
    d.doc_kind,
    d.signed_on,
    d.published_on,
    date_diff('day', d.signed_on, d.published_on) as days_after_signing,
    date_diff(
        'day',
        min(d.published_on) over (partition by d.portal, d.fiscal_year, d.doc_kind),
        d.published_on
    ) as days_after_first
from {{ ref('dim_document') }} as d
left join {{ ref('dim_unit') }} as u on d.unit_sk = u.unit_sk
where d.is_current and d.is_canonical and d.status = 'ok'
order by days_after_first desc nulls last, d.portal asc, u.unit_name asc
