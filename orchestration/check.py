"""Check files without a warehouse: read, judge, and say it as JSON.

The same reader and the same compiled identities as the warehouse use, so the
verdicts are the same.  The layout is ``docs/reference/check.schema.json``.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from expectations.judge import JudgeResult, judge_facts
from extractors.contracts import (
    Attribute,
    Attribution,
    Cell,
    DocumentFacts,
    DocumentStatus,
    EvidenceItem,
    Finding,
    FormTable,
    Severity,
    Verdict,
)
from extractors.pool import TaskFailure, run_isolated
from extractors.read import read_document
from extractors.serial import to_jsonable

EXIT_OK, EXIT_FINDINGS, EXIT_UNCHECKED = 0, 1, 2


@dataclass(frozen=True, slots=True)
class CheckResult:
    """Facts and verdicts of the files, in the order given."""

    facts: list[DocumentFacts]
    judged: JudgeResult

    @property
    def exit_code(self) -> int:
        """2 if a file could not be checked, else 1 if one has a publisher's error, else 0."""
        if any(f.document.status != DocumentStatus.OK for f in self.facts):
            return EXIT_UNCHECKED
        return EXIT_FINDINGS if any(map(is_publisher_error, self.judged.findings)) else EXIT_OK


def is_publisher_error(finding: Finding) -> bool:
    """Whether a finding is an error-level one that is the publisher's."""
    return finding.severity == Severity.ERROR and finding.attribution == Attribution.PUBLISHER


def check_files(
    paths: Sequence[Path],
    *,
    workers: int = 1,
    timeout_s: float = 300.0,
    on_read: Callable[[Path, DocumentFacts], None] | None = None,
) -> CheckResult:
    """Read and judge files.  A file that cannot be read is a typed document, never a crash.

    One file is read in this process; several are read in ``workers`` processes,
    so that a file that kills its reader leaves the others unharmed.
    """
    facts: dict[Path, DocumentFacts] = {}

    def done(path: Path, found: DocumentFacts) -> None:
        facts[path] = found
        if on_read:
            on_read(path, found)

    if len(paths) == 1:
        done(paths[0], read_document(paths[0]))
    else:
        todo = list(dict.fromkeys(paths))
        pool = run_isolated(
            read_document, todo, workers=min(workers, len(todo)), timeout_s=timeout_s
        )
        for path, found in pool:
            done(path, _crashed(path, found) if isinstance(found, TaskFailure) else found)
    # The same bytes under two names are judged once and reported once.
    distinct = {facts[p].document.document_id: facts[p] for p in paths}
    return CheckResult(list(distinct.values()), judge_facts(list(distinct.values())))


def _crashed(path: Path, failure: TaskFailure) -> DocumentFacts:
    return DocumentFacts.unread(
        hashlib.sha256(path.read_bytes()).hexdigest(),
        path.name,
        DocumentStatus.CRASHED,
        f"读取程序未能完成（{failure.kind}：{failure.detail}）；请报告此文件",
    )


def check_json(result: CheckResult) -> dict[str, Any]:
    """The result as the JSON of ``mingzhang check``; amounts are decimal strings."""
    verdicts: dict[str, list[Verdict]] = defaultdict(list)
    findings: dict[str, list[Finding]] = defaultdict(list)
    for verdict in result.judged.verdicts:
        verdicts[verdict.document_id].append(verdict)
    for finding in result.judged.findings:
        findings[finding.document_id].append(finding)
    return {
        "documents": [
            _document(f, verdicts[f.document.document_id], findings[f.document.document_id])
            for f in result.facts
        ]
    }


def _document(
    facts: DocumentFacts, verdicts: Sequence[Verdict], findings: Sequence[Finding]
) -> dict[str, Any]:
    document = facts.document
    share = document.coverage_share
    return {
        "sha256": document.document_id,
        "unit": document.unit_name,
        "fiscal_year": document.fiscal_year,
        "doc_kind": document.doc_kind,
        "scope": document.scope,
        "family": document.family,
        "pages": document.pages,
        "status": str(document.status),
        "reason": document.reason,
        "coverage": {
            "amount_tokens_in_tables": document.tokens_in_tables,
            "typed": document.tokens_typed,
            "explained": document.tokens_explained,
            "share": None if share is None else round(float(share), 6),
        },
        "forms": [_form(t) for t in facts.form_tables],
        "cells": [_cell(c) for c in facts.cells],
        "mentions": [_placed(m) for m in facts.mentions],
        "indicators": [_placed(i) for i in facts.indicators],
        "attributes": [_attribute(a) for a in facts.attributes],
        "verdicts": [_verdict(v) for v in verdicts],
        "findings": [
            {
                "root_cause": f.root_cause,
                "severity": f.severity,
                "attribution": f.attribution,
                "sentence_zh": f.sentence_zh,
                "sentence_en": f.sentence_en,
                "verdicts": list(f.verdicts),
            }
            for f in findings
        ],
    }


def _form(table: FormTable) -> dict[str, Any]:
    return {
        "form": table.form,
        "title": table.title,
        "pages": list(table.pages),
        "money_unit": table.money_unit,
        "decimals": table.decimals,
        "rows": table.n_rows,
        "columns": table.n_cols,
        "confidence": float(table.confidence),
    }


def _cell(cell: Cell) -> dict[str, Any]:
    return {
        "form": cell.form,
        "row_key": cell.row_key,
        "row_label": cell.row_label,
        "row_kind": str(cell.row_kind),
        "column_key": cell.column_key,
        "column_label": cell.column_label,
        "amount": _decimal(cell.amount),
        "money_unit": cell.money_unit,
        "amount_yuan": _decimal(cell.amount_yuan),
        "raw_text": cell.raw_text,
        "page": cell.page,
        "bbox": _bbox(cell),
    }


def _attribute(attribute: Attribute) -> dict[str, Any]:
    """An attribute; a person's name or telephone says only whether it is printed."""
    values = _placed(attribute)
    if attribute.is_personal:
        for key in ("value_text", "value_number", "raw_text"):
            values[key] = None
        values["is_present"] = bool(attribute.raw_text.strip())
    return values


def _verdict(verdict: Verdict) -> dict[str, Any]:
    return {
        "identity": verdict.identity,
        "instance": verdict.instance,
        "verdict": str(verdict.verdict),
        "reason": verdict.reason,
        "reported": verdict.reported,
        "computed": verdict.computed,
        "difference": _decimal(verdict.difference),
        "tolerance": _decimal(verdict.tolerance),
        "severity": str(verdict.severity),
        "attribution": verdict.attribution,
        "evidence": [_placed(e) for e in verdict.evidence],
    }


def _placed(record: Any) -> dict[str, Any]:
    """A record without its document id, its place as ``page`` and ``bbox``."""
    values: dict[str, Any] = to_jsonable(record)
    for key in ("document_id", "other_document_id"):
        values.pop(key, None)
    for key in ("x0", "top", "x1", "bottom"):
        values.pop(key)
    values["bbox"] = _bbox(record)
    return values


def _bbox(place: Cell | EvidenceItem | Attribute) -> list[float] | None:
    if place.x0 is None or place.top is None or place.x1 is None or place.bottom is None:
        return None
    return [round(v, 2) for v in (place.x0, place.top, place.x1, place.bottom)]


def _decimal(value: Decimal | None) -> str | None:
    return None if value is None else format(value, "f")
