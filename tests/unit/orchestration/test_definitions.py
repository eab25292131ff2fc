"""The code location: what a fresh clone loads."""

import os
import subprocess
import sys
import time
from pathlib import Path

import dagster as dg
import pytest

from expectations.gx import CheckResult, CheckStatus
from orchestration.assets.checks import _check, check_name
from orchestration.assets.warehouse import POOL
from orchestration.definitions import defs

ROOT = Path(__file__).resolve().parents[3]


def test_every_stage_is_an_asset_and_a_job_holds_them() -> None:
    names = {k.to_user_string() for k in defs.resolve_asset_graph().get_all_asset_keys()}
    stages = {"listing", "archive", "facts", "warehouse", "verdicts", "publication", "report"}
    assert names == stages
    main = defs.resolve_job_def("main")
    assert stages <= {n.name for n in main.graph.nodes}
    assert main.executor_def is dg.in_process_executor


def test_whoever_opens_the_working_file_takes_the_pool() -> None:
    pools = {
        asset.key.to_user_string(): asset.op.pool
        for asset in defs.assets or []
        if isinstance(asset, dg.AssetsDefinition)
    }
    assert {name for name, pool in pools.items() if pool == POOL} == {
        "warehouse",
        "verdicts",
        "publication",
    }


def test_a_range_of_years_is_one_run() -> None:
    for asset in defs.assets or []:
        assert isinstance(asset, dg.AssetsDefinition)
        if asset.partitions_def is not None:
            assert asset.backfill_policy == dg.BackfillPolicy.single_run()


def result(status: CheckStatus, failing: int = 0, suite: str = "generic") -> CheckResult:
    message = "boom" if status is CheckStatus.ERROR else None
    return CheckResult(suite, "T05.X", "error", status, failing, 10, "规则", "rule", message)


@pytest.mark.parametrize(
    ("results", "ours", "passed", "severity"),
    [
        ([result(CheckStatus.PASSED)], False, True, "WARN"),
        ([result(CheckStatus.FAILED, 3)], False, False, "WARN"),
        ([result(CheckStatus.FAILED, 3)], True, False, "ERROR"),
        ([result(CheckStatus.PASSED), result(CheckStatus.ERROR)], False, False, "ERROR"),
        ([], False, True, "WARN"),
    ],
)
def test_a_publishers_error_warns_and_ours_is_an_error(
    results: list[CheckResult], ours: bool, passed: bool, severity: str
) -> None:
    check = _check("T05_X", results, is_ours=ours)
    assert check.passed is passed
    assert check.severity.value == severity


def test_counts_are_over_all_families() -> None:
    check = _check(
        "T05_X", [result(CheckStatus.FAILED, 2), result(CheckStatus.FAILED, 3, "x")], is_ours=False
    )
    assert check.metadata["failing"].value == 5
    assert check.metadata["evaluated"].value == 20
    assert check_name("T05.X-1") == "T05_X_1"


HOLD = """
import sys, time
from pathlib import Path
import dagster as dg
from orchestration import definitions, execute
from orchestration.resources import Home
from orchestration.settings import Settings

@dg.asset(pool="warehouse_file")
def holder():
    Path(sys.argv[1], "holding").touch()
    time.sleep(float(sys.argv[2]))

job = dg.define_asset_job("hold", executor_def=dg.in_process_executor)
definitions.defs = dg.Definitions(assets=[holder], jobs=[job], resources={"home": Home()})
"""
RUN = 'print(execute.run_job(Settings(Path(sys.argv[1])), "hold").success)'


@pytest.mark.skipif(sys.platform == "win32", reason="asks whether a process lives the POSIX way")
def test_a_killed_run_gives_its_pool_slot_back(tmp_path: Path) -> None:
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    environment.pop("DAGSTER_HOME", None)

    def start(seconds: float) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-c", HOLD + RUN, str(tmp_path), str(seconds)],
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )

    first = start(600)
    deadline = time.monotonic() + 120
    while not (tmp_path / "holding").exists():
        assert first.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.05)
    first.kill()
    first.wait()
    second = start(0)
    out, _ = second.communicate(timeout=120)
    assert out.strip() == "True"
