"""What the catalogue finds, and whom it blames: one fault at a time in clean documents.

    python -m tests.bench.mutate [FOLDER] [--numbers N] [--faults N] [--documents N]

*Publisher's slips*: one printed number is changed by 1.00, then by 0.01.  Counted is how many
changes turn a verdict that held into a failure, or, apart, into a reported rounding.
*Reader's slips* (:mod:`tests.bench.faults`): counted is whom the findings blame.  Neither slip may
be told from the other by its name: both are changes of the facts alone.

The documents are the project's own (no failing sum) and a final account made for the tests, or with
FOLDER the documents below it, by the name of their folder; verdicts that fail without a slip are
not counted.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from expectations.judge import JudgeResult, judge_facts
from extractors.contracts import DocumentFacts
from extractors.pool import TaskFailure, run_isolated
from extractors.read import read_document
from tests.bench.faults import READER_FAULTS, add_to, numbers
from tests.conformance import documents as made
from tests.unit.expectations.build import renamed

DEMO = Path(__file__).parents[2] / "data" / "demo" / "portal" / "czyjs" / "bmys"
BATCH = 60
PUBLISHER = {"+1.00": Decimal(1), "+0.01": Decimal("0.01")}
BLAMED = ("publisher", "undetermined", "extraction", "nothing found")


@dataclass(frozen=True, slots=True)
class Case:
    """One changed document: what was done to it, and where."""

    fault: str
    place: str
    facts: DocumentFacts


@dataclass(slots=True)
class Outcome:
    """What the judge says of one case beyond what it says of the clean document."""

    document: str
    fault: str
    place: str
    failed: bool
    rounded: bool
    changed: bool
    blamed: str
    identities: tuple[str, ...]


def clean_documents(folder: Path | None, limit: int) -> list[tuple[str, DocumentFacts]]:
    """The documents that faults are put into, each with its place."""
    if folder is None:
        found = [("demo", read_document(p)) for p in sorted(DEMO.rglob("*.pdf"))]
        return [*found[:limit], ("made", renamed(made.final_account(), "f" * 64))]
    paths = sorted(folder.rglob("*.pdf"))
    step = max(1, len(paths) // limit)
    out = []
    for path, facts in run_isolated(read_document, paths[::step], workers=1, timeout_s=300):
        if not isinstance(facts, TaskFailure) and len(facts.cells) > 100:
            out.append((f"{path.parent.name} {path.stem[:12]}", facts))
    return out


def _cases(facts: DocumentFacts, n_numbers: int, n_faults: int) -> Iterator[Case]:
    dice = random.Random(facts.document.document_id)
    found = list(numbers(facts))
    chosen = found if n_numbers <= 0 or n_numbers >= len(found) else dice.sample(found, n_numbers)
    for name, change in PUBLISHER.items():
        for fact, value, decimals in chosen:
            # a number printed in whole units cannot be off by a hundredth
            if name == "+1.00" or decimals >= 2:
                yield Case(name, fact, add_to(facts, fact, value, change))
    for name, fault in READER_FAULTS.items():
        for n in range(n_faults):
            changed = fault(facts, random.Random(f"{facts.document.document_id}{name}{n}"))
            if changed is not None:
                yield Case(name, str(n), changed)


def _holding(result: JudgeResult) -> dict[str, dict[tuple[str, str], str]]:
    out: dict[str, dict[tuple[str, str], str]] = defaultdict(dict)
    for v in result.verdicts:
        out[v.document_id][v.identity, v.instance] = v.verdict
    return out


def _outcomes(name: str, clean: DocumentFacts, cases: list[Case]) -> Iterator[Outcome]:
    base = _holding(judge_facts([clean]))[clean.document.document_id]
    failing = {k for k, v in base.items() if v == "FAIL"}
    for start in range(0, len(cases), BATCH):
        part = cases[start : start + BATCH]
        result = judge_facts([renamed(c.facts, f"{n:064d}") for n, c in enumerate(part)])
        verdicts = _holding(result)
        blamed: dict[str, set[str]] = defaultdict(set)
        for v in result.verdicts:
            if (
                v.verdict == "FAIL"
                and (v.identity, v.instance) not in failing
                and v.severity != "info"
            ):
                blamed[v.document_id].add(v.attribution or "")
        kinds = {(v.identity, v.instance): v.kind for v in result.verdicts}
        for n, case in enumerate(part):
            found = verdicts[f"{n:064d}"]
            new = sorted(k for k, v in found.items() if v == "FAIL" and base.get(k) != "FAIL")
            rounded = any(
                v == "PASS_ROUNDED" and base.get(k) == "PASS" and kinds[k] == "same"
                for k, v in found.items()
            )
            changed = any(
                v in ("FAIL", "PASS_ROUNDED") and base.get(k) == "PASS" for k, v in found.items()
            )
            whose = next((b for b in BLAMED if b in blamed[f"{n:064d}"]), BLAMED[-1])
            yield Outcome(
                name, case.fault, case.place, bool(new), rounded, changed, whose,
                tuple(f"{i}[{k}]" for i, k in new),
            )  # fmt: skip


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else ""


def by_document(outcomes: Iterable[Outcome]) -> str:
    """What is found in each document, and how many slips of the reader blame the publisher."""
    rows: dict[str, list[Outcome]] = defaultdict(list)
    for o in outcomes:
        rows[o.document].append(o)
    lines = ["| document | +1.00 | found | +0.01 | found | told as the publisher's, +1.00 | a reader's slip told so |",
             "|---|---|---|---|---|---|---|"]  # fmt: skip
    for name, group in rows.items():
        one, cent = ([o for o in group if o.fault == f] for f in PUBLISHER)
        ours = [o for o in group if o.fault in READER_FAULTS]
        lines.append(
            f"| {name} | {len(one)} | {_share(sum(o.failed for o in one), len(one))} | {len(cent)} "
            f"| {_share(sum(o.failed for o in cent), len(cent))} "
            f"| {_share(sum(o.blamed == 'publisher' for o in one), len(one))} "
            f"| {sum(o.blamed == 'publisher' for o in ours)} of {len(ours)} |"
        )
    return "\n".join(lines)


def report(outcomes: Iterable[Outcome], documents: int) -> str:
    """Both tables as Markdown."""
    rows: dict[str, list[Outcome]] = defaultdict(list)
    for o in outcomes:
        rows[o.fault].append(o)
    lines = [
        f"{documents} documents.", "",
        "| a publisher's slip | numbers changed | a verdict fails | or one number printed twice "
        "differs by its last place (尾差, a warning) | or a sum no longer holds exactly (尾差) |",
        "|---|---|---|---|---|",
    ]  # fmt: skip
    for name in PUBLISHER:
        group = rows[name]
        fails = sum(o.failed for o in group)
        either = sum(o.failed or o.rounded for o in group)
        lines.append(
            f"| {name} | {len(group):,} | {_share(fails, len(group))} | {_share(either, len(group))} "
            f"| {_share(sum(o.failed or o.changed for o in group), len(group))} |"
        )
    lines += ["", "| slip | cases | " + " | ".join(BLAMED) + " |", "|---|---|---|---|---|---|"]
    blocks = {"**publisher's**": list(PUBLISHER), "**reader's**": list(READER_FAULTS)}
    for title, names in blocks.items():
        every = Counter(o.blamed for n in names for o in rows[n])
        for name in names:
            counts = Counter(o.blamed for o in rows[name])
            lines.append(_line(name, counts))
        lines.append(_line(title, every))
    return "\n".join(lines)


def _line(name: str, counts: Counter[str]) -> str:
    total = sum(counts.values())
    shown = [f"{counts[b]} ({_share(counts[b], total)})" if counts[b] else "0" for b in BLAMED]
    return f"| {name} | {total} | " + " | ".join(shown) + " |"


def main() -> None:
    """Print the tables; ``--show`` lists the reader's slips for which a publisher was blamed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--numbers", type=int, default=0, help="numbers per document; 0: all")
    parser.add_argument(
        "--faults", type=int, default=12, help="times each reader's slip per document"
    )
    parser.add_argument("--documents", type=int, default=6)
    parser.add_argument("--show", choices=BLAMED)
    parser.add_argument(
        "--missed", action="store_true", help="list the publisher's slips not found"
    )
    args = parser.parse_args()
    outcomes: list[Outcome] = []
    found = clean_documents(args.folder, args.documents)
    for name, facts in found:
        outcomes += _outcomes(name, facts, list(_cases(facts, args.numbers, args.faults)))
    print(report(outcomes, len(found)), by_document(outcomes), sep="\n\n")
    for o in outcomes:
        if args.show == o.blamed and o.fault in READER_FAULTS:
            print(o.document, o.fault, o.place, o.blamed, " ".join(o.identities[:8]))
        if args.missed and o.fault in PUBLISHER and not o.failed:
            print("not found", o.document, o.fault, o.place, "尾差" if o.changed else "")


if __name__ == "__main__":
    main()
