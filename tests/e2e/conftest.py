"""The main job on the demo portal, run once for all tests of this folder."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "data" / "demo"


@dataclass(frozen=True)
class Deployment:
    """A home of its own, and the command as a person runs it."""

    home: Path

    def __call__(self, *arguments: str, timeout: float = 840) -> "subprocess.CompletedProcess[str]":
        environment = os.environ | {"MINGZHANG_HOME": str(self.home), "PYTHONUTF8": "1"}
        environment.pop("DAGSTER_HOME", None)
        return subprocess.run(
            [sys.executable, "-m", "orchestration.cli.main", *arguments],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=timeout,
            check=False,
        )


@pytest.fixture(scope="session")
def deployment(tmp_path_factory: pytest.TempPathFactory) -> Deployment:
    """A deployment after ``mingzhang run``."""
    deployed = Deployment(tmp_path_factory.mktemp("home"))
    done = deployed("run")
    assert done.returncode == 0, done.stdout + done.stderr
    return deployed
