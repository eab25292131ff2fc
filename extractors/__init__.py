"""Reading: from a portal page to typed facts.

Pure Python.  Nothing here imports dagster, dbt, duckdb or great_expectations,
and nothing here judges a number.
"""

#: Part of the key under which parsed facts are kept (sha256 x extractor version).
#: Raise it in the same commit as any change that can alter a fact.
EXTRACTOR_VERSION = "29"
