"""Rows of the revenue | expenditure overviews (T01, T04, J01, J04)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from extractors.forms.columns import Block
from extractors.forms.facets import combine, meaning_of, nearest
from extractors.forms.labels import is_total, split_code, take_apart
from extractors.forms.rows import (
    FUNCTION,
    NameWalker,
    Row,
    Rows,
    amount_at,
    code_level,
    code_parents,
    is_blank_row,
    label_texts,
    make_unique,
)
from extractors.forms.rows_codes import first_amounts, place_unknown
from extractors.forms.view import View
from extractors.forms.vocab import Item, vocabulary
from extractors.text import normalise

_FUND_ROWS = {
    "FISCAL": "fiscal", "GPB": "gpb", "GPB.OWN": "gpb.own", "GPB.UPPER": "gpb.upper",
    "GPB.GENERAL": "gpb.general", "GPB.NONTAX": "gpb.nontax", "GF": "gf", "GF.OWN": "gf.own",
    "GF.UPPER": "gf.upper", "SOE": "soe", "SOE.OWN": "soe.own", "SOE.UPPER": "soe.upper",
    "SPECIAL": "special", "SPECIAL.EDU": "special.edu", "SPECIAL.OTHER": "special.other",
    "OWN": "own", "OWN.BUSINESS": "own.business", "OWN.SUBSIDY": "own.subsidy",
    "OWN.AFFILIATE": "own.affiliate", "OWN.OPERATING": "own.operating", "OWN.OTHER": "own.other",
    "NONFISCAL": "nonfiscal",
}  # fmt: skip
#: So many rows name a kind before a table is one of kinds.
_MIN_KINDS = 2
_KIND_ROWS = {
    "basic", "personnel", "public_use", "project", "operating", "remit_upward",
    "subsidy_affiliates", "reserve", "surplus_allocation", "project_other_operation",
    "project_specific_target",
}  # fmt: skip


def read_block_rows(view: View, block: Block, fiscal_year: int | None) -> Rows:
    """Rows of one side of an overview; ``block.side`` is in, ex or use."""
    side = block.side or "ex"
    out = Rows()
    reader = _Revenue(fiscal_year) if side == "in" else _Expenditure(fiscal_year)
    last_total = _last_total(view, block)
    unknown = 0
    for r in range(view.body_row, view.n_rows):
        if is_blank_row(view, block, r):
            continue
        texts = label_texts(view, block, r)
        if not texts:
            if any(amount_at(view, r, m.c) is not None for m in block.measures):
                out.unread.append(r)
            continue
        text = texts[-1]
        label = " / ".join(normalise(t) for t in texts)
        if not any(view.starts_at(r, m.c) for m in block.measures):
            continue  # the label runs on into the next block, and so does its amount
        row = reader.total(r, label, text, is_last=r == last_total)
        row = row or (side == "use" and _economic_use(r, label, text, fiscal_year)) or None
        row = row or reader.row(r, label, text)
        if row is None:
            unknown += 1
            prefix = side if side in {"in", "use"} else "ex"
            row = Row(
                r, f"{prefix}.X{unknown}", label, level=1, confidence=Decimal("0.7"),
                parents=reader.above(),
            )  # fmt: skip
            out.notes.append(f"项目“{label}”不在词表中")
        out.rows.append(row)
    if side == "use":
        _detach(view, block, out.rows)
    amounts = first_amounts(view, block)
    _release_lone_parts(out.rows, amounts)
    place_unknown(out, amounts)
    make_unique(out.rows)
    return out


def _release_lone_parts(rows: list[Row], amounts: dict[int, Decimal]) -> None:
    """财政拨款收入 / 其中：政府性基金: the one part that is named does not make up the sum."""
    by_key = {row.key: row for row in rows}
    parents = {row.key: nearest(row.parents, by_key) for row in rows}
    for row in rows:
        above = parents[row.key]
        alone = sum(1 for p in parents.values() if p == above) == 1
        if not above or not alone or not take_apart(row.label).of_which:
            continue
        if amounts.get(row.r) != amounts.get(by_key[above].r):
            row.parents = []


def read_revenue_rows(view: View, block: Block, fiscal_year: int | None) -> Rows | None:
    """Rows of an income table whose rows are sources; None where they are something else."""
    out = Rows()
    items = vocabulary().rows["revenue"]
    known = 0
    for r in range(view.body_row, view.n_rows):
        texts = label_texts(view, block, r)
        if not texts or is_blank_row(view, block, r):
            continue
        label = " / ".join(normalise(t) for t in texts)
        if is_total(texts[0]):
            out.rows.append(Row(r, "T", label, 0))
            continue
        meaning, unknown = combine(texts, fiscal_year)
        if unknown or not (meaning.fund or meaning.vintage):
            out.rows.append(Row(r, f"X{len(out.rows)}", label, 1, confidence=Decimal("0.7")))
            continue
        known += 1
        fund = meaning.fund
        if fund == "GPB.NONTAX" and any("专户" in t for t in texts):
            fund = "SPECIAL.OTHER"
        key = "in." + _FUND_ROWS[fund] if fund else "in.carry"
        parents = [p if p != "in.T" else "T" for p in _chain(key, items)]
        if meaning.of_which:
            parents = []
            key += ".part" if any(row.key == key for row in out.rows) else ""
        vintage = "carry_over" if meaning.vintage == "carry" else None
        out.rows.append(Row(r, key, label, 1, parents, fund=fund, vintage=vintage))
    if not known or known * 2 < len(out.rows):
        return None
    make_unique(out.rows)
    return out


def read_kind_rows(view: View, block: Block, fiscal_year: int | None) -> Rows | None:
    """Rows of an expenditure table whose rows are kinds (基本支出, 项目支出 ...), or None."""
    labels = [label_texts(view, block, r) for r in range(view.body_row, view.n_rows)]
    meanings = [meaning_of(t[-1], fiscal_year) for t in labels if t and not is_total(t[-1])]
    kinds = sum(1 for m in meanings if m is not None and m.kind in _KIND_ROWS)
    if kinds < _MIN_KINDS or kinds * 2 < len(meanings):
        return None
    out = read_block_rows(view, replace(block, side="ex"), fiscal_year)
    for row in out.rows:
        row.key = "T" if row.key == "ex.T" else row.key
        row.parents = ["T" if p == "ex.T" else p for p in row.parents]
    return out


def _economic_use(r: int, label: str, text: str, fiscal_year: int | None) -> Row | None:
    """An economic class in a panel that parts the expenditure a second time."""
    coded = split_code(text)
    meaning = meaning_of(coded[1] if coded else text, fiscal_year)
    code = coded[0][:3] if coded and coded[0][0] in "35" else meaning.economic if meaning else None
    if code is None or (meaning and meaning.kind):
        return None
    return Row(r, f"use.e{code}", label, 1, [], economic=code)


def _last_total(view: View, block: Block) -> int:
    found = -1
    for r in range(view.body_row, view.n_rows):
        texts = label_texts(view, block, r)
        if texts and is_total(texts[-1]):
            found = r
    return found


def _detach(view: View, block: Block, rows: list[Row]) -> None:
    """支出用途 parts the same total a second time: its rows are no parts of the first.

    A label that begins left of the block names a sum of the whole expenditure side.
    """
    left = block.labels[0].c if block.labels else 0
    for row in rows:
        if view.cells[row.r][left].col < left:
            continue
        row.parents = []
        if row.key in {"ex.T", "ex.current"}:
            row.key = "use." + row.key[3:]


def _chain(key: str, items: dict[str, Item]) -> list[str]:
    out = []
    while key in items and items[key].part_of:
        key = str(items[key].part_of)
        out.append(key)
    return out


class _Revenue:
    """Labels of the revenue side; remembers whether it stands below 上年结转."""

    def __init__(self, fiscal_year: int | None) -> None:
        self._year = fiscal_year
        self._items = vocabulary().rows["revenue"]
        self._carry = False
        self._seen: set[str] = set()
        self._levels: dict[str, int] = {}
        self._is_below_current = False

    def total(self, r: int, label: str, text: str, *, is_last: bool) -> Row | None:
        core = take_apart(text, self._year).core
        if not is_total(text):
            return None
        self._carry = False
        current = core.startswith(("本年", "当年")) or not is_last
        key = "in.current" if current else "in.T"
        # printed first, it is the sum of what follows
        self._is_below_current = self._is_below_current or (
            key == "in.current" and bool(self._seen)
        )
        return Row(r, key, label, 0 if key == "in.T" else 1, _chain(key, self._items))

    def above(self) -> list[str]:
        """Sums that an unknown source may be a part of: none is certain."""
        return []

    def row(self, r: int, label: str, text: str) -> Row | None:
        apart = take_apart(text, self._year)
        meaning = meaning_of(text, self._year)
        if meaning is None:
            return None
        if apart.level == 1 and meaning.vintage != "carry":
            candidate = "in." + _FUND_ROWS.get(meaning.fund or "", "")
            if candidate not in self._seen:
                self._carry = False
        if meaning.vintage == "carry":
            self._carry = True
        if meaning.vintage == "surplus":
            key = "in.surplus"
        elif self._carry:
            key = "in.carry" + ("." + _FUND_ROWS[meaning.fund] if meaning.fund else "")
        elif meaning.fund:
            key = "in." + _FUND_ROWS[meaning.fund]
        elif meaning.vintage == "current":
            key = "in.current"
        else:
            return None
        if apart.of_which and key in self._seen and f"{key}.own" in self._items:
            key = f"{key}.own"  # 基金预算拨款 / 其中：政府性基金收入
        self._seen.add(key)
        parents = self._beside(apart.level, _chain(key, self._items) or ["in.current", "in.T"])
        self._levels[key] = apart.level
        vintage = "carry_over" if self._carry or key == "in.surplus" else None
        fund = self._items[key].fund if key in self._items else meaning.fund
        if apart.of_which and key not in self._items:
            parents = []
        return Row(
            r, key, label, len(parents), parents, fund=fund, vintage=vintage,
        )  # fmt: skip

    def _beside(self, level: int, parents: list[str]) -> list[str]:
        """Parents without those that the form prints beside the row: equal ordinals (一、 三、),
        and the current year's sum where that is printed above it."""
        kept = [p for p in parents if not (level == 1 and self._levels.get(p) == 1)]
        if self._is_below_current:
            kept = [p for p in kept if p != "in.current" and self._levels.get(p) != 1]
        return kept


class _Expenditure:
    """Labels of the expenditure side: classes with or without codes, kinds, carry-over."""

    def __init__(self, fiscal_year: int | None) -> None:
        self._year = fiscal_year
        self._items = vocabulary().rows["expenditure"]
        self._walker = NameWalker(FUNCTION)
        self._kind: str | None = None

    def total(self, r: int, label: str, text: str, *, is_last: bool) -> Row | None:
        if not is_total(text):
            return None
        core = take_apart(text, self._year).core
        current = core.startswith(("本年", "当年")) or not is_last
        key = "ex.current" if current else "ex.T"
        return Row(r, key, label, 0 if key == "ex.T" else 1, _chain(key, self._items))

    def above(self) -> list[str]:
        """Sums that an unknown class may be a part of: those of its neighbours above."""
        last = self._walker.last
        return [f"ex.{c}" for c in dict.fromkeys((last[:5], last[:3])) if c]

    def row(self, r: int, label: str, text: str) -> Row | None:
        coded = split_code(text)
        apart = take_apart(text, self._year)
        code = coded[0] if coded and coded[0][0] == "2" else None
        if code is None and self._kind and not self._walker.last:
            economic = self._economic_class(r, label, text)
            if economic is not None:
                return economic
        if code is None:
            code = self._walker.find(
                apart.core, top=apart.level in {1, 2} or self._is_top(apart.level)
            )
        else:
            self._walker.go_to(code)
        if code:
            parents = [f"ex.{c}" for c in code_parents(code)] + ["ex.current", "ex.T"]
            return Row(
                r, f"ex.{code}", label, code_level(code), parents, code=code, scheme=FUNCTION
            )
        meaning = meaning_of(text, self._year)
        if meaning is None:
            self._walker.lose_way()
            return None
        if meaning.vintage == "carry_out" or (meaning.vintage == "carry" and not meaning.kind):
            key = "ex.carry_out"
            if meaning.fund and meaning.fund != "FISCAL":
                key += "." + _FUND_ROWS[meaning.fund]
            return Row(r, key, label, 1, ["ex.T"], fund=meaning.fund, vintage="carry_over")
        if meaning.kind in _KIND_ROWS:
            key = f"ex.{meaning.kind}"
            parents = _chain(key, self._items) or ["ex.current", "ex.T"]
            if meaning.kind == "surplus_allocation":
                parents = ["ex.T"]
            kind = self._kind = meaning.kind
            return Row(r, key, label, len(parents), parents, kind=kind)
        if meaning.vintage == "current":
            return Row(r, "ex.current", label, 1, ["ex.T"])
        return None

    def _economic_class(self, r: int, label: str, text: str) -> Row | None:
        """A class below a kind, in an overview of kinds: 一、基本支出 / 工资福利支出."""
        meaning = meaning_of(text, self._year)
        if meaning is None or meaning.economic is None or meaning.economic[0] != "3":
            return None
        above = f"ex.{self._kind}"
        parents = [above, *_chain(above, self._items)]
        kind = self._kind if self._kind in _KIND_ROWS else None
        return Row(
            r, f"{above}.e{meaning.economic}", label, len(parents), parents,
            economic=meaning.economic, kind=kind,
        )  # fmt: skip

    def _is_top(self, level: int) -> bool:
        return level == 3 and len(self._walker.last) in {0, 3}
