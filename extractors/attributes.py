"""Attributes with a text: names, entries of lists."""

from __future__ import annotations

from extractors.contracts import Attribute

#: Left, top, right and bottom of a place, in points.
Box = tuple[float, float, float, float]


def text_attribute(
    document_id: str, key: str, scope: str, ordinal: int, text: str, raw: str, page: int, box: Box
) -> Attribute:
    """One attribute that is a text and no number, with the place it was read at."""
    x0, top, x1, bottom = box
    return Attribute(
        document_id=document_id,
        attribute_id=f"{key}@{scope}#{ordinal}",
        attribute=key,
        scope=scope,
        value_text=text,
        value_number=None,
        unit=None,
        decimals=None,
        value_yuan=None,
        ulp_yuan=None,
        is_personal=False,
        raw_text=raw,
        page=page,
        x0=x0,
        top=top,
        x1=x1,
        bottom=bottom,
    )
