"""Columns of a table: which name the row, which carry amounts, and of what.

A table falls into blocks where names follow amounts again (收入 | 支出, or two
panels of economic classes side by side).  Within a block the header words that
stand above every amount say nothing about one column and are set aside.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from extractors.forms.facets import Meaning, combine, meaning_of
from extractors.forms.labels import (
    COUNTS,
    SHARES,
    bare_code,
    has_han,
    is_total,
    split_code,
    take_apart,
)
from extractors.forms.view import View, is_amount_column
from extractors.forms.vocab import FormSpec, allowed, code_books, vocabulary
from extractors.money import find_money_unit

#: Begin of the key of a part of 本年收入 where 本年支出 stands beside it.
INCOME_OF = "income_"
_PART = re.compile(r"类|款|项|类级|款级|项级")
#: In a final account 预算数 stands beside 决算数 and is the budget, not the amount itself.
_FINAL_BUDGET = re.compile(r"^(?:全年|年初|调整)?预算数?$")


@dataclass(slots=True)
class Column:
    """One column: ``role`` is measure, name, or one of the label roles.

    ``measure_kind`` is set where the words say nothing and the numbers had to be looked at.
    """

    c: int
    path: tuple[str, ...]
    role: str
    meaning: Meaning = field(default_factory=Meaning)
    key: str | None = None
    item: str | None = None
    money_unit: str | None = None
    note: str | None = None
    measure_kind: str | None = None

    @property
    def label(self) -> str:
        """Header path as printed."""
        return " / ".join(self.path)

    def vintage_words(self, pattern: str) -> bool:
        """Whether the column is one of a budget and its header has these words."""
        return self.meaning.vintage == "budget" and bool(re.search(pattern, "".join(self.path)))


@dataclass(slots=True)
class Block:
    """Label columns and the amounts that belong to them; ``side`` is in, ex or None."""

    labels: list[Column]
    measures: list[Column]
    side: str | None = None
    fund: str | None = None
    kind: str | None = None


def blocks_of(view: View, spec: FormSpec | None, fiscal_year: int | None) -> list[Block]:
    """Parts a table into blocks with resolved columns."""
    columns = [_column(view, c, fiscal_year) for c in range(view.n_cols)]
    blocks: list[Block] = []
    for column in columns:
        if column.role == "skip":
            continue
        is_measure = column.role == "measure"
        if _is_gap(view, column, columns):
            continue
        is_opener = column.role in {"name", "code", "part", "project", "unit", "unit_code"}
        if not blocks or (is_opener and blocks[-1].measures):
            blocks.append(Block([], []))
        (blocks[-1].measures if is_measure else blocks[-1].labels).append(column)
    if len(blocks) > 1 and not blocks[-1].measures:
        blocks[-2].labels += blocks.pop().labels
    if spec is not None and spec.axis == "list" and blocks:  # one line is one thing: no panels
        blocks = [
            Block([c for b in blocks for c in b.labels], [c for b in blocks for c in b.measures])
        ]
    for index, block in enumerate(blocks):
        _resolve(block, spec, fiscal_year)
        block.side = _side(block, index, len(blocks)) if spec and spec.axis == "blocks" else None
    return [b for b in blocks if b.measures]


def _column(view: View, c: int, fiscal_year: int | None) -> Column:
    path = view.paths[c]
    leaf = take_apart(path[-1], fiscal_year).core if path else ""
    money = next((u for u in (find_money_unit(p) for p in path) if u), None)
    amounts = is_amount_column(view, c)
    if leaf and _PART.fullmatch(leaf):
        return Column(c, path, "part")
    for role, pattern, name in vocabulary().facets.roles:
        if not pattern.fullmatch(leaf) or not allowed(name, leaf):
            continue
        if role == "project" and leaf == "项目" and codes_dominate(view, c):
            return Column(c, path, "name")
        if role in {"unit", "project", "text"} and amounts:
            break
        return Column(c, path, role)
    body = [view.texts[r][c] for r in range(view.body_row, view.n_rows) if view.starts_at(r, c)]
    if not amounts and (guessed := role_of_content(leaf, body)):
        return Column(c, path, guessed)
    words = sum(1 for text in body if has_han(text))
    known = bool(path) and meaning_of(path[-1], fiscal_year) is not None
    if amounts and not known and codes_dominate(view, c):
        return Column(c, path, "code")
    if amounts:
        return Column(c, path, "measure", money_unit=money)
    if words:
        return Column(c, path, "name")
    if not known and (not path or not any(body)):
        return Column(c, path, "skip" if not path else "name")
    return Column(c, path, "measure" if known else "name", money_unit=money)


def _is_gap(view: View, column: Column, columns: list[Column]) -> bool:
    """Whether an unknown column without content stands among amounts under one header.

    因公出国（境）费 / 金额 | 团组数: where nobody went abroad both are blank, and the second is
    no name that begins another panel.
    """
    before = columns[column.c - 1] if column.c else None
    if column.role != "name" or before is None or len(column.path) < 2:
        return False
    body = (view.texts[r][column.c] for r in range(view.body_row, view.n_rows))
    return (
        before.path[:1] == column.path[:1]
        and before.role in {"measure", "name"}
        and not _LABEL.search(column.path[-1])
        and not any(body)
    )


_LABEL = re.compile("名称|科目|项目|单位|部门|分类|类型|性质|事项|内容")
_YEAR_CELL = re.compile(
    r"20\d\d年?(?:度)?(?:预算|决算|执行)?数?|(?:上|本|当)年度?(?:预算|决算|执行)?数?|.{0,24}增减.{0,8}"
)
_LONG = 30


def role_of_content(leaf: str, body: list[str]) -> str | None:
    """Role of a column with words, where its own header word is none that is known.

    Rows of years and rows of units are told by what stands in the cells (and a part of
    the header word); what cannot be told is None, and the column a name.
    """
    texts = [text for text in body if text]
    if not texts:
        return None
    if all(_YEAR_CELL.fullmatch(text) for text in texts) and any("20" in t for t in texts):
        return "year"
    if re.search(r"单位|部门", leaf) and not re.search(r"科目|项目|分类|经济|[:：]", leaf):
        digits = sum(1 for text in texts if re.fullmatch(r"\d{3,15}", text))
        if digits * 2 > len(texts):
            return "unit_code"
        return "unit" if sum(map(has_han, texts)) * 2 > len(texts) else None
    if "项目" in leaf and re.search(r"名称|事项|内容", leaf) and "科目" not in leaf:
        return "project"
    if sum(len(text) for text in texts) > _LONG * len(texts):
        return "text"
    return None


def codes_dominate(view: View, c: int) -> bool:
    """Whether most body cells of a column carry a classification code."""
    texts = [
        view.texts[r][c]
        for r in range(view.body_row, view.n_rows)
        if view.texts[r][c] and view.starts_at(r, c)
    ]
    coded = sum(1 for t in texts if bare_code(t) or split_code(t))
    return bool(texts) and coded * 2 > len(texts)


def _resolve(block: Block, spec: FormSpec | None, fiscal_year: int | None) -> None:
    """Give every measure of a block its meaning and its key."""
    measures = block.measures
    common = _common(measures)
    shared, _ = combine(common, fiscal_year)
    block.fund, block.kind = shared.fund, shared.kind
    is_final = spec is not None and spec.doc_kind == "final_account"
    for column in measures:
        own = list(column.path[len(common) :]) or list(column.path[-1:])
        if is_final:
            own = [_FINAL_BUDGET.sub("全年预算数", text) for text in own]
        meaning, unknown = combine(own, fiscal_year)
        if unknown:
            leaf = column.path[-1] if column.path else ""
            if len(measures) == 1 and not (COUNTS.search(leaf) or SHARES.search(leaf)):
                column.note = f"列名“{column.label}”未识别，按唯一金额列处理"
                meaning = Meaning()
            else:
                column.note = f"列名“{column.label}”未识别"
                column.key = None
                continue
        meaning = _without_constants(meaning, spec)
        column.meaning, column.key, column.item = meaning, meaning.key(), meaning.item
    _settle(measures)


def _common(measures: list[Column]) -> tuple[str, ...]:
    """Leading header words that stand above every measure of the block."""
    if not measures:
        return ()
    if len(measures) == 1:
        return measures[0].path[:-1]
    common = measures[0].path
    for column in measures[1:]:
        n = 0
        while n < min(len(common), len(column.path)) and common[n] == column.path[n]:
            n += 1
        common = common[:n]
    return common


def _without_constants(meaning: Meaning, spec: FormSpec | None) -> Meaning:
    """Take away what the form itself already says."""
    if spec is None:
        return meaning
    fund = None if spec.fund and meaning.fund == spec.fund else meaning.fund
    kind = None if spec.kind and meaning.kind == spec.kind else meaning.kind
    carry = spec.vintage == "carry_over" and meaning.vintage == "carry"
    return Meaning(
        fund, kind, None if carry else meaning.vintage, meaning.economic, meaning.item,
        meaning.of_which, meaning.side, meaning.is_composed,
    )  # fmt: skip


def _settle(measures: list[Column]) -> None:
    """Rules between the columns of one block: income, current, equal keys."""
    _one_economic_scheme(measures)
    _current_beside_carried(measures)
    keys = {m.key for m in measures}
    sides = {m.meaning.side for m in measures if m.key and m.meaning.vintage == "current"}
    for m in measures:
        if m.key and m.meaning.kind and {"in", "ex"} <= sides and _below_income(m):
            m.key = INCOME_OF + m.key  # 本年收入 / 项目支出: what came in for projects
        elif m.key == "current" and {"in", "ex"} <= sides:
            m.key = "income" if m.meaning.side == "in" else "total"
        elif m.key == "current" and "total" not in keys:
            m.key = "total"
        elif m.key == "total" and m.meaning.side == "in" and "ex" in sides:
            m.key = "income"
    # 年初预算数 beside 全年预算数: the account is held against the budget as it was in the end
    final = {(m.item, m.key) for m in measures if m.vintage_words("全年|调整")}
    for m in measures:
        if (m.item, m.key) in final and m.vintage_words("年初预算"):
            m.note, m.key = f"列“{m.label}”不是调整后的预算数", None
    seen: dict[tuple[str | None, str], Column] = {}
    for m in measures:
        if m.key is None:
            continue
        other = seen.setdefault((m.item, m.key), m)
        if other is not m:
            m.note = other.note = f"列“{m.label}”与“{other.label}”读成同一项"
    for m in measures:
        if m.note and "同一项" in m.note:
            m.key = None


def _below_income(m: Column) -> bool:
    return any("收入" in text and "支出" not in text for text in m.path[:-1])


def _current_beside_carried(measures: list[Column]) -> None:
    """本年预算数 | 上年结转 | 合计: beside what is carried over the year's amount is no total."""
    totals = [m for m in measures if m.key == "total" and m.item is None]
    if len(totals) != 2 or not any((m.key or "").startswith("carry") for m in measures):
        return
    year = [m for m in totals if not is_total(m.path[-1])]
    if len(year) == 1:
        year[0].meaning = replace(year[0].meaning, vintage="current")
        year[0].key = year[0].meaning.key()


def _one_economic_scheme(measures: list[Column]) -> None:
    """Columns of government classes: a name that both classifications have is theirs too."""
    codes = {m.meaning.economic[0] for m in measures if m.key and m.meaning.economic}
    if codes != {"3", "5"}:
        return
    government = code_books()["economic_government"]
    for m in measures:
        if m.key and m.meaning.economic and m.meaning.economic[0] == "3":
            found = [c for c in government.find(take_apart(m.path[-1]).core) if len(c) == 3]
            if len(found) == 1:
                m.meaning = replace(m.meaning, economic=found[0])
                m.key = m.meaning.key()


def block_head(block: Block) -> str:
    """The topmost header words of a block, joined."""
    return "".join(text for column in (*block.labels, *block.measures) for text in column.path[:1])


def _side(block: Block, index: int, n_blocks: int) -> str:
    head = block_head(block)
    if "收入" in head and "支出" not in head:
        return "in"
    if "支出" in head or (index >= 2 and "经济" in head):
        words = "".join(text for column in block.labels for text in column.path)
        again = index == n_blocks - 1 or re.search("经济|性质|用途|类别|构成", words)
        return "use" if n_blocks > 2 and index >= 2 and again else "ex"
    return "in" if index == 0 else "ex"
