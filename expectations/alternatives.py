"""What else a number may be: another thing's, of another scope, or in another role.

A failure compares two numbers under the names that we read.  Here are the ways in which both
numbers are right and one of the names is ours: then the publisher is not accused.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from itertools import permutations
from typing import TYPE_CHECKING

from expectations.edits import Linear, describe
from expectations.sentences import Failure
from expectations.structure import Spot, is_significant

if TYPE_CHECKING:
    from expectations.attribution import Document, Group

#: Share of the numbers from which a gap of one digit (90.00) is hardly by chance what is carried over.
_NOTABLE = Decimal("0.05")


def may_be_another(group: Group, document: Document) -> bool:
    """Whether the failures of a group are explained by a number that is another thing's."""
    failures = [document.failures[key] for key in group.members]
    is_local = group.edit is not None and len(group.edit.repaired) > 1
    return (
        _is_far(group, document)
        or (not is_local and _is_of_other_scope(group, document))
        or any(_is_within_sentence(f) or _has_other_roles(f, document) for f in failures)
        or (not is_local and any(_has_other_owner(f, document) for f in failures))
    )


def _is_far(group: Group, document: Document) -> bool:
    """A number of the narrative that is of quite another size than the table's: another thing's?

    Not where it is zero, as a template leaves it, or one slip of the pen away.
    """
    if len(group.members) > 1:
        return False
    failure = document.failures[group.members[0]]
    numbers = [document.printed[o.fact] for o in failure.operands if o.fact in document.printed]
    sources = {o.source for o in failure.operands}
    if failure.identity.kind != "same" or sources != {"cell", "mention"} or len(numbers) != 2:
        return False
    a, b = sorted(abs(n.value) for n in numbers)
    if not a or (b - a) * 10 <= b:
        return False
    return group.edit is None or describe(group.edit, document.printed[group.edit.fact]) is None


def _is_of_other_scope(group: Group, document: Document) -> bool:
    """Two tables, or a table and the text, differ by just what is carried over.

    One of them holds the carry-over and the other does not: forms are printed both ways, and
    their names seldom say which.
    """
    gaps: set[Decimal] = set()
    for v in _linear(group, document):
        spots = [document.spots[f] for f in v.coefficients if f in document.spots]
        if len({s.table for s in spots}) < 2:
            return False
        gap = abs(v.difference)
        if is_significant(gap) or gap >= _NOTABLE * max(abs(s.value) for s in spots):
            gaps.add(gap)
    return any(
        s.value and abs(s.value) in gaps and ("carry" in s.row or "carry" in s.column)
        for s in document.spots.values()
    )


def _linear(group: Group, document: Document) -> Iterable[Linear]:
    members = set(group.members)
    return (v for v in document.linear if v.key in members)


def _is_within_sentence(failure: Failure) -> bool:
    """A part greater than its whole in one sentence: exchanging their names would repair it."""
    sentences = {o.fact.partition("/")[0] for o in failure.operands}
    is_narrated = all(o.source == "mention" for o in failure.operands)
    return failure.identity.kind == "bound" and is_narrated and len(sentences) == 1


def _has_other_roles(failure: Failure, document: Document) -> bool:
    """A percentage that two other numbers of its sentences do give: their roles may be mistaken."""
    own = _compared(failure, document)
    shares = (s for a, b in permutations(own, 2) for s in (100 * a / b, abs(100 * (a - b) / b)))
    return _gives(failure, shares)


def _has_other_owner(failure: Failure, document: Document) -> bool:
    """A growth rate that the change does give with another amount of the text on the page.

    甲33万元，其中乙33万元、丙0万元，减少3万元，下降8.3% tells the change of 甲, not of 丙.
    """
    if failure.identity.kind != "growth":
        return False
    own = _compared(failure, document)
    beside = {abs(s.value) for s in _beside(failure, document)} - set(own)
    shares = (
        100 * change / before
        for change in own
        for level in beside
        for before in (level - change, level + change)
        if before > 0
    )
    return _gives(failure, shares)


def _compared(failure: Failure, document: Document) -> list[Decimal]:
    """Sizes of the numbers that a percentage is computed of, zeros left out."""
    facts = {o.fact for o in failure.operands if o.side != "reported"} & document.printed.keys()
    return [abs(document.printed[f].value) for f in sorted(facts) if document.printed[f].value]


def _gives(failure: Failure, shares: Iterable[Decimal]) -> bool:
    """Whether one of these is the percentage that is printed."""
    if failure.identity.kind not in ("ratio", "growth") or failure.reported is None:
        return False
    printed = failure.reported.rstrip("%")
    step = Decimal(1).scaleb(-len(printed.partition(".")[2])) / 2
    return any(abs(share - abs(Decimal(printed))) <= step for share in shares)


def _beside(failure: Failure, document: Document) -> Iterable[Spot]:
    """Numbers of the text on the pages of a failure's sentences."""
    pages = {document.pages.get(o.fact) for o in failure.operands if o.source == "mention"}
    pages.discard(None)
    return (s for s in document.spots.values() if s.source == "mention" and s.page in pages)
