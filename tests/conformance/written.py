"""Cases written by hand, for identities that no change of one number makes fail.

``WRITTEN`` maps an identity to its cases (name and document, as in ``test_conformance``) and to
the other identities that must be judged with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from extractors.contracts import DocumentFacts
from tests.unit.expectations.build import document

Case = tuple[str, DocumentFacts]


@dataclass(frozen=True, slots=True)
class Written:
    """Cases of one identity, its passing one first, and the identities that it rests on."""

    cases: tuple[Case, ...]
    beside: tuple[str, ...] = ()


def _columns(basic: str, project: str, total: str = "10.00") -> DocumentFacts:
    """Two classes of 3.33 + 6.66, total as given, and the total row of both columns."""
    row = {"total": total, "basic": "3.33", "project": "6.66"}
    return document({"T03": {"T": {"basic": basic, "project": project}, "201": row, "206": row}})


def _dated(signed_on: date | None = None) -> DocumentFacts:
    """A document published on 2024-02-21 that bears a date, or none."""
    return document({}, signed_on=signed_on)


def _account(*forms: str, empty: tuple[str, ...] = (), said: bool = False) -> DocumentFacts:
    """A final account with these forms, its narrative, and what it says of empty forms."""
    mentions = {"F01.total#0/amt": "1.00"} | ({"EMPTY#0/statement": "本表无数据"} if said else {})
    row = {"T": {"total": "1.00"}}
    return document(
        dict.fromkeys(forms, row), mentions, doc_kind="final_account", empty=empty, fiscal_year=2023
    )


_FORMS = tuple(f"J0{n}" for n in range(1, 8))

WRITTEN: dict[str, Written] = {
    "JOINT.ROUNDING": Written(
        (
            ("pass", _columns("6.66", "13.32", "9.99")),
            ("fail", _columns("6.65", "13.31")),
            ("inside", _columns("6.66", "13.33")),
            ("outside", _columns("6.66", "13.32")),
            ("blank", document({"T03": {"T": {"basic": "", "project": ""}}})),
            ("absent", document({})),
        ),
        ("T03.HIER.CLASS", "T03.ROW.TOTAL"),
    ),
    "TIM.SIGNED": Written(
        (
            ("pass", _dated(date(2024, 2, 20))),
            ("fail", _dated(date(2024, 1, 1))),
            ("inside", _dated(date(2024, 2, 1))),
            ("outside", _dated(date(2024, 1, 31))),
            ("blank", _dated()),
            ("absent", _dated(date(2024, 3, 1))),
        ),
    ),
    "CMP.J.TABLES": Written(
        (
            ("pass", _account(*_FORMS, "J08", "J09")),
            ("fail", _account(*_FORMS, "J08")),
            ("inside", _account(*_FORMS, "J08", empty=("J09",))),
            ("outside", _account(*_FORMS, "J09")),
            ("blank", _account(*_FORMS, empty=("J08", "J09"))),
            ("absent", document({}, doc_kind="final_account")),
        ),
    ),
    "CMP.J.EMPTY": Written(
        (
            ("pass", _account(*_FORMS, empty=("J08",), said=True)),
            ("fail", _account(*_FORMS, empty=("J08",))),
            ("inside", _account(*_FORMS, "J08", empty=("J09",), said=True)),
            ("outside", _account(*_FORMS, "J08", empty=("J09",))),
            ("blank", _account(*_FORMS, empty=("J08", "J09"), said=True)),
            ("absent", _account(*_FORMS, "J08", "J09")),
        ),
    ),
}
