"""Cases written by hand, for identities that no change of one number makes fail.

``WRITTEN`` maps an identity to its cases (name and document, as in ``test_conformance``) and to
the other identities that must be judged with it.
"""

from __future__ import annotations

from dataclasses import dataclass

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
}
