"""The code location: what a fresh clone loads."""

import dagster as dg
import pytest

from expectations.gx import CheckResult, CheckStatus
from orchestration.assets.checks import _check, check_name
from orchestration.assets.warehouse import POOL
from orchestration.definitions import defs


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
