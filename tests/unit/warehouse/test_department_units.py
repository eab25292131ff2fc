"""From typeset files to the verdict: is a department the sum of its units?"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from extractors.contracts import Acquisition, DocumentFacts
from extractors.read import read_document
from orchestration import warehouse
from orchestration.settings import Settings
from tests.support.facts_writer import acquisition, write_facts
from tests.typeset import offices
from tests.typeset.fonts import FontMissingError

pytestmark = [pytest.mark.xdist_group("warehouse"), pytest.mark.slow, pytest.mark.timeout(600)]
HEAD, SCIENCE, HALL = offices.UNITS
WITHOUT_TESTS = ["tag:oversight", "resource_type:test"]
COMPARED = ("XL.DEPT.IN", "XL.DEPT.EX", "XL.DEPT.GPB", "XL.DEPT.ECON", "XL.DEPT.3PUB")
Found = tuple[DocumentFacts, Acquisition]


def _found(pdf: bytes, name: str, portal: str = "demo", day: int = 1) -> Found:
    facts = read_document(pdf, f"{name}.pdf")
    fetched = datetime(2024, 3, day, tzinfo=UTC)
    return facts, acquisition(facts, portal=portal, fetched_at=fetched, fiscal_year=offices.YEAR)


class Office:
    """A warehouse of one department, built and judged again after every change."""

    def __init__(self, home: Path) -> None:
        self.settings = Settings(home=home)
        self.files = {"department": _found(offices.department_pdf(), "department")}

    def add(self, key: str, pdf: bytes, portal: str = "demo", day: int = 1) -> str:
        """Another file; its id."""
        self.files[key] = _found(pdf, key, portal, day)
        assert self.files[key][0].document.status == "ok"
        return self.files[key][0].document.document_id

    def judge(self) -> dict[str, int]:
        """Build and judge."""
        write_facts(self.settings.home, list(self.files.values()))
        warehouse.build(self.settings, exclude=WITHOUT_TESTS)
        return warehouse.run_judge(self.settings)

    def query(self, sql: str) -> list[Any]:
        """Rows of a query on the verdicts and findings of the department."""
        folder = self.settings.home / "verdicts" / "current"
        department = self.files["department"][0].document.document_id
        with duckdb.connect() as connection:
            for kind in ("verdict", "finding"):
                connection.execute(
                    f"CREATE VIEW {kind} AS SELECT * FROM '{folder}/{kind}_*.parquet' "
                    f"WHERE document_id = '{department}'"
                )
            return connection.execute(sql).fetchall()

    def outcomes(self) -> dict[str, set[str]]:
        """Verdicts, with their reasons, of each comparison."""
        out: dict[str, set[str]] = {identity: set() for identity in COMPARED}
        for identity, verdict, reason in self.query(
            "SELECT identity, verdict, reason FROM verdict WHERE identity LIKE 'XL.DEPT.%'"
        ):
            out[identity].add(verdict if reason is None else reason)
        return out


@pytest.fixture
def office(tmp_path: Path) -> Office:
    try:
        return Office(tmp_path)
    except FontMissingError as error:
        pytest.skip(str(error))


def test_a_department_through_the_year(office: Office) -> None:
    office.add("head", offices.unit_pdf(HEAD))
    science = office.add("science", offices.unit_pdf(SCIENCE))
    # the same unit's name on another portal is another authority's
    office.add("elsewhere", offices.unit_pdf(HALL, note="另一处"), portal="other")
    office.judge()
    missing = f"unit_documents_missing: 1/3 {HALL}"
    assert set.union(*office.outcomes().values()) == {missing}
    ((evidence,),) = office.query("SELECT evidence FROM verdict WHERE identity = 'XL.DEPT.IN'")
    assert [(e["raw_text"], e["page"] is not None) for e in evidence] == [(HALL, True)]

    # its file arrives: the department is judged again, beside the new file, and it holds
    first = office.add("hall", offices.unit_pdf(HALL))
    assert office.judge()["documents_judged"] == 2
    for identity, outcome in office.outcomes().items():
        assert outcome <= {"PASS", "PASS_ROUNDED", "not_comparable"} and "PASS" in outcome, identity
    assert office.query("SELECT count(*) FROM finding") == [(0,)]

    # it is published anew with 1,000 yuan more: a contradiction, and one finding
    second = office.add("hall_later", offices.unit_pdf(HALL, 1000), day=20)
    done = office.judge()
    assert done["findings_new"] == 1
    ((attribution, severity, sentence, keys),) = office.query(
        "SELECT attribution, severity, sentence_zh, verdicts FROM finding"
    )
    assert (attribution, severity) == ("publisher", "error")
    assert "所属单位各自公开的同一项之和" in sentence and "相差 1,000 元" in sentence
    assert {key.partition("[")[0] for key in keys} == set(COMPARED) - {"XL.DEPT.3PUB"}
    ((evidence,),) = office.query(
        "SELECT evidence FROM verdict WHERE identity = 'XL.DEPT.IN' AND instance = 'T'"
    )
    others = [e["other_document_id"] for e in evidence if e["side"] == "computed"]
    assert len(others) == 3 and {science, second} < set(others) and first not in others
    assert all(e["page"] and e["x0"] is not None for e in evidence)

    # and corrected: the finding is resolved
    office.add("hall_last", offices.unit_pdf(HALL, note="更正后"), day=25)
    assert office.judge()["findings_resolved"] == 1
    assert office.query("SELECT count(*) FROM finding") == [(0,)]
