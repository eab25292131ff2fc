"""A document without a single fact is judged too: nothing could be checked, and that is said."""

from __future__ import annotations

import pytest

from expectations.catalogue import load_catalogue
from expectations.judge import judge_facts
from extractors.contracts import Document, DocumentFacts


@pytest.mark.parametrize("status", ["scan", "encrypted", "ok"])
def test_every_identity_has_a_row_and_none_passes_or_fails(status: str) -> None:
    document = Document(
        document_id="0" * 64,
        file_name="a.pdf",
        status=status,
        reason=None,
        unit_name=None,
        unit_code=None,
        fiscal_year=None,
        doc_kind=None,
        scope=None,
        family=None,
        signed_on=None,
    )
    result = judge_facts([DocumentFacts(document)])
    catalogue = load_catalogue()
    assert {v.identity for v in result.verdicts} == {i.id for i in catalogue.identities}
    assert {v.verdict for v in result.verdicts} <= {"NOT_EVALUABLE", "NOT_APPLICABLE"}
    assert all(v.reason for v in result.verdicts)
    assert result.findings == []
