"""Slips of a reader that concern more than one number: columns, rows, tables, sentences.

A publisher's error is local: one number, put right, makes everything agree again.  A reader's is
structural: a header taken for its neighbour's, a row lost at a page's end, another unit's table, a
sentence under the wrong name.  Here the failures of a document are held against such slips.
:func:`misread` finds those that undoing one slip repairs; :func:`doubtful` those that have
the pattern of one although it cannot be undone.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import combinations

from expectations.edits import Id, Linear
from expectations.moves import Cells, shifts, swaps
from expectations.seals import Seals

Table = str  # `T05#1`, the head of its cells' ids
#: Numbers in which two tables must differ before they may have been taken for each other.
_FEW = 6
#: Share of a number by which another unit's number differs.
_FAR = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Spot:
    """A number in its place: table (or pattern), row, column and their order on the page."""

    fact: str
    source: str
    row: str
    row_ord: int
    column: str
    column_ord: int
    value: Decimal
    page: int | None = None

    @property
    def table(self) -> Table:
        """`T05#1` of a cell, `N05.item#2` (one sentence) of a number in the narrative."""
        return self.fact.partition("/")[0]


@dataclass(slots=True)
class Layout:
    """All linear verdicts of a document, and the numbers that they rest on."""

    linear: list[Linear]
    spots: Mapping[str, Spot]
    by_fact: dict[str, list[Linear]] = field(init=False)
    tables: dict[Table, dict[tuple[str, str], Spot]] = field(init=False)

    def __post_init__(self) -> None:
        """Index verdicts by number and cells by table."""
        self.by_fact = defaultdict(list)
        for v in self.linear:
            for fact in v.coefficients:
                self.by_fact[fact].append(v)
        self.tables = defaultdict(dict)
        for s in self.spots.values():
            if s.source == "cell":
                self.tables[s.table][s.row, s.column] = s

    def failing(self) -> list[Linear]:
        """Verdicts that fail."""
        return [v for v in self.linear if v.failed]

    def parts(self, v: Linear) -> list[Spot]:
        """Numbers of a verdict."""
        return [self.spots[f] for f in v.coefficients if f in self.spots]

    def effect(
        self, changes: Mapping[str, Decimal], but: Collection[Id] = ()
    ) -> tuple[set[Id], int]:
        """Failures that a change of several numbers repairs, and how many verdicts it breaks.

        The verdicts ``but`` are not looked at.
        """
        shift: dict[Id, Decimal] = defaultdict(Decimal)
        touched: dict[Id, Linear] = {}
        for fact, change in changes.items():
            for v in self.by_fact.get(fact, ()) if change else ():
                shift[v.key] += v.coefficients[fact] * change
                touched[v.key] = v
        repaired, broken = set(), 0
        for key, v in touched.items():
            if key in but:
                continue
            holds = abs(v.difference + shift[key]) <= v.tolerance
            if v.failed and holds:
                repaired.add(key)
            elif not v.failed and not holds:
                broken += 1
        return repaired, broken


@dataclass(slots=True)
class Slips:
    """Tables (and sentences) that we may have misread, and failures in doubt by themselves.

    ``undone``: tables for which undoing one slip repairs failures, with the slip's name;
    ``doubted``: tables and sentences with the pattern of a slip that cannot be undone.
    """

    undone: dict[Table, str] = field(default_factory=dict)
    doubted: set[Table] = field(default_factory=set)
    verdicts: set[Id] = field(default_factory=set)


def find_slips(
    layout: Layout,
    groups: Iterable[tuple[list[Id], int]],
    incomplete: set[Table],
    seals: Seals | None = None,
) -> Slips:
    """What a reader may have done wrong in a document.

    ``groups``: the failures of each root cause, and how many of them one number repairs;
    ``incomplete``: tables of which a printed row was not read; ``seals``: tables of which none
    can be missing, and those that name the document's own unit.
    """
    listed = list(groups)
    seals = seals or Seals()
    whole = seals.sealed - incomplete
    single = {key: repaired for members, repaired in listed for key in members}
    local = {key for members, repaired in listed if repaired > 1 for key in members}
    own = _estranged(layout, listed) - (seals.sealed & seals.named)
    undone, swapped = _undone(layout, single, seals.sealed)
    return Slips(
        undone=_exchanged(layout) | undone,
        doubted=own | seals.mixed | _crowded(layout, listed) | _misplaced(layout),
        verdicts=_lost_lines(layout, local, whole)
        | _over_gaps(layout, local, incomplete)
        | _moved_rows(layout, local)
        | (swapped - local),
    )


def _undone(
    layout: Layout, single: Mapping[Id, int], sealed: set[Table]
) -> tuple[dict[Table, str], set[Id]]:
    """Tables of which moving columns or rows back repairs more failures than one number does.

    And single failures that an exchange of two columns (基本支出 and 项目支出) or two funds repairs
    without breaking anything: that one number is so by chance is less likely than a header misread.
    """
    found: dict[Table, str] = {}
    swapped: set[Id] = set()
    # a sum within one column fails under whatever header
    between = {
        v.key
        for v in layout.failing()
        if not any(_is_line(layout.parts(v), axis) for axis in ("row", "column"))
    }
    failing = Counter(t for v in layout.failing() for t in {s.table for s in layout.parts(v)})
    for table, failures in failing.items():
        if table not in layout.tables:
            continue  # nothing that moving its cells could repair
        best = (0, "")
        cells = layout.tables[table]
        moved = shifts(layout, cells, table in sealed) if failures > 1 else ()
        for name, effects in (("swap", swaps(layout, cells)), ("shift", moved)):
            for repaired, broken in effects:
                if name == "swap" and not broken:
                    swapped |= repaired & between
                if len(repaired) < 2 or 3 * broken > len(repaired):
                    continue
                if len(repaired) > max(single.get(key, 1) for key in repaired):
                    best = max(best, (len(repaired) - broken, name))
        if best[1]:
            found[table] = best[1]
    return found, swapped


def _is_line(parts: list[Spot], axis: str) -> bool:
    """Whether a verdict sums along one axis of one table: rows of a column, columns of a row."""
    fixed = {(s.table, s.column if axis == "row" else s.row) for s in parts}
    return len(parts) > 1 and len(fixed) == 1 and all(s.source == "cell" for s in parts)


def _lost_lines(layout: Layout, local: set[Id], whole: set[Table]) -> set[Id]:
    """A row lost or doubled breaks its parent's sums in several columns, a column those of rows."""
    rows: dict[tuple[Table, str], list[Id]] = defaultdict(list)
    columns: dict[tuple[Table, str], list[Id]] = defaultdict(list)
    for v in layout.failing():
        parts = layout.parts(v)
        if v.key in local or not parts or {s.table for s in parts} <= whole:
            continue
        if _is_line(parts, "row"):
            top = min(parts, key=lambda s: _sign(v, s))
            rows[parts[0].table, top.row].append(v.key)
        elif _is_line(parts, "column"):
            top = min(parts, key=lambda s: _sign(v, s))
            columns[parts[0].table, top.column].append(v.key)
    out: set[Id] = set()
    for found, many in ((rows, 2), (columns, 3)):
        out.update(key for keys in found.values() if len(keys) >= many for key in keys)
    return out


def _moved_rows(layout: Layout, local: set[Id]) -> set[Id]:
    """Sums over rows that lack in one place what they have too much in another: rows moved."""
    found: dict[tuple[str, Decimal], list[Id]] = defaultdict(list)
    for v in layout.failing():
        parts = layout.parts(v)
        if v.key not in local and _is_line(parts, "row"):
            found[parts[0].column, v.difference].append(v.key)
    return {
        key
        for (column, difference), keys in found.items()
        if (column, -difference) in found
        for key in keys
    }


def _exchanged(layout: Layout) -> dict[Table, str]:
    """Tables with the same columns that were taken for each other: exchanging them repairs more."""
    out: dict[Table, str] = {}
    columns = {t: {c for _, c in cells} for t, cells in layout.tables.items()}
    for a, b in combinations(sorted(layout.tables), 2):
        both = columns[a] & columns[b]
        if len(both) < 2 or 5 * len(both) < 3 * min(len(columns[a]), len(columns[b])):
            continue
        one, other = (
            {k: s for k, s in layout.tables[t].items() if k[1] in both} for t in (a, b)
        )  # what one prints beside (人员经费) does not tell which form it is
        if all(s.value == other[k].value for k, s in one.items() if k in other):
            continue
        changes = {s.fact: _value(other, k) - s.value for k, s in one.items()}
        changes |= {s.fact: _value(one, k) - s.value for k, s in other.items()}
        if sum(bool(c) for c in changes.values()) < _FEW:  # one number in both differs: no exchange
            continue
        within = {
            v.key
            for fact in changes
            for v in layout.by_fact[fact]
            if len({s.table for s in layout.parts(v)}) == 1
        }
        repaired, broken = layout.effect(changes, within)
        if repaired and 3 * broken <= len(repaired):
            out |= {a: "exchange", b: "exchange"}
    return out


def _value(cells: Cells, key: tuple[str, str]) -> Decimal:
    return cells[key].value if key in cells else Decimal(0)


def _sign(v: Linear, spot: Spot) -> int:
    """-1 for the reported number of a sum: its parts have the other sign."""
    return -v.coefficients[spot.fact]


def _over_gaps(layout: Layout, local: set[Id], incomplete: set[Table]) -> set[Id]:
    """Sums over the rows of a table of which a row was not read."""
    return {
        v.key
        for v in layout.failing()
        if v.key not in local
        and (parts := layout.parts(v))
        and parts[0].table in incomplete
        and _is_line(parts, "row")
    }


def _home(spot: Spot) -> str:
    """Table of a cell, pattern of a number in the narrative."""
    return spot.table if spot.source == "cell" else spot.table.partition("#")[0]


def _estranged(layout: Layout, groups: list[tuple[list[Id], int]]) -> set[Table]:
    """A table that disagrees with most of its neighbours, and by much, is another's or misnamed.

    So is one that agrees with none, and differs by much from the only one it is held against.  Not
    so where one number explains all of its failures, or where the gaps are small: another unit's
    table differs in everything.
    """
    fails: dict[Table, dict[Id, set[str]]] = defaultdict(dict)
    passes: Counter[Table] = Counter()
    far: Counter[Table] = Counter()
    for v in layout.linear:
        parts = [s for s in layout.parts(v) if s.value]
        homes = {_home(s) for s in parts}
        for table in {s.table for s in parts if s.source == "cell"} if len(homes) > 1 else ():
            if v.failed:
                fails[table][v.key] = homes - {table}
                far[table] += abs(v.difference) > _FAR * max(abs(s.value) for s in parts)
            else:
                passes[table] += 1
    out: set[Table] = set()
    for table, found in fails.items():
        partners = set().union(*found.values())
        explained = any(repaired > 1 and set(found) <= set(members) for members, repaired in groups)
        if explained or 2 * far[table] < len(found):
            continue
        if len(partners) > 1 and len(found) > passes[table]:
            out.add(table)
        if not passes[table] and far[table] == len(found):
            out.add(table)
    return out


def _crowded(layout: Layout, groups: list[tuple[list[Id], int]]) -> set[Table]:
    """Three causes or more among the numbers of one table alone: the table is in doubt."""
    by_key = {v.key: v for v in layout.failing()}
    homes: Counter[Table] = Counter()
    for members, _ in groups:
        parts = [layout.parts(by_key[k]) for k in members if k in by_key]
        if any(s.source != "cell" for p in parts for s in p):
            continue
        tables = [{s.table for s in p} for p in parts if p]
        homes.update(set.intersection(*tables) if tables else ())
    return {table for table, causes in homes.items() if causes > 2}


def is_significant(value: Decimal) -> bool:
    """Whether two numbers that are equal are hardly so by chance."""
    return len(value.normalize().as_tuple().digits) > 1


def _misplaced(layout: Layout) -> set[Table]:
    """Sentences whose number is that of another thing, or that print the right one elsewhere.

    So is one where another sentence of the same pattern prints the table's number: an item that
    recurs below several classes (一般行政管理事务), of which the table shows another one.

    We may have read their numbers under wrong names.  Only where the other numbers of the verdict
    are not in question themselves.
    """
    seen: dict[Decimal, set[Table]] = defaultdict(set)
    told: dict[tuple[str, Decimal], set[Table]] = defaultdict(set)
    sentences: dict[Table, list[Spot]] = defaultdict(list)
    for s in layout.spots.values():
        if s.value:
            seen[abs(s.value)].add(s.table)
        if s.source == "mention":
            sentences[s.table].append(s)
            told[_home(s), abs(s.value)].add(s.table)
    doubted: set[Table] = set()
    for v in layout.failing():
        for s in layout.parts(v):
            if s.source != "mention" or s.table in doubted:
                continue
            beside = [o for o in sentences[s.table] if o.fact != s.fact and o.value]
            wanted = s.value - v.difference / v.coefficients[s.fact]
            swapped = any(
                layout.effect({s.fact: o.value - s.value, o.fact: s.value - o.value})[1] == 0
                and v.key
                in layout.effect({s.fact: o.value - s.value, o.fact: s.value - o.value})[0]
                for o in beside
            )
            elsewhere = is_significant(s.value) and seen[abs(s.value)] - {s.table}
            again = is_significant(wanted) and told.get((_home(s), abs(wanted)), set()) - {s.table}
            if swapped or (
                _alone(layout, v, s)
                and (any(abs(o.value) == abs(wanted) for o in beside) or elsewhere or again)
            ):
                doubted.add(s.table)
    return doubted


def _alone(layout: Layout, v: Linear, mention: Spot) -> bool:
    """Whether nothing but this sentence speaks against the other numbers of a verdict."""
    others = (
        w
        for fact in v.coefficients
        if fact != mention.fact
        for w in layout.by_fact[fact]
        if w.failed and w.key != v.key
    )
    return all(any(s.table == mention.table for s in layout.parts(w)) for w in others)
