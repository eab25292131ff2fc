"""What the table benchmark measures: accuracy on typeset tables, amounts and time on documents."""

from __future__ import annotations

import gc
import hashlib
import json
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from extractors.errors import DocumentError
from extractors.money import parse_amount
from extractors.pages.open import open_pdf
from extractors.tables import read_layout
from extractors.text import squash
from tests.bench.table_engines import ENGINES, FLOORS, SAMPLED, BenchCell
from tests.unit.tables.sheet import Truth
from tests.unit.tables.styles import CASES

#: Places agree within this (points): half a double rule.
NEAR = 3.5
#: A page with fewer path objects holds no table worth a slow engine's time.
_PATHS = 12


def text_documents(folder: Path) -> list[Path]:
    """Documents with a text layer in ``folder`` and its sub-folders, by name."""
    return [path for path in sorted(folder.rglob("*.pdf")) if _has_text(path)]


def evenly(documents: Sequence[Path], wanted: int | None) -> list[Path]:
    """All documents, or so many, in turn from each folder."""
    wanted = len(documents) if wanted is None else wanted
    places: dict[Path, list[Path]] = defaultdict(list)
    for path in documents:
        places[path.parent].append(path)
    out: list[Path] = []
    depth = 0
    while len(out) < wanted and any(depth < len(p) for p in places.values()):
        out += [p[depth] for p in places.values() if depth < len(p)]
        depth += 1
    return out[:wanted]


def _has_text(path: Path) -> bool:
    try:
        with open_pdf(path.read_bytes(), path.name) as document:
            return any(
                document[i].get_textpage().count_chars() > 20 for i in range(min(4, len(document)))
            )
    except DocumentError:
        return False


def table_pages(path: Path, pages: int, wanted: int) -> tuple[int, ...]:
    """At most ``wanted`` pages (from 1) with many path objects, evenly over the document."""
    found = []
    document = pdfium.PdfDocument(path)
    for number in range(min(pages, len(document))):
        page = document[number]
        if sum(1 for _ in page.get_objects(filter=[pdfium_c.FPDF_PAGEOBJ_PATH])) >= _PATHS:
            found.append(number + 1)
        page.close()
    document.close()
    step = max(len(found) // wanted, 1)
    return tuple(found[::step][:wanted])


def amounts(cells: Iterable[BenchCell]) -> dict[tuple[int, str], list[BenchCell]]:
    """Decimal amounts alone in a cell, by page and text."""
    out: dict[tuple[int, str], list[BenchCell]] = defaultdict(list)
    for cell in cells:
        text = squash(cell.text)
        read = parse_amount(text)
        if read is not None and not read.is_blank and ("." in text or "," in text):
            out[cell.page, text].append(cell)
    return out


def accuracy(truth: Truth, cells: Sequence[BenchCell]) -> float:
    """F1 of cells with the right place and text."""
    left = [(c, (c.x0, c.top, c.x1, c.bottom)) for c in cells]
    hits = 0
    for true in truth.cells:
        box = truth.box(true)
        for i, (cell, place) in enumerate(left):
            near = all(abs(a - b) <= NEAR for a, b in zip(box, place, strict=True))
            if near and squash(cell.text) == squash(true.text):
                hits += 1
                del left[i]
                break
    total = len(truth.cells) + len(cells)
    return 2 * hits / total if total else 0.0


def text_accuracy(truth: Truth, cells: Sequence[BenchCell]) -> float:
    """F1 of cells by row, column and text, for tables whose edges are not drawn."""
    rows = {c.top for c in cells}
    at_row = {top: i for i, top in enumerate(sorted(rows))}
    at_col: dict[float, int] = {x: i for i, x in enumerate(sorted({c.x0 for c in cells}))}
    got = Counter((at_row[c.top], at_col[c.x0], squash(c.text)) for c in cells)
    wanted = Counter((c.row, c.col, squash(c.text)) for c in truth.cells)
    total = sum(got.values()) + sum(wanted.values())
    return 2 * sum((got & wanted).values()) / total if total else 0.0


def run_typeset(names: Sequence[str]) -> list[str]:
    """Accuracy table: one row per way of drawing a table."""
    out = ["| drawn as | " + " | ".join(names) + " |", "|---|" + "---|" * len(names)]
    with tempfile.TemporaryDirectory() as folder:
        for style, case in CASES.items():
            path = Path(folder) / "t.pdf"
            path.write_bytes(case.pdf())
            score = accuracy if case.edges_drawn else text_accuracy
            row = [f"{score(case.truth, ENGINES[name](path, (1,))):.3f}" for name in names]
            out.append(f"| {style} | " + " | ".join(row) + " |")
    return out


@dataclass
class Difference:
    """One amount that one of two engines has alone in a cell and the other has not."""

    engine: str
    document: str
    page: int
    amount: str
    only: str  # "mingzhang" or "the other"
    family: str


@dataclass
class Tally:
    """Sums of one engine over the documents."""

    seconds: float = 0.0
    floor_seconds: float = 0.0  # of the floor on the same pages
    pages: int = 0
    amounts: int = 0
    ours: int = 0  # amounts of mingzhang on the same pages


@dataclass
class Record:
    """All engines on one document."""

    document: str
    pages: int = 0
    tallies: dict[str, Tally] = field(default_factory=dict)
    differences: list[Difference] = field(default_factory=list)
    behind: list[str] = field(default_factory=list)


@dataclass
class Results:
    """Sums over the documents."""

    documents: int = 0
    pages: int = 0
    tallies: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    differences: list[Difference] = field(default_factory=list)
    behind: list[str] = field(default_factory=list)

    def add(self, record: Record) -> None:
        self.documents += 1
        self.pages += record.pages
        for name, tally in record.tallies.items():
            total = self.tallies[name]
            for f in fields(Tally):
                setattr(total, f.name, getattr(total, f.name) + getattr(tally, f.name))
        self.differences += record.differences
        self.behind += record.behind


def run_folder(
    documents: Sequence[Path], pages: int, names: Sequence[str], minutes: float, keep: Path | None
) -> Results:
    """Every engine on every document, in turn; sampled engines on a few pages of each.

    No further document is begun after ``minutes``.  What is measured is kept in
    ``keep``, and a later run with the same reader goes on from there.
    """
    results = Results()
    stop = time.monotonic() + 60 * minutes
    kept = Kept(keep, [*names, str(pages)])
    for turn, path in enumerate(documents):
        record = kept.find(_label(path))
        if record is None:
            if time.monotonic() > stop:
                continue
            record = _run(path, pages, [*names[turn % len(names) :], *names[: turn % len(names)]])
            kept.add(record)
            print(f"{turn + 1}/{len(documents)} {_label(path)} {record.pages} pages", flush=True)
        results.add(record)
    own = results.tallies["mingzhang"]
    own.amounts = own.ours = max(
        (t.ours for k, t in results.tallies.items() if k not in SAMPLED), default=0
    )
    return results


def _run(path: Path, pages: int, names: Sequence[str]) -> Record:
    """The engines ``names`` on one document, in this order."""
    n = min(pages, len(pdfium.PdfDocument(path)))
    record = Record(_label(path), n)
    every = tuple(range(1, n + 1))
    found: dict[str, list[BenchCell]] = {}
    chosen: dict[str, tuple[int, ...]] = {}
    for name in names:
        chosen[name] = table_pages(path, n, SAMPLED[name]) if name in SAMPLED else every
        tally = record.tallies[name] = Tally(pages=len(chosen[name]))
        tally.seconds = _timed(name, path, chosen[name], found)
        if name in SAMPLED:
            tally.floor_seconds = _timed("floor", path, chosen[name], {})
    for name in names:
        if name not in SAMPLED:
            record.tallies[name].floor_seconds = record.tallies["floor"].seconds
        if name not in (*FLOORS, "mingzhang"):
            _compare(path, name, found, chosen[name], record)
    return record


class Kept:
    """Records of documents in a file of JSON lines, as far as the same reader made them."""

    def __init__(self, path: Path | None, settings: Sequence[str]) -> None:
        self._path = path
        self._by = _reader(settings)
        self._records: dict[str, Record] = {}
        if path is not None and path.exists():
            for line in path.read_text(encoding="utf-8").splitlines():
                kept = json.loads(line)
                if kept.pop("by") == self._by:
                    tallies = {name: Tally(**t) for name, t in kept.pop("tallies").items()}
                    differences = [Difference(**d) for d in kept.pop("differences")]
                    record = Record(**kept, tallies=tallies, differences=differences)
                    self._records[record.document] = record

    def find(self, document: str) -> Record | None:
        return self._records.get(document)

    def add(self, record: Record) -> None:
        if self._path is not None:
            with self._path.open("a", encoding="utf-8") as out:
                out.write(json.dumps({"by": self._by, **asdict(record)}, ensure_ascii=False) + "\n")


def _reader(settings: Sequence[str]) -> str:
    """A digest of the code that is measured, and of how."""
    digest = hashlib.sha256("\n".join(settings).encode())
    root = Path(__file__).parents[2]
    for folder in ("extractors/pages", "extractors/tables", "tests/bench"):
        for path in sorted((root / folder).glob("*.py")):
            if folder != "tests/bench" or path.name.startswith("table_"):
                digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _label(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


def _timed(
    name: str, path: Path, pages: tuple[int, ...], found: dict[str, list[BenchCell]]
) -> float:
    if not pages:
        found[name] = []
        return 0.0
    gc.collect()
    gc.freeze()  # what other engines left behind is not this one's to look through
    start = time.process_time()
    found[name] = ENGINES[name](path, pages)
    seconds = time.process_time() - start
    gc.unfreeze()
    return seconds


def _compare(
    path: Path, name: str, found: dict[str, list[BenchCell]], pages: tuple[int, ...], to: Record
) -> None:
    on = set(pages)
    ours = amounts(c for c in found["mingzhang"] if c.page in on)
    theirs = amounts(found[name])
    tally = to.tallies[name]
    our_count = Counter({k: len(v) for k, v in ours.items()})
    their_count = Counter({k: len(v) for k, v in theirs.items()})
    tally.amounts += their_count.total()
    tally.ours += our_count.total()
    aside = 0
    for (page, text), count in (our_count - their_count).items():
        for cell in ours[page, text][:count]:
            family = _lost(cell, [c for c in found[name] if c.page == page])
            to.differences.append(Difference(name, _label(path), page, text, "mingzhang", family))
    for (page, text), count in (their_count - our_count).items():
        for cell in theirs[page, text][:count]:
            family = _extra(path, cell, [c for c in found["mingzhang"] if c.page == page])
            aside += family in (_PROSE, _BLANK)
            to.differences.append(Difference(name, _label(path), page, text, "the other", family))
    if their_count.total() - aside > our_count.total():
        to.behind.append(
            f"{_label(path)}: {name} {their_count.total()}, mingzhang {our_count.total()}"
        )


_PROSE = "a number in running text that it takes for a cell"
_BLANK = "nobody sees it: the cell is blank on a picture of the page"
#: A cell is blank when its lightest and darkest point differ by less than this, of 255; its
#: borders, this many points wide, aside.
_CONTRAST, _BORDER = 24, 1.5


def _lost(cell: BenchCell, others: list[BenchCell]) -> str:
    """Why another engine lacks an amount, by what it has in that place."""
    x, y = (cell.x0 + cell.x1) / 2, (cell.top + cell.bottom) / 2
    if not any(c.top <= y <= c.bottom for c in others):
        return "it sees no table there"
    here = [c for c in others if c.x0 <= x <= c.x1 and c.top <= y <= c.bottom]
    if not here:
        return "it has no cell there"
    if any(squash(cell.text) in squash(c.text) for c in here):
        return "its cell holds the amount and other text"
    return "its cell holds other text" if any(squash(c.text) for c in here) else "its cell is empty"


def _extra(path: Path, cell: BenchCell, ours: list[BenchCell]) -> str:
    """Why another engine has an amount that is not alone in a cell here."""
    if _is_blank(path, cell):
        return _BLANK
    page = read_layout(path).pages[cell.page - 1]
    for line in page.lines:
        middle = (line.bbox.top + line.bbox.bottom) / 2
        if cell.top <= middle <= cell.bottom and len(squash(line.text)) > 3 * len(cell.text):
            return _PROSE
    x, y = (cell.x0 + cell.x1) / 2, (cell.top + cell.bottom) / 2
    here = [c for c in ours if c.x0 <= x <= c.x1 and c.top <= y <= c.bottom]
    return "mingzhang reads " + (repr(here[0].text) if here else "no cell there")


def _is_blank(path: Path, cell: BenchCell) -> bool:
    """Does a rendering of the page show nothing in the cell?"""
    scale = 2
    with pdfium.PdfDocument(path) as document:
        image = document[cell.page - 1].render(scale=scale, grayscale=True).to_numpy()
    x0, top, x1, bottom = (round(scale * v) for v in cell[1:5])
    border = round(scale * _BORDER)
    part = image[max(top, 0) + border : bottom - border, max(x0, 0) + border : x1 - border]
    return not part.size or int(part.max()) - int(part.min()) < _CONTRAST
