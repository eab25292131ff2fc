"""kill -9 while documents are being read: the rerun gives the same facts."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from extractors.contracts import FACT_RECORDS
from extractors.store import FactsStore
from orchestration.settings import INBOX, Settings
from orchestration.stages import ingest_files, read_documents
from tests.e2e.conftest import DEMO, ROOT

READ = (
    "from pathlib import Path; import sys;"
    "from orchestration.settings import Settings; from orchestration.stages import read_documents;"
    "read_documents(Settings(Path(sys.argv[1]), workers=1), 'inbox', [None])"
)


@pytest.fixture
def homes(tmp_path: Path) -> tuple[Settings, Settings]:
    """Two deployments with the same files in their archives."""
    pair = Settings(tmp_path / "killed", workers=2), Settings(tmp_path / "whole", workers=2)
    files = sorted((DEMO / "portal").rglob("*.pdf"))[:4]
    assert len(files) >= 3
    for settings in pair:
        assert len(ingest_files(settings.prepare(), files).new) == len(files)
    return pair


def test_a_killed_read_resumes_and_gives_the_same_facts(homes: tuple[Settings, Settings]) -> None:
    killed, whole = homes
    documents = killed.facts / "documents"
    process = subprocess.Popen(
        [sys.executable, "-c", READ, str(killed.home)], cwd=ROOT, start_new_session=True
    )
    deadline = time.monotonic() + 120
    while not list(documents.rglob("*.json.gz")):
        assert process.poll() is None, "the reader ended before it could be killed"
        assert time.monotonic() < deadline
        time.sleep(0.01)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    survivors = {p: p.stat().st_mtime_ns for p in documents.rglob("*.json.gz")}
    assert not (killed.facts / "parquet").exists()

    results = read_documents(killed, INBOX, [None])
    known = sum(r.was_known for r in results)
    assert known >= len(survivors) >= 1
    assert all(p.stat().st_mtime_ns == stamp for p, stamp in survivors.items())
    read_documents(whole, INBOX, [None])
    for name in FACT_RECORDS:
        tables = [
            pq.read_table(FactsStore(s.facts).partition_path(name, INBOX, None), partitioning=None)
            for s in (killed, whole)
        ]
        assert tables[0].equals(tables[1]), name
    orphans = [p for p in killed.home.rglob(".*.tmp") if p.is_file()]
    # A worker that was writing when its parent died may finish or leave one unnamed part.
    assert len(orphans) <= 1
