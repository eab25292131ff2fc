"""Pages as jobs: each knows what it depends on, and its key says what it was made of.

A page is words, some milliseconds of work for which sending it to another process costs as much
as writing it; so one process writes them, and only those whose key is another than in the build
before.  The pictures on the pages are what takes time, and what can bring a process down:
they are drawn in other processes first, and kept by their content.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import jinja2

from expectations.reports.crops import CropImage, CropRequest, CropWriter
from expectations.reports.files import write_if_changed
from expectations.reports.records import Crop
from expectations.reports.render import HERE, environment, inline, render, with_data

#: Pictures that are sent to a process at once.
BATCH = 10
#: Starting processes costs about a second, a picture a tenth of that: fewer are drawn here.
WORTH_SPREADING = 20
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


@dataclass(slots=True)
class Written:
    """What was written: pages with their key and size, crops, and pictures that failed."""

    pages: list[tuple[str, str, int]] = field(default_factory=list)
    crops: list[str] = field(default_factory=list)
    failures: list[tuple[str, int, str]] = field(default_factory=list)


#: Runs a function over batches in other processes and yields (batch, result); a result that is
#: no dictionary says why there is none.
Spread = Callable[
    [Callable[[tuple[CropRequest, ...]], dict[str, str]], Iterable[tuple[CropRequest, ...]]],
    Iterator[tuple[tuple[CropRequest, ...], Any]],
]


@dataclass(frozen=True, slots=True)
class Drawer:
    """Draws pictures into the site below ``root``.  It can be pickled where ``crop`` can."""

    root: Path
    crop: Crop

    def __call__(self, requests: Sequence[CropRequest]) -> dict[str, str]:
        """Draw them; file -> why, of those that cannot be drawn."""
        failed = {}
        writer = CropWriter(self.root, self.crop)
        for request in requests:
            if writer.write(request) is None:
                failed[request.file] = writer.failures[-1][2]
        return failed


@dataclass
class PageWriter:
    """Writes jobs below ``root``."""

    root: Path
    lang: str
    common: dict[str, Any]
    crop: Crop | None

    @cached_property
    def _env(self) -> jinja2.Environment:
        return environment(self.lang)

    def __call__(self, jobs: Sequence[PageJob], failed: Mapping[str, str]) -> Written:
        """Render the pages of the jobs, and pictures that are not there yet.

        ``failed`` says why, of pictures (by file) that must not be tried again.
        """
        written = Written()
        writer = CropWriter(self.root, self.crop, failed)
        for job in jobs:
            n_failed = len(writer.failures)
            images = {anchor: writer.images(some) for anchor, some in job.pictures.items()}
            size = self.write(job, images)
            # A page without one of its pictures is written again by the next build.
            is_whole = len(writer.failures) == n_failed
            written.pages.append((job.name, job.key, size if is_whole else NOT_WHOLE))
        written.crops, written.failures = writer.written, writer.failures
        return written

    def write(self, job: PageJob, images: dict[str, list[CropImage]]) -> int:
        """Write one page unless it is there already; its size in bytes."""
        context = {**job.context, "crops": images}
        if job.is_single_file:
            context |= {"inline": inline(), "crops": with_data(images, self.root)}
        text = render(self._env, job.template, job.name, **self.common, **context)
        return write_if_changed(self.root / job.name, text.encode())


def run_jobs(jobs: Sequence[PageJob], writer: PageWriter, spread: Spread | None) -> Written:
    """Write all jobs, their pictures first: in other processes where that is worth it."""
    failed = {}
    if spread is not None and writer.crop is not None:
        wanted = {r.file: r for job in jobs for some in job.pictures.values() for r in some}
        missing = [r for name, r in wanted.items() if not (writer.root / name).is_file()]
        if len(missing) >= WORTH_SPREADING:
            failed = _draw(missing, Drawer(writer.root, writer.crop), spread)
    return writer(jobs, failed)


def _draw(missing: list[CropRequest], draw: Drawer, spread: Spread) -> dict[str, str]:
    """Draw the pictures in other processes; file -> why, of those that cannot be drawn.

    A batch whose process died or hung is done again picture by picture, and the one that brings
    its process down is left out: one page of an original never costs the report.
    """
    batches = [tuple(missing[n : n + BATCH]) for n in range(0, len(missing), BATCH)]
    failed: dict[str, str] = {}
    again: list[tuple[CropRequest, ...]] = []
    for batch, result in spread(draw, batches):
        if isinstance(result, dict):
            failed |= result
        else:
            again += [(request,) for request in batch]
    if again:
        for (request,), result in spread(draw, again):
            failed |= result if isinstance(result, dict) else {request.file: str(result)}
    return failed


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
    for path in sorted([*HERE.rglob("*"), *HERE.parent.glob("*"), *HERE.parent.glob("waivers/*")]):
        if path.suffix in {".py", ".j2", ".css", ".js", ".svg"}:
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]
