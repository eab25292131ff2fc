{{ leaf_fact('fct_carry_over', [
    'project_key',
    'fund_key',
    'expenditure_kind'
]) }}
