"""The small records that a report is made of, beside those of the contracts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import NamedTuple, Protocol

from expectations.reports.labels import Words


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
    """An identity by its words only; also the fallback for one the catalogue lacks.

    ``op`` is the direction of a bound, ``legal`` the legal ground where one has been verified,
    ``legal_en`` its English; ``why_en`` is empty where nobody has written it yet.
    """

    id: str
    zh: str
    en: str
    severity: str = "info"
    kind: str = ""
    why: str = ""
    why_en: str = ""
    legal: str = ""
    legal_en: str = ""
    op: str = ""

    @classmethod
    def of(cls, identity: IdentityText) -> IdentityNote:
        """The words of an identity of the catalogue."""
        named = {"why_en": "why_en", "legal": "legal_zh", "legal_en": "legal_en", "op": "op"}
        more = {name: str(getattr(identity, key, None) or "") for name, key in named.items()}
        return cls(
            identity.id,
            identity.zh,
            identity.en,
            str(identity.severity),
            str(identity.kind),
            identity.why,
            **more,
        )


def note(identities: Mapping[str, IdentityNote], identity_id: str) -> IdentityNote:
    """The identity's words; its bare id where the catalogue does not know it."""
    found = identities.get(identity_id)
    return found or IdentityNote(identity_id, identity_id, identity_id)


class Tally(NamedTuple):
    """How many instances of one identity ended alike in one document: hundreds for each."""

    document_id: str
    identity: str
    verdict: str
    reason: str | None
    is_vacuous: bool
    n: int


@dataclass(frozen=True, slots=True)
class HistoryNote:
    """One finding over the runs.

    ``state`` is what the latest run says of it: ``new``, ``standing``, ``resolved`` (it was
    there the run before) or ``resolved_before``.  The reasons are keys of
    :data:`~expectations.reports.labels.CHANGE_REASON`.
    """

    document_id: str
    root_cause: str
    severity: str
    attribution: str
    sentence_zh: str
    sentence_en: str
    unit_name: str
    fiscal_year: int | None
    first_seen_on: date
    first_run_ord: int
    state: str
    resolved_on: date | None = None
    resolved_reason: str | None = None
    resolved_run_ord: int | None = None


@dataclass(frozen=True, slots=True)
class RunNote:
    """One judgement of all documents and what it changed; counts are of publishers' findings."""

    run_ord: int
    judged_on: date
    documents: int
    n_new: int
    n_standing: int
    n_resolved: int


@dataclass(frozen=True, slots=True)
class Place:
    """Where a fact is printed, in words: form title, row and column, or the sentence.

    ``table_no`` is the table's ordinal among those of its form.  ``left`` and
    ``right`` (points) are where the mark on the page begins and ends, where that
    differs from the fact's own box: a row's label, a row of indicators.  ``unit`` is
    that of the number as it is printed, which need not be that of the comparison.
    """

    form: str | None = None
    form_title: str | None = None
    row_label: str | None = None
    column_label: str | None = None
    sentence: str | None = None
    is_personal: bool = False
    table_no: int | None = None
    left: float | None = None
    right: float | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class CropBox:
    """One marked rectangle of a page crop.

    PDF points on the page as displayed, origin top left.  ``side`` is
    ``reported`` or ``computed``; ``head`` is the head of the table, to be shown
    but not framed; ``hidden`` is what must not be shown.  ``color`` is
    ``#rrggbb``; ``dashed`` lets the two sides be told apart without colour.
    """

    x0: float
    top: float
    x1: float
    bottom: float
    side: str
    color: str
    dashed: bool = False


#: (document, page) -> boxes that hold a person's name or telephone number.
Hidden = dict[tuple[str, int], list[tuple[float, float, float, float]]]

#: (document, form, table ordinal, page) -> left, top, right, bottom of the table's head.
Heads = dict[tuple[str, str, int, int], tuple[float, float, float, float]]

#: Renders one page of a document with boxes marked; returns PNG bytes.
Crop = Callable[[str, int, Sequence[CropBox]], bytes]


@dataclass(frozen=True, slots=True)
class RunInfo:
    """Which run and which rules the report shows.

    ``rules`` is the fingerprint of all rules that judged the documents, ``rules_since`` the day
    of the first run with exactly these rules; ``n_rules`` is 0 where their number is not known.
    """

    generated_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    program_version: str = ""
    rules: str = ""
    n_rules: int = 0
    rules_since: date | None = None
    run_id: str | None = None

    @property
    def rules_words(self) -> Words:
        """``291 条，指纹 3953…，2026-03-01 起使用``; empty where no rules are known."""
        if not self.rules:
            return Words("", "")
        zh = f"{self.n_rules} 条，" if self.n_rules else ""
        en = f"{self.n_rules} rules, " if self.n_rules else ""
        since, since_en = "", ""
        if self.rules_since:
            since, since_en = f"，{self.rules_since} 起使用", f", in use since {self.rules_since}"
        return Words(
            f"{zh}指纹 {self.rules[:8]}{since}", f"{en}fingerprint {self.rules[:8]}{since_en}"
        )
