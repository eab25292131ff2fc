{{ leaf_fact('fct_fiscal_expenditure', [
    'function_key',
    'function_code',
    'expenditure_kind',
    'fund_key',
    'vintage'
]) }}
