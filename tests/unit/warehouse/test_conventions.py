"""Conventions of the dbt project, as dbt-bouncer reads them from the manifest."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from orchestration.settings import Settings
from orchestration.warehouse import project_folder

# one worker builds the warehouse for all of these (--dist loadgroup)
pytestmark = pytest.mark.xdist_group("warehouse")


def test_dbt_bouncer_is_content(settings: Settings, tmp_path: Path) -> None:
    config = (project_folder() / "dbt-bouncer.yml").read_text(encoding="utf-8")
    target = settings.home / "warehouse" / "dbt"
    path = tmp_path / "dbt-bouncer.yml"
    path.write_text(f"dbt_artifacts_dir: {target.as_posix()!r}\n{config}", encoding="utf-8")
    command = Path(sys.executable).with_name("dbt-bouncer")
    program = str(command) if command.is_file() else shutil.which("dbt-bouncer")
    assert program, "dbt-bouncer is not installed: make install"
    done = subprocess.run(
        [program, "run", "--config-file", str(path)],
        capture_output=True, text=True, encoding="utf-8", check=False, cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 0, (done.stdout + done.stderr)[-6000:]
