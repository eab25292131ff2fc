"""Mock portals for load tests: what the registry says is there, and reads as budgets."""

from pathlib import Path

import pytest

from extractors.portals.registry_model import load_portals
from extractors.read import read_document
from tests.typeset import backfill, fonts


@pytest.fixture
def portals(tmp_path: Path) -> Path:
    try:
        assert backfill.build(tmp_path, portals=2, years=[2022, 2023], documents=2) == 8
    except fonts.FontMissingError as error:
        pytest.skip(str(error))
    return tmp_path


def test_portals_of_different_families_with_documents_of_each_year(portals: Path) -> None:
    entries = load_portals(portals / "registry")
    mocks = [entries[backfill.portal_id(p)] for p in range(2)]
    assert [m.cms for m in mocks] == ["trs", "ucap"]
    assert all(m.expected_documents.minimum == 4 for m in mocks)
    files = sorted((portals / "portal1").rglob("*.pdf"))
    assert len({f.read_bytes() for f in files}) == 4
    facts = [read_document(f) for f in files]
    assert [f.document.status for f in facts] == ["ok"] * 4
    assert sorted(f.document.fiscal_year or 0 for f in facts) == [2022, 2022, 2023, 2023]
    assert {f.document.coverage_share for f in facts} == {1}


def test_one_document_can_be_replaced_in_place(portals: Path) -> None:
    before = {p: p.read_bytes() for p in portals.rglob("*.pdf")}
    changed = backfill.replace(portals, 0, 2023)
    after = {p: p.read_bytes() for p in portals.rglob("*.pdf")}
    assert [p for p in before if before[p] != after[p]] == [changed]
    old, new = read_document(before[changed], "x.pdf"), read_document(changed)
    assert old.document.unit_name == new.document.unit_name
    assert old.document.fiscal_year == new.document.fiscal_year == 2023
