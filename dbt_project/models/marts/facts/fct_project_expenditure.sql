{{ leaf_fact('fct_project_expenditure', [
    'function_key',
    'function_code',
    'project_key',
    'economic_key',
    'economic_code',
    'fund_key',
    'vintage'
]) }}
