"""Amounts that no sentence pattern reads, read clause by clause.

A clause is a subject, an amount and what follows it: a share, a completion rate,
a change.  The subject is understood by :mod:`extractors.narrative.subjects` or
the amount stays unread.  What a clause leaves unsaid it takes from before: its
label (收入预算：…), its heading, the figure that the sentence began with.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from extractors.narrative.changes import (
    AMOUNT,
    DIRECTION,
    MODIFIERS,
    Where,
    grammar_match,
    head_before,
    names_of,
    own_groups,
    read_change,
    sentence_start,
)
from extractors.narrative.grammar import NUMBER, CompiledPattern, compile_pattern
from extractors.narrative.matches import Match
from extractors.narrative.outline import Block
from extractors.narrative.subjects import (
    Concept,
    Facets,
    SubjectGrammar,
    class_above,
    subject_before,
)
from extractors.text import fold

#: What a clause may tell: an amount, or a growth rate alone.
_TOLD = re.compile(rf"{AMOUNT.pattern}|(?<=[加少长降高升])(?:了|额|率)?(?:为)?(?P<rate>{NUMBER})%")
_REASON_WORD = re.compile("原因|由于|因为|主要是|主要为|主要系|变动因素")
_LABEL_TAIL = re.compile("(?:的)?(?:总体)?(?:情况)?(?:的)?(?:说明|情况)?(?:如下)?$")
_LIST_LABEL = re.compile(
    "(?:其中|包括|如下|分为|分别为?|分别是|情况|说明|用于|方面|构成|组成|来源|分类|为|^)$"
)
_ORDINALS = re.compile(
    r"^(?:[一二三四五六七八九十]+[、.]|\([一二三四五六七八九十\d]+\)[、.]?|\d{1,2}[、.])*(?:关于)?"
)
_CHANGE = "(?:[,。]?{change})?"
_AFTER = (
    r"(?:\([^()\d]{{0,30}}\))?{{share}}?"
    r"(?:[,。]?完成(?:年初|全年|当年|调整后?)?预算(?:数)?的?{{pct:{rate}}})?{{use}}?"
)


class ClauseReader:
    """Reads what is left of a block after the sentence patterns."""

    def __init__(self, grammar: SubjectGrammar) -> None:
        self.grammar = grammar
        self._heads = grammar.head_keys

    def read(
        self, text: str, block: Block, number: int, accepted: list[Match], before: Sequence[Match],
        where: Where,
    ) -> list[Match]:  # fmt: skip
        """Matches of the unread amounts of a block, in reading order.

        ``accepted`` are its matches so far (not changed), ``before`` those of the
        block before it.
        """
        known = sorted(accepted, key=lambda m: m.start)
        found: list[Match] = []
        taken = [span for m in accepted for span in m.numbers]
        for hit in _TOLD.finditer(text):
            start = hit.start("rate") if hit["rate"] else hit.start()
            if any(a < hit.end() and start < b for a, b in taken):
                continue
            match = self._clause(text, block, number, start, known, before, where)
            if match is None:
                continue
            if any(a < end and start < b for start, end in match.numbers for a, b in taken):
                continue
            found.append(match)
            taken.extend(match.numbers)
            known = sorted([*known, match], key=lambda m: m.start)
        return found

    def misplaced(self, text: str, matches: Sequence[Match]) -> list[Match]:
        """Matches that tell parts of a figure which is not the one of their pattern.

        财政拨款支出X，其中基本支出Y: Y is no part of the whole expenditure.
        """
        out = []
        for match in matches:
            allowed = self.grammar.heads_of.get(match.key)
            if not allowed or match.concept is not None:
                continue
            head = head_before(self.grammar, text, match.first, matches)
            if head is not None and not allowed & set(names_of(head)):
                out.append(match)
        return out

    # ------------------------------------------------------------------ one clause
    def _clause(
        self, text: str, block: Block, number: int, start: int, known: Sequence[Match],
        before: Sequence[Match], where: Where,
    ) -> Match | None:  # fmt: skip
        segment = max(text.rfind(mark, 0, start) for mark in "。;!?") + 1
        if _REASON_WORD.search(text, segment, start):
            return None
        if DIRECTION.search(text, segment, start):
            match = read_change(self.grammar, text, block, number, start, known, before, where)
        else:
            match = self._level(text, block, number, start, known, where)
        if match is None or not _REASON_WORD.search(text, sentence_start(text, start), segment):
            return match
        return match if self._goes_on(match, text, segment, known) else None

    def _goes_on(self, match: Match, text: str, segment: int, known: Sequence[Match]) -> bool:
        """Does the list of figures go on after a reason that a semicolon ends (not the reason)?"""
        if match.joins is not None:
            return match.joins.first >= segment
        if any(m.first >= segment for m in known if m.key in self._heads):
            return True
        if match.key in self._heads:
            return True
        siblings = [m for m in known if sentence_start(text, segment) <= m.first < segment]
        return any(m.key == match.key for m in siblings)

    def _level(
        self, text: str, block: Block, number: int, start: int, known: Sequence[Match], where: Where
    ) -> Match | None:
        begin, subject = subject_before(text, start)
        parsed = self.grammar.parse(subject, fiscal_year=where.fiscal_year, unit=where.unit)
        if parsed is None:
            return None
        facets, words = parsed
        joins: Match | None = None
        head = head_before(self.grammar, text, start, known)
        concept: Concept | None = None
        if set(facets) <= {*MODIFIERS, "flow"}:
            previous = self._previous(text, begin, known)
            if previous is not None and previous.concept is not None and where.kind != "budget":
                told = previous.concept.facets.get("phase")
                if told in {"initial", "full", "budget"} and facets.get("phase") in {
                    "full",
                    "actual",
                }:
                    joins, concept = previous, previous.concept
        if concept is None:
            labelled = self._labelled(text, begin, block, facets, known, where)
            if labelled is None:
                return None
            facets = labelled
        if concept is None:
            concept = self.grammar.resolve(
                facets, kind=where.kind, section=block.section, heads=names_of(head)
            )
        if concept is None and "flow" not in facets:
            flow = self._listed_under(text, begin, where)
            if flow is not None:
                concept = self.grammar.resolve(
                    {**facets, "flow": flow},
                    kind=where.kind,
                    section=block.section,
                    heads=names_of(head),
                )
        if concept is None:
            return None
        slot = _slot(concept, facets, where.kind, joined=joins is not None)
        pattern = _level_pattern(slot, concept.rule.rate_slot, apart=concept.rule.apart)
        match = grammar_match(pattern, text, start, block, number, concept)
        if match is None:
            return None
        match.lead, match.joins = begin, joins
        if concept.rule.item == "xiang" and (above := class_above(subject)) is not None:
            match.above = (begin + above[0], begin + above[1])
        match.groups = own_groups(self.grammar, match, where)
        match.numbers = [span for told, span in match.filled() if told.role != "text"]
        match.words = words
        return match

    def _labelled(
        self, text: str, begin: int, block: Block, facets: Facets, known: Sequence[Match],
        where: Where,
    ) -> Facets | None:  # fmt: skip
        """The facets with those of the label or heading that the clause stands under.

        None where the label is not understood (检察：预算支出合计10万元) or says otherwise.
        A heading only helps out where the subject names nothing.
        """
        if begin and text[begin - 1] == ":":
            label = subject_before(text, begin - 1)[1]
            if _LIST_LABEL.search(label):
                return facets
            named = self._named(label, where)
            if named is None:
                return None
            clash = {f for f in set(named) & set(facets) - MODIFIERS if named[f] != facets[f]}
            return None if clash else {**named, **facets}
        if begin and text[begin - 1] == "。" and set(facets) <= MODIFIERS | {"flow"}:
            lo = sentence_start(text, begin - 1)
            amounts = list(AMOUNT.finditer(text, lo, begin))
            if not amounts:  # 1.某支出(类)…(项)。年初预算为…
                named = self._named(text[lo : begin - 1], where)
            else:  # 1.某支出(类)…(项)1.00万元，主要用于…。年初预算为…
                told = [m for m in known if lo <= m.first < begin and m.concept is not None]
                one = len(amounts) == 1 and len(told) == 1 and told[0].concept
                named = one.facets if one else None
            if named is not None and "xiang" in named:
                return {**named, **facets}
        if begin == 0 and block.headings and set(facets) <= {*MODIFIERS, "flow"}:
            named = self._named(fold(block.headings[-1]), where)
            if named is not None and "flow" not in facets:
                return {**named, **facets}
        return facets

    def _named(self, label: str, where: Where) -> Facets | None:
        label = _LABEL_TAIL.sub("", _ORDINALS.sub("", label))
        named = self.grammar.parse(label, fiscal_year=where.fiscal_year, unit=where.unit)
        return named[0] if named else None

    def _listed_under(self, text: str, begin: int, where: Where) -> str | None:
        """The flow that the label of a list names (收入按资金来源分为：甲、乙)."""
        colon = text.rfind(":", max(text.rfind(mark, 0, begin) for mark in "。;") + 1, begin)
        if colon < 0:
            return None
        label = subject_before(text, colon)[1]
        named = self.grammar.parse(label, fiscal_year=where.fiscal_year, unit=where.unit)
        return named[0].get("flow") if named else None

    def mislabelled(self, match: Match, where: Where) -> bool:
        """Does a whole figure stand behind a label of something else (检察(款)：预算支出合计…)?

        So does one that is of one class (全市教育支出预算…).
        """
        text, start = match.groups.string, match.groups.start()
        if match.key not in self._heads:
            return False
        if self.grammar.names_class(text[start : match.first]):
            return True
        if start == 0 or text[start - 1] != ":":
            return False
        label = subject_before(text, start - 1)[1]
        return not _LIST_LABEL.search(label) and self._named(label, where) is None

    @staticmethod
    def _previous(text: str, start: int, known: Sequence[Match]) -> Match | None:
        lo = sentence_start(text, start)
        told = [m for m in known if lo <= m.first < start]
        return told[-1] if told else None


def _slot(concept: Concept, facets: Facets, kind: str, *, joined: bool) -> str:
    if kind == "budget" or concept.rule.slot != "amt":
        return "amt" if joined else concept.rule.slot
    phase = facets.get("phase")
    return {"initial": "budget", "budget": "budget", "full": "full"}.get(phase or "", "amt")


@cache
def _level_pattern(slot: str, rate_slot: str, *, apart: bool) -> CompiledPattern:
    rate = "pct_2" if rate_slot == "pct" else rate_slot
    after = _AFTER.format(rate=rate)
    if not apart:
        after += _CHANGE
    return compile_pattern(f"{{money:{slot}}}{after}", {})
