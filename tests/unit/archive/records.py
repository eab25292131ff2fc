"""Records with any allowed values, for round trips."""

import dataclasses
import types
import typing
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from extractors.contracts import Document, DocumentFacts


def values_of(hint: Any) -> st.SearchStrategy[Any]:
    origin = typing.get_origin(hint)
    if origin is types.UnionType:
        (inner,) = (a for a in typing.get_args(hint) if a is not type(None))
        return st.none() | values_of(inner)
    if origin is tuple:
        return st.lists(values_of(typing.get_args(hint)[0]), max_size=2).map(tuple)
    if dataclasses.is_dataclass(hint):
        return records(hint)
    simple: dict[Any, st.SearchStrategy[Any]] = {
        str: st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
        int: st.integers(-(2**31), 2**31 - 1),
        float: st.floats(allow_nan=False, allow_infinity=False),
        bool: st.booleans(),
        Decimal: st.decimals(-(10**20), 10**20, places=6),
        date: st.dates(),
        datetime: st.datetimes(timezones=st.just(UTC)),
    }
    return simple[hint]


def records(record: Any) -> st.SearchStrategy[Any]:
    hints = typing.get_type_hints(record)
    fields = {f.name: values_of(hints[f.name]) for f in dataclasses.fields(record)}
    return st.builds(record, **fields)


def facts_of(document_id: str, status: str = "ok", reason: str | None = None) -> DocumentFacts:
    """A document that was read and holds nothing."""
    return DocumentFacts(
        Document(
            document_id=document_id,
            file_name="a.pdf",
            status=status,
            reason=reason,
            unit_name="某单位",
            unit_code=None,
            fiscal_year=2024,
            doc_kind="budget",
            scope="unit",
            family="generic",
            signed_on=None,
            extractor_version="1",
        )
    )
