"""The running text of a disclosure as mentions: every amount with its concept or none."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from extractors.contracts import Attribute, Mention
from extractors.layout import DocumentLayout
from extractors.money import YUAN_PER, to_yuan
from extractors.narrative.clauses import ClauseReader
from extractors.narrative.fields import (
    FieldBlock,
    FieldValue,
    NamedAmount,
    amounts_of,
    find_field_blocks,
    only_amount,
)
from extractors.narrative.grammar import NUMBER, UNITS, direction
from extractors.narrative.lists import contents_entries, department_entries, table_of_contents
from extractors.narrative.matcher import Matcher, compile_rules
from extractors.narrative.matches import Match, Rule, Span
from extractors.narrative.notes import TableNote, find_table_notes, footnote_blocks
from extractors.narrative.outline import Block, outline
from extractors.narrative.passages import Passage, find_passages
from extractors.narrative.schema import (
    FieldBlockRule,
    load_patterns,
    load_sections,
    load_subjects,
    load_vocabularies,
)
from extractors.narrative.subjects import SubjectGrammar
from extractors.text import fold, normalise

#: An amount; not the threshold of a class of things (单位价值50万元以上).
_AMOUNT = re.compile(
    rf"(?P<amt>{NUMBER})(?P<unit>{UNITS})"
    r"(?!(?:\(?(?:不?含)?\)?)?(?:及|或|\(含\))?以[上下]|/|\(含\)以上|[^。;,]{0,4}以[上下])"
)
UNREAD = "unread"
#: Amounts named inside the reason of another figure: read as detail, judged by nothing.
REASON_DETAIL = "REASON.amt"
DEFAULT_UNIT = "万元"
#: Patterns that say that a form is empty.
_EMPTINESS = {"EMPTY", "N08", "N09"}


def read_narrative(
    layout: DocumentLayout,
    *,
    document_id: str,
    unit_name: str | None,
    fiscal_year: int | None,
    money_unit_default: str | None = None,
) -> tuple[list[Mention], list[Attribute]]:
    """Mentions and attributes of a document's running text.

    ``unit_name`` and ``fiscal_year`` (from the document's identity) keep words
    of the name and figures of other years from being read; ``money_unit_default``
    is the unit of a bare zero (万元 if None).  An amount that no pattern reads
    becomes a mention of pattern ``unread``.  Raises ConfigError if the pattern
    files are broken.
    """
    told = narrate(
        layout, document_id=document_id, unit_name=unit_name, fiscal_year=fiscal_year,
        money_unit_default=money_unit_default,
    )  # fmt: skip
    return told.mentions, told.attributes


@dataclass(frozen=True, slots=True)
class Narrative:
    """What the running text says, and the matches that it was read by."""

    mentions: list[Mention]
    attributes: list[Attribute]
    matches: list[Match]


def narrate(
    layout: DocumentLayout,
    *,
    document_id: str,
    unit_name: str | None,
    fiscal_year: int | None,
    money_unit_default: str | None = None,
    without: frozenset[str] = frozenset(),
) -> Narrative:
    """As :func:`read_narrative`, with the matches.

    ``without`` are patterns, words and concepts (as :meth:`Match.rests_on` names
    them) that are not used: a bench measures with it how much they carry.
    """
    books = load_vocabularies()
    files = load_patterns()
    rules, subjects = compiled(without)
    blocks = outline(layout.paragraphs, load_sections())
    blocks += footnote_blocks(blocks, layout.tables)
    kind = document_kind(blocks)
    mask = fold(unit_name) if unit_name and len(fold(unit_name)) >= 4 else None
    matches = Matcher(rules, books, ClauseReader(subjects)).find(
        blocks, kind=kind, fiscal_year=fiscal_year, mask=mask
    )
    writer = _Writer(document_id, blocks, money_unit_default or DEFAULT_UNIT)
    for match in matches:
        writer.match(match)
    for file in files:
        for rule in file.blocks:
            for group in find_field_blocks(blocks, rule):
                writer.fields(rule, group)
    said = {m.block_no for m in matches if m.key in _EMPTINESS}
    for file in files:
        for note_rule in file.notes:
            for note in find_table_notes(blocks, layout.tables, note_rule):
                if note.block_no not in said:
                    writer.note(note_rule.key, note)
    entries = contents_entries(layout.paragraphs)
    for passage in find_passages(blocks, entries):
        writer.passage(passage)
    writer.leftovers(matches)
    attributes = [
        *table_of_contents(entries, document_id),
        *department_entries(writer.mentions, document_id),
    ]
    return Narrative(writer.mentions, attributes, matches)


@cache
def compiled(
    without: frozenset[str] = frozenset(),
) -> tuple[tuple[Rule, ...], SubjectGrammar]:
    """The sentence patterns and the subject grammar, compiled once."""
    books = load_vocabularies()
    rules = compile_rules(load_patterns(), books)
    if without:
        rules = tuple(
            replace(r, patterns=tuple(p for p in r.patterns if p.source not in without))
            for r in rules
        )
    return rules, SubjectGrammar(load_subjects(), books, without)


def document_kind(blocks: Iterable[Block]) -> str:
    """``final_account`` if the headings speak of 决算 more than of 预算, else ``budget``."""
    count: Counter[str] = Counter()
    for block in blocks:
        if block.is_heading:
            count["final"] += block.text.text.count("决算")
            count["budget"] += len(re.findall("预算(?!财政拨款|支出决算)", block.text.text))
    return "final_account" if count["final"] > count["budget"] else "budget"


class _Writer:
    """Collects mentions and remembers which numbers they cover."""

    def __init__(self, document_id: str, blocks: list[Block], default_unit: str) -> None:
        self.mentions: list[Mention] = []
        self._document_id = document_id
        self._blocks = blocks
        self._default_unit = default_unit
        self._instances: Counter[str] = Counter()
        self._read: dict[int, list[Span]] = {}
        #: Instance and filled slots by match, for one that continues another.
        self._told: dict[int, tuple[int, set[str]]] = {}

    def match(self, match: Match) -> None:
        """All slots of one match."""
        key = match.key
        told = self._told.get(id(match.joins)) if match.joins is not None else None
        if told is None:
            instance, seen = self._next(key), set[str]()
        else:
            instance, seen = told
        self._told[id(match)] = (instance, seen)
        groups = match.groups
        decimals: int | None = None
        for slot, span in match.filled():
            if slot.name in seen:
                continue
            seen.add(slot.name)
            unit = slot.unit
            if unit is None and slot.role != "text":
                unit = groups[f"{slot.group}_u"] or self._default_unit
            if slot.name == "flat":
                self._flat(match, key, instance, span, decimals)
                continue
            if slot.role == "text":
                self._add(key, instance, slot.name, match.item, "text", match.block_no, span)
                continue
            value, places = _number(groups[slot.group])
            decimals = places if decimals is None else decimals
            if slot.role in {"delta", "growth"}:
                word = groups["gdir" if slot.group == "g" else "dir"] if slot.group != "g_2" else (
                    groups["gdir_2"])  # fmt: skip
                sign = direction(word)
                if sign < 0 and value < 0:
                    continue  # 减少-1.00万元 can be meant either way: leave it unread
                value = -value if sign < 0 else value
            self._add(key, instance, slot.name, match.item, slot.role, match.block_no, span,
                      value=value, unit=unit, decimals=places)  # fmt: skip
        if match.above is not None and "kuan" not in seen:
            seen.add("kuan")
            self._add(key, instance, "kuan", match.item, "text", match.block_no, match.above)
        if match.reason is not None:
            self._add(key, instance, "reason", match.item, "text", match.block_no, match.reason)

    def _flat(
        self, match: Match, key: str, instance: int, span: Span, decimals: int | None
    ) -> None:
        """与上年持平: a change of zero, as exact as the amount before it is printed."""
        unit = self._default_unit
        for slot, _ in match.filled():
            if slot.role == "level" and f"{slot.group}_u" in match.pattern.regex.groupindex:
                unit = match.groups[f"{slot.group}_u"] or unit
                break
        self._add(key, instance, "dir", match.item, "text", match.block_no, span)
        self._add(key, instance, "delta", match.item, "delta", match.block_no, span,
                  value=Decimal(0), unit=unit, decimals=decimals)  # fmt: skip

    def fields(self, rule: FieldBlockRule, group: FieldBlock) -> None:
        """All fields of one description block, and the amounts listed in one of them."""
        kinds = {f.slot: f for f in rule.fields}
        name = next((self._words(v) for v in group.values if v.slot == rule.first), None)
        seen: set[str] = set()
        for value in group.values:
            if not value.pieces or value.slot in seen:
                continue
            seen.add(value.slot)
            amount = only_amount(value, self._blocks) if kinds[value.slot].money else None
            if amount is not None and not self._is_read(amount.block_no, amount.amount):
                self._amount(rule.key, group.ordinal, value.slot, name, amount)
            else:
                first = value.pieces[0]
                self._add(rule.key, group.ordinal, value.slot, name, "text", first.block_no,
                          (first.start, first.end), text=self._words(value))  # fmt: skip
            if rule.detail_key is not None and value.slot == rule.detail_slot:
                for number, detail in enumerate(amounts_of(value, self._blocks)):
                    if not self._is_read(detail.block_no, detail.amount):
                        words = self._blocks[detail.block_no].text.words(*detail.item)
                        self._amount(rule.detail_key, group.ordinal, "amt", words, detail, number)

    def note(self, key: str, note: TableNote) -> None:
        """A note that names no form, with the form of the table that it stands under."""
        instance = self._next(key)
        for slot, text in (("statement", None), ("form", note.form)):
            self._add(key, instance, slot, note.form, "text", note.block_no, note.span, text=text)

    def passage(self, passage: Passage) -> None:
        """A text without an amount that something else in the document repeats."""
        instance = self._next(passage.key)
        self._add(passage.key, instance, passage.slot, None, "text", passage.block_no, passage.span)

    def leftovers(self, matches: Iterable[Match]) -> None:
        """Amounts that no pattern read: details of a reason, else unread."""
        reasons = {m.block_no: [] for m in matches}  # type: dict[int, list[tuple[Span, str | None]]]
        for match in matches:
            if match.reason is not None:
                reasons[match.block_no].append((match.reason, match.item))
        for number, block in enumerate(self._blocks):
            if block.section in {"contents", "glossary"}:
                continue
            for hit in _AMOUNT.finditer(block.text.text):
                span = hit.span("amt")
                if self._is_read(number, span):
                    continue
                amount = NamedAmount(number, (span[0], span[0]), span, hit["unit"])
                owner = [i for s, i in reasons.get(number, []) if s[0] <= span[0] < s[1]]
                key = REASON_DETAIL if owner else UNREAD
                item = owner[0] if owner else None
                self._amount(key, self._next(key), "amt", item, amount)

    def _next(self, key: str) -> int:
        """The ordinal of a pattern's next match."""
        self._instances[key] += 1
        return self._instances[key] - 1

    def _amount(self, key: str, instance: int, slot: str, item: str | None, amount: NamedAmount,
                detail: int | None = None) -> None:  # fmt: skip
        text = self._blocks[amount.block_no].text.text
        value, places = _number(text[slice(*amount.amount)])
        self._add(key, instance, slot, item, "level", amount.block_no, amount.amount,
                  value=value, unit=amount.unit, decimals=places, detail=detail)  # fmt: skip

    def _words(self, value: FieldValue) -> str:
        return "".join(
            self._blocks[p.block_no].text.words(p.start, p.end) for p in value.pieces
        ).strip("。;")

    def _is_read(self, block_no: int, span: Span) -> bool:
        return any(a < span[1] and span[0] < b for a, b in self._read.get(block_no, []))

    def _add(
        self, key: str, instance: int, slot: str, item: str | None, role: str, block_no: int,
        span: Span, *, value: Decimal | None = None, unit: str | None = None,
        decimals: int | None = None, text: str | None = None, detail: int | None = None,
    ) -> None:  # fmt: skip
        block = self._blocks[block_no]
        page, box = block.text.locate(*span)
        money = unit in YUAN_PER and value is not None
        if role != "text":
            self._read.setdefault(block_no, []).append(span)
        elif text is None:
            text = block.text.words(*span).strip("。;:,")
        ordinal = str(instance) if detail is None else f"{instance}.{detail}"
        self.mentions.append(
            Mention(
                document_id=self._document_id,
                mention_id=f"{key}#{ordinal}/{slot}",
                pattern=key,
                instance=instance,
                slot=slot,
                item=item,
                section=block.path,
                role=role,
                value=value,
                value_text=text,
                unit=unit,
                decimals=decimals,
                value_yuan=to_yuan(value, unit) if money and value is not None and unit else None,
                ulp_yuan=_ulp_yuan(unit, decimals) if money and unit else None,
                raw_text=normalise(block.text.raw(*span)) if role == "text" else (
                    block.text.raw(*span)),
                sentence=block.text.sentence(*span),
                page=page,
                x0=box.x0,
                top=box.top,
                x1=box.x1,
                bottom=box.bottom,
            )
        )  # fmt: skip


def _ulp_yuan(unit: str, decimals: int | None) -> Decimal:
    return Decimal(0) if decimals is None else to_yuan(Decimal(1).scaleb(-decimals), unit)


def _number(token: str) -> tuple[Decimal, int]:
    """Value and printed decimals of a token that the number grammar matched."""
    plain = token.replace(",", "").replace("−", "-")
    return Decimal(plain), len(plain.partition(".")[2])
