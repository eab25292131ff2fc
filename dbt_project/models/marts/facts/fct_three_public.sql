-- Meeting, training and running costs are printed beside them in some places.
{{ leaf_fact(
    'fct_three_public',
    ['item', 'fund_key', 'is_blank'],
    keeps_blanks=true,
    condition="item in ('total', 'abroad', 'reception', 'vehicle', 'vehicle_purchase', 'vehicle_running')"
) }}
