"""What a document's page says of every rule: held, not checked, not applicable."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from expectations.reports.labels import Words, group_order, identity_group, reason_words
from expectations.reports.records import IdentityNote, Tally, note
from extractors.contracts import VerdictStatus


@dataclass(slots=True)
class CheckRow:
    """One identity on one document's page: how many instances, and why if not checked."""

    identity: IdentityNote
    group: Words
    n: int
    n_vacuous: int = 0
    reason: Words | None = None
    #: The typed reason itself, without its detail.
    why: str = ""


@dataclass(slots=True)
class Details:
    """What a document's page says of every rule; made when the page is rendered."""

    held: dict[Words, list[CheckRow]]
    unchecked: list[CheckRow]
    not_applicable: list[CheckRow]
    faults: list[CheckRow]

    @property
    def unchecked_by_reason(self) -> list[tuple[Words, list[CheckRow]]]:
        """What could not be checked, by why not, the most frequent reason first."""
        return by_reason(self.unchecked)

    @property
    def not_applicable_by_reason(self) -> list[tuple[Words, list[CheckRow]]]:
        """What does not apply, by why not, the most frequent reason first."""
        return by_reason(self.not_applicable)

    @property
    def misses_a_table(self) -> bool:
        """Whether something was not checked because a table was not recognised."""
        return any(r.why == "form_unmatched" for r in self.unchecked)


def by_reason(rows: list[CheckRow]) -> list[tuple[Words, list[CheckRow]]]:
    """Rows grouped by their reason, the one with the most checks first."""
    grouped: dict[Words, list[CheckRow]] = {}
    for row in rows:
        grouped.setdefault(row.reason or reason_words(None), []).append(row)
    return sorted(grouped.items(), key=lambda kv: -sum(r.n for r in kv[1]))


def details_of(tallies: list[Tally], identities: Mapping[str, IdentityNote]) -> Details:
    """What the page says of every rule, from the counts of its verdicts."""
    return Details(
        held=_held(identities, tallies),
        unchecked=check_rows(identities, tallies, VerdictStatus.NOT_EVALUABLE),
        not_applicable=check_rows(identities, tallies, VerdictStatus.NOT_APPLICABLE),
        faults=check_rows(identities, tallies, VerdictStatus.ERROR),
    )


def _held(
    identities: Mapping[str, IdentityNote], tallies: list[Tally]
) -> dict[Words, list[CheckRow]]:
    rows: dict[str, CheckRow] = {}
    for tally in tallies:
        if tally.verdict != VerdictStatus.PASS:
            continue
        row = rows.get(tally.identity)
        if row is None:
            identity = note(identities, tally.identity)
            row = rows[tally.identity] = CheckRow(identity, identity_group(tally.identity), 0)
        row.n += tally.n
        row.n_vacuous += tally.n if tally.is_vacuous else 0
    grouped: dict[Words, list[CheckRow]] = {}
    for identity_id in sorted(rows, key=lambda i: (group_order(rows[i].group), i)):
        grouped.setdefault(rows[identity_id].group, []).append(rows[identity_id])
    return grouped


def check_rows(
    identities: Mapping[str, IdentityNote], tallies: list[Tally], status: VerdictStatus
) -> list[CheckRow]:
    """The rules that ended with ``status``, one row for each reason."""
    merged: dict[tuple[str, str | None], int] = defaultdict(int)
    for tally in tallies:
        if tally.verdict == status:
            merged[(tally.identity, tally.reason)] += tally.n
    return [
        CheckRow(
            note(identities, i),
            identity_group(i),
            n,
            reason=reason_words(reason),
            why=(reason or "").partition(":")[0].strip().lower(),
        )
        for (i, reason), n in sorted(merged.items(), key=lambda kv: (kv[0][0], kv[0][1] or ""))
    ]
