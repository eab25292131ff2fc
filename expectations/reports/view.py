"""From records to what a page shows: findings with their numbers, places and words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from markupsafe import Markup

from expectations.reports.labels import (
    DOC_KIND,
    FORM,
    OTHER_SIDES,
    SEVERITY_ORDER,
    SIDES,
    Words,
    attribute_word,
    identity_group,
    unit_words,
)
from expectations.reports.model import ReportInput
from expectations.reports.places import place_key
from expectations.reports.records import HistoryNote, IdentityNote, Place
from expectations.reports.text import (
    decimal_or_none,
    diff_marked,
    format_number,
    mark_in_sentence,
    set_marked,
    shorten,
    trim,
)
from expectations.waivers import Overlay, Waiver
from expectations.words import heads
from extractors.contracts import EvidenceItem, Finding, Verdict, VerdictStatus
from extractors.money import YUAN_PER

#: Units that stand beside the number in any case, or are no unit of an amount.
_UNSAID = {"%", "年", "月", "日"}
_MASKED = "（个人信息，不显示）"


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Another document that an operand stands in: last year's, a unit's, the budget."""

    document_id: str
    #: Unit, year and kind, in Chinese and English.
    name: Words
    #: Its page of the report; empty where the report does not show it.
    href: str


@dataclass(slots=True)
class OperandView:
    """One printed number or text that a verdict compares."""

    side: str
    sign: int
    form: str
    row: str
    column: str
    sentence: Markup | None
    raw_text: str
    is_number: bool
    page: int | None
    #: Unit of the number as it is printed: the comparison may be made in another.
    unit: Words = field(default_factory=lambda: Words("", ""))
    #: The whole sentence without marks, and whether an operand before this one shows it.
    quote: str = ""
    is_quoted: bool = False
    #: Rows of the operand table that the form's cell spans; 0 under the cell of a row above.
    form_span: int = 1
    other: Elsewhere | None = None

    @property
    def own_page(self) -> int | None:
        """Its page, where that is a page of the judged document."""
        return None if self.other else self.page

    def is_marked_as(self, side: str) -> bool:
        """Whether the picture frames it as ``side``: whatever is not reported is compared with."""
        return (self.side == "reported") == (side == "reported")

    @property
    def name(self) -> str:
        """The number in a few words, for captions: row and what is printed."""
        raw = self.raw_text or "（空白）"
        unit = f" {self.unit.zh}" if self.unit.zh else ""
        if self.sentence or not self.row or raw == self.row:
            return raw + unit
        return f"“{shorten(self.row, 24)}”{raw}{unit}"


@dataclass(slots=True)
class JudgedView:
    """One verdict in words and numbers."""

    verdict: Verdict
    identity: IdentityNote
    group: Words
    is_numeric: bool
    reported: str
    computed: str
    difference: str
    tolerance: str
    unit: Words
    reported_marked: Markup | None = None
    computed_marked: Markup | None = None
    operands: list[OperandView] = field(default_factory=list)

    @property
    def has_form(self) -> bool:
        return any(o.form for o in self.operands)

    @property
    def has_column(self) -> bool:
        return any(o.column for o in self.operands)

    @property
    def difference_unit(self) -> Words:
        """The unit beside the difference: of per cents, percentage points."""
        return unit_words(self.verdict.unit, is_difference=True)

    @property
    def instance_label(self) -> str:
        """Which row, column or item: a form by its name; ordinals and keys (``3``, ``T/project``)
        say nothing to a reader.
        """
        instance = self.verdict.instance
        if instance in FORM:
            return FORM[instance].zh
        return "" if instance.isascii() else instance

    @property
    def where(self) -> str:
        """Form, row and column of the reported side; the instance where none is printed."""
        for side in ("reported", "computed"):
            for operand in self.operands:
                if operand.side == side:
                    parts = [operand.form, operand.row, operand.column]
                    return " · ".join(dict.fromkeys(p for p in parts if p)) or self.instance_label
        return self.instance_label

    @property
    def where_page(self) -> int | None:
        """First page that holds one of its numbers."""
        return next((o.own_page for o in self.operands if o.own_page), None)

    @property
    def sides(self) -> tuple[Words, Words]:
        """What the two compared numbers are called."""
        kind = self.verdict.kind
        if kind == "sum" and sum(o.side == "computed" for o in self.operands) < 2:
            kind = "one_part"
        if kind == "bound":
            kind = self.identity.op or "<="
        return SIDES.get(kind, OTHER_SIDES)

    @property
    def legal(self) -> Words | None:
        """The legal ground, where one has been verified."""
        found = self.identity
        return Words(found.legal, found.legal_en) if found.legal else None

    @property
    def why(self) -> Words:
        """Why it must hold; the English is empty where nobody has written it."""
        return Words(self.identity.why, self.identity.why_en)

    def elsewhere(self, document_id: str) -> Elsewhere | None:
        """The other document of this id that one of the operands stands in."""
        found = (o.other for o in self.operands if o.other and o.other.document_id == document_id)
        return next(found, None)

    def on_page(self, page: int, document_id: str = "") -> list[tuple[str, str, int]]:
        """What is marked on a page: (side, first item in words, how many items) for each side.

        ``document_id``: the other document whose page it is; by default the judged one's.
        """
        marked = []
        for side in ("reported", "computed"):
            here = [o for o in self.operands if o.page == page and o.is_marked_as(side)]
            here = [o for o in here if (o.other.document_id if o.other else "") == document_id]
            here = [o for o in here if o.raw_text != _MASKED]
            if here:
                marked.append((side, here[0].name, len(here)))
        return marked

    @property
    def is_equation(self) -> bool:
        """True where computed operands are added up, so that an equation can be shown."""
        computed = [o for o in self.operands if o.side == "computed"]
        return self.is_numeric and self.verdict.kind == "sum" and len(computed) > 1


@dataclass(slots=True)
class FindingView:
    """One finding of one document, ready to be shown."""

    finding: Finding
    number: int
    judged: list[JudgedView]
    waivers: list[Waiver]
    is_waived: bool
    history: HistoryNote | None = None
    #: Found by the latest run for the first time; False where there was no run before.
    is_new: bool = False

    @property
    def anchor(self) -> str:
        return f"f{self.number}"

    @property
    def main(self) -> JudgedView | None:
        return self.judged[0] if self.judged else None

    @property
    def gravity(self) -> tuple[bool, int, int, Decimal]:
        """Key that sorts findings of many documents, the gravest first.

        By severity; then money by the size of the gap in yuan, names and counts, and rates last,
        which are off by points.
        """
        head = self.is_waived, SEVERITY_ORDER.get(self.finding.severity, 9)
        verdict = self.main.verdict if self.main else None
        gap = abs(verdict.difference or Decimal(0)) if verdict else Decimal(0)
        unit = (verdict.unit if verdict else None) or ""
        if unit in YUAN_PER:
            return *head, 0, -gap * YUAN_PER[unit]
        return *head, 2 if unit == "%" else 1, -gap

    @property
    def pages(self) -> list[int]:
        """Pages that hold any number of the finding, in order."""
        return sorted({o.own_page for j in self.judged for o in j.operands if o.own_page})

    @property
    def page(self) -> int | None:
        """Page of the reported number, else the first page that holds any."""
        operands = self.main.operands if self.main else []
        reported = [o.own_page for o in operands if o.side == "reported" and o.own_page]
        return reported[0] if reported else next(iter(self.pages), None)

    @property
    def form_label(self) -> Words:
        """Form of the reported number as printed, or the part of the document it is about."""
        if self.main is None:
            return Words("", "")
        for side in ("reported", "computed"):
            for operand in self.main.operands:
                if operand.side == side and operand.form:
                    return Words(operand.form, operand.form)
        return self.main.group


def judged_view(data: ReportInput, verdict: Verdict) -> JudgedView:
    """A verdict with its numbers formatted and its operands placed."""
    verdict = _only_what_differs(verdict)
    identity = data.identity(verdict.identity)
    reported, computed = decimal_or_none(verdict.reported), decimal_or_none(verdict.computed)
    is_numeric = reported is not None and computed is not None and verdict.difference is not None
    view = JudgedView(
        verdict=verdict,
        identity=identity,
        group=identity_group(verdict.identity),
        is_numeric=is_numeric,
        reported=format_number(verdict.reported),
        computed=format_number(verdict.computed),
        difference=_signed(verdict.difference),
        tolerance=format_number(trim(verdict.tolerance)),
        unit=unit_words(verdict.unit),
        operands=[_operand(data, verdict, item) for item in verdict.evidence],
    )
    _span_forms(view.operands)
    if not is_numeric:
        view.reported, view.computed = verdict.reported or "", verdict.computed or ""
    if verdict.kind == "text" and verdict.reported and verdict.computed:
        view.reported_marked = diff_marked(verdict.reported, verdict.computed)
        view.computed_marked = diff_marked(verdict.computed, verdict.reported)
    if verdict.kind == "set" and verdict.reported and verdict.computed:
        ours, theirs = _names(verdict.reported), _names(verdict.computed)
        view.reported_marked, view.computed_marked = (
            set_marked(ours, theirs),
            set_marked(theirs, ours),
        )
    return view


def _names(text: str | None) -> list[str]:
    return (text or "").split("、")


def _only_what_differs(verdict: Verdict) -> Verdict:
    """Of two lists that differ by a name or two, the evidence for those names alone."""
    if verdict.kind != "set":
        return verdict
    ours, theirs = _names(verdict.reported), _names(verdict.computed)
    odd = {"reported": set(ours) - set(theirs), "computed": set(theirs) - set(ours)}
    kept = tuple(e for e in verdict.evidence if e.raw_text.strip() in odd.get(e.side, ()))
    return replace(verdict, evidence=kept) if kept else verdict


def _span_forms(operands: list[OperandView]) -> None:
    """A form that several operands in a row share is named once, a sentence is quoted once."""
    first: OperandView | None = None
    quoted: set[str] = set()
    for operand in operands:
        if operand.quote:
            operand.is_quoted = operand.quote in quoted
            quoted.add(operand.quote)
        if first is not None and operand.form == first.form:
            first.form_span += 1
            operand.form_span = 0
        else:
            first = operand


def finding_views(
    data: ReportInput, findings: Sequence[Finding], verdicts: Sequence[Verdict], waived: Overlay
) -> list[FindingView]:
    """Findings of one document, worst first, each with its failing verdicts."""
    failing = [v for v in verdicts if v.verdict == VerdictStatus.FAIL]
    by_key = {f"{v.identity}[{v.instance}]": v for v in failing}
    views: list[FindingView] = []
    for finding in sorted(findings, key=_worst_first):
        mine = [by_key[key] for key in finding.verdicts if key in by_key]
        if not mine:
            mine = [v for v in failing if v.root_cause == finding.root_cause]
        mine.sort(key=_lead_first)
        covers = [waived.waiver_of(v) for v in mine]
        views.append(
            FindingView(
                finding=finding,
                number=len(views) + 1,
                judged=[judged_view(data, v) for v in mine],
                waivers=list(dict.fromkeys(w for w in covers if w is not None)),
                is_waived=bool(covers) and all(w is not None for w in covers),
            )
        )
    return views


def _worst_first(finding: Finding) -> tuple[int, int, str]:
    return (
        SEVERITY_ORDER.get(finding.severity, 9),
        -len(finding.verdicts),
        finding.root_cause,
    )


#: Of verdicts equally bad, the sentence speaks of arithmetic first (as the judge does).
_KINDS = ("sum", "same", "text", "ratio", "growth", "bound")


def _lead_first(verdict: Verdict) -> tuple[int, int, int, str, str]:
    place = _KINDS.index(verdict.kind) if verdict.kind in _KINDS else len(_KINDS)
    severity = SEVERITY_ORDER.get(verdict.severity, 9)
    return severity, place, len(verdict.evidence), verdict.identity, verdict.instance


def _signed(value: Decimal | None) -> str:
    if value is None:
        return ""
    text = format_number(trim(value))
    return text if value <= 0 else "+" + text


def _operand(data: ReportInput, verdict: Verdict, item: EvidenceItem) -> OperandView:
    place = data.places.get(place_key(verdict.document_id, item))
    form, row, column = _where(place, item)
    other = _elsewhere(data, item.other_document_id) if item.other_document_id else None
    if place is not None and place.is_personal:
        return OperandView(
            item.side, item.sign, form, row, "", None, _MASKED, False, item.page, other=other
        )
    sentence = None
    if place is not None and place.sentence:
        sentence = mark_in_sentence(place.sentence, item.raw_text)
    raw = item.raw_text.strip()
    is_number = bool(re.fullmatch(r"[-+−(（△▲]?[\d,，]+(\.\d+)?[)）]?%?", raw))
    unit = place.unit if place is not None and is_number else None
    return OperandView(
        side=item.side,
        sign=item.sign,
        form=form,
        row=row,
        column=column,
        sentence=sentence,
        raw_text=raw,
        is_number=is_number,
        page=item.page,
        quote=place.sentence or "" if place is not None else "",
        unit=Words("", "") if unit is None or unit in _UNSAID else unit_words(unit),
        other=other,
    )


def _elsewhere(data: ReportInput, document_id: str) -> Elsewhere:
    document = data.document(document_id)
    if document is None:
        return Elsewhere(document_id, Words("另一份文件", "another document"), "")
    unit, year = document.unit_name or document.file_name, document.fiscal_year or ""
    kind = DOC_KIND.get(document.doc_kind or "", Words("公开文件", "disclosure"))
    zh = f"{unit}{f' {year}年' if year else ''}{kind.zh}"
    return Elsewhere(
        document_id, Words(zh, f"{unit} {year} {kind.en}"), f"documents/{document_id[:16]}.html"
    )


def _where(place: Place | None, item: EvidenceItem) -> tuple[str, str, str]:
    """Form, row and column in words; the evidence's own label where no place is known."""
    if place is None:
        form = "封面" if item.label == "unit_name" else ""
        return form, attribute_word(item.label), ""
    if place.sentence:
        return _section(place.form_title or "", place.sentence), place.row_label or "", ""
    form = place.form_title or (FORM[place.form].zh if place.form in FORM else place.form or "")
    return form, place.row_label or item.label, heads(place.column_label or "", " / ")


def _section(path: str, sentence: str) -> str:
    """The innermost heading that is not the sentence itself."""
    parts = [p.strip() for p in path.split(" / ") if p.strip()]
    return next((p for p in reversed(parts) if p not in sentence), "")


def count_by_severity(views: Iterable[FindingView]) -> dict[str, int]:
    """Findings not waived, by severity."""
    counts = {"error": 0, "warning": 0, "info": 0}
    for view in views:
        if not view.is_waived:
            counts[view.finding.severity] += 1
    return counts
