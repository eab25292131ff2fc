"""Changes (比上年增加…): whose they are, and figures whose parts a sentence tells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from extractors.narrative.grammar import (
    DOWN,
    NUMBER,
    UNITS,
    UP,
    CompiledPattern,
    compile_pattern,
)
from extractors.narrative.matches import Match, Rule, own_change
from extractors.narrative.outline import Block
from extractors.narrative.schema import PatternRule
from extractors.narrative.subjects import Concept, SubjectGrammar, subject_before

AMOUNT = re.compile(rf"{NUMBER}(?:{UNITS})|(?<=[为元])0(?=[;。,、)]|$)")
_COMPLETED = re.compile(
    rf"(?:,?完成[^,。;\d]{{0,12}}{NUMBER}%|,?占[^,。;\d]{{0,20}}{NUMBER}%)*[,、]?"
)
DIRECTION = re.compile(rf"(?:{UP}|{DOWN})(?:了|额)?(?:为)?$")
_BASIS = re.compile(
    r"同比(?=[增减上下提降])|(?:比|较|同|与|和)(?:本单位|本部门)?(?:上年|上一年|去年|\d{4}年)(?:度)?"
    r"(?:\([^()]{0,12}\))?(?:预算|决算|执行|年初|当年|数|总|收支|收入|支出|财政|拨款|对比|相比|比较|度)*"
)
_PARTS = re.compile("(?:其中|包括|具体)")
_FILLER = re.compile("各|均|分别|有所|共|总体|同比|总共|也|则|都")
#: Facets that name no concept by themselves.
MODIFIERS = {"phase", "scope", "vintage", "given"}


@dataclass(frozen=True, slots=True)
class Where:
    """What is known of a document while its clauses are read."""

    kind: str
    fiscal_year: int | None
    unit: str | None


def names_of(match: Match | None) -> tuple[str, ...]:
    """How concepts name a head: by its key, and by its key and item."""
    return () if match is None else (match.key, f"{match.key}/{match.item}")


def sentence_start(text: str, start: int) -> int:
    """Where the sentence begins that ``text[start]`` stands in."""
    return max(text.rfind(mark, 0, start) for mark in "。!?") + 1


def _last_of(concept: Concept, matches: Sequence[Match]) -> Match | None:
    """The figure that a change of this concept is of, if it has none yet."""
    for match in reversed(matches):
        if match.key == concept.rule.key and match.item == concept.item and match.joins is None:
            return None if "delta" in match.slot_names() else match
    return None


def head_before(
    grammar: SubjectGrammar, text: str, start: int, known: Sequence[Match]
) -> Match | None:
    """The last figure of the sentence before ``start`` whose parts may be told.

    A sentence that begins with 其中 tells the parts of the one before it.
    """
    lo = sentence_start(text, start)
    while True:
        told = [m for m in known if lo <= m.first < start]
        for match in reversed(told):
            if match.joins is None and match.key in grammar.head_keys:
                return match
            if f"{match.key}/{match.item}" in grammar.weak_heads:
                after = text[match.end : match.end + 4]
                if re.match("[,。:]?(?:其中|包括)", after):
                    return match
        if lo == 0 or not _PARTS.match(text, lo):
            return None
        lo = sentence_start(text, lo - 1)


def read_change(
    grammar: SubjectGrammar, text: str, block: Block, number: int, start: int, known: Sequence[Match],
    before: Sequence[Match], where: Where,
) -> Match | None:  # fmt: skip
    """The change whose amount (or rate) stands at ``start``, joined to the figure it is of.

    Its figure is the one that its subject names; without a subject, the one
    right before it or the head of the sentence before.  None where neither is clear.
    """
    sentence = sentence_start(text, start)
    bases = list(_BASIS.finditer(text, sentence, start))
    if not bases:
        return None
    basis = bases[-1]
    pattern = _change_pattern()
    hit = pattern.regex.match(text, basis.start())
    if hit is None or start not in {hit.start("delta"), hit.start("g_2")}:
        return None
    if AMOUNT.search(text, basis.end(), start):
        return None
    led = subject_before(text, basis.start())
    middle = DIRECTION.sub("", text[basis.end() : start])
    subject = middle.rpartition(",")[2] if "," in middle else ""
    if not _FILLER.sub("", subject):
        subject = led[1]
    target: Match | None
    key: str | None = None
    concept: Concept | None = None
    if _FILLER.sub("", subject).strip(","):
        parsed = grammar.parse(subject, fiscal_year=where.fiscal_year, unit=where.unit)
        if parsed is None:
            return None
        facets, words = parsed
        if set(facets) <= MODIFIERS:
            target = _antecedent(grammar, text, sentence, basis.start(), known, before)
        else:
            for heads in ((), names_of(head_before(grammar, text, start, known))):
                concept = concept or grammar.resolve(
                    facets, kind=where.kind, section=block.section, heads=heads
                )
            if concept is None:
                return None
            target = _last_of(concept, [*before, *known])
            key = concept.rule.change_key or f"{concept.rule.key}_change"
    else:
        words = ()
        target = _antecedent(grammar, text, sentence, basis.start(), known, before)
    whole = target.key if target is not None else ""
    if whole in grammar.apart:
        target, key = None, grammar.apart[whole]
    if target is None and key is None:
        return None
    if concept is None and target is not None:
        concept = target.concept
    match = grammar_match(pattern, text, basis.start(), block, number, concept, key=key)
    if match is None:
        return None
    match.lead = led[0]
    if target is not None:
        match.key, match.item, match.joins = target.key, target.item, target
    match.words = words
    return match


def _antecedent(
    grammar: SubjectGrammar,
    text: str,
    sentence: int,
    basis: int,
    known: Sequence[Match],
    before: Sequence[Match],
) -> Match | None:
    """The figure that a change without a subject is of.

    The one right before it in its sentence; where its sentence begins with the
    change, the one that the sentence before it tells: its only one, or its head.
    """
    if AMOUNT.search(text, sentence, basis):
        told = [m for m in known if sentence <= m.first < basis]
        if not told or not _COMPLETED.fullmatch(text, told[-1].end, basis):
            return None
        return None if "delta" in told[-1].slot_names() else told[-1]
    if sentence > 0:
        lo, whole, stop = sentence_start(text, sentence - 1), text, sentence
        told = [m for m in known if lo <= m.first < sentence]
    else:
        told = [m for m in before if m.joins is None]
        if not told:
            return None
        whole = told[0].groups.string
        lo, stop = 0, len(whole)
        if whole.rstrip("。").count("。"):
            return None
    amounts = [hit.start() for hit in AMOUNT.finditer(whole, lo, stop)]
    if not told or not amounts or told[0].first != amounts[0]:
        return None
    head = told[0]
    if "delta" in head.slot_names() or not (len(amounts) == 1 or head.key in grammar.head_keys):
        return None
    return head


def settle(grammar: SubjectGrammar, match: Match, where: Where) -> Match:
    """The match without a change that names another figure as its subject.

    上年结转10万元。与上年相比，收入合计增加5万元: the change is that of the whole revenue.
    """
    groups = own_groups(grammar, match, where)
    if groups is not match.groups:
        match.groups = groups
        match.numbers = [span for slot, span in match.filled() if slot.role != "text"]
    return match


def own_groups(grammar: SubjectGrammar, match: Match, where: Where) -> re.Match[str]:
    """The groups of a match, matched anew before a change that is another figure's."""
    groups = match.groups
    if "basis" not in match.pattern.regex.groupindex or groups["basis"] is None:
        return groups
    changed = [g for g in ("delta", "g_2", "flat") if groups[g] is not None]
    if not changed or groups["prior"] is not None:
        return groups
    text, begin = groups.string, groups.start("basis")
    basis = _BASIS.match(text, begin)
    if basis is None:
        return groups
    middle = DIRECTION.sub("", text[basis.end() : groups.start(changed[0])])
    subject = middle.rpartition(",")[2] if "," in middle else ""
    if not _FILLER.sub("", subject):
        return groups
    parsed = grammar.parse(subject, fiscal_year=where.fiscal_year, unit=where.unit)
    if parsed is None:
        return match.pattern.regex.match(text, groups.start(), begin) or groups
    if set(parsed[0]) <= MODIFIERS:
        return groups
    other = grammar.resolve(parsed[0], kind=where.kind, section=match.block.section, heads=())
    if other is None or other.rule.key == match.key:
        return groups
    if other.rule.head and match.key in grammar.head_keys:
        return groups
    if not other.rule.head and other.item is not None and other.item == match.item:
        return groups
    return match.pattern.regex.match(text, groups.start(), begin) or groups


@cache
def _change_pattern() -> CompiledPattern:
    return compile_pattern("{change}", {})


_READ_BY_GRAMMAR = {"regexes": ["(?!)"], "reason": True}


def _rule(key: str, elsewhere: dict[str, str]) -> Rule:
    """What stands for a pattern in a match that the grammar read."""
    return Rule(
        PatternRule.model_validate({**_READ_BY_GRAMMAR, "key": key, "elsewhere": elsewhere}), ()
    )


def grammar_match(
    pattern: CompiledPattern, text: str, start: int, block: Block, number: int,
    concept: Concept | None, *, key: str | None = None,
) -> Match | None:  # fmt: skip
    """A match of a compiled clause at ``start``; ``key`` where it is not its concept's."""
    groups = pattern.regex.match(text, start)
    if groups is None:
        return None
    groups = own_change(pattern, groups)
    name = key or (concept.rule.key if concept else "")
    elsewhere = concept.rule.elsewhere if concept and key is None else {}
    match = Match(_rule(name, elsewhere), pattern, groups, block, number,
                  concept.item if concept else None, name)  # fmt: skip
    match.concept = concept
    match.numbers = [span for slot, span in match.filled() if slot.role != "text"]
    return match
