"""Arrow schemas and tables of the records."""

from __future__ import annotations

import dataclasses
import types
import typing
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from extractors.contracts.base import AMOUNT_PRECISION, AMOUNT_SCALE, CONTRACT_VERSION

# Imported where it is used: a crawl needs the records and none of Arrow.
if typing.TYPE_CHECKING:
    import pyarrow as pa


def _arrow_type(hint: Any) -> tuple[pa.DataType, bool]:
    """Arrow type and nullability of a type hint."""
    import pyarrow as pa

    nullable = False
    origin = typing.get_origin(hint)
    if origin in (types.UnionType, typing.Union):
        args = [a for a in typing.get_args(hint) if a is not type(None)]
        nullable = len(args) < len(typing.get_args(hint))
        if len(args) != 1:
            raise TypeError(f"unsupported union in a record: {hint}")
        hint = args[0]
        origin = typing.get_origin(hint)
    if origin is tuple:
        inner, _ = _arrow_type(typing.get_args(hint)[0])
        return pa.list_(inner), nullable
    if dataclasses.is_dataclass(hint):
        return pa.struct(list(arrow_schema(typing.cast(type, hint)))), nullable
    simple: dict[Any, pa.DataType] = {
        str: pa.string(),
        int: pa.int32(),
        float: pa.float64(),
        bool: pa.bool_(),
        Decimal: pa.decimal128(AMOUNT_PRECISION, AMOUNT_SCALE),
        date: pa.date32(),
        datetime: pa.timestamp("us", tz="UTC"),
    }
    return simple[hint], nullable


@cache
def arrow_schema(record: type) -> pa.Schema:
    """Arrow schema of a record type, one field per dataclass field, in order."""
    import pyarrow as pa

    hints = typing.get_type_hints(record)
    fields = []
    for f in dataclasses.fields(record):
        arrow, nullable = _arrow_type(hints[f.name])
        metadata = {k: str(v) for k, v in f.metadata.items()}
        fields.append(pa.field(f.name, arrow, nullable=nullable, metadata=metadata))
    return pa.schema(fields, metadata={"contract_version": str(CONTRACT_VERSION)})


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(v) for v in value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: _plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    return value


def to_arrow(record: type, rows: typing.Sequence[Any]) -> pa.Table:
    """Rows of one record type as an Arrow table with exactly its schema.

    Raises pyarrow.ArrowInvalid where a value does not fit (an amount of more
    than 28 digits or 6 decimals, a null in a required field): never rounds.
    """
    import pyarrow as pa

    schema = arrow_schema(record)
    columns = [pa.array([_plain(getattr(r, f.name)) for r in rows], type=f.type) for f in schema]
    table = pa.Table.from_arrays(columns, schema=schema)
    for f, column in zip(schema, table.columns, strict=True):
        if not f.nullable and column.null_count:
            raise pa.ArrowInvalid(f"{record.__name__}.{f.name} holds a null")
    return table
