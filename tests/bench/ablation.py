"""How an unseen place reads: each place without what was written for it.

Three ways of leaving a place out, each harder than the one before, and one of its own:

* ``plain``: its family file is taken away.
* ``strict``: so is every entry of the vocabulary (title pattern, header word, label,
  signature, class name) of which only documents of its family make use.
* ``wordings``: the vocabulary is cut down to the very words that documents of other
  families print; a pattern does not reach a word that was never seen elsewhere.

* ``untitled``: no title at all, every table is to be recognised by its header.

Places that share a family file (two cities of one province) are left out together.
What the whole vocabulary reads is what the rest is measured against.
"""

from __future__ import annotations

import hashlib
import pickle
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from unittest import mock

from extractors.audit import audit
from extractors.contracts import Cell
from extractors.errors import DocumentError
from extractors.forms.reader import FormsResult, read_forms
from extractors.forms.vocab import Lens, allowed, seen_through
from extractors.identity import read_identity
from extractors.layout import DocumentLayout
from extractors.performance import read_performance
from extractors.performance import reader as performance_reader
from extractors.performance.schema import load_labels
from extractors.tables import read_layout

MODES = ("strict", "wordings", "plain", "untitled")
Use = tuple[str, str]


class _Lens(dict[str, Any]):
    """A dictionary of labels that asks the lens before it answers."""

    def __init__(self, name: str, labels: dict[str, Any]) -> None:
        super().__init__(labels)
        self._name = name

    def get(self, key: str, default: Any = None) -> Any:
        return super().get(key, default) if key in self else default

    def __contains__(self, key: object) -> bool:
        return super().__contains__(key) and allowed(f"{self._name}/{key}", str(key))


@contextmanager
def looking_through(lens: Lens) -> Iterator[None]:
    """All vocabulary, that of the performance tables too, through ``lens``."""
    labels = load_labels()
    seen = replace(
        labels,
        fields=_Lens("performance.fields", labels.fields),
        columns=_Lens("performance.columns", labels.columns),
    )
    patch = mock.patch.object(performance_reader, "load_labels", lambda: seen)
    with seen_through(lens), patch:
        yield


@dataclass(slots=True)
class Document:
    """What one document reads as.  ``cells`` by page and place: form, row key, column key."""

    place: str
    file: str
    family: str = ""
    uses: set[Use] = field(default_factory=set)
    forms: dict[tuple[int, float], str | None] = field(default_factory=dict)
    titles: dict[tuple[int, float], str] = field(default_factory=dict)
    cells: dict[tuple[int, float, float], tuple[str, str, str]] = field(default_factory=dict)
    n_indicators: int = 0
    tokens: int = 0
    covered: int = 0
    sums: int = 0
    broken: list[str] = field(default_factory=list)
    left: Counter[str] = field(default_factory=Counter)


def cached_layout(path: Path, cache: Path | None) -> DocumentLayout | None:
    """The layout of a file, kept in ``cache``; None where it cannot be read."""
    data = path.read_bytes()
    kept = cache / f"{hashlib.sha256(data).hexdigest()}.pickle" if cache else None
    if kept is not None and kept.exists():
        found: DocumentLayout | None = pickle.loads(kept.read_bytes())  # written by us, below
        return found
    try:
        layout = read_layout(data, path.name)
    except DocumentError:
        layout = None
    if kept is not None:
        kept.write_bytes(pickle.dumps(layout))
    return layout


def read_tables(
    path: Path, layout: DocumentLayout, sums: Callable[[list[Cell]], tuple[int, list[str]]]
) -> Document:
    """The tables of one document, through whatever lens is set."""
    forms = read_forms(layout, read_identity(layout))
    indicators, attributes = read_performance(forms.performance, document_id=layout.document_id)
    checked = audit(layout.document_id, forms, indicators, [*forms.attributes, *attributes])
    out = Document(path.parent.name, path.name, forms.family)
    out.n_indicators = len(indicators)
    out.tokens, out.covered = checked.tokens, checked.typed + checked.explained
    out.left = Counter(t.why for t in checked.unexplained)
    out.sums, out.broken = sums(forms.cells)
    _fill(out, forms)
    return out


def _fill(out: Document, forms: FormsResult) -> None:
    for table in forms.form_tables:
        place = (table.page, round(table.top))
        out.forms[place] = table.form
        out.titles[place] = table.title or ""
    for c in forms.cells:
        if c.amount is not None and not c.is_blank:
            out.cells[(c.page, round(c.x0), round(c.top))] = (c.form, c.row_key, c.column_key)


@dataclass(slots=True)
class Score:
    """How much of the whole reading is left, over some documents."""

    documents: int = 0
    shares: list[float] = field(default_factory=list)
    tokens: int = 0
    covered: int = 0
    forms: int = 0
    same_form: int = 0
    other_form: int = 0
    cells: int = 0
    same: int = 0
    differs: int = 0
    generic: int = 0
    sums: int = 0
    broken: int = 0
    indicators: int = 0
    indicators_left: int = 0

    def add(self, whole: Document, left: Document) -> None:
        """Count one document in."""
        self.documents += 1
        if left.tokens:
            self.shares.append(left.covered / left.tokens)
        self.tokens += left.tokens
        self.covered += left.covered
        for place, form in whole.forms.items():
            if form is None:
                continue
            self.forms += 1
            found = left.forms.get(place)
            self.same_form += found == form
            self.other_form += found not in {None, form}
        for at, named in whole.cells.items():
            self.cells += 1
            now = left.cells.get(at)
            if now is None:
                continue
            if now == named:
                self.same += 1
            elif is_generic(now) or is_generic(named):
                self.generic += 1
            else:
                self.differs += 1
        self.sums += left.sums
        self.broken += len(left.broken)
        self.indicators += whole.n_indicators
        self.indicators_left += left.n_indicators


def is_generic(named: tuple[str, str, str]) -> bool:
    """Whether a cell's key says that its row or column is not known."""
    _, row, column = named
    return "X" in row or column.startswith("other:")


def lens_for(mode: str, group: str, uses: dict[str, set[Use]]) -> Lens:
    """What may be used to read documents of family ``group``."""
    elsewhere = {use for other, found in uses.items() if other != group for use in found}
    here = uses[group]
    only_here = {entry for entry, _ in here} - {entry for entry, _ in elsewhere}

    def lens(entry: str, text: str) -> bool:
        if entry == f"families/{group}":
            return False
        if mode == "untitled":
            return not entry.startswith(("titles/", "title_words/"))
        if mode == "plain" or entry.startswith(("families/", "title_words/")):
            return True
        if mode == "strict" and entry != "codes":
            return entry not in only_here
        return (entry, text) in elsewhere

    return lens


@dataclass(slots=True)
class Corpus:
    """Documents as the whole vocabulary reads them, and what each family makes use of."""

    whole: dict[str, Document] = field(default_factory=dict)
    uses: dict[str, set[Use]] = field(default_factory=dict)
    group_of: dict[str, str] = field(default_factory=dict)


Sums = Callable[[list[Cell]], tuple[int, list[str]]]


def read_whole(paths: Iterable[Path], cache: Path | None, sums: Sums) -> Corpus:
    """Read every document with the whole vocabulary and note what was used of it."""
    corpus = Corpus()
    for path in paths:
        layout = cached_layout(path, cache)
        if layout is None:
            continue
        seen: set[Use] = set()

        def watch(entry: str, text: str, seen: set[Use] = seen) -> bool:
            seen.add((entry, text))
            return True

        with looking_through(watch):
            document = read_tables(path, layout, sums)
        document.uses = seen
        if document.tokens:
            corpus.whole[str(path)] = document
    corpus.group_of = _groups(corpus.whole.values())
    for document in corpus.whole.values():
        corpus.uses.setdefault(corpus.group_of[document.place], set()).update(document.uses)
    return corpus


def read_left(corpus: Corpus, mode: str, cache: Path | None, sums: Sums) -> dict[str, Document]:
    """Read every document with what ``mode`` leaves of the vocabulary."""
    lenses = {group: lens_for(mode, group, corpus.uses) for group in corpus.uses}
    left: dict[str, Document] = {}
    for name in corpus.whole:
        path = Path(name)
        layout = cached_layout(path, cache)
        assert layout is not None
        with looking_through(lenses[corpus.group_of[path.parent.name]]):
            left[name] = read_tables(path, layout, sums)
    return left


def _groups(documents: Iterable[Document]) -> dict[str, str]:
    """Place -> the family most of its documents belong to, else the place itself."""
    by_place: dict[str, Counter[str]] = defaultdict(Counter)
    for document in documents:
        by_place[document.place][document.family] += 1
    return {
        place: (family if (family := found.most_common(1)[0][0]) != "generic" else place)
        for place, found in by_place.items()
    }


def print_scores(
    mode: str, whole: dict[str, Document], left: dict[str, Document], *, detail: str | None = None
) -> None:
    """A Markdown table with one line per place; ``detail`` names the place whose losses follow."""
    print(f"\n### {mode}\n")
    print(
        "| place | documents | coverage, median | coverage, lowest | coverage, all numbers "
        "| forms recognised | as another form | values read the same | generic | otherwise "
        "| targets | printed sums | that hold |"
    )
    print("|---|" + "---|" * 12)
    for place in [*sorted({d.place for d in whole.values()}), "**all**"]:
        score = Score()
        for path, document in left.items():
            if place in {document.place, "**all**"}:
                score.add(whole[path], document)
        print(_line(place, score))
    for path, document in left.items():
        if detail and detail in {document.place, "all"}:
            _print_losses(mode, whole[path], document)
    sys.stdout.flush()


def _line(place: str, s: Score) -> str:
    def of(part: int, total: int) -> str:
        return f"{part / total:.2%}" if total else ""

    shares = sorted(s.shares) or [0.0]
    return (
        f"| {place} | {s.documents} | {shares[len(shares) // 2]:.2%} | {shares[0]:.2%} "
        f"| {of(s.covered, s.tokens)} | {s.same_form} of {s.forms} | {s.other_form} "
        f"| {of(s.same, s.cells)} | {of(s.generic, s.cells)} | {s.differs} "
        f"| {s.indicators_left} of {s.indicators} "
        f"| {s.sums:,} | {of(s.sums - s.broken, s.sums)} |"
    )


def _print_losses(mode: str, whole: Document, left: Document) -> None:
    lost = [
        f"  {form} -> {left.forms.get(at)}  p{at[0]} {whole.titles[at]}"
        for at, form in whole.forms.items()
        if form and left.forms.get(at) != form
    ]
    differs = Counter(
        f"  {now[0]} {named[1]}/{named[2]} -> {now[1]}/{now[2]}"
        if now[0] == named[0]
        else f"  {named[0]} -> {now[0]}"
        for at, named in whole.cells.items()
        if (now := left.cells.get(at)) is not None and now != named
    )
    if not (lost or differs or left.left or set(left.broken) - set(whole.broken)):
        return
    print(f"{mode} {whole.place}/{whole.file} {left.covered}/{left.tokens} {dict(left.left)}")
    for line in (*lost, *(f"{t}  x{n}" for t, n in differs.most_common(12))):
        print(line)
    for line in left.broken[:5]:
        if line not in whole.broken:
            print("  broken", line)
