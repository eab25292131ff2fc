"""Processes over documents: one crash, hang or kill costs one document.

The standard library's pool breaks as a whole when a worker dies, and cannot
stop a task that hangs.  Here each worker is a process with its own pipe; a
worker that dies or runs over its time is replaced, and its task becomes a
:class:`TaskFailure`.
"""

from __future__ import annotations

import multiprocessing
import signal
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from typing import Any, Generic, TypeVar

from extractors.lifeline import end_with_parent

Task = TypeVar("Task")
Result = TypeVar("Result")

#: Seconds within which a new worker must have taken its first task.
START_TIMEOUT_S = 120.0
#: A worker is replaced after this many tasks, which bounds the memory that leaks can take.
TASKS_PER_WORKER = 200


@dataclass(frozen=True, slots=True)
class TaskFailure:
    """Why a task gave no result: ``timeout``, ``died`` (with the exit code) or ``error``."""

    kind: str
    detail: str
    duration_s: float


@dataclass(slots=True)
class _Worker(Generic[Task]):
    process: Any
    pipe: Connection
    task: Task | None = None
    assigned: float = 0.0
    started: float | None = None
    done: int = 0

    def deadline(self, timeout_s: float) -> float:
        """When its task has taken too long; starting a process is not the task's time."""
        if self.started is None:
            return self.assigned + START_TIMEOUT_S
        return self.started + timeout_s

    def stop(self) -> None:
        self.pipe.close()
        self.process.join(timeout=2)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()


def _serve(function: Callable[[Any], Any], pipe: Connection) -> None:
    # Ctrl-C goes to the whole process group; the parent decides what stops.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    end_with_parent()
    while True:
        try:
            task = pipe.recv()
        except EOFError:  # the parent is gone or is done
            return
        try:
            pipe.send(("started", None))
            try:
                answer = ("done", function(task))
            except Exception as error:  # noqa: BLE001 - boundary of one document
                answer = ("error", f"{type(error).__name__}: {error}")
            pipe.send(answer)
        except OSError:
            return


def run_isolated(
    function: Callable[[Task], Result],
    tasks: Iterable[Task],
    *,
    workers: int,
    timeout_s: float,
) -> Iterator[tuple[Task, Result | TaskFailure]]:
    """Yield (task, result) as each finishes, in no fixed order.

    ``function`` must be importable (workers are spawned) and its tasks and
    results picklable.  ``timeout_s`` counts per task from the moment a worker
    takes it.
    """
    context = multiprocessing.get_context("spawn")
    pending = iter(tasks)
    pool: list[_Worker[Task]] = []

    def spawn() -> _Worker[Task]:
        here, there = context.Pipe()
        process = context.Process(target=_serve, args=(function, there), daemon=True)
        process.start()
        there.close()
        return _Worker(process, here)

    def assign(worker: _Worker[Task] | None) -> None:
        """Give the next task to the worker (or to a new one); retire it if there is none."""
        task = next(pending, None)
        if task is None:
            if worker:
                worker.stop()
            return
        if worker and worker.done >= TASKS_PER_WORKER:
            worker.stop()
            worker = None
        if worker:
            try:
                worker.pipe.send(task)
            except OSError:  # it died between two tasks
                worker.stop()
                worker = None
        if worker is None:
            worker = spawn()
            worker.pipe.send(task)
        worker.task, worker.assigned, worker.started = task, time.monotonic(), None
        pool.append(worker)

    try:
        for _ in range(max(1, workers)):
            assign(None)
        while pool:
            patience = min(w.deadline(timeout_s) for w in pool) - time.monotonic()
            ready = set(wait([w.pipe for w in pool], timeout=max(0.0, patience)))
            for worker in list(pool):
                outcome, alive = _look(worker, timeout_s, has_news=worker.pipe in ready)
                task = worker.task
                if outcome is None or task is None:
                    continue
                pool.remove(worker)
                assign(worker if alive else None)
                yield task, outcome.value
    finally:
        for worker in pool:
            worker.process.kill()
            worker.stop()


@dataclass(frozen=True, slots=True)
class _Outcome:
    value: Any


def _look(
    worker: _Worker[Any], timeout_s: float, *, has_news: bool
) -> tuple[_Outcome | None, bool]:
    """What became of the worker's task (None: still at it), and whether the worker can go on."""
    now = time.monotonic()
    duration = now - (worker.started or worker.assigned)
    if has_news:
        try:
            kind, value = worker.pipe.recv()
        except (EOFError, OSError):
            worker.stop()
            detail = f"exit code {worker.process.exitcode}"
            return _Outcome(TaskFailure("died", detail, duration)), False
        if kind == "started":
            worker.started = now
            return None, True
        worker.done += 1
        return _Outcome(value if kind == "done" else TaskFailure("error", value, duration)), True
    if now < worker.deadline(timeout_s):
        return None, True
    worker.process.kill()
    worker.stop()
    return _Outcome(TaskFailure("timeout", f"{duration:.0f} s", duration)), False
