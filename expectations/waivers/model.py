"""Schema of a waiver file.

A waiver says: this deviation has been explained, by whom, on what evidence and
until when.  It names one identity and one place, runs for 400 days at most, and
needs a second look after that.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, StringConstraints, model_validator

from extractors.config import StrictModel

#: Longest life of a waiver in days: one budget year and the weeks of publication.
MAX_DAYS = 400

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Sentence = Annotated[str, StringConstraints(strip_whitespace=True, min_length=4)]


def _iso_date(value: Any) -> Any:
    """A quoted ``YYYY-MM-DD`` as a date; anything else is left to be refused."""
    if not isinstance(value, str):
        return value
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise ValueError(f"{value} 不是 YYYY-MM-DD 形式的日期") from error


IsoDate = Annotated[date, BeforeValidator(_iso_date)]


class DocumentScope(StrictModel):
    """One file, by the sha256 of its bytes."""

    document: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class UnitYearScope(StrictModel):
    """Every document of one unit and one fiscal year."""

    unit: Text
    year: Annotated[int, Field(ge=2000, le=2100)]


class Waiver(StrictModel):
    """One explained deviation."""

    identity: Text
    instance: Text | None = None
    scope: DocumentScope | UnitYearScope
    reason: Sentence
    evidence: Sentence
    approver: Text
    approved_on: IsoDate
    expires: IsoDate

    @model_validator(mode="after")
    def _life(self) -> Self:
        if self.expires <= self.approved_on:
            raise ValueError("expires 必须晚于 approved_on")
        if self.expires > self.approved_on + timedelta(days=MAX_DAYS):
            raise ValueError(f"有效期最长 {MAX_DAYS} 天（自 approved_on 起）")
        return self


class WaiverFile(StrictModel):
    """The content of one ``*.yml`` file."""

    waivers: list[Waiver]
