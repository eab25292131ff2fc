"""Whose error it is: the publisher's, ours (extraction), or undetermined.

It is the publisher's only where everything around the numbers was read: no OCR, every
token of the pages accounted for, full confidence, and no slip of ours (a column shift, a
money unit, a structure misread throughout) that would explain several failures at once.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import SequenceMatcher
from itertools import combinations

from expectations.alternatives import may_be_another
from expectations.edits import Edit, Id, Linear, Printed, describe
from expectations.seals import Seals
from expectations.sentences import Failure, Operand
from expectations.structure import Layout, Slips, Spot, find_slips, is_significant

#: Ratios between money units (元, 千元, 万元, 百万元, 亿元): a form read in the wrong one.
_UNIT_RATIOS = tuple(Decimal(1).scaleb(n) for n in (-8, -6, -4, -3, 3, 4, 6, 8))
_NUMERIC = frozenset({"sum", "same", "bound", "ratio", "growth"})
#: Systemic: so many instances of one identity fail, and such a share of those that say something.
_MANY, _SHARE = 5, Decimal("0.3")
#: Verdicts that one ratio of money units must repair where it concerns no single form.
_EVERYWHERE = 3
#: Numbers of a check of which one may be half the gap, and hardly by chance.
_FEW = 4
#: Likeness below which two names are not two spellings of one unit's.
_SAME_NAME = 0.6


@dataclass(frozen=True, slots=True)
class UnitGap:
    """A unit of which the department prints another total (yuan) than the unit itself."""

    form: str
    name: str
    listed: Decimal
    own: Decimal
    scale: Decimal


@dataclass(slots=True)
class Document:
    """What is known of one document's failures."""

    failures: dict[Id, Failure] = field(default_factory=dict)
    severities: dict[Id, str] = field(default_factory=dict)
    vids: dict[Id, int] = field(default_factory=dict)
    linear: list[Linear] = field(default_factory=list)
    printed: dict[str, Printed] = field(default_factory=dict)
    pages: dict[str, int | None] = field(default_factory=dict)
    doubts: dict[str, str] = field(default_factory=dict)
    doubtful_forms: set[str] = field(default_factory=set)
    unnamed: set[tuple[str, str]] = field(default_factory=set)
    counts: dict[tuple[str, str], int] = field(default_factory=dict)
    wrong_units: set[str] = field(default_factory=set)
    doubtful_units: set[str] = field(default_factory=set)
    is_unit_doubted: bool = False
    systemic: set[Id] = field(default_factory=set)
    spots: dict[str, Spot] = field(default_factory=dict)
    incomplete: set[str] = field(default_factory=set)
    unit_names: dict[str, str] = field(default_factory=dict)
    slips: Slips = field(default_factory=Slips)
    seals: Seals = field(default_factory=Seals)
    gap_pages: set[int] | None = None
    has_gap: bool = False
    unit_gaps: list[UnitGap] = field(default_factory=list)


@dataclass(slots=True)
class Group:
    """Failing verdicts with one root cause, and the edit that repairs them if there is one."""

    key: str
    members: list[Id]
    edit: Edit | None = None


def examine(groups: list[Group], document: Document) -> None:
    """Hold the failures of a document against every slip of a reader that is known here."""
    document.wrong_units = wrong_units(document)
    document.systemic = systemic(groups, document)
    document.slips = find_slips(
        Layout(document.linear, document.spots),
        [(g.members, len(g.edit.repaired) if g.edit else 0) for g in groups],
        document.incomplete,
        document.seals,
    )


def wrong_units(document: Document) -> set[str]:
    """Forms on which one ratio of money units, on all their numbers, repairs two failures.

    A single number printed in the wrong unit is no such case: two numbers must be at fault.
    One ratio that repairs many failures over several forms is ours as well.  Where it repairs one
    failure of a form of which no number agrees with another form's, the unit is in doubt.
    """
    repaired: dict[tuple[str, Decimal], list[set[str]]] = defaultdict(list)
    everywhere: dict[Decimal, dict[Id, set[str]]] = defaultdict(dict)
    agree = {
        form
        for v in document.linear
        if not v.failed and len(forms := _forms_with_amounts(v, document)) > 1
        for form in forms
    }
    for v in document.linear:
        if not v.failed or v.key not in document.failures:
            continue
        form_of = {o.fact: o.form for o in document.failures[v.key].operands}
        parts: dict[str, Decimal] = defaultdict(Decimal)
        facts: dict[str, set[str]] = defaultdict(set)
        for fact, coefficient in v.coefficients.items():
            number, form = document.printed.get(fact), form_of.get(fact)
            if number is not None and number.value and form is not None:
                parts[form] += coefficient * number.value
                facts[form].add(fact)
        for form, part in parts.items():
            # within one form every number has the same unit
            for ratio in _UNIT_RATIOS if part and len(parts) > 1 else ():
                if abs(v.difference + (ratio - 1) * part) <= v.tolerance * max(ratio, Decimal(1)):
                    repaired[form, ratio].append(facts[form])
                    everywhere[max(ratio, 1 / ratio)].setdefault(v.key, set()).update(parts)
    out = {
        form
        for (form, _), found in repaired.items()
        if len(found) > 1 and len(set().union(*found)) > 1
    }
    document.doubtful_units = {form for form, _ in repaired if form not in agree} - out
    for by_verdict in everywhere.values():
        if len(by_verdict) >= _EVERYWHERE:
            document.is_unit_doubted = True
            out.update(*by_verdict.values())
    return out


def _forms_with_amounts(v: Linear, document: Document) -> set[str]:
    """Forms of which a verdict compares numbers that are not zero."""
    spots = (document.spots[f] for f in v.coefficients if f in document.spots)
    return {s.table.partition("#")[0] for s in spots if s.value}


def _table(instance: str) -> str:
    head, mark, _ = instance.partition("#")
    return head + mark if mark and head.isdigit() else ""


def systemic(groups: Iterable[Group], document: Document) -> set[Id]:
    """Failures of identities that fail throughout a table with no common cause: a misreading."""
    alone = [
        key
        for group in groups
        if group.edit is None or len(group.edit.repaired) < 2
        for key in group.members
        if document.failures[key].identity.kind in _NUMERIC
    ]
    failing = Counter((identity, _table(instance)) for identity, instance in alone)
    return {
        (identity, instance)
        for identity, instance in alone
        for n in [failing[identity, _table(instance)]]
        if n >= _MANY and n >= _SHARE * document.counts.get((identity, _table(instance)), 0)
    }


def _is_loose(failure: Failure) -> bool:
    """A growth rate put together from two sentences: the link between them is ours."""
    sentences = {o.row for o in failure.operands if o.source == "mention" and o.form != "N10.total"}
    return failure.identity.kind == "growth" and len(sentences) > 1


def _is_last_digit(failure: Failure) -> bool:
    """A percentage one unit away in its last place, or cut to whole per cent.

    Publishers adjust one share so that all make 100, or cut growth to whole per cent; the
    printed amounts are not in doubt, and so it is no error to be told.
    """
    if failure.identity.kind not in ("ratio", "growth"):
        return False
    if failure.difference is None or failure.reported is None:
        return False
    decimals = failure.reported.rstrip("%").partition(".")[2]
    ulp = Decimal(1).scaleb(-len(decimals))
    whole = decimals.strip("0") == ""
    return abs(failure.difference) < max(ulp * Decimal("1.5"), Decimal(1) if whole else ulp)


def _is_double_or_lost(linear: Linear, failure: Failure, document: Document) -> bool:
    """The gap of a sum is one of its operands: counted twice or not at all, by whomever.

    An identity with a named root looks for just that: money put into the wrong class.
    """
    if failure.identity.kind != "sum" or failure.identity.root is not None:
        return False
    if is_sealed_hierarchy(linear, failure, document):
        return False
    gap = abs(linear.difference)
    values = (document.printed[f].value for f in linear.coefficients if f in document.printed)
    return any(value and abs(value) == gap for value in values)


_CODE = re.compile(r"(?:in\.|ex\.)?(T|current|[0-9]{3,7})")


def is_sealed_hierarchy(linear: Linear, failure: Failure, document: Document) -> bool:
    """A total or class and its parts by printed code, in one table of which nothing can be lost.

    The codes say what is a part of what, so no part stands below another parent by our slip.
    """
    spots = [document.spots[f] for f in linear.coefficients if f in document.spots]
    tables = {s.table for s in spots}
    if (
        len(tables) != 1
        or not tables <= document.seals.sealed
        or len({s.column for s in spots}) > 1
    ):
        return False
    codes = [m[1] for s in spots if (m := _CODE.fullmatch(s.row))]
    if len(codes) < len(spots) or len(set(codes)) < len(codes):
        return False
    top, *parts = sorted(codes, key=lambda c: len(c) if c.isdigit() else 0)
    return len({len(p) for p in parts}) == 1 and (
        not top.isdigit() or all(p.startswith(top) for p in parts)
    )


def _is_proven(group: Group, document: Document) -> bool:
    """One of the failures is within a sealed table, by printed codes: no misreading explains it.

    Neither does another unit's table or a form under another's name: it contradicts itself.
    """
    members = set(group.members) - document.slips.verdicts
    return any(
        v.key in members
        and not document.failures[v.key].identity.attribution
        and is_sealed_hierarchy(v, document.failures[v.key], document)
        for v in document.linear
    )


def _of_two_units(tables: set[str], document: Document) -> bool:
    """Tables that name different units above them: the file may hold more than one unit's."""
    names = sorted({document.unit_names[t] for t in tables if document.unit_names.get(t)})
    return any(
        SequenceMatcher(None, a, b, autojunk=False).ratio() < _SAME_NAME
        for a, b in combinations(names, 2)
    )


def _is_lost_mark(group: Group, document: Document) -> bool:
    """What would repair it is a sign, or a number in a cell that prints not even a dash."""
    if _is_sign(group, document):
        return True
    number = document.printed.get(group.edit.fact) if group.edit else None
    if group.edit is None or number is None:
        return False
    slip = describe(group.edit, number)
    is_lost = slip == "blank" and group.edit.change > 0 and not number.raw_text.strip()
    # of a sealed table every number is accounted for: an empty cell is printed empty
    is_sealed = group.edit.fact.partition("/")[0] in document.seals.sealed
    return slip == "sign" or (is_lost and not is_sealed)


def _is_sign(group: Group, document: Document) -> bool:
    """Another sign of one number repairs a failure: a dash in front of it is not always a sign.

    Of many addends some may be half the gap by chance: then only of what reads as negative.
    """
    if group.edit is not None and len(group.edit.repaired) > 1:
        return False
    return any(
        abs(v.difference - 2 * coefficient * number.value) <= v.tolerance
        for v in document.linear
        if v.key in group.members
        for fact, coefficient in v.coefficients.items()
        if (number := document.printed.get(fact)) is not None
        and (number.value < 0 or (is_significant(number.value) and len(v.coefficients) <= _FEW))
    )


def _repairs_two(group: Group, document: Document) -> bool:
    """One digit or one blank that repairs two identities: a slip of the pen."""
    edit = group.edit
    number = document.printed.get(edit.fact) if edit else None
    if edit is None or number is None or len(edit.repaired) < 2:
        return False
    return describe(edit, number) in {"digit", "swap", "blank"}


def _block(operand: Operand) -> tuple[str, str]:
    row = operand.fact.partition("/")[2]
    return operand.form, row[:2] if row.startswith(("in.", "ex.")) else ""


def _misses_unnamed(failure: Failure, document: Document) -> bool:
    """A sum over a form or block with an unnamed row: the row may be one of its parts."""
    return failure.identity.kind == "sum" and any(
        o.source == "cell" and _block(o) in document.unnamed for o in failure.operands
    )


def attribution(group: Group, document: Document) -> str:
    """publisher | extraction | undetermined for one group of failures."""
    failures = [document.failures[key] for key in group.members]
    operands = [o for failure in failures for o in failure.operands]
    # a row that we lost is no operand: the forms that an identity names count, too
    named = {a.form for f in failures for _, a in f.identity.terms if a.optional}
    facts, forms = {o.fact for o in operands}, {o.form for o in operands} | named
    doubts = {document.doubts.get(fact) for fact in facts}
    shifted = group.edit is not None and group.edit.kind == "shift" and len(group.members) > 1
    if "ocr" in doubts or shifted or forms & document.wrong_units:
        return "extraction"
    if document.systemic.intersection(group.members):
        return "extraction"
    if document.is_unit_doubted and any(f.identity.kind in _NUMERIC for f in failures):
        return "extraction"
    tables = {fact.partition("/")[0] for fact in facts}
    if tables & document.slips.undone.keys():
        return "extraction"
    if document.has_gap:
        pages = {document.pages.get(fact) for fact in facts}
        if document.gap_pages is None or pages & document.gap_pages:
            return "extraction"
        if forms & document.seals.gapped:
            return "extraction"
    severity = {document.severities[key] for key in group.members}
    told = of_verdict("publisher", "info" if severity == {"info"} else "error")
    if _is_lost_mark(group, document):
        return "undetermined"
    if _is_proven(group, document):
        return told
    if any(failure.identity.attribution or _is_loose(failure) for failure in failures):
        return "undetermined"
    if all(_is_last_digit(failure) for failure in failures):
        return "undetermined"
    if tables & document.slips.doubted or document.slips.verdicts.intersection(group.members):
        return "undetermined"
    if forms & document.doubtful_units or _of_two_units(tables, document):
        return "undetermined"
    if may_be_another(group, document):
        return "undetermined"
    if "confidence" in doubts or forms & document.doubtful_forms:
        return "undetermined"
    if any(_misses_unnamed(failure, document) for failure in failures):
        return "undetermined"
    if not _repairs_two(group, document):
        members = set(group.members)
        for linear in document.linear:
            if linear.key in members and _is_double_or_lost(
                linear, document.failures[linear.key], document
            ):
                return "undetermined"
    return told


def of_verdict(of_group: str, severity: str) -> str:
    """Attribution of one verdict of a group: a remark (info) accuses nobody."""
    return "undetermined" if severity == "info" and of_group == "publisher" else of_group
