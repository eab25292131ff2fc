"""The catalogue finds in the demo documents what is listed in planted.yml, and nothing else."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest
import yaml

from expectations.catalogue import load_catalogue
from expectations.judge import judge_facts
from extractors.contracts import Verdict
from extractors.read import read_document

DEMO = Path(__file__).parents[2] / "data" / "demo"
DOCUMENTS = {
    d["doc_id"]: d for d in json.loads((DEMO / "manifest.json").read_text("utf-8"))["documents"]
}
#: What one file shows; what only the files of a department's units show, the warehouse judges.
ALONE = {i.id for i in load_catalogue().identities if i.needs is None}
PLANTED = {
    d["document"]: [
        e for e in d["errors"] if {i.partition("|")[0] for i in e["identities"]} <= ALONE
    ]
    for d in yaml.safe_load((DEMO / "planted.yml").read_text("utf-8"))["documents"]
}


@cache
def failures() -> dict[str, list[Verdict]]:
    """FAIL verdicts of every document, all judged together (the replaced one on its own)."""
    facts = {k: read_document(DEMO / d["file"]) for k, d in DOCUMENTS.items()}
    current = [f for k, f in facts.items() if not DOCUMENTS[k]["replaced_by"]]
    old = [f for k, f in facts.items() if DOCUMENTS[k]["replaced_by"]]
    verdicts = [*judge_facts(current).verdicts, *judge_facts(old).verdicts]
    assert not [v for v in verdicts if v.verdict == "ERROR"]
    return {
        k: [v for v in verdicts if v.verdict == "FAIL" and v.document_id == DOCUMENTS[k]["sha256"]]
        for k in facts
    }


@pytest.mark.parametrize("doc_id", sorted(DOCUMENTS))
def test_failures_are_those_listed(doc_id: str) -> None:
    listed = [i for error in PLANTED.get(doc_id, []) for i in error["identities"]]
    found = {v.identity for v in failures()[doc_id]}
    instances = found | {f"{v.identity}|{v.instance}" for v in failures()[doc_id]}
    assert [i for i in listed if i not in instances] == []
    assert found == {i.partition("|")[0] for i in listed}


def test_no_failure_is_ours() -> None:
    """Clean reading: whatever fails in the demo is the publisher's; a remark accuses nobody."""
    assert [
        (v.identity, v.instance, v.attribution)
        for rows in failures().values()
        for v in rows
        if v.attribution != ("undetermined" if v.severity == "info" else "publisher")
    ] == []


def test_numbers_of_a_planted_error_are_reported() -> None:
    for doc_id, errors in PLANTED.items():
        for error in errors:
            if error["origin"] != "planted":
                continue
            ids = {i.partition("|")[0] for i in error["identities"]}
            numbers = {
                x for v in failures()[doc_id] if v.identity in ids for x in (v.reported, v.computed)
            }
            assert error["printed"] in numbers, (doc_id, error["what"])
