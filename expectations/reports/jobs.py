"""The pages of a site that can be written one by one: documents, units, rules, letters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from expectations.reports.crops import document_requests
from expectations.reports.documents import DocumentView, Report
from expectations.reports.letters import Letter
from expectations.reports.pages import PageJob, key_of
from expectations.reports.render import to_answer
from expectations.reports.rules import RuleView
from expectations.reports.units import UnitView
from expectations.reports.view import FindingView


def page_jobs(
    report: Report,
    units: Sequence[UnitView],
    letters: Sequence[Letter],
    rules: Sequence[RuleView],
    keys: Mapping[str, str],
    salt: str,
    *,
    is_first: bool,
) -> list[PageJob]:
    """Every page of a document, unit, rule or letter.

    ``salt`` is what all of them depend on; ``keys`` are those of the documents, by their ``key``.
    """
    jobs: list[PageJob] = []
    for d in report.documents:
        jobs += _of_document(report, d, keys[d.key])
    for unit in units:
        key = key_of([keys[d.key] for d in unit.documents], unit.resolved, is_first)
        jobs.append(PageJob(unit.href, key, "unit.html.j2", {"unit": unit, "is_first": is_first}))
    jobs += [_of_letter(report, letter, keys) for letter in letters]
    for rule in rules:
        counts = sorted(rule.counts.items())
        key = key_of(salt, rule.identity, counts, rule.failing, rule.n_failing, rule.n_documents)
        jobs.append(PageJob(rule.href, key, "identity.html.j2", {"row": rule}))
    return jobs


def document_key(d: DocumentView, salt: str) -> str:
    """A key of everything that any page shows of the document."""
    counts = [f"{t.identity} {t.verdict} {t.reason} {t.is_vacuous} {t.n}" for t in d.tallies]
    return key_of(
        salt, d.document, d.acquisition, d.forms, d.findings, d.review, d.rounded, sorted(counts),
        d.original, d.letter, d.unit_href,
    )  # fmt: skip


def _of_document(report: Report, d: DocumentView, key: str) -> list[PageJob]:
    sha256 = d.document.document_id
    pictures = document_requests(report.data, sha256, d.findings)
    page_key = key_of(key, pictures)
    jobs = [PageJob(d.href, page_key, "document.html.j2", {"doc": d}, pictures)]
    if d.review:
        # What is for information only is listed without pictures: a reader opens the page.
        pictures = document_requests(report.data, sha256, d.review_in_full, "r")
        name = f"review/{d.key}.html"
        page_key, template = key_of(key, pictures), "review_document.html.j2"
        jobs.append(PageJob(name, page_key, template, {"doc": d}, pictures))
    return jobs


def _of_letter(report: Report, letter: Letter, keys: Mapping[str, str]) -> PageJob:
    pictures = {}
    for d in letter.documents:
        asked: list[FindingView] = [f for f in d.findings if to_answer(f)]
        for anchor, some in document_requests(report.data, d.document.document_id, asked).items():
            pictures[d.key + anchor] = [r for r in some if r.rank == 0]
    context = {"letter": letter, "is_letter": True}
    key = key_of([keys[d.key] for d in letter.documents], pictures)
    return PageJob(letter.file, key, "letter.html.j2", context, pictures, is_single_file=True)
