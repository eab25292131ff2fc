"""Rows of the three-public table where its items are rows (T10, J07)."""

from __future__ import annotations

import re
from decimal import Decimal

from extractors.forms.columns import Block
from extractors.forms.facets import meaning_of
from extractors.forms.labels import COUNTS, is_total
from extractors.forms.rows import Row, Rows, is_blank_row, label_texts, make_unique
from extractors.forms.view import View
from extractors.forms.vocab import vocabulary
from extractors.text import normalise

#: What a row counts, in brackets behind its name.
_COUNTED = re.compile(r"\((?:单位[:：])?(?:辆|个|人|人次|次|批次|批|台|套)\)$")


def item_parents(item: str, *, has_all: bool) -> list[str]:
    """Rows of which an item is a part, nearest first."""
    items = vocabulary().rows["three_public"]
    out: list[str] = []
    key = item
    while key in items and items[key].part_of:
        key = str(items[key].part_of)
        out.append(key)
    if has_all and item in {"T", "meeting", "training"}:
        out.append("all")
    return out


def read_item_rows(view: View, block: Block, fiscal_year: int | None) -> Rows:
    """Rows of a table whose rows are 因公出国, 公务接待, 公务用车 and their total."""
    out = Rows()
    found: list[tuple[int, str, str | None]] = []
    for r in range(view.body_row, view.n_rows):
        texts = label_texts(view, block, r, remarks=False) or label_texts(view, block, r)
        if is_blank_row(view, block, r):
            continue
        if not texts:
            out.unread.append(r)
            continue
        meaning = meaning_of(texts[-1], fiscal_year)
        item = meaning.item if meaning else None
        if item is None and is_total(texts[-1]):
            item = "T"
        found.append((r, " / ".join(normalise(t) for t in texts), item))
    named = {item for _, _, item in found}
    has_all = "T" in named and "three_public" in named
    unknown = 0
    for r, label, item in found:
        if item == "T" and has_all:
            item = "all"
        elif item == "three_public":
            item = "T"
        if item is None:
            unknown += 1
            counts = bool(COUNTS.search(label) or _COUNTED.search(label))
            row = Row(r, f"X{unknown}", label, 1, [], confidence=Decimal("0.7"), counts=counts)
            out.rows.append(row)
            out.notes.append(f"项目“{label}”不在词表中")
            continue
        parents = item_parents(item, has_all=has_all)
        out.rows.append(Row(r, item, label, len(parents), parents))
    make_unique(out.rows)
    return out
