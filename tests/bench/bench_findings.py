"""Whom the findings blame where a place is read without what was written for it.

    python -m tests.bench.bench_findings FOLDER [--modes strict ...] [--cache DIR] [--show]

FOLDER holds one sub-folder per place.  Every document is read and judged with the whole vocabulary
and then as in :mod:`tests.bench.ablation`: ``plain``, ``strict``, ``wordings``, and beside these

* ``narrative``: the sentence patterns of the national skeleton are taken away everywhere, so that
  sentences are read word by word from their subject.
* ``gaps-N``: a tenth of all entries and of all words that they are used for is forgotten, another
  tenth for each N; so are as many patterns, words and concepts of the narrative.

In ``strict``, ``wordings`` and ``plain`` the words of the narrative that only this place uses are
taken away, too.  A vocabulary says how the forms are printed; it does not change what they print.
So a publisher's finding (of severity error or warning) that is there only without it is a false
accusation of a place that nobody has seen, unless the whole vocabulary was blind to it.  Printed
is a table of how many there are, and with ``--show`` each of them, and each that is lost.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from unittest import mock

from expectations.judge import judge_facts
from extractors import read as reading
from extractors.contracts import Attribute, DocumentFacts, Finding, Mention
from extractors.forms.vocab import Lens
from extractors.layout import DocumentLayout
from extractors.narrative.reader import narrate
from extractors.read import facts_of
from tests.bench.ablation import Use, cached_layout, lens_for, looking_through
from tests.bench.bench_narrative import skeleton_patterns

MODES = ("plain", "strict", "wordings", "narrative", "gaps-1", "gaps-2", "gaps-3")
#: One use of the vocabulary in so many is forgotten in the modes ``gaps-N``.
_TENTH = 10
_BATCH = 40
Key = tuple[str, str, str]  # document, identity, instance


@dataclass(slots=True)
class Words:
    """What one document makes use of: of the forms' vocabulary, and of the narrative's."""

    forms: set[Use] = field(default_factory=set)
    narrative: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Judged:
    """What the judge says of all documents under one vocabulary."""

    said: dict[Key, str] = field(default_factory=dict)
    pages: dict[Key, list[int]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    failing: dict[tuple[str, str], list[Key]] = field(default_factory=lambda: defaultdict(list))

    def accusations(self) -> dict[tuple[str, str], Finding]:
        """The publisher's findings of severity error and warning, by document and cause."""
        return {
            (f.document_id, f.root_cause): f
            for f in self.findings
            if f.attribution == "publisher" and f.severity != "info"
        }

    def counts(self) -> Counter[str]:
        """Findings of severity error and warning by attribution."""
        return Counter(f.attribution for f in self.findings if f.severity != "info")


def read_with(
    layout: DocumentLayout, lens: Lens, without: frozenset[str], seen: set[str]
) -> DocumentFacts:
    """The facts of a layout through ``lens``; ``seen`` takes what the narrative was read by."""

    def narrated(
        layout: DocumentLayout, *, document_id: str, unit_name: str | None,
        fiscal_year: int | None, money_unit_default: str | None = None,
    ) -> tuple[list[Mention], list[Attribute]]:  # fmt: skip
        told = narrate(
            layout, document_id=document_id, unit_name=unit_name, fiscal_year=fiscal_year,
            money_unit_default=money_unit_default, without=without,
        )  # fmt: skip
        for match in told.matches:
            seen.update(match.rests_on())
        return told.mentions, told.attributes

    with looking_through(lens), mock.patch.object(reading, "read_narrative", narrated):
        return facts_of(layout)


def judged(facts: Iterable[DocumentFacts]) -> Judged:
    """Verdicts that fail and findings, judged in batches as ``mingzhang check`` judges each."""
    out, listed = Judged(), list(facts)
    for start in range(0, len(listed), _BATCH):
        result = judge_facts(listed[start : start + _BATCH])
        out.findings += result.findings
        for v in result.verdicts:
            key = (v.document_id, v.identity, v.instance)
            out.said[key] = v.attribution or v.verdict
            if v.verdict == "FAIL" and v.root_cause:
                out.pages[key] = sorted({e.page for e in v.evidence if e.page})
                out.failing[v.document_id, v.root_cause].append(key)
    return out


def forgets(seed: str, *words: str) -> bool:
    """Whether a tenth, drawn by ``seed``, holds these words."""
    digest = hashlib.sha256("/".join((seed, *words)).encode()).digest()
    return digest[0] % _TENTH == 0


@dataclass(slots=True)
class Bench:
    """Documents by path, what they make use of, and what the whole vocabulary says."""

    paths: dict[str, Path] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)
    groups: dict[str, str] = field(default_factory=dict)
    forms: dict[str, set[Use]] = field(default_factory=lambda: defaultdict(set))
    narrative: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    whole: Judged = field(default_factory=Judged)
    cache: Path | None = None

    def layout(self, document_id: str) -> DocumentLayout:
        """The layout of a document that was read."""
        layout = cached_layout(self.paths[document_id], self.cache)
        if layout is None:
            raise ValueError(document_id)
        return layout

    def read(self, mode: str) -> list[DocumentFacts]:
        """Every document with what ``mode`` leaves of the vocabulary."""
        return [
            read_with(self.layout(d), *self._left(mode, self.groups[self.places[d]]), set())
            for d in self.paths
        ]

    def _left(self, mode: str, group: str) -> tuple[Lens, frozenset[str]]:
        every = set().union(*self.narrative.values())
        if mode == "narrative":
            return (lambda entry, text: True), skeleton_patterns()
        if mode.startswith("gaps"):

            def lens(entry: str, text: str) -> bool:
                return not (forgets(mode, entry) or forgets(mode, entry, text))

            return lens, frozenset(w for w in every if forgets(mode, w))
        elsewhere = set().union(*(w for g, w in self.narrative.items() if g != group))
        return lens_for(mode, group, self.forms), frozenset(self.narrative[group] - elsewhere)


def read_all(paths: Iterable[Path], cache: Path | None) -> Bench:
    """Read and judge every document with the whole vocabulary; note what each place uses."""
    bench = Bench(cache=cache)
    every: list[DocumentFacts] = []
    words: dict[str, Words] = {}
    families: dict[str, Counter[str]] = defaultdict(Counter)
    for path in paths:
        layout = cached_layout(path, cache)
        if layout is None or layout.document_id in bench.paths:
            continue
        used = words[layout.document_id] = Words()

        def watch(entry: str, text: str, used: Words = used) -> bool:
            used.forms.add((entry, text))
            return True

        facts = read_with(layout, watch, frozenset(), used.narrative)
        every.append(facts)
        bench.paths[layout.document_id] = path
        bench.places[layout.document_id] = path.parent.name
        families[path.parent.name][facts.document.family or "generic"] += 1
    for place, found in families.items():
        family = found.most_common(1)[0][0]
        bench.groups[place] = family if family != "generic" else place
    for document_id, used in words.items():
        group = bench.groups[bench.places[document_id]]
        bench.forms[group] |= used.forms
        bench.narrative[group] |= used.narrative
    bench.whole = judged(every)
    return bench


def _before(whole: Judged, keys: Iterable[Key]) -> str:
    """What the whole vocabulary says of verdicts that fail without it."""
    found: Counter[str] = Counter()
    for key in keys:
        found[whole.said.get(key, "-")] += 1
    return " ".join(f"{k} {n}" for k, n in found.most_common())


def compare(whole: Judged, left: Judged) -> tuple[list[Finding], list[Finding]]:
    """Accusations that are new without the vocabulary, and those that are lost.

    Two findings are the same where a verdict is the publisher's in both, or where they name the
    same identity in the same document.
    """

    def names(j: Judged) -> dict[tuple[str, str], set[tuple[str, str]]]:
        return {k: {(d, i) for d, i, _ in j.failing[k]} for k in j.accusations()}

    a, b = names(whole), names(left)
    known = set().union(*a.values()) if a else set()
    kept = set().union(*b.values()) if b else set()
    new = [f for k, f in left.accusations().items() if not b[k] & known]
    return new, [f for k, f in whole.accusations().items() if not a[k] & kept]


def main() -> None:
    """Read, judge, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--modes", nargs="+", default=list(MODES))
    parser.add_argument("--cache", type=Path, help="folder for the layouts between two runs")
    parser.add_argument("--place", help="documents of this place only are judged")
    parser.add_argument("--show", action="store_true", help="list what is new and what is lost")
    args = parser.parse_args()
    if args.cache:
        args.cache.mkdir(parents=True, exist_ok=True)
    paths = sorted(args.folder.glob("*/*.pdf")) or sorted(args.folder.glob("*.pdf"))
    bench = read_all(paths, args.cache)
    head = ("read with", "publisher", "new", "lost", "undetermined", "extraction")
    print("| " + " | ".join(head) + " |\n|" + "---|" * len(head))
    said: list[str] = []
    rows: list[tuple[str, Judged]] = [("whole vocabulary", bench.whole)]
    _row("whole vocabulary", bench.whole, bench.whole)
    for mode in args.modes:
        left = judged(bench.read(mode))
        _row(mode, bench.whole, left)
        rows.append((mode, left))
    for mode, left in rows if args.show else []:
        said += _told(mode, bench, left)
    print("\n".join(said))


def _row(mode: str, whole: Judged, left: Judged) -> None:
    new, lost = compare(whole, left)
    n = left.counts()
    print(
        f"| {mode} | {n['publisher']} | {len(new)} | {len(lost)} | {n['undetermined']} "
        f"| {n['extraction']} |"
    )
    sys.stdout.flush()


def _told(mode: str, bench: Bench, left: Judged) -> list[str]:
    new, lost = compare(bench.whole, left)
    if left is bench.whole:
        new = list(left.accusations().values())
    out = []
    for word, found, there, other in (
        ("NEW", new, left, bench.whole),
        ("LOST", lost, bench.whole, left),
    ):
        for f in found:
            keys = there.failing[f.document_id, f.root_cause]
            path = bench.paths[f.document_id]
            out.append(f"{mode} {word} {path.parent.name}/{path.name} {f.severity} {f.sentence_zh}")
            for key in keys[:4]:
                out.append(f"    {key[1]}[{key[2]}] pages {there.pages[key]}")
            out.append(f"    otherwise: {_before(other, keys)}")
    return out


if __name__ == "__main__":
    main()
