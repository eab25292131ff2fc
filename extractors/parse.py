"""Read every document of a batch once: the step between archive and facts.

Work is keyed by (sha256, EXTRACTOR_VERSION).  Each document is read in a
process of its own and its facts are stored by that process the moment they
exist, so that a killed run loses only the documents it was reading.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

from extractors.contracts import DocumentFacts, DocumentStatus
from extractors.pool import TaskFailure, run_isolated
from extractors.store import FactsStore, Header

Reader = Callable[[Path], DocumentFacts]


@dataclass(frozen=True, slots=True)
class ParseTask:
    """One document to read; ``path`` holds its bytes, ``file_name`` its published name.

    ``reader`` stands in for :func:`extractors.read.read_document` (tests of faults).
    """

    document_id: str
    path: Path
    file_name: str
    store_root: Path
    attempts: int
    run_id: str | None
    reader: Reader | None = None


@dataclass(frozen=True, slots=True)
class ParseResult:
    """What became of one document; ``was_known`` where the store already had it."""

    header: Header
    was_known: bool


def _read_document(path: Path) -> DocumentFacts:
    # Imported here: the parent never pays for the PDF libraries.
    from extractors.read import read_document

    return read_document(path)


def read_and_store(task: ParseTask) -> ParseResult:
    """Read one document and store its facts.  Runs in a worker process."""
    started = monotonic()
    facts = (task.reader or _read_document)(task.path)
    if facts.document.document_id != task.document_id:
        raise ValueError(f"{task.path} holds {facts.document.document_id}")
    facts.document = replace(facts.document, file_name=task.file_name)
    return _store(task, facts, monotonic() - started)


def _store(task: ParseTask, facts: DocumentFacts, duration_s: float) -> ParseResult:
    header = FactsStore(task.store_root).write(
        facts,
        attempts=task.attempts,
        duration_s=duration_s,
        finished_at=datetime.now(UTC),
        run_id=task.run_id,
    )
    return ParseResult(header, was_known=False)


def _crashed(task: ParseTask, failure: TaskFailure) -> ParseResult:
    reason = {
        "timeout": f"读取超过时限（{failure.detail}），已停止；"
        "可调大 MINGZHANG_DOCUMENT_TIMEOUT 后重试",
        "died": f"读取进程意外终止（{failure.detail}），可能是内存不足；请重试，仍失败请报告此文件",
        "error": f"读取程序出错（{failure.detail}）；请报告此文件",
    }[failure.kind]
    facts = DocumentFacts.unread(task.document_id, task.file_name, DocumentStatus.CRASHED, reason)
    return _store(task, facts, failure.duration_s)


def parse_documents(
    documents: Iterable[tuple[str, Path, str]],
    store: FactsStore,
    *,
    workers: int,
    timeout_s: float,
    run_id: str | None = None,
    on_result: Callable[[ParseResult], None] | None = None,
    reader: Reader | None = None,
) -> list[ParseResult]:
    """Read the documents (sha256, path, file name) that the store does not have yet.

    One result per distinct document; ``on_result`` is called as each finishes.
    A document whose worker crashed, hung or was killed is stored as CRASHED and
    tried again by the next run, MAX_ATTEMPTS times in all.
    """
    results: list[ParseResult] = []

    def done(result: ParseResult) -> None:
        results.append(result)
        if on_result:
            on_result(result)

    tasks: list[ParseTask] = []
    seen: set[str] = set()
    for document_id, path, file_name in documents:
        if document_id in seen:
            continue
        seen.add(document_id)
        known = store.header(document_id)
        if known and known.is_final:
            done(ParseResult(known, was_known=True))
            continue
        attempts = 1 + (known.attempts if known else 0)
        tasks.append(ParseTask(document_id, path, file_name, store.root, attempts, run_id, reader))
    pool = run_isolated(
        read_and_store, tasks, workers=min(workers, len(tasks)), timeout_s=timeout_s
    )
    for task, result in pool:
        done(_crashed(task, result) if isinstance(result, TaskFailure) else result)
    return results
