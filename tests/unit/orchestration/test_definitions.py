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
from orchestration.assets.warehouse import GRAPH, POOL
from orchestration.definitions import defs

ROOT = Path(__file__).resolve().parents[3]


def test_every_stage_and_every_model_is_an_asset() -> None:
    graph = defs.resolve_asset_graph()
    names = {k.to_user_string() for k in graph.get_all_asset_keys()}
    assert {"listing", "archive", "facts", "verdicts", "publication", "report"} <= names
    models = {p.stem for p in (ROOT / "dbt_project" / "models").rglob("*.sql")}
    seeds = {p.stem for p in (ROOT / "dbt_project" / "seeds").rglob("*.csv")}
    assert {n.rsplit("/", 1)[-1] for n in names if "/" in n} == models | seeds


def test_the_graph_goes_from_the_listing_to_the_report() -> None:
    graph = defs.resolve_asset_graph()
    above = graph.get(dg.AssetKey("report")).parent_keys
    seen: set[dg.AssetKey] = set()
    while above:
        seen |= above
        above = {p for k in above for p in graph.get(k).parent_keys} - seen
    names = {k.to_user_string() for k in seen}
    assert {"listing", "archive", "facts", "verdicts", "publication"} <= names
    assert {"staging/stg_facts__cell", "marts/fct_cell", "marts/fct_finding"} <= names
    # The judge stands between the two passes of dbt.
    assert dg.AssetKey("verdicts") in graph.get(
        dg.AssetKey(["marts", "fct_verdict"])
    ).parent_keys | {
        p
        for k in graph.get(dg.AssetKey(["marts", "fct_verdict"])).parent_keys
        for p in graph.get(k).parent_keys
    }


def test_every_data_test_of_dbt_is_a_check() -> None:
    tests = [n for n in GRAPH.manifest["nodes"].values() if n["resource_type"] == "test"]
    specs = [*GRAPH.check_specs(oversight=False), *GRAPH.check_specs(oversight=True)]
    assert len(specs) == len(tests) > 50
    assert len({s.key for s in specs}) == len(specs)


def test_a_failed_data_test_is_a_failed_check_and_its_model_is_built() -> None:
    (spec, *_) = GRAPH.check_specs(oversight=False)
    test, (attached, name) = next(iter(GRAPH._tests.items()))
    assert (GRAPH.key(attached), name) == (spec.asset_key, spec.name)
    results = [
        {"unique_id": attached, "status": "success", "execution_time": 0.5},
        {"unique_id": test, "status": "fail", "failures": 3, "message": "Got 3 results"},
        {"unique_id": "model.mingzhang.other", "status": "error", "execution_time": 0},
    ]
    built, checked = GRAPH.events(results, {spec.asset_key})
    assert isinstance(built, dg.MaterializeResult)
    assert built.asset_key == spec.asset_key
    assert isinstance(checked, dg.AssetCheckResult)
    assert not checked.passed
    assert checked.metadata["failing_rows"].value == 3
    assert list(GRAPH.events(results, set())) == []


def test_whoever_opens_the_working_file_takes_the_pool() -> None:
    pools = {
        asset.node_def.name: asset.op.pool
        for asset in defs.assets or []
        if isinstance(asset, dg.AssetsDefinition)
    }
    assert {name for name, pool in pools.items() if pool == POOL} == {
        "dbt_models",
        "dbt_oversight_models",
        "verdicts",
        "publication",
    }


def test_the_command_collects_without_loading_dbt_or_the_judge() -> None:
    code = (
        "import sys, orchestration.collecting;"
        "print([m for m in ('expectations', 'great_expectations', 'orchestration.dbt_graph')"
        " if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


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
RUN = """
settings = Settings(Path(sys.argv[1]))
with execute.instance_of(settings) as instance:
    print(execute.run_job(settings, instance, "hold").success)
"""


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


def test_processes_that_load_at_once_parse_the_project_once(tmp_path: Path) -> None:
    """As the workers of a test run do in a fresh clone."""
    environment = os.environ | {"PYTHONPATH": str(ROOT), "MINGZHANG_HOME": str(tmp_path)}
    code = (
        "from orchestration import dbt_graph as g; from orchestration.settings import Settings;"
        "s = Settings.load(); parses = []; run = g.run_dbt;"
        "g.run_dbt = lambda *a, **k: (parses.append(1), run(*a, **k))[1];"
        "print(len(g.DbtGraph.load(s).specs(oversight=False)), len(parses))"
    )
    pair = [
        subprocess.Popen(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    answers = [p.communicate(timeout=250)[0].split() for p in pair]
    assert answers[0][0] == answers[1][0]
    assert sorted(int(a[1]) for a in answers) == [0, 1]
