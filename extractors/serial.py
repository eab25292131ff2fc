"""Records as JSON.

Amounts are decimal strings in JSON, dates and times ISO 8601; never floats for money.
"""

from __future__ import annotations

import dataclasses
import functools
import types
import typing
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar

from extractors.contracts import FACT_RECORDS, DocumentFacts

T = TypeVar("T")


def to_jsonable(value: Any) -> Any:
    """A record (or list of records) as JSON values: decimals, dates and times as text."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: to_jsonable(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [to_jsonable(v) for v in value]
    return value


@functools.cache
def _hints(record: Any) -> dict[str, Any]:
    hints = typing.get_type_hints(record)
    return {f.name: hints[f.name] for f in dataclasses.fields(record)}


def _from_json(hint: Any, value: Any) -> Any:
    if value is None:
        return None
    origin = typing.get_origin(hint)
    if origin in (types.UnionType, typing.Union):
        (hint,) = (a for a in typing.get_args(hint) if a is not type(None))
        return _from_json(hint, value)
    if origin is tuple:
        return tuple(_from_json(typing.get_args(hint)[0], v) for v in value)
    if hint is Decimal:
        return Decimal(value)
    if hint is datetime or hint is date:
        return hint.fromisoformat(value)
    if hint is float:
        return float(value)
    if dataclasses.is_dataclass(hint):
        return record_from_json(typing.cast(type, hint), value)
    return value


def record_from_json(record: type[T], values: dict[str, Any]) -> T:
    """The record that :func:`to_jsonable` wrote.  Raises KeyError on a missing field."""
    return record(
        **{k: _from_json(h, values[k]) for k, h in _hints(typing.cast(Any, record)).items()}
    )


def facts_to_json(facts: DocumentFacts) -> dict[str, Any]:
    """All records of one document, by record name."""
    return {name: [to_jsonable(r) for r in facts.rows(name)] for name in FACT_RECORDS}


def facts_from_json(values: dict[str, Any]) -> DocumentFacts:
    """Inverse of :func:`facts_to_json`."""
    rows: dict[str, Any] = {
        name: [record_from_json(record, v) for v in values[name]]
        for name, record in FACT_RECORDS.items()
    }
    (document,) = rows.pop("document")
    return DocumentFacts(document, **{name + "s": r for name, r in rows.items()})
