"""A backfill over portal x year: from the UI, through its interface, and from the command line."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from extractors.archive import Archive
from tests.e2e.conftest import ROOT
from tests.typeset import backfill
from tests.typeset.fonts import FontMissingError

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(900),
    pytest.mark.skipif(sys.platform == "win32", reason="ends the UI by its process group"),
]

PORTALS, YEARS, DOCUMENTS = ("000000_mock1", "000000_mock2"), ("2022", "2023"), 2
LAUNCH = """
mutation Launch($params: LaunchBackfillParams!) {
  launchPartitionBackfill(backfillParams: $params) {
    __typename
    ... on LaunchBackfillSuccess { backfillId }
    ... on PythonError { message stack }
  }
}
"""
LOOK = """
query Look($id: String!) {
  partitionBackfillOrError(backfillId: $id) {
    __typename
    ... on PartitionBackfill { status numPartitions }
    ... on PythonError { message }
  }
}
"""


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    try:
        backfill.build(folder, len(PORTALS), [int(y) for y in YEARS], DOCUMENTS)
    except FontMissingError as error:
        pytest.skip(str(error))
    return folder


def environment_of(home: Path, pages: Path) -> dict[str, str]:
    environment = os.environ | {
        "MINGZHANG_HOME": str(home),
        "MINGZHANG_REGISTRY": str(pages / "registry"),
        "MINGZHANG_WORKERS": "1",
        "PYTHONPATH": str(ROOT),
        "PYTHONUTF8": "1",
    }
    environment.pop("DAGSTER_HOME", None)
    return environment


def ask(port: int, query: str, variables: dict[str, Any]) -> dict[str, Any]:
    """One GraphQL request, as the UI sends it; the answer's only field."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/graphql",
        data=json.dumps({"query": query, "variables": variables}).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        values: dict[str, Any] = json.load(answer)
    assert "errors" not in values, values["errors"]
    (field,) = values["data"].values()
    assert isinstance(field, dict)
    return field


def wait_for(what: str, seconds: float, look: Any) -> Any:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := look():
            return found
        time.sleep(1)
    raise AssertionError(f"no {what} within {seconds} s")


@pytest.fixture
def ui(tmp_path: Path, pages: Path) -> Iterator[int]:
    """``mingzhang ui`` with its daemon, on a home of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    log = (tmp_path / "ui.log").open("w")
    process = subprocess.Popen(
        [sys.executable, "-m", "orchestration.cli.main", "ui", "--port", str(port)],
        cwd=ROOT,
        env=environment_of(tmp_path / "home", pages),
        stdout=log,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )

    def is_up() -> bool:
        assert process.poll() is None, (tmp_path / "ui.log").read_text()[-3000:]
        with contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError):
            return bool(ask(port, "{ version: workspaceOrError { __typename } }", {}))
        return False

    try:
        wait_for("UI", 180, is_up)
        yield port
    finally:
        os.killpg(process.pid, signal.SIGINT)
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        log.close()


def collected(home: Path) -> tuple[Counter[str], dict[str, dict[str, Any]]]:
    """Successful runs by portal, and the metadata of each partition of ``facts``."""
    os.environ["DAGSTER_HOME"] = str(home / "dagster")
    runs: Counter[str] = Counter()
    told: dict[str, dict[str, Any]] = {}
    with dg.DagsterInstance.get() as instance:
        for run in instance.get_runs(dg.RunsFilter(statuses=[dg.DagsterRunStatus.SUCCESS])):
            first = run.tags.get("dagster/asset_partition_range_start")
            last = run.tags.get("dagster/asset_partition_range_end")
            if first and last:
                runs[f"{first.split('|')[0]} {first.split('|')[1]}..{last.split('|')[1]}"] += 1
        filters = dg.AssetRecordsFilter(dg.AssetKey("facts"))
        for record in instance.fetch_materializations(filters, limit=100).records:
            event = record.asset_materialization
            assert event is not None
            assert event.partition is not None
            told[event.partition] = {k: v.value for k, v in event.metadata.items()}
    return runs, told


EXPECTED_RUNS = Counter({f"{portal} {YEARS[0]}..{YEARS[-1]}": 1 for portal in PORTALS})


def check(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One run per portal over its years; every partition says what became of it."""
    monkeypatch.setenv("DAGSTER_HOME", "")  # put back at the end
    runs, told = collected(home)
    assert runs == EXPECTED_RUNS
    assert sorted(told) == sorted(f"{p}|{y}" for p in PORTALS for y in YEARS)
    for partition, values in told.items():
        portal, year = partition.split("|")
        assert values["read"] == values["status_ok"] == DOCUMENTS, partition
        assert values["coverage_percent"] > 99, partition
        assert values["report_documents"].endswith(f"documents.html?portal={portal}&year={year}")
        assert "findings.html" in values["report_findings"]
    versions = Counter(v.acquisition.portal for v in Archive(home / "archive").versions())
    assert versions == dict.fromkeys(PORTALS, len(YEARS) * DOCUMENTS)


def test_a_backfill_launched_as_the_ui_launches_it(
    ui: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    params = {
        "assetSelection": [{"path": [a]} for a in ("listing", "archive", "facts")],
        "partitionNames": [f"{p}|{y}" for p in PORTALS for y in YEARS],
        "fromFailure": False,
    }
    launched = ask(ui, LAUNCH, {"params": params})
    assert launched["__typename"] == "LaunchBackfillSuccess", launched

    def ended() -> str | None:
        seen = ask(ui, LOOK, {"id": launched["backfillId"]})
        assert seen["numPartitions"] == len(PORTALS) * len(YEARS)
        status: str = seen["status"]
        return None if status in {"REQUESTED", "COMPLETED_SUCCESS_PENDING"} else status

    assert wait_for("end of the backfill", 400, ended) == "COMPLETED_SUCCESS"
    check(tmp_path / "home", monkeypatch)


def test_the_same_backfill_from_the_command_line(
    pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    portals = [word for portal in PORTALS for word in ("--portal", portal)]
    years = ["--years", f"{YEARS[0]}..{YEARS[-1]}"]
    done = subprocess.run(
        [sys.executable, "-m", "orchestration.cli.main", "run", *portals, *years],
        cwd=ROOT,
        env=environment_of(home, pages),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    check(home, monkeypatch)
