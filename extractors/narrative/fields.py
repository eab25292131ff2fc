"""Blocks of labelled fields: the description of a project (项目名称：… 预算安排规模：…)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from extractors.narrative.grammar import NUMBER, ORDINAL, UNITS
from extractors.narrative.outline import Block
from extractors.narrative.schema import FieldBlockRule

_AMOUNT = re.compile(rf"(?P<amt>{NUMBER})(?P<unit>{UNITS})")
_DETAIL = re.compile(rf"(?P<item>[^,。;、:\d][^,。;、:]*?)(?P<amt>{NUMBER})(?P<unit>{UNITS})")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of one block: ``text[start:end]`` of ``blocks[block_no]``."""

    block_no: int
    start: int
    end: int


@dataclass(slots=True)
class FieldValue:
    """The value of one label; it may run over several paragraphs."""

    slot: str
    pieces: list[Piece] = field(default_factory=list)


@dataclass(slots=True)
class FieldBlock:
    """One block of fields: the rule, its ordinal in the document, its values in order."""

    rule: FieldBlockRule
    ordinal: int
    values: list[FieldValue] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class NamedAmount:
    """``item`` (a span) with its amount in one piece of a field."""

    block_no: int
    item: tuple[int, int]
    amount: tuple[int, int]
    unit: str


def find_field_blocks(blocks: Sequence[Block], rule: FieldBlockRule) -> list[FieldBlock]:
    """All blocks of fields of one rule, in reading order."""
    slots = {label: f.slot for f in rule.fields for label in f.labels}
    names = "|".join(sorted(map(re.escape, slots), key=len, reverse=True))
    label = re.compile(rf"(?:^|(?<=[。;])){ORDINAL}?(?P<label>{names})(?::|$)")
    on_line = re.compile(rf"{ORDINAL}?(?P<label>{names}):")
    found: list[FieldBlock] = []
    current: FieldBlock | None = None
    for number, block in enumerate(blocks):
        if block.section not in rule.sections:
            current = None
            continue
        text = block.text.text
        found_at = {hit.start("label"): hit for hit in label.finditer(text)}
        for start in line_starts(block):  # a line that ran to the margin took the next one along
            hit = on_line.match(text, start)
            if hit is not None:
                found_at.setdefault(hit.start("label"), hit)
        hits = [found_at[start] for start in sorted(found_at)]
        if not hits:
            if block.is_heading:
                current = None
            elif current is not None:
                current.values[-1].pieces.append(Piece(number, 0, len(text)))
            continue
        for position, hit in enumerate(hits):
            slot = slots[hit["label"]]
            if slot == rule.first:
                current = FieldBlock(rule, len(found))
                found.append(current)
            if current is None:
                continue
            end = hits[position + 1].start() if position + 1 < len(hits) else len(text)
            value = FieldValue(slot)
            if hit.end() < end:
                value.pieces.append(Piece(number, hit.end(), end))
            current.values.append(value)
    return [b for b in found if len(b.values) > 1]


def line_starts(block: Block) -> Iterator[int]:
    """Where the printed lines of a block begin, after its first."""
    places = block.text.source.places
    origins = block.text.origins
    for i in range(1, len(origins)):
        page, box = places[origins[i]]
        before_page, before = places[origins[i - 1]]
        if page != before_page or box.x0 < before.x0:
            yield i


def amounts_of(value: FieldValue, blocks: Sequence[Block]) -> Iterator[NamedAmount]:
    """Every amount of a field, with the words right before it as its item."""
    for piece in value.pieces:
        text = blocks[piece.block_no].text.text
        for hit in _DETAIL.finditer(text, piece.start, piece.end):
            yield NamedAmount(piece.block_no, hit.span("item"), hit.span("amt"), hit["unit"])


def only_amount(value: FieldValue, blocks: Sequence[Block]) -> NamedAmount | None:
    """The amount of a field that holds exactly one; None if it holds none or several."""
    hits = [
        NamedAmount(piece.block_no, (hit.start(), hit.start()), hit.span("amt"), hit["unit"])
        for piece in value.pieces
        for hit in _AMOUNT.finditer(blocks[piece.block_no].text.text, piece.start, piece.end)
    ]
    return hits[0] if len(hits) == 1 else None
