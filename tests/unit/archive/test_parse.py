"""Faults of reading: one document's crash, hang or error is that document's row."""

import hashlib
import os
import signal
import time
from pathlib import Path

import pytest

from extractors.contracts import DocumentFacts
from extractors.parse import parse_documents
from extractors.pool import TaskFailure, run_isolated
from extractors.store import MAX_ATTEMPTS, FactsStore
from tests.unit.archive.records import facts_of


def obey(path: Path) -> DocumentFacts:
    """A reader that does what the file says; runs in the worker."""
    data = path.read_bytes()
    order = data.decode().split()[0]
    if order == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    if order == "exit":
        os._exit(3)
    if order == "hang":
        time.sleep(60)
    if order == "raise":
        raise ValueError("坏文件")
    return facts_of(hashlib.sha256(data).hexdigest())


def documents(folder: Path, *orders: str) -> list[tuple[str, Path, str]]:
    rows = []
    for number, order in enumerate(orders):
        path = folder / f"{number}.pdf"
        path.write_text(f"{order} {number}")
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        rows.append((digest, path, f"第{number}份.pdf"))
    return rows


def test_every_fault_is_one_row_and_the_others_are_unharmed(tmp_path: Path) -> None:
    store = FactsStore(tmp_path / "facts")
    orders = ["fine", "die", "fine", "hang", "raise", "exit", "fine"]
    rows = documents(tmp_path, *orders)
    seen: list[str] = []
    results = parse_documents(
        rows,
        store,
        workers=2,
        timeout_s=5,
        reader=obey,
        on_result=lambda r: seen.append(r.header.file_name),
    )
    by_name = {r.header.file_name: r.header for r in results}
    assert sorted(seen) == sorted(by_name) == [f"第{n}份.pdf" for n in range(7)]
    status = [by_name[f"第{n}份.pdf"].status for n in range(7)]
    assert status == ["ok", "crashed", "ok", "crashed", "crashed", "crashed", "ok"]
    assert "意外终止" in str(by_name["第1份.pdf"].reason)
    assert "时限" in str(by_name["第3份.pdf"].reason)
    assert "坏文件" in str(by_name["第4份.pdf"].reason)
    for digest, _, name in rows:
        stored = store.read(digest)
        assert stored is not None
        assert stored.document.file_name == name


def test_what_is_known_is_not_read_again_and_crashes_are_retried(tmp_path: Path) -> None:
    store = FactsStore(tmp_path / "facts")
    rows = documents(tmp_path, "fine", "raise")
    for attempt in range(1, MAX_ATTEMPTS + 2):
        results = parse_documents(rows, store, workers=2, timeout_s=30, reader=obey)
        known = {r.header.file_name: r.was_known for r in results}
        assert known["第0份.pdf"] is (attempt > 1)
        assert known["第1份.pdf"] is (attempt > MAX_ATTEMPTS)


def test_one_document_under_two_addresses_is_read_once(tmp_path: Path) -> None:
    rows = documents(tmp_path, "fine")
    store = FactsStore(tmp_path / "facts")
    assert len(parse_documents(rows * 3, store, workers=2, timeout_s=30, reader=obey)) == 1


def double(value: int) -> int:
    return value * 2


def test_results_of_many_tasks(capsys: pytest.CaptureFixture[str]) -> None:
    found = dict(run_isolated(double, range(50), workers=2, timeout_s=30))
    assert found == {n: 2 * n for n in range(50)}
    assert not any(isinstance(v, TaskFailure) for v in found.values())
    assert dict(run_isolated(double, [], workers=2, timeout_s=30)) == {}
