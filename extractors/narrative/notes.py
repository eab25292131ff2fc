"""Notes under tables that name no form (本部门无相关收支项目): bound to the table above them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractors.layout import LogicalTable, Paragraph
from extractors.narrative.outline import Block
from extractors.narrative.schema import NoteRule
from extractors.narrative.squashed import squash_paragraph
from extractors.text import fold

#: Points that a note may overlap the table's last ruling.
_SLACK = 6.0
#: What a note under an empty table speaks of; an amount is never read from one.
_EMPTY = re.compile(r"[^\d]*(?:20\d\d年)?[^\d]*(?:没有|无|未安排|不涉及|为空|空表)[^\d]*")


@dataclass(frozen=True, slots=True)
class TableNote:
    """``blocks[block_no]`` says that the table of ``form`` is empty; ``span`` is the sentence."""

    block_no: int
    span: tuple[int, int]
    form: str


def footnote_blocks(blocks: Sequence[Block], tables: Sequence[LogicalTable]) -> list[Block]:
    """Notes under tables that say "empty" and that the running text does not hold, as blocks."""
    told = {
        (block.text.source.places[0][0], block.text.text) for block in blocks if block.text.text
    }
    found: list[Block] = []
    for line in (line for table in tables for line in table.footnotes):
        if len(line.char_boxes) != len(line.text):
            continue
        places = tuple((line.page, box) for box in line.char_boxes)
        text = squash_paragraph(Paragraph(len(blocks) + len(found), line.text, places))
        if _EMPTY.fullmatch(text.text) and (line.page, text.text) not in told:
            told.add((line.page, text.text))
            found.append(Block(text, (), None))
    return found


def find_table_notes(
    blocks: Sequence[Block], tables: Sequence[LogicalTable], rule: NoteRule
) -> Iterator[TableNote]:
    """Every note of the rule that stands under (or as the last words of) a known table."""
    wording = re.compile(rf"\(?(?P<note>{'|'.join(f'(?:{w})' for w in rule.wordings)})[。)]*")
    for number, block in enumerate(blocks):
        match = wording.fullmatch(block.text.text)
        if match is None:
            continue
        page, box = block.text.locate(*match.span("note"))
        form = _form_above(page, box.top, tables, rule)
        if form is not None:
            yield TableNote(number, match.span("note"), form)


def _form_above(
    page: int, top: float, tables: Sequence[LogicalTable], rule: NoteRule
) -> str | None:
    """What the nearest table above a place of a page is called."""
    above = [
        (cell.bbox.bottom, table)
        for table in tables
        if page in table.pages
        for cell in table.cells
        if cell.page == page and cell.bbox.top <= top + _SLACK
    ]
    if not above:
        return None
    table = max(above, key=lambda pair: pair[0])[1]
    lines = [table.title or "", *(line.text for line in reversed(table.caption))]
    for line in map(fold, lines):
        for form, pattern in rule.forms.items():
            if re.search(pattern, line):
                return form
    return next((text for text in map(fold, lines) if text.endswith("表")), None)
