"""What a report is made of: contract records, counted verdicts and names of rules.

Verdicts of a year of disclosures run to millions of rows, and nearly all of
them hold.  A report therefore carries every verdict only as a count
(:class:`Tally`) and keeps in full those that a reader wants to see: what
failed, what held only within rounding, and our own errors.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol

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

#: Verdicts that a report keeps in full, with their evidence.
KEPT_IN_FULL = frozenset({VerdictStatus.FAIL, VerdictStatus.PASS_ROUNDED, VerdictStatus.ERROR})


class IdentityText(Protocol):
    """What a report needs to know of one identity of the catalogue."""

    @property
    def id(self) -> str: ...
    @property
    def zh(self) -> str: ...
    @property
    def en(self) -> str: ...
    @property
    def severity(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def why(self) -> str: ...


@dataclass(frozen=True, slots=True)
class IdentityNote:
    """An identity by its words only; also the fallback for one the catalogue lacks."""

    id: str
    zh: str
    en: str
    severity: str = "info"
    kind: str = ""
    why: str = ""
    why_en: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many instances of one identity ended alike in one document."""

    document_id: str
    identity: str
    verdict: str
    reason: str | None
    is_vacuous: bool
    n: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where a fact is printed, in words: form title, row and column, or the sentence."""

    form: str | None
    form_title: str | None
    row_label: str | None
    column_label: str | None
    sentence: str | None = None
    is_personal: bool = False


@dataclass(frozen=True, slots=True)
class CropBox:
    """One marked rectangle of a page crop.

    PDF points on the page as displayed, origin top left.  ``side`` is
    ``reported`` or ``computed``; ``color`` is ``#rrggbb``; ``dashed`` lets the
    two sides be told apart without colour.
    """

    x0: float
    top: float
    x1: float
    bottom: float
    side: str
    color: str
    dashed: bool = False


#: Renders one page of a document with boxes marked; returns PNG bytes.
Crop = Callable[[str, int, Sequence[CropBox]], bytes]


@dataclass(frozen=True, slots=True)
class RunInfo:
    """Which run the report shows."""

    generated_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    program_version: str = ""
    catalogue_version: str = ""
    run_id: str | None = None


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
    identities: dict[str, IdentityText] = field(default_factory=dict)
    run: RunInfo = field(default_factory=RunInfo)

    @classmethod
    def from_facts(
        cls,
        facts: Sequence[DocumentFacts],
        verdicts: Iterable[Verdict],
        findings: Iterable[Finding],
        *,
        identities: Mapping[str, IdentityText] | None = None,
        acquisitions: Iterable[Acquisition] = (),
        run: RunInfo | None = None,
    ) -> ReportInput:
        """Input for a report on documents that have just been read, no warehouse needed."""
        verdicts = list(verdicts)
        kept = [v for v in verdicts if v.verdict in KEPT_IN_FULL]
        wanted = {(v.document_id, item.fact) for v in kept for item in v.evidence}
        places: dict[tuple[str, str], Place] = {}
        for one in facts:
            places.update(_places(one, wanted))
        return cls(
            documents=[f.document for f in facts],
            form_tables=[t for f in facts for t in f.form_tables],
            tallies=tally(verdicts),
            verdicts=kept,
            findings=list(findings),
            acquisitions=list(acquisitions),
            places=places,
            identities=dict(identities or {}),
            run=run or RunInfo(),
        )

    @classmethod
    def from_warehouse(
        cls,
        connection: duckdb.DuckDBPyConnection,
        *,
        identities: Mapping[str, IdentityText] | None = None,
        run: RunInfo | None = None,
    ) -> ReportInput:
        """Input for a report on a published warehouse snapshot."""
        from expectations.reports.warehouse import read_warehouse

        return read_warehouse(connection, identities=identities, run=run)

    def identity(self, identity_id: str) -> IdentityText:
        """The identity's words; its bare id where the catalogue does not know it."""
        found = self.identities.get(identity_id)
        return found or IdentityNote(identity_id, identity_id, identity_id)


def tally(verdicts: Iterable[Verdict]) -> list[Tally]:
    """Verdicts counted by document, identity, outcome and reason."""
    counts: Counter[tuple[str, str, str, str | None, bool]] = Counter(
        (v.document_id, v.identity, str(v.verdict), v.reason, v.is_vacuous) for v in verdicts
    )
    return [Tally(*key, n=n) for key, n in counts.items()]


def _places(facts: DocumentFacts, wanted: set[tuple[str, str]]) -> dict[tuple[str, str], Place]:
    """Places of the wanted facts of one document."""
    document_id = facts.document.document_id
    titles = {(t.form, t.table_no): t.title for t in facts.form_tables}
    places: dict[tuple[str, str], Place] = {}
    for cell in facts.cells:
        key = (document_id, cell.cell_id)
        if key in wanted:
            title = titles.get((cell.form, cell.table_no))
            places[key] = Place(cell.form, title, cell.row_label, cell.column_label)
    for mention in facts.mentions:
        key = (document_id, mention.mention_id)
        if key in wanted:
            places[key] = Place(None, mention.section, mention.item, None, mention.sentence)
    for indicator in facts.indicators:
        key = (document_id, indicator.indicator_id)
        if key in wanted:
            title = titles.get((indicator.form, indicator.table_no))
            places[key] = Place(indicator.form, title, indicator.level3, None)
    for attribute in facts.attributes:
        key = (document_id, attribute.attribute_id)
        if key in wanted:
            places[key] = Place(None, None, None, None, None, attribute.is_personal)
    return places
