"""One writer at a time, and a lock that ends with its process."""

import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import dagster as dg
import pytest

from orchestration.definitions import defs
from orchestration.locks import WAREHOUSE, BusyError, exclusive
from orchestration.settings import Settings

ROOT = Path(__file__).resolve().parents[3]
HOLD = """
import sys, time
from pathlib import Path
from orchestration.locks import exclusive
from orchestration.settings import Settings
with exclusive(Settings(Path(sys.argv[1])), sys.argv[2], "x"):
    print("held", flush=True)
    time.sleep(600)
"""


def holder(settings: Settings, name: str) -> "subprocess.Popen[str]":
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(settings.home), name],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_who_waits_is_told_for_whom_and_a_killed_holder_lets_go(settings: Settings) -> None:
    process = holder(settings, "portal-x")
    try:
        with pytest.raises(BusyError) as refused, exclusive(settings, "portal-x", "门户 x "):
            raise AssertionError("both hold the lock")
        assert f"门户 x 正由另一次运行使用（进程 {process.pid}" in str(refused.value)
        assert "MINGZHANG_LOCK_WAIT" in str(refused.value)
        with exclusive(settings, "portal-y", "门户 y "):
            pass
    finally:
        process.kill()
        process.wait()
    with exclusive(settings, "portal-x", "门户 x "):
        pass
    with exclusive(settings, "portal-x", "门户 x "):
        pass


def test_waiting_ends_when_the_other_does(settings: Settings) -> None:
    process = holder(settings, "portal-x")
    patient = replace(settings, lock_wait_s=60)
    started = time.monotonic()
    subprocess.Popen(
        [sys.executable, "-c", f"import os, time; time.sleep(0.5); os.kill({process.pid}, 9)"]
    ).wait()
    with exclusive(patient, "portal-x", "门户 x "):
        assert time.monotonic() - started < 30
    process.wait()


def test_a_refresh_beside_another_refuses_with_the_reason(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MINGZHANG_LOCK_WAIT", "0.2")
    process = holder(settings, WAREHOUSE)
    try:
        with dg.DagsterInstance.ephemeral() as instance:
            result = defs.resolve_job_def("refresh").execute_in_process(
                instance=instance,
                raise_on_error=False,
                run_config={"resources": {"home": {"config": {"path": str(settings.home)}}}},
            )
        assert not result.success
        from orchestration.execute import _errors

        (line,) = _errors(result)
        assert f"仓库正由另一次运行使用（进程 {process.pid}" in line
    finally:
        process.kill()
        process.wait()
