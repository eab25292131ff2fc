"""The text of a waiver, to be filled in by whoever approves it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, timedelta

from extractors.contracts import Document, Verdict

#: Days that a draft proposes: a year, so that the next disclosure is looked at again.
PROPOSED_DAYS = 365


def waiver_draft(document: Document, verdicts: Sequence[Verdict], today: date) -> str:
    """YAML of waivers that cover exactly these verdicts of the document.

    Reason, evidence and approver are left empty, and an empty one is refused when the file
    is read: nobody can waive by copying alone.
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
                f'    approved_on: "{today}"',
                f'    expires: "{today + timedelta(days=PROPOSED_DAYS)}"',
            ]
    return "\n".join(lines) + "\n"
