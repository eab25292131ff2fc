"""Which failures of one document have one cause.

Single edits first, then names, named roots and shared facts; and an item that is printed again in
another table, with the same rows and amounts, is the same item there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from expectations.attribution import Document, Group
from expectations.edits import Id, find_edits
from expectations.sentences import Failure, plain


def _name_key(failure: Failure) -> str | None:
    if failure.identity.kind == "text" and failure.reported and failure.computed:
        return "name:" + "≠".join(sorted((failure.reported, failure.computed)))
    return None


def _printed_two_ways(document: Document) -> list[Group]:
    """One amount printed as 236.63 here and as 236.64 there, however often: one root cause."""
    found: dict[str, list[Id]] = defaultdict(list)
    for key, failure in sorted(document.failures.items()):
        if failure.identity.severity == "error" and document.severities[key] == "warning":
            ways = sorted((failure.reported or "", failure.computed or ""))
            found[f"twice:{'≠'.join(ways)}"].append(key)
    return [Group(name, keys) for name, keys in sorted(found.items())]


def group_failures(document: Document) -> list[Group]:
    """Failures by root cause: single edits first, then names, named roots, shared facts."""
    groups = _printed_two_ways(document)
    taken: set[Id] = {key for group in groups for key in group.members}
    edits = find_edits([v for v in document.linear if v.key not in taken], document.printed)
    for edit in edits:
        if len(edit.repaired) > 1:
            groups.append(Group(f"edit:{edit.fact}", sorted(edit.repaired), edit))
            taken |= edit.repaired
    single = {key: edit for edit in edits if len(edit.repaired) == 1 for key in edit.repaired}
    by_key: dict[str, Group] = {}
    for key, failure in sorted(document.failures.items()):
        if key in taken:
            continue
        name = _name_key(failure)
        root = f"root:{failure.identity.root}" if failure.identity.root else None
        home = name or root or _shared(failure, groups) or f"{key[0]}[{key[1]}]"
        existing = next((g for g in groups if g.key == home), None)
        if existing is not None:
            existing.members.append(key)
            continue
        group = by_key.setdefault(home, Group(home, []))
        group.members.append(key)
        if group.edit is None:
            group.edit = single.get(key)
    return groups + _merge(list(by_key.values()), document)


def _shared(failure: Failure, groups: Iterable[Group]) -> str | None:
    """The group whose edited number this failure (a share, a bound ...) also uses."""
    facts = {o.fact for o in failure.operands}
    return next((g.key for g in groups if g.edit is not None and g.edit.fact in facts), None)


def _merge(groups: list[Group], document: Document) -> list[Group]:
    """Join groups without a common edit that show the same gap on one fact or in one form."""
    homes: dict[tuple[str, str], Group] = {}
    out: list[Group] = []
    for group in groups:
        failure = document.failures[group.members[0]]
        if failure.difference is None or failure.identity.kind not in ("sum", "same", "bound"):
            out.append(group)
            continue
        gap = plain(failure.difference)
        marks = [(o.fact, gap) for o in failure.operands if not o.is_blank]
        marks += [(o.form, gap) for o in failure.operands if o.source == "cell"]
        if failure.identity.needs == "units":  # one unit's file, in whatever form it shows
            marks.append(("units", gap))
        home = next((homes[m] for m in marks if m in homes), None)
        if home is None:
            out.append(group)
            home = group
        else:
            home.members += group.members
        for mark in marks:
            homes.setdefault(mark, home)
    return out


@dataclass(slots=True)
class Told:
    """A group whose attribution is known, with the groups that tell the same of other tables."""

    group: Group
    whose: str
    twins: list[Group] = field(default_factory=list)

    @property
    def members(self) -> list[Id]:
        """All failures of the finding."""
        return [key for group in (self.group, *self.twins) for key in group.members]


#: Of one table: what is printed, what its parts make, and every part by row and amount.
_Trace = tuple[str | None, str | None, tuple[tuple[str, int, str, Decimal], ...]]


def join_twins(told: Sequence[Told], document: Document) -> list[Told]:
    """Findings that tell the same sum over the same rows of another table become one.

    A table of all expenditure and one of the appropriation print the same items; where one does
    not add up, the other does not either, and whoever corrects it corrects both.  Joined is only
    what is the same throughout: the sum, its parts by row and amount, whose error it is; and all
    failures of the one have their like in the other.
    """
    out: list[Told] = []
    traces: list[dict[str, set[_Trace]] | None] = []
    for one in told:
        mine = _traces(one.group, document)
        home = next(
            (
                n
                for n, other in enumerate(out)
                if mine and traces[n] and other.whose == one.whose and _alike(mine, traces[n] or {})
            ),
            None,
        )
        if home is None:
            out.append(one)
            traces.append(mine)
        else:
            out[home].twins.append(one.group)
    return out


def _alike(a: dict[str, set[_Trace]], b: dict[str, set[_Trace]]) -> bool:
    """Other tables, and all that the one says is said by the other."""
    if a.keys() & b.keys():
        return False
    ours, theirs = set().union(*a.values()), set().union(*b.values())
    return ours <= theirs or theirs <= ours


def _traces(group: Group, document: Document) -> dict[str, set[_Trace]] | None:
    """Table -> what fails there; None where some failure is no sum within one table."""
    found: dict[str, set[_Trace]] = defaultdict(set)
    for key in group.members:
        failure = document.failures[key]
        tables = {o.fact.partition("/")[0] for o in failure.operands}
        is_sum = failure.identity.kind == "sum" and bool(failure.difference)
        if not is_sum or len(tables) != 1 or any(o.source != "cell" for o in failure.operands):
            return None
        spots = [(o, document.spots.get(o.fact)) for o in failure.operands]
        parts = sorted((o.side, o.sign, s.row, s.value) for o, s in spots if s and s.value)
        if len({side for side, *_ in parts}) < 2:  # a blank sum, or blank parts, are like any other
            return None
        found[tables.pop()].add((failure.reported, failure.computed, tuple(parts)))
    return found
