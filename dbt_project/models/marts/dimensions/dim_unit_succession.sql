-- What became of a unit: a new name under the same code, or what a decision on record says.
with spans as (
    select
        unit_key,
        span_no,
        unit_name,
        valid_from_year,
        lag(unit_name) over (partition by unit_key order by span_no) as former_name
    from {{ ref('int_unit_spans') }}
),

keys as (
    select
        name_key,
        min(unit_key) as unit_key
    from {{ ref('int_unit_aliases') }}
    group by name_key
    -- a name that stands for several units says nothing about one of them
    having count(distinct unit_key) = 1
)

select
    s.former_name as from_name,
    s.unit_name as to_name,
    'rename' as succession_kind,
    make_date(s.valid_from_year, 1, 1) as effective_on,
    '同一单位代码或同一规范名称，先后印出两个名称 / both names printed for one unit' as basis,
    s.unit_key as from_unit_key,
    s.unit_key as to_unit_key
from spans as s
left join {{ ref('seed_unit_successions') }} as r
    on
        {{ normalise_unit_name('s.former_name') }} = {{ normalise_unit_name('r.from_name') }}
        and {{ normalise_unit_name('s.unit_name') }} = {{ normalise_unit_name('r.to_name') }}
where s.former_name is not null and r.from_name is null

union all

select
    d.from_name,
    d.to_name,
    d.succession_kind,
    d.effective_on,
    d.basis,
    f.unit_key as from_unit_key,
    t.unit_key as to_unit_key
from {{ ref('seed_unit_successions') }} as d
left join keys as f on {{ normalise_unit_name('d.from_name') }} = f.name_key
left join keys as t on {{ normalise_unit_name('d.to_name') }} = t.name_key
