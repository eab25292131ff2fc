"""The single edit that repairs the most failures: one number, or one column shift.

A linear verdict (sum, same) says d = sum of coefficient x fact, and holds where d is
within its tolerance.  Changing fact f by e changes d by its coefficient times e, so each
failing verdict proposes an edit for each of its facts; the edit that repairs the most and
breaks the fewest is taken, and the search goes on with what is left.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

Id = tuple[str, str]  # identity, instance


@dataclass(frozen=True, slots=True)
class Linear:
    """A judged linear verdict: its difference, tolerance (yuan) and coefficients by fact."""

    key: Id
    difference: Decimal
    tolerance: Decimal
    coefficients: Mapping[str, int]
    failed: bool


@dataclass(frozen=True, slots=True)
class Printed:
    """A printed number: value in yuan, yuan per printed unit, text, and its blank neighbours."""

    fact: str
    value: Decimal
    scale: Decimal
    raw_text: str
    decimals: int
    blank_neighbours: tuple[str, ...] = ()


@dataclass(slots=True)
class Edit:
    """An edit and the failing verdicts that it repairs."""

    kind: str  # number | shift
    fact: str
    change: Decimal
    other: str | None = None
    repaired: set[Id] = field(default_factory=set)
    broken: int = 0

    @property
    def score(self) -> tuple[int, int]:
        """Repaired less broken first, then a number before a shift."""
        return len(self.repaired) - self.broken, self.kind == "number"


def _effect(edit: Edit, verdicts: Iterable[Linear]) -> None:
    for v in verdicts:
        change = v.coefficients.get(edit.fact, 0) * edit.change
        if edit.other is not None:
            change -= v.coefficients.get(edit.other, 0) * edit.change
        if not change:
            continue
        holds = abs(v.difference + change) <= v.tolerance
        if v.failed and holds:
            edit.repaired.add(v.key)
        elif not v.failed and not holds:
            edit.broken += 1


def find_edits(
    verdicts: Iterable[Linear], printed: Mapping[str, Printed], limit: int = 40
) -> list[Edit]:
    """Greedy cover of one document's failing verdicts by single edits, best first.

    An edit of one number is kept where it repairs at least one verdict and breaks
    fewer than it repairs; a shift into a blank neighbour only where it repairs two.
    """
    by_fact: dict[str, list[Linear]] = defaultdict(list)
    left = {}
    for v in verdicts:
        if v.failed:
            left[v.key] = v
        for fact in v.coefficients:
            by_fact[fact].append(v)
    edits: list[Edit] = []
    while left and len(edits) < limit:
        candidates: dict[tuple[str, str, Decimal, str | None], Edit] = {}
        for v in left.values():
            for fact, coefficient in v.coefficients.items():
                number = printed.get(fact)
                if number is None or not coefficient:
                    continue
                change = -v.difference / coefficient
                candidates.setdefault(("number", fact, change, None), Edit("number", fact, change))
                for other in number.blank_neighbours if number.value else ():
                    shift = ("shift", fact, -number.value, other)
                    candidates.setdefault(shift, Edit("shift", fact, -number.value, other))
        for edit in candidates.values():
            touched = {v.key: v for v in by_fact[edit.fact] + by_fact.get(edit.other or "", [])}
            _effect(edit, (v for k, v in touched.items() if not v.failed or k in left))
        usable = [
            e
            for e in candidates.values()
            if len(e.repaired) > e.broken and (e.kind == "number" or len(e.repaired) > 1)
        ]
        if not usable:
            break
        best = max(usable, key=lambda e: (e.score, _plausible(e, printed), e.fact))
        edits.append(best)
        for repaired in best.repaired:
            del left[repaired]
    return edits


def _digits(value: Decimal, decimals: int) -> str:
    return f"{value:.{decimals}f}"


def describe(edit: Edit, number: Printed) -> str | None:
    """What kind of slip the edit undoes: digit | swap | sign | point | blank; None for none."""
    if edit.kind == "shift":
        return "shift"
    old = number.value / number.scale
    new = (number.value + edit.change) / number.scale
    if not old:
        return "blank"
    if new == -old:
        return "sign"
    if new and any(new == old.scaleb(n) for n in (-4, -2, -1, 1, 2, 4)):
        return "point"
    a, b = _digits(old, number.decimals), _digits(new, number.decimals)
    if len(a) == len(b):
        different = [i for i, (x, y) in enumerate(zip(a, b, strict=True)) if x != y]
        if len(different) == 1:
            return "digit"
        if (
            len(different) == 2
            and a[different[0]] == b[different[1]]
            and a[different[1]] == b[different[0]]
        ):
            return "swap"
    return None


def _plausible(edit: Edit, printed: Mapping[str, Printed]) -> int:
    return int(describe(edit, printed[edit.fact]) in {"digit", "swap", "sign", "point", "shift"})
