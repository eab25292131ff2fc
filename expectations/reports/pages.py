"""Pages as jobs: each knows what it depends on, and any process can write it.

Most of the cost of a site of thousands of documents is the pages of the documents.  A job
therefore carries all that its page needs and can be sent to another process; its key says what
the page was made of, so that the next build leaves a page alone whose key is the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import jinja2

from expectations.reports.crops import CropImage, CropRequest, CropWriter
from expectations.reports.files import write_if_changed
from expectations.reports.records import Crop
from expectations.reports.render import HERE, environment, inline, render, with_data

#: Jobs that are sent to a process at once.
BATCH = 25
#: Starting processes costs about a second: fewer jobs are done here.
WORTH_SPREADING = 100
#: Stands for the size of a page that lacks a picture.
NOT_WHOLE = -1


@dataclass(frozen=True, slots=True)
class PageJob:
    """One page: its path below the site, its key, and what its template is given.

    ``pictures`` are the crops to render, by the anchor of their finding; ``is_single_file``
    puts them into the page itself, with style and scripts.
    """

    name: str
    key: str
    template: str
    context: dict[str, Any]
    pictures: dict[str, list[CropRequest]] = field(default_factory=dict)
    is_single_file: bool = False
    #: Worth sending to another process: it costs more to write than to send.
    is_heavy: bool = False


@dataclass(slots=True)
class Written:
    """What a batch wrote: pages with their key and size, crops, and pictures that failed."""

    pages: list[tuple[str, str, int]] = field(default_factory=list)
    crops: list[str] = field(default_factory=list)
    failures: list[tuple[str, int, str]] = field(default_factory=list)


#: Runs a function over batches in other processes and yields (batch, result); a result that is
#: not a :class:`Written` says why there is none.
Spread = Callable[
    [Callable[[tuple[PageJob, ...]], Written], Iterable[tuple[PageJob, ...]]],
    Iterator[tuple[tuple[PageJob, ...], Any]],
]


@dataclass
class PageWriter:
    """Writes jobs below ``root``.  It can be pickled where ``crop`` can."""

    root: Path
    lang: str
    common: dict[str, Any]
    crop: Crop | None

    @cached_property
    def _env(self) -> jinja2.Environment:
        return environment(self.lang)

    def __getstate__(self) -> dict[str, Any]:
        return {k: v for k, v in self.__dict__.items() if k != "_env"}

    def __call__(self, jobs: Sequence[PageJob]) -> Written:
        """Render the pictures and pages of the jobs."""
        written = Written()
        writer = CropWriter(self.root, self.crop)
        for job in jobs:
            n_failed = len(writer.failures)
            images = {anchor: writer.images(some) for anchor, some in job.pictures.items()}
            size = self.write(job, images)
            # A page without one of its pictures is written again by the next build.
            is_whole = len(writer.failures) == n_failed
            written.pages.append((job.name, job.key, size if is_whole else NOT_WHOLE))
        written.crops, written.failures = writer.written, writer.failures
        return written

    def without_pictures(self, jobs: Sequence[PageJob], why: str) -> Written:
        """The jobs in words only: where a page of an original cannot be drawn at all."""
        written = Written()
        for job in jobs:
            self.write(job, {anchor: [] for anchor in job.pictures})
            written.pages.append((job.name, job.key, NOT_WHOLE))
            written.failures += [
                (r.document_id, r.page, why) for some in job.pictures.values() for r in some
            ]
        return written

    def write(self, job: PageJob, images: dict[str, list[CropImage]]) -> int:
        """Write one page unless it is there already; its size in bytes."""
        context = {**job.context, "crops": images}
        if job.is_single_file:
            context |= {"inline": inline(), "crops": with_data(images, self.root)}
        text = render(self._env, job.template, job.name, **self.common, **context)
        return write_if_changed(self.root / job.name, text.encode())


def run_jobs(
    jobs: Sequence[PageJob], writer: PageWriter, spread: Spread | None
) -> Iterator[Written]:
    """Write all jobs, those with a document behind them in other processes where that is worth it.

    A batch whose process died or hung is done again page by page, and the page that brings
    its process down is written without its pictures: one page never costs the report.
    """
    heavy = [job for job in jobs if job.is_heavy]
    if spread is None or len(heavy) < WORTH_SPREADING:
        yield writer(jobs)
        return
    batches = [tuple(heavy[n : n + BATCH]) for n in range(0, len(heavy), BATCH)]
    again: list[tuple[PageJob, ...]] = []
    for batch, result in spread(writer, batches):
        if isinstance(result, Written):
            yield result
        else:
            again += [(job,) for job in batch]
    if again:
        for one, result in spread(writer, again):
            yield (
                result if isinstance(result, Written) else writer.without_pictures(one, str(result))
            )
    yield writer([job for job in jobs if not job.is_heavy])


def key_of(*parts: object) -> str:
    """A key of everything that a page is made of: equal exactly where ``repr`` is."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(repr(part).encode("utf-8", "surrogatepass"))
        digest.update(b"\0")
    return digest.hexdigest()[:20]


def program_key() -> str:
    """Digest of the package's own templates, scripts, code and words: another program, other pages."""
    digest = hashlib.sha256()
    for path in [*sorted(HERE.rglob("*")), HERE.parent / "words.py"]:
        if path.suffix in {".py", ".j2", ".css", ".js", ".svg"}:
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
