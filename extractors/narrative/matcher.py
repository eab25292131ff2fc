"""Pattern rules applied to blocks: which number was read by which pattern.

A number belongs to one match at most; rules are tried in file order, so that a
specific wording stands before a general one.  A match that names another year
than the document's, or that lies within the reason given for another figure,
is not taken: its numbers stay unread rather than being read wrongly.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extractors.narrative.changes import Where, settle
from extractors.narrative.clauses import ClauseReader
from extractors.narrative.grammar import CompiledPattern, canonical_item, compile_pattern
from extractors.narrative.matches import Match, Rule, Span, own_change
from extractors.narrative.outline import Block
from extractors.narrative.schema import PatternFile

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
    """Finds the accepted matches of all rules in a document's blocks.

    ``clauses`` reads the amounts that no rule reads.
    """

    def __init__(
        self, rules: Sequence[Rule], vocabularies: dict[str, dict[str, str]], clauses: ClauseReader
    ) -> None:
        self._rules = rules
        self._books = vocabularies
        self._clauses = clauses

    def find(
        self, blocks: Sequence[Block], *, kind: str, fiscal_year: int | None, mask: str | None
    ) -> list[Match]:
        """Accepted matches in reading order.

        ``kind`` is ``budget`` or ``final_account``; ``mask`` (the folded unit
        name) is hidden from the patterns, so that words in it mean nothing.
        """
        rules = [r for r in self._rules if kind in r.source.kinds]
        where = Where(kind, fiscal_year, mask)
        found: list[Match] = []
        before: list[Match] = []
        for number, block in enumerate(blocks):
            open_rules, told = rules, True
            if block.section == "contents":  # a list of tables may stand before the tables
                open_rules, told = [r for r in rules if r.source.anywhere], False
            if block.section == "glossary":  # the signature, or tables with notes, may follow
                open_rules = [r for r in rules if r.source.last_only or r.source.anywhere]
                told = False
            text = block.text.text
            if mask:
                text = text.replace(mask, "某" * len(mask))
            matches = [
                settle(self._clauses.grammar, match, where)
                for match in self._in_block(open_rules, block, number, text, fiscal_year)
                if not self._clauses.mislabelled(match, where)
            ]
            if told:
                matches = self._in_clauses(text, block, number, matches, before, where)
            matches = _give_reasons(matches, text)
            found.extend(matches)
            before = [] if block.is_heading else matches
        return _refile(_drop_earlier(found))

    def _in_clauses(
        self, text: str, block: Block, number: int, matches: list[Match], before: list[Match],
        where: Where,
    ) -> list[Match]:  # fmt: skip
        """The matches of a block with those of its clauses, misplaced ones read anew."""
        while True:
            clauses = self._clauses.read(text, block, number, matches, before, where)
            every = sorted([*matches, *clauses], key=lambda m: (m.start, m.end))
            wrong = self._clauses.misplaced(text, every)
            if not wrong:
                return every
            matches = [m for m in matches if not any(m is w for w in wrong)]

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
        return sorted(accepted, key=lambda m: (m.start, m.end))

    def _judge(
        self, rule: Rule, pattern: CompiledPattern, groups: re.Match[str], block: Block,
        number: int, fiscal_year: int | None,
    ) -> Match | None:  # fmt: skip
        groups = own_change(pattern, groups)
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
