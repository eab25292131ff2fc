"""What a row is: the record that every row axis yields, and class names without codes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from extractors.forms.columns import Block
from extractors.forms.labels import is_note
from extractors.forms.view import View
from extractors.forms.vocab import code_books, key_of_name
from extractors.money import parse_money

FUNCTION, DEPARTMENT, GOVERNMENT = "function", "economic_department", "economic_government"


@dataclass(slots=True)
class Row:
    """One body row with its key; ``parents`` are candidates, nearest first.

    ``is_sum`` marks a sum whose parts hang on other rows; ``is_heading`` a row
    that only names the rows below it and has no amounts of its own; ``counts`` a row
    of cars, visits or guests, which are no money."""

    r: int
    key: str
    label: str
    level: int = 1
    parents: list[str] = field(default_factory=list)
    code: str | None = None
    scheme: str | None = None
    economic: str | None = None
    project: str | None = None
    unit_code: str | None = None
    unit_name: str | None = None
    fund: str | None = None
    vintage: str | None = None
    kind: str | None = None
    confidence: Decimal = Decimal(1)
    is_sum: bool = False
    is_heading: bool = False
    counts: bool = False

    @property
    def is_total(self) -> bool:
        """Whether the row is the total of its table or block."""
        return self.key == "T" or self.key.endswith(".T")


@dataclass(slots=True)
class Rows:
    """Rows of one block, and the rows that could not be named."""

    rows: list[Row] = field(default_factory=list)
    unread: list[int] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def scheme_of(code: str) -> str:
    """Classification scheme by the first digit of a code."""
    return {"2": FUNCTION, "3": DEPARTMENT, "5": GOVERNMENT}[code[0]]


def code_level(code: str) -> int:
    """1 类, 2 款, 3 项 and so on."""
    return (len(code) - 1) // 2


def code_parents(code: str) -> list[str]:
    """Codes of which this one is a part, nearest first: 2010301 -> 20103, 201."""
    return [code[:n] for n in range(len(code) - 2, 2, -2)]


#: Items that carry the same last two digits below every administrative 款.
_COMMON_ITEMS = {
    "行政运行": "01", "一般行政管理事务": "02", "机关服务": "03", "事业运行": "50",
}  # fmt: skip


class NameWalker:
    """Codes for class names that are printed without codes.

    The rows of a classification stand in the order of their codes, so a name
    is looked up below the last code first, then beside it, then beside its
    parents; a name that fits nowhere there is not guessed.  After a name that is in no
    list only a name that a single code carries is found again.
    """

    def __init__(self, scheme: str) -> None:
        self._book = code_books()[scheme]
        self._scheme = scheme
        self.last = ""
        self.guessed = False
        self.is_lost = False

    def go_to(self, code: str) -> None:
        """A row that prints its code, or a unit's row ("") below which the classes begin anew."""
        self.last, self.is_lost = code, False

    def lose_way(self) -> None:
        """A name that nobody knows: what follows may stand below it."""
        self.is_lost = True

    def find(self, name: str, *, top: bool = False) -> str | None:
        """Code of the next row's name, or None; ``top`` where it must be a class (类)."""
        self.guessed = False
        candidates = [c for c in self._book.find(name) if not top or len(c) == 3]
        chosen = self._choose(candidates) if candidates else None
        if self.is_lost and len(candidates) != 1:
            return None  # a name of many places: below the unknown name, or below the last known
        may_be_common = self._scheme == FUNCTION and not top and not self.is_lost
        if chosen is None and may_be_common and len(self.last) >= 5:
            suffix = _COMMON_ITEMS.get(key_of_name(name))
            if suffix and self.last[5:] < suffix:
                chosen, self.guessed = self.last[:5] + suffix, True
        if chosen:
            self.last, self.is_lost = chosen, False
        return chosen

    def _choose(self, candidates: Sequence[str]) -> str | None:
        last = self.last
        if not last:
            tops = [c for c in candidates if len(c) == 3]
            return tops[0] if tops else (candidates[0] if len(candidates) == 1 else None)
        below = [c for c in candidates if c.startswith(last) and len(c) > len(last)]
        if below:
            return min(below, key=len)
        for n in range(len(last), 2, -2):
            stem = last[: n - 2] if n > 3 else ""
            beside = [c for c in candidates if len(c) == n and c.startswith(stem) and c > last[:n]]
            if beside:
                return beside[0]
        return candidates[0] if len(candidates) == 1 else None


def has_amounts(view: View, block: Block, r: int) -> bool:
    """Whether any measure of the block prints a number in this row."""
    return any(amount_at(view, r, m.c) is not None for m in block.measures)


def amount_at(view: View, r: int, c: int) -> Decimal | None:
    """The number printed at (r, c), or None for a blank, words or a covered cell."""
    if not view.starts_at(r, c):
        return None
    printed = parse_money(view.cells[r][c].text)
    return None if printed is None or printed.is_blank else printed.value


def label_texts(view: View, block: Block, r: int, *, remarks: bool = True) -> list[str]:
    """Texts of the label columns of a row, each spanning cell once, without empty ones.

    ``remarks`` says whether columns of remarks (备注) count."""
    seen: set[tuple[int, int]] = set()
    out = []
    for column in block.labels:
        if column.role == "text" and not remarks:
            continue
        cell = view.cells[r][column.c]
        if (cell.row, cell.col) in seen or not view.texts[r][column.c]:
            continue
        if column.role in {"lineno", "ordinal"} or view.runs_over(r, cell.col):
            continue
        if cell.row < view.body_row:
            continue  # a header cell that reaches down beside the total
        seen.add((cell.row, cell.col))
        out.append(view.texts[r][column.c])
    return out


def is_blank_row(view: View, block: Block, r: int) -> bool:
    """Whether neither a label nor an amount stands in this row of the block, or a remark does."""
    texts = {view.texts[r][m.c] for m in (*block.labels, *block.measures)} - {""}
    return not texts or (len(texts) == 1 and is_note(texts.pop()))


def make_unique(rows: list[Row]) -> bool:
    """Number rows whose key stands more than once (``key#1``, ``key#2``); True if any did.

    None of several equal rows is the one, so every one of them gets a number.
    """
    by_key: dict[str, list[Row]] = {}
    for row in rows:
        by_key.setdefault(row.key, []).append(row)
    changed = False
    for key, group in by_key.items():
        if len(group) == 1:
            continue
        changed = True
        for n, row in enumerate(group, 1):
            row.key = f"{key}#{n}"
            row.confidence = min(row.confidence, Decimal("0.9"))
    return changed
