"""From the portal's pages to the report, and again."""

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from expectations.catalogue import load_catalogue
from orchestration.check import check_files
from orchestration.settings import DEMO_PORTALS
from tests.e2e.conftest import DEMO, Deployment
from tests.e2e.files import BAD_FILES, write_bad_files

#: The first test waits for the whole main job; a busy machine may take minutes.
pytestmark = [pytest.mark.timeout(900), pytest.mark.slow]


@pytest.fixture
def snapshot(deployment: Deployment) -> Iterator[duckdb.DuckDBPyConnection]:
    path = deployment.home / "warehouse" / "mingzhang.duckdb"
    with duckdb.connect(str(path), read_only=True) as connection:
        yield connection


def listed_documents() -> list[dict[str, Any]]:
    documents: list[dict[str, Any]] = json.loads((DEMO / "manifest.json").read_text())["documents"]
    return documents


def test_every_document_of_the_portal_is_in_the_snapshot(
    snapshot: duckdb.DuckDBPyConnection,
) -> None:
    rows = snapshot.execute("SELECT document_id, status, is_current FROM dim_document").fetchall()
    # The file that was replaced in place is there in both editions, the later one current.
    assert {document: (status, current) for document, status, current in rows} == {
        d["sha256"]: ("ok", d["replaced_by"] is None) for d in listed_documents()
    }
    counts = snapshot.execute("SELECT n_documents, n_cells FROM publication").fetchone()
    assert counts is not None
    assert counts[0] == len(rows)
    assert counts[1] > 100 * len(rows)


def test_verdicts_findings_and_report_are_there(
    deployment: Deployment, snapshot: duckdb.DuckDBPyConnection
) -> None:
    verdicts = dict(
        snapshot.execute("SELECT verdict, count(*) FROM fct_verdict GROUP BY 1").fetchall()
    )
    assert verdicts["PASS"] > 1000
    assert verdicts["FAIL"] > 0
    assert "ERROR" not in verdicts
    assert (deployment.home / "reports" / "index.html").is_file()
    assert (deployment.home / "reports" / "findings.xlsx").is_file()
    assert list((deployment.home / "reports" / "crops").rglob("*.png"))
    index = (deployment.home / "reports" / "index.html").read_text(encoding="utf-8")
    assert 'href="charts/index.html"' in index
    assert (deployment.home / "reports" / "charts" / "index.html").is_file()


def test_a_department_that_contradicts_its_unit_is_one_finding(
    deployment: Deployment, snapshot: duckdb.DuckDBPyConnection
) -> None:
    planted = yaml.safe_load((DEMO / "planted.yml").read_text("utf-8"))["documents"]
    wanted = next(d["errors"][0]["identities"] for d in planted if d["document"] == "museum_2024")
    ids = {d["doc_id"]: d["sha256"] for d in listed_documents()}
    rows = snapshot.execute(
        "SELECT document_id, attribution, verdicts FROM fct_finding WHERE sentence_zh LIKE '%所属单位%'"
    ).fetchall()
    assert [(d, whose) for d, whose, _ in rows] == [(ids["museum_2024"], "publisher")]
    assert {i.replace("|", "[") + "]" for i in wanted} <= set(rows[0][2])
    held = snapshot.execute(
        "SELECT DISTINCT identity FROM fct_verdict WHERE document_id = ? AND verdict = 'PASS' "
        "AND identity LIKE 'XL.DEPT.%'",
        [ids["museum_2023"]],
    ).fetchall()
    assert len(held) == 5
    # the other number stands in the unit's file, and the report shows that page
    page = deployment.home / "reports" / "documents" / f"{ids['museum_2024'][:16]}.html"
    html = page.read_text(encoding="utf-8")
    unit = ids["museum_science_2024"][:16]
    assert f'documents/{unit}.html"' in html and f"crops/{unit}/" in html


def test_check_says_what_the_warehouse_says(snapshot: duckdb.DuckDBPyConnection) -> None:
    # What compares documents, or asks when one was listed, only the warehouse can tell.
    alone = {
        i.id for i in load_catalogue().identities if i.needs is None and not i.id.startswith("TIM.")
    }
    files = [DEMO / d["file"] for d in listed_documents()]
    files = [f for f in files if f.is_file()]
    assert files
    checked = {
        (v.document_id, v.identity, v.instance): (str(v.verdict), v.reported, v.computed)
        for v in check_files(files, workers=2).judged.verdicts
        if v.identity in alone
    }
    judged = {
        (document, identity, instance): (verdict, reported, computed)
        for document, identity, instance, verdict, reported, computed in snapshot.execute(
            "SELECT document_id, identity, instance, verdict, reported, computed FROM fct_verdict"
        ).fetchall()
        if identity in alone and document in {sha256(f.read_bytes()).hexdigest() for f in files}
    }
    assert checked == judged


def _stamps(home: Path) -> dict[str, int]:
    kept = [home / "archive", home / "facts", home / "warehouse" / "mingzhang.duckdb"]
    files = [f for k in kept for f in ([k] if k.is_file() else k.rglob("*")) if f.is_file()]
    return {f.relative_to(home).as_posix(): f.stat().st_mtime_ns for f in files}


def test_the_same_again_fetches_and_reads_nothing(deployment: Deployment) -> None:
    before = _stamps(deployment.home)
    done = deployment("run")
    assert done.returncode == 0, done.stdout + done.stderr
    after = _stamps(deployment.home)
    changed = {k for k in before.keys() | after.keys() if before.get(k) != after.get(k)}
    assert changed <= {f"facts/listings/{portal}.json" for portal in DEMO_PORTALS}


def test_a_report_of_the_same_snapshot_is_left_alone(deployment: Deployment) -> None:
    reports = deployment.home / "reports"
    assert deployment("report").returncode == 0
    before = {p: p.stat().st_mtime_ns for p in reports.rglob("*") if p.is_file()}
    assert deployment("report").returncode == 0
    assert before == {p: p.stat().st_mtime_ns for p in reports.rglob("*") if p.is_file()}
    lost = next(reports.glob("documents/*.html"))
    lost.unlink()
    assert deployment("report").returncode == 0 and lost.is_file()


def test_status_and_query_and_csv(deployment: Deployment) -> None:
    status = deployment("status")
    assert status.returncode == 0
    assert "2024" in status.stdout
    found = deployment("query", "--csv", "SELECT count(*) AS n FROM dim_document")
    assert found.stdout.splitlines() == ["n", str(len(listed_documents()))]


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE TABLE x AS SELECT 1",
        "DROP TABLE fct_cell",
        "SELECT * FROM read_text('/etc/hostname')",
        "COPY fct_cell TO '/tmp/x.csv'",
        "SET enable_external_access = true",
        "SELEC 1",
    ],
)
def test_a_query_reads_the_snapshot_and_nothing_else(deployment: Deployment, sql: str) -> None:
    done = deployment("query", sql)
    assert done.returncode == 2
    assert done.stderr.startswith("错误：")
    assert "Traceback" not in done.stderr


def test_bad_files_are_typed_rows_and_harm_nobody(deployment: Deployment, tmp_path: Path) -> None:
    """Runs last in this file: it adds documents to the deployment."""
    write_bad_files(tmp_path)
    done = deployment("ingest", str(tmp_path))
    assert done.returncode == 0, done.stdout + done.stderr
    path = deployment.home / "warehouse" / "mingzhang.duckdb"
    with duckdb.connect(str(path), read_only=True) as connection:
        rows = connection.execute("SELECT document_id, status, reason FROM dim_document").fetchall()
    found = {document: (status, reason) for document, status, reason in rows}
    for name, status in BAD_FILES.items():
        document = sha256((tmp_path / name).read_bytes()).hexdigest()
        assert found[document][0] == status, name
        assert found[document][1], name
    assert all(found[d["sha256"]][0] == "ok" for d in listed_documents())
