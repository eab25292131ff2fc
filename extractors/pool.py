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

Task = TypeVar("Task")
Result = TypeVar("Result")

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
    started: float = 0.0
    done: int = 0

    def stop(self) -> None:
        self.pipe.close()
        self.process.join(timeout=2)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()


def _serve(function: Callable[[Any], Any], pipe: Connection) -> None:
    # Ctrl-C goes to the whole process group; the parent decides what stops.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while True:
        try:
            task = pipe.recv()
        except EOFError:  # the parent is gone or is done
            return
        try:
            answer = (True, function(task))
        except Exception as error:  # noqa: BLE001 - boundary of one document
            answer = (False, f"{type(error).__name__}: {error}")
        try:
            pipe.send(answer)
        except (BrokenPipeError, OSError):
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
    takes it, the start of the worker included.
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
        worker.task, worker.started = task, time.monotonic()
        pool.append(worker)

    try:
        for _ in range(max(1, workers)):
            assign(None)
        while pool:
            now = time.monotonic()
            patience = max(0.0, min(w.started + timeout_s for w in pool) - now)
            ready = set(wait([w.pipe for w in pool], timeout=patience))
            for worker in list(pool):
                task = worker.task
                duration = time.monotonic() - worker.started
                if task is None or (worker.pipe not in ready and duration < timeout_s):
                    continue
                pool.remove(worker)
                outcome, alive = _collect(worker, duration, answered=worker.pipe in ready)
                assign(worker if alive else None)
                yield task, outcome
    finally:
        for worker in pool:
            worker.process.kill()
            worker.stop()


def _collect(worker: _Worker[Any], duration: float, *, answered: bool) -> tuple[Any, bool]:
    """The task's outcome, and whether its worker can go on."""
    if not answered:
        worker.process.kill()
        worker.stop()
        return TaskFailure("timeout", f"{duration:.0f} s", duration), False
    try:
        ok, value = worker.pipe.recv()
    except (EOFError, OSError):
        worker.stop()
        return TaskFailure("died", f"exit code {worker.process.exitcode}", duration), False
    worker.done += 1
    return (value if ok else TaskFailure("error", value, duration)), True
