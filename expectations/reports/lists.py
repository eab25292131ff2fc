"""The lists that a reader filters in the browser, as compact arrays.

Names of the fields are in ``static/app.js``; a list of 20,000 findings stays
under 10 MB.  Everything here is shown by the browser as text, never as HTML.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from expectations.reports.documents import DocumentView, Report
from expectations.reports.labels import IF_TRUE, OUTCOME, SEVERITY, SEVERITY_ORDER, Words
from expectations.reports.view import FindingView

#: The lists, by the name of their data.
LISTS = ("findings", "review", "documents", "units")


def list_data(report: Report) -> dict[str, Any]:
    """Data of the four lists by name: findings, review, documents, units."""
    docs = [_doc_head(d) for d in report.documents]
    findings = [(i, d, f) for i, d in enumerate(report.documents) for f in d.findings]
    review = [(i, d, f) for i, d in enumerate(report.documents) for f in d.review]
    for queue in (findings, review):
        queue.sort(key=lambda x: x[2].gravity)
    return {
        "findings": {
            "docs": docs,
            "rows": [_finding(i, f, f"documents/{d.key}.html") for i, d, f in findings],
        },
        "review": {
            "docs": docs,
            "rows": [_finding(i, f, f"review/{d.key}.html") for i, d, f in review],
        },
        "documents": {"rows": [_document(d) for d in report.documents]},
        "units": {"years": report.years, "rows": _units(report)},
    }


def run_data(report: Report, generated: datetime) -> dict[str, Any]:
    """What changes with every build, and the words of the lists; pages show it by a script."""
    run = report.data.run
    zh = [f"生成时间：{generated:%Y年%m月%d日 %H:%M}（北京时间）"]
    en = [f"Generated {generated:%Y-%m-%d %H:%M} (Beijing time)"]
    if run.program_version:
        zh.append(f"程序版本 {run.program_version}")
        en.append(f"Program {run.program_version}")
    if run.rules:
        zh.append(f"规则 {run.rules_words.zh}")
        en.append(run.rules_words.en)
    return {
        "generated": [" · ".join(zh), " · ".join(en)],
        "review": len(_to_review(report)),
        "labels": {
            "severity": [[key, *words] for key, words in SEVERITY.items()],
            "if_true": list(IF_TRUE.values()),
            "outcome": OUTCOME,
        },
    }


def _to_review(report: Report) -> list[FindingView]:
    return [f for d in report.documents for f in d.review_in_full]


def _doc_head(d: DocumentView) -> list[Any]:
    portal = d.acquisition.portal if d.acquisition else ""
    return [d.name, d.document.fiscal_year, d.kind.zh, d.kind.en, portal]


def _finding(doc_index: int, f: FindingView, href: str) -> list[Any]:
    main = f.main
    unit = main.difference_unit if main and main.difference else Words("", "")
    return [
        doc_index,
        SEVERITY_ORDER.get(f.finding.severity, 2),
        f.finding.sentence_zh,
        f.finding.sentence_en,
        f.form_label.zh,
        f.page,
        main.difference if main else "",
        unit.zh,
        main.verdict.identity if main else "",
        f"{href}#{f.anchor}",
        int(f.is_waived),
        f.finding.attribution,
        f.history.state if f.history else "",
        unit.en,
        f.form_label.en,
    ]


def _document(d: DocumentView) -> list[Any]:
    severities = d.severity_counts
    portal = d.acquisition.portal if d.acquisition else ""
    return [
        d.name,
        d.document.fiscal_year,
        d.kind.zh,
        d.kind.en,
        portal,
        int(d.is_read),
        d.status.zh,
        d.status.en,
        d.document.reason or "",
        d.href,
        d.checked,
        d.counts.get("PASS_ROUNDED", 0),
        d.counts.get("FAIL", 0),
        d.counts.get("NOT_EVALUABLE", 0),
        severities["error"],
        severities["warning"],
        severities["info"],
        d.coverage_percent or "",
        d.document.file_name,
        int(d.is_partial),
    ]


def _units(report: Report) -> list[list[Any]]:
    """One row per unit, worst first: name, portal, findings by severity,
    items not checked, cells by year, documents read, of these with large gaps, page.

    A cell is ``[errors, warnings, infos, documents read, documents not read, href,
    documents with large gaps, kinds of the documents]``.
    """
    years = {year: i for i, year in enumerate(report.years)}
    rows: dict[str, list[Any]] = {}
    for d in report.documents:
        if not d.unit:
            continue
        portal = d.acquisition.portal if d.acquisition else ""
        row = rows.setdefault(d.unit, [d.unit, portal, 0, 0, 0, 0, [None] * len(years), 0, 0, ""])
        row[9] = d.unit_href or ""
        row[7] += d.is_read
        row[8] += d.is_read and d.is_partial
        severities = d.severity_counts
        row[2] += severities["error"]
        row[3] += severities["warning"]
        row[4] += severities["info"]
        row[5] += d.counts.get("NOT_EVALUABLE", 0)
        if d.document.fiscal_year is None:
            continue
        at = years[d.document.fiscal_year]
        cell = row[6][at] or [0, 0, 0, 0, 0, "", 0, ""]
        cell[0] += severities["error"]
        cell[1] += severities["warning"]
        cell[2] += severities["info"]
        cell[3 if d.is_read else 4] += 1
        cell[6] += d.is_read and d.is_partial
        cell[5] = d.href if cell[3] + cell[4] == 1 else ""
        cell[7] = "、".join(sorted(filter(None, [*cell[7].split("、"), d.kind.zh])))
        row[6][at] = cell
    return sorted(rows.values(), key=lambda r: (-r[2], -r[3], -r[4], -r[5], r[0]))
