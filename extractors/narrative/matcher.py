"""Pattern rules applied to blocks: which number was read by which pattern.

A number belongs to one match at most; rules are tried in file order, so that a
specific wording stands before a general one.  A match that names another year
than the document's, or that lies within the reason given for another figure,
is not taken: its numbers stay unread rather than being read wrongly.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from extractors.narrative.grammar import (
    NUMBER,
    UNITS,
    CompiledPattern,
    Slot,
    canonical_item,
    compile_pattern,
)
from extractors.narrative.outline import Block
from extractors.narrative.schema import PatternFile, PatternRule

Span = tuple[int, int]

_AMOUNT = re.compile(rf"{NUMBER}(?:{UNITS})")

_REASON = re.compile(
    r"(?:[,;]?(?:与上年(?:预算)?(?:数)?基本持平|零增长))?[,。;)]?"
    r"(?:其?中)?(?:增减变化|增减|变动|变化|增加|减少|增长|下降)?(?:的)?"
    r"(?:主要(?:变动)?原因(?:是|为|系|在于)?|(?:变动)?原因(?:是|为|系)?(?=[^。]{2})|主要(?:是|为)(?!用于)"
    r"(?:因为|由于|因)?)[:,]?"
)
#: A year that the figure itself is of, not one that it is compared with.
_YEAR = re.compile(r"(?<![\d比较与同和及])(20\d{2})年(?!底|末|初|\d{1,2}月)")


#: How the names of the functional classes end.
_CLASS_ENDINGS = ("支出", "预备费")


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

    @property
    def start(self) -> int:
        return self.groups.start()

    @property
    def end(self) -> int:
        """End of the match, without the part that child patterns read."""
        end = self.groups.end()
        if "tail" in self.pattern.regex.groupindex and self.groups.end("tail") == end:
            return self.groups.start("tail")
        return end

    def filled(self) -> Iterator[tuple[Slot, Span]]:
        """Slots that the match fills, in order."""
        for slot in self.pattern.slots:
            if self.groups[slot.group] is not None:
                yield slot, self.groups.span(slot.group)


def compile_rules(
    files: Sequence[PatternFile], vocabularies: dict[str, dict[str, str]]
) -> tuple[Rule, ...]:
    """All rules of all files, in order; ConfigError for a pattern that does not compile."""
    return tuple(
        Rule(rule, tuple(compile_pattern(text, vocabularies) for text in rule.regexes))
        for file in files
        for rule in file.patterns
    )


def _item(rule: Rule, pattern: CompiledPattern, groups: re.Match[str], block: Block,
          vocabularies: dict[str, dict[str, str]]) -> str | None:  # fmt: skip
    if pattern.item_group is not None and pattern.vocabulary is not None:
        printed = groups[pattern.item_group]
        return canonical_item(printed, vocabularies[pattern.vocabulary]) if printed else None
    if rule.source.item is not None:
        if rule.source.item in pattern.regex.groupindex:
            words = block.text.words(*groups.span(rule.source.item))
            if rule.source.item == "class" and not words.endswith(_CLASS_ENDINGS):
                words += "支出"  # 教育(类)支出 speaks of the class 教育支出
            return words or None
        return rule.source.item
    return None


def _heading_item(rule: Rule, block: Block, vocabularies: dict[str, dict[str, str]]) -> str | None:
    """Item that the innermost heading names, where it names exactly one."""
    if rule.source.heading_items is None or not block.headings:
        return None
    heading = re.sub(r"\s", "", block.headings[-1])
    book = vocabularies[rule.source.heading_items]
    body = re.sub(r"^[^一-鿿]*(?:[一二三四五六七八九十]+[)、.])?", "", heading)
    hits = [name for name, form in book.items() if re.match(rf"(?:{form})[^、和及与]*$", body)]
    return hits[0] if len(hits) == 1 else None


class Matcher:
    """Finds the accepted matches of all rules in a document's blocks."""

    def __init__(self, rules: Sequence[Rule], vocabularies: dict[str, dict[str, str]]) -> None:
        self._rules = rules
        self._books = vocabularies

    def find(
        self, blocks: Sequence[Block], *, kind: str, fiscal_year: int | None, mask: str | None
    ) -> list[Match]:
        """Accepted matches in reading order.

        ``kind`` is ``budget`` or ``final_account``; ``mask`` (the folded unit
        name) is hidden from the patterns, so that words in it mean nothing.
        """
        rules = [r for r in self._rules if kind in r.source.kinds]
        found: list[Match] = []
        for number, block in enumerate(blocks):
            open_rules = rules
            if block.section == "contents":  # a list of tables may stand before the tables
                open_rules = [r for r in rules if r.source.anywhere]
            if block.section == "glossary":  # the signature, or tables with notes, may follow
                open_rules = [r for r in rules if r.source.last_only or r.source.anywhere]
            text = block.text.text
            if mask:
                text = text.replace(mask, "某" * len(mask))
            found.extend(self._in_block(open_rules, block, number, text, fiscal_year))
        return _refile(_drop_earlier(found))

    def _in_block(
        self, rules: Sequence[Rule], block: Block, number: int, text: str, fiscal_year: int | None
    ) -> list[Match]:
        accepted: list[Match] = []
        taken: list[Span] = []
        for rule in rules:
            for lo, hi in _scopes(rule, block, accepted, len(text)):
                for pattern in rule.patterns:
                    for groups in pattern.regex.finditer(text, lo, hi):
                        match = self._judge(rule, pattern, groups, block, number, fiscal_year)
                        if match is None or _overlaps(match, taken, accepted):
                            continue
                        accepted.append(match)
                        taken.extend(match.numbers)
        accepted.sort(key=lambda m: (m.start, m.end))
        return _give_reasons(accepted, text)

    def _judge(
        self, rule: Rule, pattern: CompiledPattern, groups: re.Match[str], block: Block,
        number: int, fiscal_year: int | None,
    ) -> Match | None:  # fmt: skip
        groups = _own_change(pattern, groups)
        item = _item(rule, pattern, groups, block, self._books)
        if rule.source.heading_items is not None:
            item = _heading_item(rule, block, self._books)
            if item is None:
                return None
        match = Match(rule, pattern, groups, block, number, item, rule.source.key)
        match.numbers = [span for slot, span in match.filled() if slot.role != "text"]
        if fiscal_year is not None and not rule.source.any_year and match.numbers:
            clause = max(groups.string.rfind(mark, 0, match.start) for mark in "。;") + 1
            lead = groups.string[clause : match.numbers[0][0]]
            years = _YEAR.findall(lead)
            if years and int(years[-1]) != fiscal_year:
                return None
        return match


def _own_change(pattern: CompiledPattern, groups: re.Match[str]) -> re.Match[str]:
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


def _refile(matches: list[Match]) -> list[Match]:
    """Give matches of a section of their own key, where the pattern also stands elsewhere."""
    homes: dict[str, set[str | None]] = {}
    for match in matches:
        homes.setdefault(match.key, set()).add(match.block.section)
    for match in matches:
        source = match.rule.source
        other = source.elsewhere.get(match.block.section or "")
        if other is not None and homes[source.key] - set(source.elsewhere):
            match.key = other
    return matches


def _scopes(rule: Rule, block: Block, accepted: Sequence[Match], length: int) -> Iterator[Span]:
    source = rule.source
    if block.section in source.not_sections:
        return
    if not source.sections and not source.parents:
        yield 0, length
        return
    if source.sections and block.section in source.sections:
        yield 0, length
        return
    for match in list(accepted):
        if match.rule.source.key in source.parents and "tail" in match.pattern.regex.groupindex:
            span = match.groups.span("tail")
            if span[0] >= 0:
                yield span


def _overlaps(match: Match, taken: Sequence[Span], accepted: Sequence[Match]) -> bool:
    if not match.numbers:
        return any(
            not m.numbers and m.start < match.groups.end() and match.start < m.groups.end()
            for m in accepted
        )
    return any(a < end and start < b for start, end in match.numbers for a, b in taken)


def _give_reasons(matches: list[Match], text: str) -> list[Match]:
    """Give each match the reason that follows it; drop matches inside somebody's reason.

    A reason ends with its sentence, or where a figure of its own follows a
    semicolon (…，主要原因是甲；公务接待费增加…).
    """
    kept: list[Match] = []
    blocked: list[Span] = []
    for position, match in enumerate(matches):
        if any(a <= match.start < b for a, b in blocked):
            continue
        kept.append(match)
        if not match.rule.source.reason:
            continue
        lead = _REASON.match(text, match.end)
        if lead is None:
            continue
        stop = text.find("。", lead.end())
        stop = len(text) if stop < 0 else stop
        for other in matches[position + 1 :]:
            if lead.end() < other.start < stop and text[other.start - 1] == ";":
                stop = other.start - 1
                break
        if stop > lead.end():
            match.reason = (lead.end(), stop)
            blocked.append(match.reason)
    return kept


def _drop_earlier(matches: list[Match]) -> list[Match]:
    """Keep only the last match of rules that say so (the date at the very end)."""
    last = {m.rule.source.key: m for m in matches if m.rule.source.last_only}
    return [m for m in matches if not m.rule.source.last_only or last[m.rule.source.key] is m]
