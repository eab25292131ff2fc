{{ leaf_fact('fct_revenue', [
    'function_key',
    'function_code',
    'fund_key',
    'vintage'
]) }}
