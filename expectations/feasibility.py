"""Joint feasibility: can all sums that hold within rounding be true at the same time?

A printed amount stands for a true value in [v - h, v + h), h half a unit in its last place.
Sums of such boxes may each be satisfiable and yet have no common solution:
a + b = 10.00 and a + c = 9.98 printed with a = 3.33 and b = c = 6.66 want a > 3.33 and a < 3.33.

Every relation says: sum of coefficient x true value = 0.  With multipliers y, the relations add
up to one relation; where the boxes cannot satisfy *that*, the relations contradict each other.
Such multipliers exist wherever there is no solution (Farkas), so they are the proof.  A linear
program (HiGHS) proposes them in floating point; only multipliers that prove the
contradiction in exact integers are believed.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from expectations.edits import Id

#: Share by which the open end of a box is moved inwards in the linear program, so that boxes
#: that touch at an open end only count as apart; the exact check knows the true ends.
_SHRUNK = 1e-3
#: The program's own precision: what it gains beyond is a proposal worth checking.
_GAIN = 1e-6
#: Denominators tried for the multipliers; sums have coefficients of 1, so they are small.
_DENOMINATORS = (1, 12, 720)
#: Contradictions told per document, and sums (of one component) beyond which none is sought.
LIMIT, LARGEST = 5, 20_000


@dataclass(frozen=True, slots=True)
class Relation:
    """A sum that holds: its printed residual (reported - computed) and coefficients by fact.

    Residual and half widths are integers of one small unit of money.
    """

    key: Id
    residual: int
    coefficients: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Relations that no true values satisfy together; without any of them there are some.

    ``multipliers`` add the relations up to one over ``coefficients``, whose printed
    ``residual`` exceeds the ``reach`` of its rounding (or equals it at an end that is open).
    """

    multipliers: Mapping[Id, int]
    coefficients: Mapping[str, int]
    residual: int
    reach: int


@dataclass(frozen=True, slots=True)
class Found:
    """Contradictions of a document; ``undecided``: a proposal that exact arithmetic refuted."""

    contradictions: tuple[Contradiction, ...]
    undecided: bool = False


def contradictions(relations: Iterable[Relation], halves: Mapping[str, int]) -> Found:
    """Sets of relations that contradict each other although each holds by itself.

    ``halves`` gives half a unit in the last place of every fact, 0 for exact ones.  At most
    LIMIT sets are returned, none of which contains another.
    """
    found: list[Contradiction] = []
    undecided = False
    for component in _components(relations):
        left = component
        while len(found) < LIMIT and any(r.residual for r in left):
            if len(left) > LARGEST:
                undecided = True
                break
            proof = _prove(left, halves)
            if proof is None:
                break
            if isinstance(proof, bool):
                undecided = True
                break
            minimal = _minimal(left, proof, halves)
            found.append(minimal)
            gone = _heaviest(left, minimal)
            left = [r for r in left if r.key != gone]
    return Found(tuple(found), undecided)


def check(
    multipliers: Mapping[Id, int], relations: Iterable[Relation], halves: Mapping[str, int]
) -> Contradiction | None:
    """The contradiction that these multipliers prove in exact integers, or None."""
    coefficients: dict[str, int] = defaultdict(int)
    residual = 0
    used = {}
    for r in relations:
        y = multipliers.get(r.key, 0)
        if y:
            used[r.key] = y
            residual += y * r.residual
            for fact, k in r.coefficients.items():
                coefficients[fact] += y * k
    coefficients = {f: c for f, c in coefficients.items() if c}
    reach = sum(abs(c) * halves[f] for f, c in coefficients.items())
    # what the true values must add to the printed ones: within [-h, h) of each
    wanted = -residual
    is_high_open = any(c > 0 and halves[f] for f, c in coefficients.items())
    is_low_open = any(c < 0 and halves[f] for f, c in coefficients.items())
    is_beyond = abs(wanted) > reach
    is_at_open_end = (wanted == reach and is_high_open) or (wanted == -reach and is_low_open)
    if used and (is_beyond or is_at_open_end):
        return Contradiction(used, coefficients, residual, reach)
    return None


def _components(relations: Iterable[Relation]) -> list[list[Relation]]:
    """Relations that share facts, directly or through others; only those with a residual."""
    listed = list(relations)
    parent = list(range(len(listed)))

    def root(n: int) -> int:
        while parent[n] != n:
            parent[n] = parent[parent[n]]
            n = parent[n]
        return n

    first: dict[str, int] = {}
    for n, r in enumerate(listed):
        for fact in r.coefficients:
            other = first.setdefault(fact, n)
            if other != n:
                parent[root(n)] = root(other)
    groups: dict[int, list[Relation]] = defaultdict(list)
    for n, r in enumerate(listed):
        groups[root(n)].append(r)
    return [g for _, g in sorted(groups.items()) if any(r.residual for r in g)]


def _private(relations: Sequence[Relation], halves: Mapping[str, int]) -> bool:
    """Whether every rounded sum can be mended by facts that no other sum uses: a solution."""
    uses: dict[str, int] = defaultdict(int)
    for r in relations:
        for fact in r.coefficients:
            uses[fact] += 1
    return all(
        not r.residual
        or abs(r.residual)
        < sum(abs(k) * halves[f] for f, k in r.coefficients.items() if uses[f] == 1)
        for r in relations
    )


def _prove(relations: Sequence[Relation], halves: Mapping[str, int]) -> Contradiction | bool | None:
    """A proof that the relations contradict each other; None: they do not; False: undecided."""
    if _private(relations, halves):
        return None
    y = _propose(relations, halves)
    if y is None:
        return None
    top = max(abs(v) for v in y)
    for denominator in _DENOMINATORS:
        exact = [Fraction(v / top).limit_denominator(denominator) for v in y]
        common = math.lcm(*(v.denominator for v in exact))
        whole = {r.key: int(v * common) for r, v in zip(relations, exact, strict=True) if v}
        proof = check(whole, relations, halves)
        if proof is not None:
            return proof
    return False


def _propose(relations: Sequence[Relation], halves: Mapping[str, int]) -> list[float] | None:
    """Multipliers that a linear program finds for the contradiction, or None without one.

    Variables: y of each relation split in two, and the positive and negative part of each fact's
    coefficient.  Gained is the residual that the boxes cannot explain; sum of abs(y) <= 1.
    """
    import numpy as np
    from scipy.optimize import linprog
    from scipy.sparse import csr_matrix, hstack, identity, vstack

    facts = sorted({f for r in relations for f in r.coefficients})
    place = {f: n for n, f in enumerate(facts)}
    unit = min((halves[f] for f in facts if halves[f]), default=1)
    rows, columns, values = [], [], []
    for n, r in enumerate(relations):
        for fact, k in r.coefficients.items():
            rows.append(place[fact])
            columns.append(n)
            values.append(float(k))
    spread = csr_matrix((values, (rows, columns)), shape=(len(facts), len(relations)))
    half = np.array([halves[f] / unit for f in facts])
    residual = np.array([r.residual / unit for r in relations])
    eye = identity(len(facts), format="csr")
    # minimise y.residual + reach: what the true values must add is -residual
    cost = np.concatenate([residual, -residual, half * (1 - _SHRUNK), half])
    result = linprog(
        cost,
        A_eq=hstack([spread, -spread, -eye, eye], format="csr"),
        b_eq=np.zeros(len(facts)),
        A_ub=vstack([csr_matrix(np.concatenate([np.ones(2 * len(relations)),
                                                np.zeros(2 * len(facts))]))]),
        b_ub=[1.0],
        bounds=(0, None),
        method="highs",
    )  # fmt: skip
    if result.x is None or result.fun > -_GAIN:
        return None
    n = len(relations)
    return [float(v) for v in result.x[:n] - result.x[n : 2 * n]]


def _minimal(
    relations: Sequence[Relation], proof: Contradiction, halves: Mapping[str, int]
) -> Contradiction:
    """The proof over a set of relations none of which can be left out (deletion filter)."""
    by_key = {r.key: r for r in relations}
    kept = sorted(proof.multipliers)
    for key in list(kept):
        if key not in kept or len(kept) < 2:
            continue
        without = [by_key[k] for k in kept if k != key]
        smaller = _prove(without, halves) if any(r.residual for r in without) else None
        if isinstance(smaller, Contradiction):
            proof = smaller
            kept = sorted(smaller.multipliers)
    return proof


def _heaviest(relations: Sequence[Relation], found: Contradiction) -> Id:
    """The relation to set aside before the next search: the furthest from holding exactly."""
    by_key = {r.key: r for r in relations}
    return max(found.multipliers, key=lambda k: (abs(by_key[k].residual), k))
