{{ config(tags=['oversight']) }}
-- Documents that were judged anew, placed otherwise or are gone since the last build of the
-- verdicts that came to its end.  Its record, int_verdicts_built, is read by name: a ref() would
-- close a circle.
-- noqa: disable=TMP,LT02
{%- set built = adapter.get_relation(
    database=this.database, schema=this.schema, identifier='int_verdicts_built'
) if not flags.FULL_REFRESH else none %}
{{ changed_since('int_verdict_fingerprints', built) }}
