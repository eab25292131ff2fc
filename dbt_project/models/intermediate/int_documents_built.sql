-- What the document-wise models hold after this build; it comes after all of them, so a build
-- that fails half-way is done again for the same documents.
-- depends_on: {{ ref('int_cell_rows') }}
-- depends_on: {{ ref('int_cell_columns') }}
-- depends_on: {{ ref('int_document_codes') }}
-- depends_on: {{ ref('int_form_tables_selected') }}
-- depends_on: {{ ref('fct_attribute') }}
-- depends_on: {{ ref('fct_cell') }}
-- depends_on: {{ ref('fct_form_table') }}
-- depends_on: {{ ref('fct_indicator') }}
-- depends_on: {{ ref('fct_mention') }}
-- depends_on: {{ ref('fct_unexplained_token') }}
select
    document_id,
    fingerprint
from {{ ref('int_document_fingerprints') }}
