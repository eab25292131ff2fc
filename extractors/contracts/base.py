"""What every record shares: the version of the layouts, the precision of amounts, the declaration."""

from __future__ import annotations

from dataclasses import field
from typing import Any

#: Version of the record layouts; raised with any change of a field.
CONTRACT_VERSION = 3

AMOUNT_PRECISION = 28
AMOUNT_SCALE = 6


def col(zh: str, en: str, **kwargs: Any) -> Any:
    """Declare a record field with its Chinese and English description."""
    return field(metadata={"zh": zh, "en": en}, **kwargs)
