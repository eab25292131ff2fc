-- Leaves of files that were replaced since, of all facts in one table: what `..._as_known_on`
-- adds up for a date at which they were current.  No part of any present total.
{{ leaf_amounts(['fact_table'], [
    'item',
    'function_key',
    'function_code',
    'project_key',
    'economic_key',
    'economic_code',
    'expenditure_kind',
    'fund_key',
    'vintage',
    'is_blank'
], 'not is_current') }}
