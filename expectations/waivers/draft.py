"""The text of a waiver, to be filled in by whoever approves it."""

from __future__ import annotations

import json
from collections.abc import Sequence

from expectations.waivers.model import MAX_DAYS
from extractors.contracts import Document, Verdict


def waiver_draft(document: Document, verdicts: Sequence[Verdict]) -> str:
    """YAML of waivers that cover exactly these verdicts of the document.

    Reason, evidence, approver and the dates are left empty, and an empty one is refused when
    the file is read: nobody can waive by copying alone.
    """
    instances: dict[str, list[str]] = {}
    for verdict in verdicts:
        instances.setdefault(verdict.identity, []).append(verdict.instance)
    if document.unit_name and document.fiscal_year:
        unit = json.dumps(document.unit_name, ensure_ascii=False)
        scope = f"{{unit: {unit}, year: {document.fiscal_year}}}"
    else:
        scope = f'{{document: "{document.document_id}"}}'
    lines = ["waivers:"]
    for identity, mine in instances.items():
        for instance in mine:
            lines.append(f"  - identity: {json.dumps(identity)}")
            if instance:
                lines.append(f"    instance: {json.dumps(instance, ensure_ascii=False)}")
            lines += [
                f"    scope: {scope}",
                '    reason: ""',
                '    evidence: ""',
                '    approver: ""',
                '    approved_on: ""  # 2026-03-01',
                f'    expires: ""  # {MAX_DAYS} 天以内',
            ]
    return "\n".join(lines) + "\n"
