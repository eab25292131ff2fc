"""Pieces of the original page with the numbers of a finding marked.

The reported number is framed in one colour with a solid line, the numbers it is
compared with in another with a dashed line.  Rendering a PDF is not this
package's business: a callable does it (see :data:`Crop`).
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from expectations.reports.files import write_atomically
from expectations.reports.model import ReportInput
from expectations.reports.places import place_key
from expectations.reports.records import Crop, CropBox, Heads, Hidden, Place
from expectations.reports.view import FindingView
from extractors.contracts import EvidenceItem, Verdict

REPORTED_COLOR = "#c4301c"
COMPUTED_COLOR = "#1f5fae"

#: A finding shows at most this many pieces; the rest is listed in words.
MAX_PAGES = 4
MAX_BOXES = 80
#: Of other documents (a department's units, last year's) at most so many.
MAX_OTHERS = 3
#: Version of how pictures are drawn: part of their file names, so that a new one replaces the old.
STYLE = 3
#: CSS pixels per pixel of a picture (rendered at 2 pixels per point).
SHOWN = 0.7

Places = Mapping[tuple[str, str], Place]
_NOWHERE = Place()
_PNG_HEAD = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True, slots=True)
class CropImage:
    """One written crop: file relative to the site's root, page, size in pixels."""

    file: str
    page: int
    width: int
    height: int
    #: 0 shows the finding's main equation, n > 0 its n-th other one.
    rank: int = 0
    #: False: the page is known, the place on it is not; the whole page is shown.
    is_framed: bool = True
    #: The document it is of, where that is not the judged one.
    other_document_id: str = ""
    #: The picture itself as a ``data:`` address, for pages that are one file.
    data: str = ""

    def src(self, root: str) -> str:
        """Where a page finds the picture; ``root`` leads from the page to the site's root."""
        return self.data or root + self.file

    @property
    def shown_width(self) -> int:
        """CSS pixels: text of any page size is then about equally large, and sharp."""
        return round(self.width * SHOWN)

    @property
    def shown_height(self) -> int:
        """CSS pixels."""
        return round(self.height * SHOWN)


@dataclass(frozen=True, slots=True)
class CropRequest:
    """One page of one document with the boxes to mark."""

    document_id: str
    page: int
    boxes: tuple[CropBox, ...]
    rank: int = 0
    #: Of another document than the judged one.
    is_other: bool = False

    @property
    def is_framed(self) -> bool:
        return any(b.side in {"reported", "computed"} for b in self.boxes)

    @property
    def file(self) -> str:
        """File name by content, so that a rerun finds what it already rendered."""
        key = repr((STYLE, self.document_id, self.page, self.boxes)).encode()
        digest = hashlib.sha256(key).hexdigest()[:16]
        return f"crops/{self.document_id[:16]}/p{self.page}-{digest}.png"


def crop_requests(
    document_id: str, verdicts: Sequence[Verdict], places: Places, heads: Heads, hidden: Hidden
) -> list[CropRequest]:
    """Pages to show for one finding, the page of the reported number first.

    ``verdicts`` start with the finding's main one.  A page that one verdict
    marks is not marked by the next: two equations on one picture confuse.
    A page that is known without the place on it (a cover) is shown whole.
    Personal facts are never marked, and painted over where they stand on a page
    that is shown.  The head of a table goes with its numbers.
    """
    pages: dict[int, dict[tuple[float | str, ...], CropBox]] = {}
    order: list[tuple[int, int]] = []
    ranks: dict[int, int] = {}
    for rank, verdict in enumerate(verdicts):
        taken = set(pages)
        for item in verdict.evidence:
            if item.other_document_id is not None:
                continue
            place = places.get((document_id, item.fact), _NOWHERE)
            box = _box(item, place)
            if item.page is None or place.is_personal or item.page in taken:
                continue
            if box is None and rank:
                continue
            boxes = pages.setdefault(item.page, {})
            ranks.setdefault(item.page, rank)
            if box is not None and len(boxes) < MAX_BOXES:
                boxes.setdefault((box.x0, box.top, box.x1, box.bottom), box)
                _add_head(
                    boxes,
                    heads.get((document_id, place.form or "", place.table_no or 0, item.page)),
                )
            order.append((rank * 2 + (item.side != "reported"), item.page))
    chosen = list(dict.fromkeys(page for _, page in sorted(order)))[:MAX_PAGES]
    for page in chosen:
        for covered in hidden.get((document_id, page), ()):
            pages[page].setdefault(("hidden", *covered), CropBox(*covered, "hidden", "#d9dde0"))
    own = [
        CropRequest(document_id, page, tuple(pages[page].values()), ranks[page]) for page in chosen
    ]
    return own + _of_others(verdicts[:1], places, heads, hidden)


def _of_others(
    verdicts: Sequence[Verdict], places: Places, heads: Heads, hidden: Hidden
) -> list[CropRequest]:
    """Pages of other documents with operands of the main verdict: the first few."""
    pages: dict[tuple[str, int], dict[tuple[float | str, ...], CropBox]] = {}
    for item in (item for verdict in verdicts for item in verdict.evidence):
        if item.other_document_id is None or item.page is None or not item.raw_text.strip():
            continue
        place = places.get(place_key("", item), _NOWHERE)
        box, key = _box(item, place), (item.other_document_id, item.page)
        if box is None or place.is_personal or (key not in pages and len(pages) >= MAX_OTHERS):
            continue
        boxes = pages.setdefault(key, {})
        boxes.setdefault((box.x0, box.top, box.x1, box.bottom), box)
        head = (item.other_document_id, place.form or "", place.table_no or 0, item.page)
        _add_head(boxes, heads.get(head))
    for key, boxes in pages.items():
        for covered in hidden.get(key, ()):
            boxes.setdefault(("hidden", *covered), CropBox(*covered, "hidden", "#d9dde0"))
    return [
        CropRequest(document_id, page, tuple(boxes.values()), is_other=True)
        for (document_id, page), boxes in pages.items()
    ]


def _add_head(
    boxes: dict[tuple[float | str, ...], CropBox], head: tuple[float, float, float, float] | None
) -> None:
    if head is not None:
        boxes.setdefault(("head", *head), CropBox(*head, "head", "#ffffff"))


def _box(item: EvidenceItem, place: Place) -> CropBox | None:
    if item.x0 is None or item.top is None or item.x1 is None or item.bottom is None:
        return None
    reported = item.side == "reported"
    return CropBox(
        item.x0 if place.left is None else place.left,
        item.top,
        item.x1 if place.right is None else place.right,
        item.bottom,
        "reported" if reported else "computed",
        REPORTED_COLOR if reported else COMPUTED_COLOR,
        dashed=not reported,
    )


class CropWriter:
    """Renders crops into a site, reusing those of an earlier build.

    ``failures`` lists (document, page, message) of pages that could not be
    rendered: the finding is then shown in words only, and says so.  ``failed`` are files that
    could not be drawn just before, with the reason: they are not tried again.
    """

    def __init__(
        self, root: Path, crop: Crop | None, failed: Mapping[str, str] | None = None
    ) -> None:
        self.root = root
        self._crop = crop
        self._failed = failed or {}
        self.written: list[str] = []
        self.failures: list[tuple[str, int, str]] = []

    def images(self, requests: Sequence[CropRequest]) -> list[CropImage]:
        """The pictures of one finding, without those that cannot be rendered."""
        return [image for r in requests if (image := self.write(r)) is not None]

    def write(self, request: CropRequest) -> CropImage | None:
        """The crop's file, rendered now or found; None where it cannot be rendered."""
        if self._crop is None:
            return None
        path = self.root / request.file
        size = _size_of_file(path) if path.is_file() else None
        if size is None and request.file in self._failed:
            self.failures.append((request.document_id, request.page, self._failed[request.file]))
            return None
        if size is None:
            try:
                png = self._crop(request.document_id, request.page, request.boxes)
            except Exception as error:  # noqa: BLE001 - one bad page must not stop the report
                why = f"{type(error).__name__}: {error}"
                self.failures.append((request.document_id, request.page, why))
                return None
            size = _png_size(png)
            if size is None:
                self.failures.append((request.document_id, request.page, "not a PNG image"))
                return None
            write_atomically(path, png)
        self.written.append(request.file)
        return CropImage(
            request.file, request.page, *size, rank=request.rank, is_framed=request.is_framed,
            other_document_id=request.document_id if request.is_other else "",
        )  # fmt: skip


def document_requests(
    data: ReportInput, document_id: str, findings: Sequence[FindingView], prefix: str = ""
) -> dict[str, list[CropRequest]]:
    """What to draw for one document's findings, by ``prefix`` and the finding's anchor."""
    return {
        prefix + finding.anchor: crop_requests(
            document_id,
            [j.verdict for j in finding.judged],
            data.places,
            data.heads,
            data.hidden,
        )
        for finding in findings
    }


def _size_of_file(path: Path) -> tuple[int, int] | None:
    with path.open("rb") as file:
        return _png_size(file.read(24))


def _png_size(data: bytes) -> tuple[int, int] | None:
    if len(data) < 24 or not data.startswith(_PNG_HEAD):
        return None
    width, height = struct.unpack(">II", data[16:24])
    return int(width), int(height)
