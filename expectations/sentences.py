"""Findings in words: one plain sentence in Chinese and one in English, with both numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from expectations.catalogue import Identity


@dataclass(frozen=True, slots=True)
class Operand:
    """One operand as the sentence names it."""

    fact: str
    source: str
    side: str
    sign: int
    form: str
    title: str
    row: str
    column: str
    raw_text: str
    is_blank: bool

    @property
    def zh(self) -> str:
        """Form, row and column in Chinese; a narrative number by its pattern's words."""
        if self.source == "cell":
            column = self.column.replace(" / ", "·")
            return (
                f"{self.title}“{self.row}”行“{column}”栏"
                if column
                else f"{self.title}“{self.row}”行"
            )
        if self.source == "mention":
            return f"说明文字“{_short(self.row)}”中的{self.raw_text}"
        return f"{self.title}“{self.row}”" if self.row else self.title

    @property
    def en(self) -> str:
        """The same in English; printed words stay Chinese."""
        if self.source == "cell":
            return f"{self.title}, row “{self.row}”, column “{self.column}”"
        if self.source == "mention":
            return f"the narrative “{_short(self.row)}”"
        return f"{self.title} “{self.row}”" if self.row else self.title


def _short(text: str, length: int = 36) -> str:
    return text if len(text) <= length else text[:length] + "……"


def plain(value: Decimal | None) -> str:
    """A decimal without trailing zeros beyond two places, without a sign."""
    if value is None:
        return ""
    text = f"{abs(value).normalize():f}"
    whole, _, fraction = text.partition(".")
    return f"{whole}.{fraction.ljust(2, '0')}" if fraction else whole


def _join(names: Sequence[str], more: str, final: str) -> str:
    if len(names) > 4:
        return more.format(n=len(names), first=names[0])
    return final.join(["、".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def _parts(operands: Sequence[Operand], lead: Operand | None) -> tuple[str, str]:
    """The computed side in words: rows or columns alone where the rest is shared."""
    parts = [o for o in operands if o.side == "computed" and not o.is_blank] or [
        o for o in operands if o.side == "computed"
    ]
    if (
        lead
        and lead.source == "cell"
        and all(o.source == "cell" and o.form == lead.form for o in parts)
    ):
        if all(o.row == lead.row for o in parts):
            zh = [o.column.rpartition(" / ")[2] for o in parts]
        elif all(o.column == lead.column for o in parts):
            zh = [f"“{o.row}”" for o in parts]
        else:
            zh = [o.zh for o in parts]
        return _join(zh, "{first}等{n}项", "与"), _join(zh, "{n} items ({first} …)", " and ")
    return (
        _join([o.zh for o in parts], "{first}等{n}项", "与"),
        _join([o.en for o in parts], "{n} items ({first} …)", " and "),
    )


@dataclass(frozen=True, slots=True)
class Failure:
    """A failing verdict with what a sentence needs."""

    identity: Identity
    instance: str
    reported: str | None
    computed: str | None
    difference: Decimal | None
    tolerance: Decimal | None
    unit: str | None
    operands: tuple[Operand, ...]


def _numbers(f: Failure) -> tuple[str, str]:
    unit = f.unit or ""
    space = "" if unit == "%" else " "
    return f"{f.reported}{space}{unit}".strip(), f"{f.computed}{space}{unit}".strip()


def _gap(f: Failure) -> tuple[str, str]:
    unit = f" {f.unit}" if f.unit and f.unit != "%" else "个百分点" if f.unit == "%" else ""
    unit_en = f" {f.unit}" if f.unit and f.unit != "%" else " percentage points" if f.unit else ""
    zh = f"相差 {plain(f.difference)}{unit}"
    en = f"a difference of {plain(f.difference)}{unit_en}"
    if f.tolerance:
        return (
            f"{zh}，超出四舍五入允许的 {plain(f.tolerance)}{unit}",
            f"{en}, more than the {plain(f.tolerance)}{unit_en} that rounding explains",
        )
    return f"{zh}，无法用四舍五入解释", f"{en}, which rounding does not explain"


def sentence(f: Failure) -> tuple[str, str]:
    """One Chinese and one English sentence for a failing verdict, numbers included."""
    lead = next((o for o in f.operands if o.side == "reported"), None)
    reported, computed = _numbers(f)
    lead_zh = lead.zh if lead else f.identity.zh
    lead_en = lead.en if lead else f.identity.en
    parts_zh, parts_en = _parts(f.operands, lead)
    kind = f.identity.kind
    if kind == "sum":
        zh, en = _gap(f)
        total = "之和" if sum(o.side == "computed" for o in f.operands) > 1 else ""
        return (
            f"{lead_zh}为 {reported}，而{parts_zh}{total}为 {computed}，{zh}。",
            f"{lead_en} is {reported}, but {parts_en} give {computed}: {en}.",
        )
    if kind == "same":
        zh, en = _gap(f)
        return (
            f"{lead_zh}为 {reported}，而{parts_zh}为 {computed}，两处应当相同，{zh}。",
            f"{lead_en} is {reported}, but {parts_en} is {computed}; both state one fact: {en}.",
        )
    if kind in ("ratio", "growth"):
        what = "占比" if kind == "ratio" else "增减幅度"
        zh, en = _gap(f)
        return (
            f"{lead_zh}称{what}为 {reported}，按{parts_zh}计算应为 {computed}，{zh}。",
            f"{lead_en} says {reported}, but {parts_en} give {computed}: {en}.",
        )
    if kind == "bound":
        word, word_en = ("大于", "exceed") if f.identity.op == "<=" else ("小于", "be less than")
        zh, en = _gap(f)
        return (
            f"{lead_zh}为 {reported}，不应{word}{parts_zh}的 {computed}，{zh}。",
            f"{lead_en} is {reported} and must not {word_en} {parts_en}, {computed}: {en}.",
        )
    if kind == "text" and f.computed is not None:
        return (
            f"{lead.title if lead else f.identity.zh}写作“{f.reported}”，"
            f"而{_where(f.operands)}写作“{f.computed}”，名称不一致。",
            f"The name reads “{f.reported}” in {lead.title if lead else 'one place'} "
            f"but “{f.computed}” in {_where(f.operands)}.",
        )
    if kind == "set":
        return (
            f"{f.identity.zh}：一处为“{f.reported}”，另一处为“{f.computed}”，两处不一致。",
            f"{f.identity.en}: “{f.reported}” against “{f.computed}”.",
        )
    name = lead.row if lead and lead.row else f.instance
    subject = f"（{name}）" if name else ""
    value = f"，现为“{f.reported}”" if f.reported else ""
    wanted = f"，应为“{f.computed}”" if f.computed else ""
    return (
        f"不符合“{f.identity.zh}”{subject}{value}{wanted}。",
        f"Not as required: {f.identity.en}{f' ({name})' if name else ''}"
        f"{f'; printed: {f.reported}' if f.reported else ''}"
        f"{f'; expected: {f.computed}' if f.computed else ''}.",
    )


def _where(operands: Sequence[Operand]) -> str:
    other = next((o for o in operands if o.side == "computed"), None)
    return other.title if other else "另一处"
