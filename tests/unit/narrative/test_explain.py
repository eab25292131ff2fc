"""What a person sees of the text: concepts by name, sentences that were not read."""

from __future__ import annotations

from extractors.contracts import Document, DocumentFacts
from extractors.narrative.explain import explain_text
from extractors.narrative.passages import PASSAGES
from extractors.narrative.schema import load_names, load_patterns, load_subjects
from tests.unit.narrative.paper import read


def _facts(*lines: str) -> DocumentFacts:
    mentions, attributes = read(*lines)
    document = Document(document_id="d" * 64, file_name="x.pdf", status="ok", reason=None,
                        unit_name=None, unit_code=None, fiscal_year=2024, doc_kind="budget",
                        scope=None, family=None, signed_on=None)  # fmt: skip
    return DocumentFacts(document=document, mentions=mentions, attributes=attributes)


def test_every_key_has_a_name() -> None:
    keys = {rule.key for file in load_patterns() for rule in file.patterns}
    keys |= {block.key for file in load_patterns() for block in file.blocks}
    keys |= {rule.key for rule in load_subjects().concepts}
    for rule in load_subjects().concepts:
        keys |= {rule.change_key} if rule.change_key else set()
    assert not sorted((keys | PASSAGES) - set(load_names()))


def test_account_of_a_text() -> None:
    account = explain_text(
        _facts(
            "二、收入预算情况说明",
            "收入预算10.00万元，其中：事业收入10.00万元。",
            "十、重点工作",
            "全年投资16亿元，另有2亿元。",
        )
    )
    assert (account.amounts, account.unread_amounts) == (4, 2)
    assert {c.zh for c in account.concepts} == {"收入预算", "各来源收入"}
    (sentence,) = account.unread
    assert sentence.amounts == ("16", "2")
    assert sentence.section == "十、重点工作"
