{{ leaf_fact('fct_three_public', [
    'item',
    'fund_key',
    'is_blank'
]) }}
