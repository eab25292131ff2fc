{{ leaf_fact('fct_basic_expenditure', [
    'economic_key',
    'economic_code',
    'expenditure_kind',
    'fund_key'
]) }}
