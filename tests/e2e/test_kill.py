"""kill -9 in the middle of every stage, one after the other: the last run ends as if nothing was.

The same home is killed while it crawls, then while it reads, while dbt builds and while
the snapshot is published; the run after that gives the same tables as an undisturbed one,
and neither processes nor half-written files are left.
"""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import duckdb
import pytest
from filelock import FileLock

from extractors.archive import Archive
from tests.e2e.conftest import ROOT
from tests.typeset import backfill
from tests.typeset.fonts import FontMissingError

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(900),
    pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks for processes in /proc"),
]

#: Runs the command and kills its own process at a moment that the first argument names.
KILLER = """
import os, signal, sys, threading, time
from pathlib import Path
from orchestration import progress, snapshot
from orchestration.cli.main import app

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

def at(stage, at_least):
    progress._listeners.append(
        lambda name, done, total, detail: die() if name == stage and done >= at_least else None)

def when_dbt_builds():
    log = Path(os.environ["MINGZHANG_HOME"], "logs", "dbt", "dbt.log")
    while not (log.is_file() and "START sql table model marts" in log.read_text(errors="replace")):
        time.sleep(0.005)
    die()

moment = sys.argv.pop(1)
if moment == "crawl":
    at("fetch", 2)
elif moment == "parse":
    at("read", 2)
elif moment == "dbt":
    threading.Thread(target=when_dbt_builds, daemon=True).start()
elif moment == "publish":
    snapshot._verify = die
app()
"""
#: Columns that say when something was done, by which run, or where it was found here.
VOLATILE = {
    "fetched_at", "finished_at", "published_at", "judged_at", "started_at", "first_seen_at",
    "last_seen_at", "resolved_at", "run_id", "duration_s", "url", "page_url", "state",
    "first_run_ord", "resolved_run_ord",
}  # fmt: skip


class Home:
    """A deployment on mock pages, and the command in it."""

    def __init__(self, home: Path, registry: Path) -> None:
        self.path = home
        self.environment = os.environ | {
            "MINGZHANG_HOME": str(home),
            "MINGZHANG_REGISTRY": str(registry),
            "MINGZHANG_WORKERS": "1",
            "PYTHONPATH": str(ROOT),
            "PYTHONUTF8": "1",
        }
        self.environment.pop("DAGSTER_HOME", None)

    def run(self, moment: str = "never") -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-c", KILLER, moment, "run", "--portal", "000000_mock1"],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=600,
            check=False,
        )

    def processes(self) -> list[str]:
        """Command lines of processes that belong to this home."""
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                environment = (folder / "environ").read_bytes()
                command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:
                continue
            if f"MINGZHANG_HOME={self.path}\0".encode() in environment and command:
                found.append(command)
        return found

    def tables(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of the snapshot, without what differs from run to run."""
        content: dict[str, list[tuple[Any, ...]]] = {}
        path = str(self.path / "warehouse" / "mingzhang.duckdb")
        with duckdb.connect(path, read_only=True) as connection:
            names = [n for (n,) in connection.execute("SHOW TABLES").fetchall()]
            for name in names:
                if name == "dim_judge_run":
                    continue  # one row per judgement, and the killed run had judged
                columns = [c[0] for c in connection.execute(f"DESCRIBE {name}").fetchall()]
                kept = ", ".join(f'"{c}"' for c in columns if c not in VOLATILE)
                rows = connection.execute(f"SELECT {kept} FROM {name} ORDER BY ALL").fetchall()
                # The dictionary counts the rows of the table that is left out above.
                content[name] = [r for r in rows if r[0] != "dim_judge_run"]
        return content


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    try:
        backfill.build(folder, 1, [2023, 2024], 2)
    except FontMissingError as error:
        pytest.skip(str(error))
    return folder


@pytest.fixture(scope="module")
def whole(pages: Path, tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home(tmp_path_factory.mktemp("whole"), pages / "registry")
    done = home.run()
    assert done.returncode == 0, done.stderr
    return home


@pytest.fixture(scope="module")
def killed(pages: Path, tmp_path_factory: pytest.TempPathFactory) -> Home:
    return Home(tmp_path_factory.mktemp("killed"), pages / "registry")


@pytest.mark.parametrize("moment", ["crawl", "parse", "dbt", "publish"])
def test_a_killed_run_leaves_no_process_and_no_half_truth(killed: Home, moment: str) -> None:
    done = killed.run(moment)
    assert done.returncode == -signal.SIGKILL, done.stderr
    deadline = time.monotonic() + 15
    while left := killed.processes():
        assert time.monotonic() < deadline, left
        time.sleep(0.1)
    assert not (killed.path / "warehouse" / "mingzhang.duckdb").exists()
    damaged = [
        p for p in Archive(killed.path / "archive").verify() if p.kind not in ("orphan", "stray")
    ]
    assert not damaged


def test_the_next_run_gives_the_same_warehouse_and_leaves_nothing(
    killed: Home, whole: Home
) -> None:
    done = killed.run()
    assert done.returncode == 0, done.stderr
    expected, found = whole.tables(), killed.tables()
    assert found.keys() == expected.keys()
    for name, rows in expected.items():
        assert found[name] == rows, name
    assert len(expected["dim_document"]) == 4
    leftovers = [
        p.relative_to(killed.path).as_posix()
        for pattern in (".candidate-*", "*.wal", ".*.tmp")
        for p in killed.path.rglob(pattern)
        if "dagster" not in p.parts
    ]
    assert leftovers == []


def test_runs_wait_for_the_one_that_has_the_portal(whole: Home, tmp_path: Path) -> None:
    """Two runs beside a third that works on the portal: both say whom they wait for, and go on."""
    command = [sys.executable, "-m", "orchestration.cli.main", "run", "--portal", "000000_mock1"]
    said = [tmp_path / "first.txt", tmp_path / "second.txt"]
    locks = whole.path / "locks"
    with FileLock(locks / "portal-000000_mock1.lock"):
        holder = {"pid": os.getpid(), "since": "2024-03-01T08:00:00+08:00"}
        (locks / "portal-000000_mock1.json").write_text(json.dumps(holder))
        pair = []
        for file in said:
            with file.open("w") as stream:
                pair.append(
                    subprocess.Popen(command, cwd=ROOT, env=whole.environment, stderr=stream)
                )
        waiting = f"正由另一次运行使用（进程 {os.getpid()}"
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline and any(p.poll() is None for p in pair):
            if all(waiting in file.read_text("utf-8") for file in said):
                break
            time.sleep(0.2)
        assert [waiting in file.read_text("utf-8") for file in said] == [True, True]
        assert [p.poll() for p in pair] == [None, None]
    errors = [
        (p.wait(timeout=600), file.read_text("utf-8")) for p, file in zip(pair, said, strict=True)
    ]
    assert [code for code, _ in errors] == [0, 0], errors
    # Neither found anything new, and both say so.
    assert all("没有新内容" in text for _, text in errors)


def counts(home: Home) -> dict[str, int]:
    documents = home.path / "facts" / "documents"
    path = str(home.path / "warehouse" / "mingzhang.duckdb")
    with duckdb.connect(path, read_only=True) as connection:
        restated = connection.execute(
            "SELECT count(DISTINCT document_id) FROM fct_restatement"
        ).fetchone()
    return {
        "versions": len(list(Archive(home.path / "archive").versions())),
        "read": len(list(documents.rglob("*.json.gz"))),
        "restated": restated[0] if restated else 0,
    }


def test_a_replaced_file_is_one_version_even_when_dbt_is_killed_over_it(
    pages: Path, whole: Home, killed: Home
) -> None:
    before = counts(whole)
    backfill.replace(pages, 0, 2024)
    assert whole.run().returncode == 0
    assert {k: n - before[k] for k, n in counts(whole).items()} == {
        "versions": 1,
        "read": 1,
        "restated": 1,
    }
    (killed.path / "logs" / "dbt" / "dbt.log").unlink()
    assert killed.run("dbt").returncode == -signal.SIGKILL
    # Whoever reads the snapshot still has the one before.
    assert counts(killed)["restated"] == 0
    assert killed.run().returncode == 0
    expected, found = whole.tables(), killed.tables()
    for name, rows in expected.items():
        assert found[name] == rows, name
