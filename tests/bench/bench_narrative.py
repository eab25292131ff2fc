"""How much of the running text of a folder of real PDFs is read, place by place.

    python -m tests.bench.bench_narrative FOLDER [--concepts] [--cache DIR] [--sample N --seed S]

FOLDER holds one sub-folder per place.  Printed per place: amounts in sentences,
how many are read as a concept, how many are details of a stated reason, how many
are left as ``unread``; then the same where every pattern, word and concept that
only this place's documents use is left out ("left out" columns): how a place is
read that nobody has seen.  ``skeleton`` is the share of the numbers of the national
skeleton (not of lists of single projects and units) that are read as before, and
``else`` how many are read as something else: each is an error of one reading.
The last columns leave out all sentence patterns of the skeleton, everywhere, and
read with the subject grammar alone.

Wordings inside one pattern (its alternatives) are not taken apart, nor are the
headings of sections; where they came from one place only, the estimate is high.

``--sample`` prints random mentions to be checked on the page.
"""

from __future__ import annotations

import argparse
import json
import pickle
import random
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from extractors.contracts import Mention
from extractors.errors import DocumentError
from extractors.identity import read_identity
from extractors.layout import DocumentLayout
from extractors.narrative.reader import REASON_DETAIL, UNREAD, Narrative, compiled, narrate
from extractors.tables import read_layout

#: Patterns of the national skeleton: what the grammar can be asked to do without.
_SKELETON = tuple(f"{kind}{n:02}" for kind in "NF" for n in range(1, 11))


@dataclass(slots=True)
class Tally:
    """Amounts of money in the text of some documents."""

    documents: int = 0
    sentences: int = 0
    amounts: int = 0
    details: int = 0
    unread: int = 0
    concepts: Counter[tuple[str, str]] = field(default_factory=Counter)
    read: dict[tuple[str, int, float, float], tuple[str, str, str | None]] = field(
        default_factory=dict
    )

    def add(self, mentions: Sequence[Mention]) -> None:
        """Count the mentions of one document."""
        for m in mentions:
            if m.role != "text" and m.pattern not in {UNREAD, REASON_DETAIL}:
                place = (m.document_id, m.page, m.x0, m.top)
                self.read[place] = (m.pattern.removesuffix("_change"), m.slot, m.item)
        money = [m for m in mentions if m.role != "text" and m.value_yuan is not None]
        money = [m for m in money if m.raw_text[:1] in "-−0123456789"]
        self.documents += 1
        self.sentences += len({(m.page, m.sentence) for m in money})
        self.amounts += len(money)
        self.details += sum(m.pattern == REASON_DETAIL for m in money)
        self.unread += sum(m.pattern == UNREAD for m in money)
        self.concepts.update((m.pattern, m.slot) for m in money)

    def against(self, full: Tally) -> tuple[int, int, int]:
        """Numbers of the skeleton in ``full``: all, read the same here, read as something else."""
        told = {k: v for k, v in full.read.items() if v[0].startswith(_SKELETON)}
        here = {k: self.read[k] for k in told if k in self.read}
        same = sum(here[k] == told[k] for k in here)
        return len(told), same, len(here) - same

    @property
    def share(self) -> str:
        """Share of amounts that are read as something."""
        return f"{1 - self.unread / self.amounts:.4f}" if self.amounts else "-"


def _read(layout: DocumentLayout, without: frozenset[str] = frozenset()) -> Narrative:
    identity = read_identity(layout)
    return narrate(
        layout,
        document_id=layout.document_id,
        unit_name=identity.unit_name,
        fiscal_year=identity.fiscal_year,
        without=without,
    )


def _layouts(folder: Path, cache: Path) -> dict[str, list[Path]]:
    """Pickled layouts by place; a file that cannot be read is named and left out."""
    places: dict[str, list[Path]] = defaultdict(list)
    for path in sorted(folder.glob("*/*.pdf")) or sorted(folder.glob("*.pdf")):
        out = cache / f"{path.parent.name}__{path.stem[:60]}.pkl"
        if not out.exists():
            try:
                layout = read_layout(path.read_bytes(), path.name)
            except DocumentError as error:
                print(f"{path.parent.name}/{path.name}: {error.status}")
                continue
            out.write_bytes(pickle.dumps(layout))
        places[path.parent.name].append(out)
    return places


def _load(paths: Iterable[Path]) -> Iterable[DocumentLayout]:
    for path in paths:
        layout: DocumentLayout = pickle.loads(path.read_bytes())
        yield layout


def skeleton_patterns() -> frozenset[str]:
    """Sources of the sentence patterns that the grammar can be measured without."""
    return frozenset(
        pattern.source
        for rule in compiled()[0]
        if rule.source.key.startswith(_SKELETON)
        for pattern in rule.patterns
    )


def main() -> None:
    """Read the folder and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--concepts", action="store_true", help="count concepts and slots")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--cache", type=Path, help="keep the layouts here for the next run")
    parser.add_argument("--sample", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    if args.cache is not None:
        args.cache.mkdir(parents=True, exist_ok=True)
        _run(args, args.cache)
        return
    with tempfile.TemporaryDirectory() as cache:
        _run(args, Path(cache))


def _run(args: argparse.Namespace, cache: Path) -> None:
    places = _layouts(args.folder, cache)
    full: dict[str, Tally] = {place: Tally() for place in places}
    used: dict[str, set[str]] = {place: set() for place in places}
    said: list[tuple[str, str, Mention]] = []
    for place, paths in places.items():
        for layout in _load(paths):
            told = _read(layout)
            full[place].add(told.mentions)
            for match in told.matches:
                used[place] |= match.rests_on()
            said += [(place, layout.file_name, m) for m in told.mentions]
    skeleton = skeleton_patterns()
    alone: dict[str, Tally] = {place: Tally() for place in places}
    words: dict[str, Tally] = {place: Tally() for place in places}
    dropped: dict[str, int] = {}
    for place, paths in places.items():
        others = set().union(*(u for p, u in used.items() if p != place))
        own = frozenset(used[place] - others)
        dropped[place] = len(own)
        for layout in _load(paths):
            alone[place].add(_read(layout, own).mentions)
            words[place].add(_read(layout, skeleton).mentions)
    _print(full, alone, words, dropped)
    if args.concepts:
        every: Counter[tuple[str, str]] = sum((t.concepts for t in full.values()), Counter())
        for (key, slot), n in sorted(every.items()):
            print(f"{key}.{slot} {n}")
    if args.json:
        rows = {p: {"amounts": t.amounts, "unread": t.unread} for p, t in full.items()}
        args.json.write_text(json.dumps(rows, ensure_ascii=False, indent=1), "utf-8")
    if args.sample:
        _sample(said, args.sample, args.seed)


def _print(
    full: dict[str, Tally], alone: dict[str, Tally], words: dict[str, Tally],
    dropped: dict[str, int],
) -> None:  # fmt: skip
    print(
        "place        docs sentences amounts details unread  read   | left out: dropped unread  read"
        "   skeleton  else | words alone: unread  read   skeleton  else"
    )
    totals = (Tally(), Tally(), Tally())
    for place in sorted(full):
        _line(place, full[place], alone[place], words[place], dropped[place])
        for total, tally in zip(totals, (full[place], alone[place], words[place]), strict=True):
            total.documents += tally.documents
            total.sentences += tally.sentences
            total.amounts += tally.amounts
            total.details += tally.details
            total.unread += tally.unread
            total.read.update(tally.read)
    _line("ALL", *totals, sum(dropped.values()))


def _line(place: str, full: Tally, alone: Tally, words: Tally, dropped: int) -> None:
    print(
        f"{place:10} {full.documents:4} {full.sentences:9} {full.amounts:7} {full.details:7} "
        f"{full.unread:6}  {full.share} | {dropped:17} {alone.unread:6}  {alone.share}   "
        f"{_skeleton(alone, full)} | {words.unread:18}  {words.share}   {_skeleton(words, full)}"
    )


def _skeleton(tally: Tally, full: Tally) -> str:
    every, same, other = tally.against(full)
    return f"{same / every:.4f}  {other:6}" if every else "     -       -"


def _sample(said: list[tuple[str, str, Mention]], size: int, seed: int) -> None:
    numbers = [row for row in said if row[2].role != "text" and row[2].pattern != UNREAD]
    for place, name, m in random.Random(seed).sample(numbers, min(size, len(numbers))):
        print(
            f"{place} {name} p{m.page} {m.pattern}#{m.instance}/{m.slot} [{m.item or ''}] "
            f"{m.value} {m.unit} | {(m.section or '')[-40:]} | {m.sentence}"
        )


if __name__ == "__main__":
    main()
