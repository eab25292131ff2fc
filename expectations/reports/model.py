"""What a report is made of: contract records, counted verdicts and names of rules.

Verdicts of a year of disclosures run to millions of rows, and nearly all of
them hold.  A report therefore carries every verdict only as a count
(:class:`Tally`) and keeps in full those that a reader wants to see: what
failed, what held only within rounding, and our own errors.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from expectations.reports.labels import FORM, Words
from expectations.reports.places import heads_of, hidden_of, place_key, places_of
from expectations.reports.records import (
    CropBox,
    Heads,
    Hidden,
    HistoryNote,
    IdentityNote,
    IdentityText,
    Place,
    RunInfo,
    RunNote,
    Tally,
    note,
)
from extractors.contracts import (
    Acquisition,
    Document,
    DocumentFacts,
    Finding,
    FormTable,
    Verdict,
    VerdictStatus,
)

if TYPE_CHECKING:
    import duckdb

__all__ = ["KEPT_IN_FULL", "CropBox", "ReportInput", "RunInfo", "Tally", "tally"]

#: Verdicts that a report keeps in full, with their evidence.
KEPT_IN_FULL = frozenset({VerdictStatus.FAIL, VerdictStatus.PASS_ROUNDED, VerdictStatus.ERROR})


@dataclass(slots=True)
class ReportInput:
    """Everything that a report shows.  Lists are in no particular order."""

    documents: list[Document]
    form_tables: list[FormTable] = field(default_factory=list)
    tallies: list[Tally] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    acquisitions: list[Acquisition] = field(default_factory=list)
    places: dict[tuple[str, str], Place] = field(default_factory=dict)
    heads: Heads = field(default_factory=dict)
    hidden: Hidden = field(default_factory=dict)
    identities: dict[str, IdentityNote] = field(default_factory=dict)
    run: RunInfo = field(default_factory=RunInfo)
    #: Findings over the runs, and the runs, latest first; empty where no history is kept.
    history: list[HistoryNote] = field(default_factory=list)
    runs: list[RunNote] = field(default_factory=list)
    #: Chinese names of forms beyond the statutory ones, by key.
    form_names: dict[str, str] = field(default_factory=dict)
    _by_id: dict[str, Document] = field(default_factory=dict, repr=False)

    def document(self, document_id: str) -> Document | None:
        """The document of this id, where the report shows it."""
        if len(self._by_id) != len(self.documents):
            self._by_id = {d.document_id: d for d in self.documents}
        return self._by_id.get(document_id)

    @classmethod
    def from_facts(
        cls,
        facts: Sequence[DocumentFacts],
        verdicts: Iterable[Verdict],
        findings: Iterable[Finding],
        *,
        identities: Mapping[str, IdentityText] | None = None,
        acquisitions: Iterable[Acquisition] = (),
        form_names: Mapping[str, str] | None = None,
        run: RunInfo | None = None,
    ) -> ReportInput:
        """Input for a report on documents that have just been read, no warehouse needed."""
        verdicts = list(verdicts)
        kept = [v for v in verdicts if v.verdict in KEPT_IN_FULL]
        wanted = {place_key(v.document_id, item) for v in kept for item in v.evidence}
        places: dict[tuple[str, str], Place] = {}
        heads: Heads = {}
        hidden: Hidden = {}
        for one in facts:
            places.update(places_of(one, wanted))
            heads.update(heads_of(one))
            hidden.update(hidden_of(one))
        return cls(
            documents=[f.document for f in facts],
            form_tables=[t for f in facts for t in f.form_tables],
            tallies=tally(verdicts),
            verdicts=kept,
            findings=list(findings),
            acquisitions=list(acquisitions),
            places=places,
            heads=heads,
            hidden=hidden,
            identities={k: IdentityNote.of(i) for k, i in (identities or {}).items()},
            run=run or RunInfo(),
            form_names=dict(form_names or {}),
        )

    @classmethod
    def from_warehouse(
        cls,
        connection: duckdb.DuckDBPyConnection,
        *,
        identities: Mapping[str, IdentityText] | None = None,
        form_names: Mapping[str, str] | None = None,
        run: RunInfo | None = None,
    ) -> ReportInput:
        """Input for a report on a published warehouse snapshot."""
        from expectations.reports.warehouse import read_warehouse

        data = read_warehouse(connection, identities=identities, run=run)
        data.form_names = dict(form_names or {})
        return data

    def identity(self, identity_id: str) -> IdentityNote:
        """The identity's words; its bare id where the catalogue does not know it."""
        return note(self.identities, identity_id)


def form_words(form: str, names: Mapping[str, str]) -> Words:
    """The name of a form; its key where no name is known."""
    return FORM.get(form) or Words(names.get(form, form), form)


def tally(verdicts: Iterable[Verdict]) -> list[Tally]:
    """Verdicts counted by document, identity, outcome and reason."""
    counts: Counter[tuple[str, str, str, str | None, bool]] = Counter(
        (v.document_id, v.identity, str(v.verdict), v.reason, v.is_vacuous) for v in verdicts
    )
    return [Tally(*key, n=n) for key, n in counts.items()]
