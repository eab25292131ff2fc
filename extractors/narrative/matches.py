"""One accepted match, and which part of it is its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from extractors.narrative.grammar import NUMBER, UNITS, CompiledPattern, Slot
from extractors.narrative.outline import Block
from extractors.narrative.schema import PatternRule

if TYPE_CHECKING:
    from extractors.narrative.subjects import Concept

Span = tuple[int, int]

_AMOUNT = re.compile(rf"{NUMBER}(?:{UNITS})")


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern rule, compiled."""

    source: PatternRule
    patterns: tuple[CompiledPattern, ...]


@dataclass(slots=True)
class Match:
    """One accepted match in one block.

    ``key`` is the pattern key it goes by, ``reason`` the span of the reason that follows.
    """

    rule: Rule
    pattern: CompiledPattern
    groups: re.Match[str]
    block: Block
    block_no: int
    item: str | None
    key: str
    reason: Span | None = None
    numbers: list[Span] = field(default_factory=list)
    #: The match whose mention this one's slots belong to, and the concept it was read as,
    #: where the subject grammar read it.
    joins: Match | None = None
    concept: Concept | None = None
    #: Where its subject begins, if that is outside the pattern.
    lead: int | None = None
    #: Where its subject names the class (款) above its item.
    above: Span | None = None
    #: Sources of the words of its subject, where the subject grammar read it.
    words: tuple[str, ...] = ()

    @property
    def start(self) -> int:
        """Where it begins, its subject included."""
        return self.groups.start() if self.lead is None else self.lead

    @property
    def end(self) -> int:
        """End of the match, without the part that child patterns read."""
        end = self.groups.end()
        if "tail" in self.pattern.regex.groupindex and self.groups.end("tail") == end:
            return self.groups.start("tail")
        return end

    @property
    def first(self) -> int:
        """Where its first number stands."""
        return self.numbers[0][0] if self.numbers else self.groups.start()

    def rests_on(self) -> set[str]:
        """Sources of the pattern, or of the words and the concept, that read it."""
        if self.concept is None and not self.words:
            return {self.pattern.source}
        return {*self.words, *([self.concept.rule.name] if self.concept else [])}

    def slot_names(self) -> set[str]:
        """Names of the slots that it fills; a change of zero counts as its delta."""
        names = {slot.name for slot, _ in self.filled()}
        return names | {"delta"} if "flat" in names else names

    def filled(self) -> Iterator[tuple[Slot, Span]]:
        """Slots that the match fills, in order."""
        for slot in self.pattern.slots:
            if self.groups[slot.group] is not None:
                yield slot, self.groups.span(slot.group)


def own_change(pattern: CompiledPattern, groups: re.Match[str]) -> re.Match[str]:
    """The match without a change that stands in the next sentence and is not surely its own.

    After a list (收入预算甲，其中：乙。比上年增加丙) the change is that of the
    list's head, so an item keeps the change of a following sentence only where
    no other amount stands before it in its own.
    """
    if "basis" not in pattern.regex.groupindex or groups["basis"] is None:
        return groups
    amounts = [groups.span(s.group) for s in pattern.slots if s.role == "level" and groups[s.group]]
    start = min((a for a, _ in amounts), default=groups.start("basis"))
    stop = groups.string.find("。", start, groups.start("basis"))
    if stop < 0:
        return groups
    sentence = groups.string.rfind("。", 0, start) + 1
    if not _AMOUNT.search(groups.string, sentence, start):
        return groups
    return pattern.regex.match(groups.string, groups.start(), stop) or groups
