"""Two readings of one header: by its words, and by its column numbers (栏次).

The spans of a printed header can lie: a producer merges one cell too few and
every word behind it stands one column off, while the row of column numbers
stays right.  Where the statutory form fixes which number is which measure, and
the two readings differ, the amounts decide: the reading whose sums hold wins.
If neither wins, the words do, with less confidence.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from extractors.forms.columns import Block, Column
from extractors.forms.facets import Meaning, nearest, parents_of
from extractors.forms.rows import amount_at
from extractors.forms.view import View
from extractors.forms.vocab import vocabulary

_SLACK = Decimal("0.02")


@dataclass(frozen=True, slots=True)
class Choice:
    """What was decided: the note for the table, or None where the readings agree."""

    note: str | None
    confidence: Decimal = Decimal(1)


def meaning_of_measure(key: str) -> Meaning:
    """Facets of a canonical measure."""
    measure = vocabulary().measures[key]
    return Meaning(
        fund=measure.fund,
        kind=measure.expenditure_kind,
        vintage="carry" if measure.vintage == "carry_over" else None,
        economic=measure.economic_code,
    )


def settle_columns(view: View, block: Block, lanci: list[str]) -> Choice:
    """Let the column numbers overrule the header words where the amounts say so."""
    numbered = [m for m in block.measures if m.c in view.lanci]
    if not lanci or len(numbered) != len(lanci) or len(numbered) != len(block.measures):
        return Choice(None)
    if sorted(view.lanci[m.c] for m in numbered) != list(range(1, len(lanci) + 1)):
        return Choice(None)
    by_number = {m.c: lanci[view.lanci[m.c] - 1] for m in numbered}
    by_words = {m.c: m.key for m in numbered}
    if by_number == by_words:
        return Choice(None)
    agree = sum(1 for c, key in by_words.items() if key == by_number[c])
    shared = sum(1 for key in by_words.values() if key in lanci)
    if shared * 2 < len(numbered) and agree * 2 < len(numbered):
        return Choice(None)  # another form's columns: the fixed numbers do not apply
    words = _broken(view, [(m, m.key, m.meaning) for m in numbered if m.key])
    numbers = _broken(
        view, [(m, k, meaning_of_measure(k)) for m in numbered if (k := by_number[m.c])]
    )
    unread = sum(1 for key in by_words.values() if key is None)
    scattered = _scattered({c: k for c, k in by_words.items() if k})
    if (
        numbers < words
        or (numbers == words and scattered > _scattered(by_number))
        or (numbers == words and unread and agree * 2 >= len(numbered) - unread)
    ):
        for m in numbered:
            m.key, m.meaning, m.note = by_number[m.c], meaning_of_measure(by_number[m.c]), None
        return Choice(
            f"表头与栏次不一致，按栏次读（表头不平{words}处，栏次不平{numbers}处）", Decimal("0.95")
        )
    if numbers == words and not unread:
        return Choice("表头与栏次不一致，金额不能判断，按表头读", Decimal("0.7"))
    return Choice(None)


def _scattered(keys: dict[int, str]) -> int:
    """How many parts of one whole do not stand together: a word pushed out of its group."""
    columns = sorted(keys)
    groups: dict[str, list[int]] = {}
    for c, key in keys.items():
        parent = nearest(parents_of(meaning_of_measure(key)), set(keys.values()) - {key})
        if parent and parent != "total":
            groups.setdefault(parent, []).append(columns.index(c))
    return sum(max(g) - min(g) + 1 - len(g) > 0 for g in groups.values())


def _broken(view: View, reading: list[tuple[Column, str, Meaning]]) -> int:
    """How many printed column sums do not hold in a reading."""
    columns = {key: column.c for column, key, _ in reading}
    children: dict[str, list[int]] = {}
    for column, key, meaning in reading:
        parent = nearest(parents_of(meaning), columns.keys() - {key})
        if parent:
            children.setdefault(parent, []).append(column.c)
    broken = 0
    for r in range(view.body_row, view.n_rows):
        for parent, parts in children.items():
            total = amount_at(view, r, columns[parent]) or Decimal(0)
            found = sum((amount_at(view, r, c) or Decimal(0) for c in parts), Decimal(0))
            broken += abs(total - found) > _SLACK * len(parts)
    return broken
