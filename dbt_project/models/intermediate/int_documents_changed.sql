-- Documents that are new, read again, placed otherwise or gone since the last build that came to
-- its end.  Its record, int_documents_built, is read by name: a ref() would close a circle.
-- noqa: disable=TMP,LT02
{%- set built = adapter.get_relation(
    database=this.database, schema=this.schema, identifier='int_documents_built'
) if not flags.FULL_REFRESH else none %}
{{ changed_since('int_document_fingerprints', built) }}
