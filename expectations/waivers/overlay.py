"""Which verdicts the waivers cover, and which waivers cover nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from expectations.waivers.model import DocumentScope, Waiver
from extractors.contracts import Document, Verdict, VerdictStatus
from extractors.text import fold


class WaiverState(StrEnum):
    """What a waiver does on the day of the report."""

    IN_USE = "in_use"
    EXPIRED = "expired"
    NOT_YET = "not_yet"
    UNUSED = "unused"


@dataclass(frozen=True, slots=True)
class WaiverUse:
    """One waiver, its state on the day of the report, and how many verdicts it covers."""

    waiver: Waiver
    state: WaiverState
    covers: int


@dataclass(slots=True)
class Overlay:
    """``by_verdict`` maps (document, identity, instance) to the waiver that covers it."""

    by_verdict: dict[tuple[str, str, str], Waiver] = field(default_factory=dict)
    uses: list[WaiverUse] = field(default_factory=list)

    def waiver_of(self, verdict: Verdict) -> Waiver | None:
        return self.by_verdict.get((verdict.document_id, verdict.identity, verdict.instance))


def overlay(
    verdicts: Iterable[Verdict],
    waivers: Sequence[Waiver],
    documents: Iterable[Document],
    *,
    today: date,
) -> Overlay:
    """Lay waivers over failing verdicts.  The verdicts themselves are not touched.

    An expired waiver, or one whose approval lies in the future, covers nothing;
    ``covers`` still counts what it would cover, so that the report can say what
    came back.
    """
    result = Overlay()
    if not waivers:
        return result
    by_id = {d.document_id: d for d in documents}
    failing = [v for v in verdicts if v.verdict == VerdictStatus.FAIL]
    by_identity: dict[str, list[Verdict]] = {}
    for verdict in failing:
        by_identity.setdefault(verdict.identity, []).append(verdict)
    for waiver in waivers:
        matches = [
            v
            for v in by_identity.get(waiver.identity, [])
            if (waiver.instance is None or waiver.instance == v.instance)
            and _in_scope(waiver, by_id.get(v.document_id))
        ]
        state = _state(waiver, bool(matches), today)
        if state is WaiverState.IN_USE:
            for v in matches:
                result.by_verdict.setdefault((v.document_id, v.identity, v.instance), waiver)
        result.uses.append(WaiverUse(waiver, state, len(matches)))
    return result


def _state(waiver: Waiver, matches: bool, today: date) -> WaiverState:
    if waiver.expires < today:
        return WaiverState.EXPIRED
    if waiver.approved_on > today:
        return WaiverState.NOT_YET
    return WaiverState.IN_USE if matches else WaiverState.UNUSED


def _in_scope(waiver: Waiver, document: Document | None) -> bool:
    if document is None:
        return False
    if isinstance(waiver.scope, DocumentScope):
        return document.document_id == waiver.scope.document
    return document.fiscal_year == waiver.scope.year and fold(document.unit_name or "") == fold(
        waiver.scope.unit
    )
