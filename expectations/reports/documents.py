"""What the report says of one document, and the totals over all of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date

from expectations.reports.labels import (
    DOC_KIND,
    DOCUMENT_STATUS,
    FORM,
    SCOPE,
    Words,
)
from expectations.reports.model import ReportInput
from expectations.reports.records import IdentityNote, Tally
from expectations.reports.view import (
    FindingView,
    JudgedView,
    count_by_severity,
    finding_views,
    judged_view,
)
from expectations.waivers import Overlay, Waiver, overlay
from extractors.contracts import (
    Acquisition,
    Attribution,
    Document,
    DocumentStatus,
    Finding,
    FormTable,
    Verdict,
    VerdictStatus,
)

#: Order in which outcomes are counted and drawn.
STATUS_ORDER = ("PASS", "PASS_ROUNDED", "FAIL", "REVIEW", "NOT_EVALUABLE", "ERROR")


@dataclass(slots=True)
class DocumentView:
    """One document's page."""

    document: Document
    acquisition: Acquisition | None
    forms: list[FormTable]
    counts: dict[str, int]
    findings: list[FindingView]
    review: list[FindingView]
    rounded: list[JudgedView]
    tallies: list[Tally]
    original: str | None = None
    letter: str | None = None
    unit_href: str | None = None

    @property
    def key(self) -> str:
        """Short name of the document in file names: the head of its fingerprint."""
        return self.document.document_id[:16]

    @property
    def href(self) -> str:
        return f"documents/{self.key}.html"

    def page_of(self, finding: FindingView) -> str:
        """The address of one of its findings within the report."""
        is_public = finding.finding.attribution == Attribution.PUBLISHER
        return f"{self.href if is_public else f'review/{self.key}.html'}#{finding.anchor}"

    @property
    def is_read(self) -> bool:
        return self.document.status == DocumentStatus.OK

    @property
    def unit(self) -> str:
        return self.document.unit_name or ""

    @property
    def name(self) -> str:
        """Unit as printed, else the title in the listing, else the file name."""
        listed = self.acquisition.title if self.acquisition else None
        return self.unit or listed or self.document.file_name

    @property
    def kind(self) -> Words:
        """``2024年单位预算`` in words, without the year."""
        scope = SCOPE.get(self.document.scope or "", Words("", ""))
        kind = DOC_KIND.get(self.document.doc_kind or "", Words("公开文件", "Disclosure"))
        return Words(scope.zh + kind.zh, f"{scope.en} {kind.en}".strip())

    @property
    def status(self) -> Words:
        raw = self.document.status
        return DOCUMENT_STATUS.get(raw, Words(raw, raw))

    @property
    def severity_counts(self) -> dict[str, int]:
        return count_by_severity(self.findings)

    @property
    def checked(self) -> int:
        """Instances with a conclusion."""
        return sum(self.counts.get(s, 0) for s in ("PASS", "PASS_ROUNDED", "FAIL"))

    @property
    def unresolved(self) -> int:
        """Instances without a conclusion: not checked, or waiting for a person's look."""
        return sum(self.counts.get(s, 0) for s in ("NOT_EVALUABLE", "REVIEW", "ERROR"))

    @property
    def review_in_full(self) -> list[FindingView]:
        """What somebody has to look at: each with its numbers and pictures."""
        return [f for f in self.review if f.finding.severity != "info"]

    @property
    def review_remarks(self) -> list[tuple[IdentityNote, list[FindingView]]]:
        """What is for information only, by rule, the most frequent first."""
        grouped: dict[str, tuple[IdentityNote, list[FindingView]]] = {}
        for f in self.review:
            if f.finding.severity == "info" and f.main is not None:
                rule = f.main.identity
                grouped.setdefault(rule.id, (rule, []))[1].append(f)
        return sorted(grouped.values(), key=lambda pair: -len(pair[1]))

    @property
    def unrecognised(self) -> list[FormTable]:
        """Tables that nobody could name."""
        return [t for t in self.forms if t.form is None]

    @property
    def outcome(self) -> str:
        """``error``, ``warning``, ``clean``, ``partial`` or ``unread``: the document in a word."""
        counts = self.severity_counts
        if not self.is_read:
            return "unread"
        if counts["error"] or counts["warning"]:
            return "error" if counts["error"] else "warning"
        return "partial" if self.is_partial else "clean"

    @property
    def is_partial(self) -> bool:
        """More than a tenth has no conclusion: "nothing found" would then mislead."""
        return self.unresolved * 10 > self.checked + self.unresolved

    @property
    def coverage_percent(self) -> str | None:
        """Share of the table's numbers that were read, cut (not rounded) to one decimal."""
        share = self.document.coverage_share
        if share is None:
            return None
        tenths = int(share * 1000)
        return f"{tenths // 10}.{tenths % 10}%" if tenths % 10 else f"{tenths // 10}%"

    def form_title(self, table: FormTable) -> str:
        """Title as printed, else the canonical name of the form."""
        if table.title:
            return table.title
        return FORM[table.form].zh if table.form in FORM else "（无表名）"


@dataclass(slots=True)
class Report:
    """All documents, with totals and waivers."""

    data: ReportInput
    documents: list[DocumentView]
    waived: Overlay
    counts: Counter[str] = field(default_factory=Counter)
    severities: Counter[str] = field(default_factory=Counter)
    failing_by_identity: dict[str, list[tuple[DocumentView, FindingView, int]]] = field(
        default_factory=dict
    )

    @property
    def read(self) -> list[DocumentView]:
        return [d for d in self.documents if d.is_read]

    @property
    def unread(self) -> list[DocumentView]:
        return [d for d in self.documents if not d.is_read]

    @property
    def units(self) -> set[str]:
        return {d.unit for d in self.documents if d.unit}

    @property
    def years(self) -> list[int]:
        return sorted({d.document.fiscal_year for d in self.documents if d.document.fiscal_year})

    @property
    def checked(self) -> int:
        return sum(self.counts[s] for s in ("PASS", "PASS_ROUNDED", "FAIL"))

    @property
    def review_count(self) -> int:
        return sum(len(d.review) for d in self.documents)


def build_report(data: ReportInput, waivers: tuple[Waiver, ...], today: date) -> Report:
    """Group the input by document and count it."""
    waived = overlay(data.verdicts, waivers, data.documents, today=today)
    tallies: dict[str, list[Tally]] = defaultdict(list)
    verdicts: dict[str, list[Verdict]] = defaultdict(list)
    findings: dict[str, list[Finding]] = defaultdict(list)
    forms: dict[str, list[FormTable]] = defaultdict(list)
    for tally in data.tallies:
        tallies[tally.document_id].append(tally)
    for verdict in data.verdicts:
        verdicts[verdict.document_id].append(verdict)
    for finding in data.findings:
        findings[finding.document_id].append(finding)
    for table in data.form_tables:
        forms[table.document_id].append(table)
    acquisitions = {a.document_id: a for a in data.acquisitions}
    views = [
        _document(
            data,
            document,
            acquisitions.get(document.document_id),
            forms[document.document_id],
            tallies[document.document_id],
            verdicts[document.document_id],
            findings[document.document_id],
            waived,
        )
        for document in data.documents
    ]
    views.sort(key=_document_order)
    report = Report(data, views, waived)
    _add_history(data, views)
    for view in views:
        report.counts.update(view.counts)
        report.severities.update(view.severity_counts)
        for finding_view in view.findings:
            per_identity = Counter(j.verdict.identity for j in finding_view.judged)
            for identity, n in per_identity.items():
                report.failing_by_identity.setdefault(identity, []).append((view, finding_view, n))
    return report


def _add_history(data: ReportInput, views: list[DocumentView]) -> None:
    """Tell each finding since when it has been known, and whether the latest run found it first."""
    comparable = len(data.runs) > 1
    known = {(h.document_id, h.root_cause): h for h in data.history if h.resolved_on is None}
    for view in views:
        for finding in (*view.findings, *view.review):
            key = (view.document.document_id, finding.finding.root_cause)
            finding.history = known.get(key)
            finding.is_new = bool(comparable and finding.history and finding.history.state == "new")


def _document_order(view: DocumentView) -> tuple[int, int, int, int, str, int, str]:
    """Worst first; what could not be read after what was."""
    counts = view.severity_counts
    return (
        0 if view.is_read else 1,
        -counts["error"],
        -counts["warning"],
        -counts["info"],
        view.name,
        view.document.fiscal_year or 0,
        view.document.document_id,
    )


def _document(
    data: ReportInput,
    document: Document,
    acquisition: Acquisition | None,
    forms: list[FormTable],
    tallies: list[Tally],
    verdicts: list[Verdict],
    findings: list[Finding],
    waived: Overlay,
) -> DocumentView:
    external = [f for f in findings if f.attribution == Attribution.PUBLISHER]
    internal = [f for f in findings if f.attribution != Attribution.PUBLISHER]
    counts: Counter[str] = Counter()
    for tally in tallies:
        counts[tally.verdict] += tally.n
    # A failure that is not the publisher's must not be counted as 不符 in what others read.
    doubted = _doubted(verdicts, external, internal)
    if doubted:
        counts["FAIL"] -= doubted
        counts["REVIEW"] += doubted
    shown = [v for v in verdicts if v.verdict == VerdictStatus.PASS_ROUNDED]
    shown.sort(key=lambda v: (v.identity, v.instance))
    return DocumentView(
        document=document,
        acquisition=acquisition,
        forms=sorted(forms, key=lambda t: (t.page, t.top)),
        counts=dict(counts),
        findings=finding_views(data, external, verdicts, waived),
        review=finding_views(data, internal, verdicts, waived),
        rounded=[judged_view(data, v) for v in shown],
        tallies=tallies,
    )


def _doubted(verdicts: list[Verdict], external: list[Finding], internal: list[Finding]) -> int:
    """Failing verdicts that no publisher finding covers."""
    mine = {key for f in external for key in f.verdicts}
    causes = {f.root_cause for f in external}
    doubtful = {f.root_cause for f in internal}
    n = 0
    for v in verdicts:
        if v.verdict != VerdictStatus.FAIL or f"{v.identity}[{v.instance}]" in mine:
            continue
        if v.root_cause in doubtful or v.root_cause not in causes:
            n += v.attribution != Attribution.PUBLISHER or v.root_cause in doubtful
    return n
