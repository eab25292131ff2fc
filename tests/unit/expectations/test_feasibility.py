"""Joint feasibility against an exact oracle: Fourier-Motzkin elimination with strict inequalities."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from expectations.feasibility import Relation, check, contradictions

#: sum of coefficient x variable + constant >= 0 (or > 0 where strict)
Row = tuple[dict[str, Fraction], Fraction, bool]


def _eliminate(rows: list[Row], name: str) -> list[Row]:
    low = [r for r in rows if r[0].get(name, 0) > 0]
    high = [r for r in rows if r[0].get(name, 0) < 0]
    out = [r for r in rows if not r[0].get(name, 0)]
    for a, ka, sa in low:
        for b, kb, sb in high:
            p, q = -b[name], a[name]
            row = {n: p * a.get(n, Fraction(0)) + q * b.get(n, Fraction(0)) for n in a | b}
            out.append(({n: c for n, c in row.items() if c}, p * ka + q * kb, sa or sb))
    return out


def _substituted(row: Row, name: str, equal: dict[str, Fraction], constant: Fraction) -> Row:
    """The row with a variable replaced by what the equation (= 0) says of it."""
    coefficients, k, strict = row
    share = coefficients.get(name, Fraction(0)) / equal[name]
    new = {
        n: coefficients.get(n, Fraction(0)) - share * equal.get(n, Fraction(0))
        for n in coefficients | equal
    }
    return {n: c for n, c in new.items() if c}, k - share * constant, strict


def is_feasible(relations: list[Relation], halves: dict[str, int]) -> bool:
    """Whether true values exist: d in [-h, h) with coefficients . d + residual = 0."""
    rows: list[Row] = []
    for n in sorted({f for r in relations for f in r.coefficients}):
        rows.append(({n: Fraction(1)}, Fraction(halves[n]), False))
        rows.append(({n: Fraction(-1)}, Fraction(halves[n]), halves[n] > 0))
    equations: list[Row] = [
        ({f: Fraction(k) for f, k in r.coefficients.items()}, Fraction(r.residual), False)
        for r in relations
    ]
    while equations:
        equal, constant, _ = equations.pop()
        if not equal:
            if constant:
                return False
            continue
        name = min(equal)
        equations = [_substituted(e, name, equal, constant) for e in equations]
        rows = [_substituted(r, name, equal, constant) for r in rows]
    for name in sorted({n for r in rows for n in r[0]}):
        rows = _eliminate(rows, name)
    return all(k > 0 or (k == 0 and not strict) for _, k, strict in rows)


def relation(n: int, residual: int, **coefficients: int) -> Relation:
    return Relation((f"R{n}", ""), residual, coefficients)


def proven(relations: list[Relation], halves: dict[str, int]) -> list[set[str]]:
    found = contradictions(relations, halves)
    assert not found.undecided
    return [{key[0] for key in c.multipliers} for c in found.contradictions]


class TestTwoSums:
    """a + b = 10.00 and a + c = 9.98, printed a = 3.33, b = c = 6.66; half a unit is 1."""

    HALVES = dict.fromkeys(("a", "b", "c", "t", "s"), 1)
    FIRST = relation(1, 2, t=1, a=-1, b=-1)  # 10.00 - 9.99 is one unit, two halves

    def test_each_holds_alone(self) -> None:
        assert proven([self.FIRST], self.HALVES) == []
        assert proven([relation(2, -2, s=1, a=-1, c=-1)], self.HALVES) == []

    def test_together_they_contradict(self) -> None:
        # t + c = s + b is what is left; 0.02 apart is the end of what four roundings reach
        both = [self.FIRST, relation(2, -2, s=1, a=-1, c=-1)]
        (found,) = contradictions(both, self.HALVES).contradictions
        assert {abs(y) for y in found.multipliers.values()} == {1}
        assert set(found.coefficients) == {"b", "c", "s", "t"}
        assert (abs(found.residual), found.reach) == (4, 4)

    def test_just_inside(self) -> None:
        assert proven([self.FIRST, relation(2, 0, s=1, a=-1, c=-1)], self.HALVES) == []

    def test_same_direction(self) -> None:
        assert proven([self.FIRST, relation(2, 2, s=1, a=-1, c=-1)], self.HALVES) == []

    def test_a_closed_end_may_be_reached(self) -> None:
        # x + 1 = t at both ends: t in [-1, 1), x in [-1, 1); t = x + 2 needs x = -1, t = 1: open
        assert proven([relation(1, -2, t=1, x=-1)], {"t": 1, "x": 1}) == [{"R1"}]
        # t = 1 exactly, x + y = -1: both ends closed where x and y are lowest
        assert proven([relation(1, 2, x=1, y=1)], {"x": 1, "y": 1}) == []

    def test_exact_numbers_add_no_width(self) -> None:
        assert proven([relation(1, 2, t=1, b=-1)], {"t": 1, "b": 0}) == [{"R1"}]

    def test_others_are_left_out(self) -> None:
        more = [self.FIRST, relation(2, -2, s=1, a=-1, c=-1), relation(3, 2, b=1, d=1, e=1, f=1)]
        assert proven(more, self.HALVES | dict.fromkeys("def", 1)) == [{"R1", "R2"}]


def test_wrong_multipliers_prove_nothing() -> None:
    both = [relation(1, 2, t=1, a=-1, b=-1), relation(2, -2, s=1, a=-1, c=-1)]
    halves = dict.fromkeys("abcst", 1)
    assert check({("R1", ""): 1, ("R2", ""): 1}, both, halves) is None
    assert check({("R1", ""): 1}, both, halves) is None
    assert check({}, both, halves) is None


_NAMES = "abcde"
_relations = st.lists(
    st.tuples(
        st.dictionaries(st.sampled_from(_NAMES), st.sampled_from((-1, 1)), min_size=2, max_size=4),
        st.integers(-2, 2),
    ),
    min_size=1,
    max_size=4,
)


@given(_relations, st.lists(st.sampled_from((0, 1, 1, 1, 5)), min_size=5, max_size=5))
@settings(max_examples=250, deadline=None)
def test_found_where_and_only_where_there_is_no_solution(
    given_relations: list[tuple[dict[str, int], int]], given_halves: list[int]
) -> None:
    """No true values exist: a minimal set is proven.  They exist: nothing is said."""
    halves = dict(zip(_NAMES, given_halves, strict=True))
    relations = [relation(n, 2 * r, **c) for n, (c, r) in enumerate(given_relations)]
    found = contradictions(relations, halves)
    assert not found.undecided
    assert bool(found.contradictions) == (not is_feasible(relations, halves))
    by_key = {r.key: r for r in relations}
    for contradiction in found.contradictions:
        members = [by_key[k] for k in contradiction.multipliers]
        assert not is_feasible(members, halves)
        for one in members:
            assert is_feasible([m for m in members if m is not one], halves)
