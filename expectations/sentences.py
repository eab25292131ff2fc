"""Findings in words: one plain sentence in Chinese and one in English, with both numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from expectations.identity import Identity, Says
from expectations.words import FORM_TITLES, Words, heads, unit_words

#: Places that have no printed title -> what to call them.
_PLACES = {
    "DOC": ("封面", "the cover"),
    "N07.block": ("项目支出说明", "the project notes"),
    "N11.item": ("结转项目说明", "the carry-over notes"),
    "DUTY.item": ("主要职能", "the section on duties"),
    "TOC.item": ("目录", "the contents page"),
    "HEAD.item": ("正文标题", "the headings of the text"),
    "GLOSS.item": ("名词解释", "the glossary"),
}
_ATTRIBUTES = {
    "unit_name": ("单位名称", "unit name"),
    "performance.unit_name": ("预算单位", "unit"),
    "performance.project_name": ("项目名称", "project name"),
    "performance.budget_total": ("年度预算总额", "project budget"),
    "performance.budget_fiscal": ("财政拨款", "fiscal appropriation"),
    "performance.budget_other": ("其他资金", "other funds"),
    "performance.budget_carry": ("上年结转", "carry-over"),
    "performance.fund_own": ("本级安排", "own-level funds"),
    "performance.fund_upper": ("上级安排", "upper-level funds"),
    "prior_year": ("预算年度的上一年", "the year before the budget year"),
}


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
    def place(self) -> tuple[str, str]:
        """Where it stands, in Chinese and English: form title, cover, narrative."""
        if self.source == "form":
            return self.row, self.row
        if self.source == "mention":
            return _PLACES.get(self.form, ("说明文字", "the narrative"))
        return _PLACES.get(self.form, (self.title, self.title))

    @property
    def zh(self) -> str:
        """Form, row and column in Chinese; a narrative number with its sentence."""
        place = self.place[0]
        if self.source == "cell":
            column = heads(self.column, "·")
            return f"{place}“{self.row}”行“{column}”栏" if column else f"{place}“{self.row}”行"
        if self.source == "mention":
            return f"{place}“{_around(self.row, self.raw_text)}”"
        return f"{place}“{_ATTRIBUTES.get(self.row, (self.row, ''))[0]}”" if self.row else place

    @property
    def en(self) -> str:
        """The same in English; printed words stay Chinese."""
        place = self.place[1]
        if self.source == "cell":
            column = heads(self.column, " / ")
            return f"{place}, row “{self.row}”" + (f", column “{column}”" if column else "")
        if self.source == "mention":
            return f"{place} “{_around(self.row, self.raw_text)}”"
        return f"{place} “{_ATTRIBUTES.get(self.row, ('', self.row))[1]}”" if self.row else place


def _around(sentence: str, token: str, length: int = 44) -> str:
    """The part of a sentence that shows the token, cut with dots where it is long."""
    if len(sentence) <= length:
        return sentence
    at = max(sentence.find(token), 0)
    start = min(max(at + len(token) + 8 - length, 0), at)
    end = min(start + length, len(sentence))
    return ("……" if start else "") + sentence[start:end] + ("……" if end < len(sentence) else "")


def _grouped(text: str | None) -> str | None:
    """A printed number with thousands separators, its decimals as they are; other text as it is."""
    try:
        return text and f"{Decimal(text):,f}"
    except InvalidOperation:
        return text


_QUOTE = re.compile('[“"](.*?)[”"]')


def _nested(text: str | None) -> str:
    """A printed text as it stands between quotation marks: its own ones are the inner ones."""
    return _QUOTE.sub(r"‘\1’", text or "")


def plain(value: Decimal | None) -> str:
    """A decimal without trailing zeros beyond two places, without a sign."""
    if value is None:
        return ""
    text = f"{abs(value).normalize():,f}"
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
    if lead and parts and (together := _said_together(parts, lead)) is not None:
        return together
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


def _said_together(parts: Sequence[Operand], lead: Operand) -> tuple[str, str] | None:
    """Parts in the lead's own sentence, or in its own form beside the table: not named twice."""
    n = len(parts)
    if n > 1 and all(o.source == lead.source == "mention" and o.row == lead.row for o in parts):
        return f"同一句所列 {n} 项", f"the {n} items of the same sentence"
    if all(o.source == lead.source != "cell" and o.place == lead.place and o.row for o in parts):
        zh = [o.zh.removeprefix(o.place[0]) for o in parts]
        en = [o.en.removeprefix(o.place[1]).strip() for o in parts]
        if lead.source != "mention" and all(zh):
            return _join(zh, "{first}等{n}项", "与"), _join(en, "{n} items ({first} …)", " and ")
    return None


def _unprinted(f: Failure) -> tuple[str, str]:
    """The computed side where nothing is printed: an absent row counts as zero, and that is said."""
    if f.computed is not None and not Decimal(f.computed):
        return (
            "对照处（没有印出相应的数，按零计）",
            "the other place (no number printed, taken as zero)",
        )
    return "对照的数", "the other number"


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
    members: tuple[tuple[Identity, str], ...] = ()


def same_elsewhere(f: Failure) -> tuple[str, str]:
    """A sentence more where another table prints the same row, which fails in the same way."""
    lead = next(o for o in f.operands if o.side == "reported")
    zh, en = lead.place
    return f"“{zh}”的同一行同样不符。", f"The same row of “{en}” disagrees in the same way."


def same_again(places: int) -> tuple[str, str]:
    """A sentence more where one cause shows in several places of a document; else nothing."""
    if places < 2:
        return "", ""
    return f"同样的问题共 {places} 处。", f" There are {places} such places."


def _numbers(f: Failure, unit: str | None) -> tuple[str, str]:
    """Both numbers with their unit, which is said in the language of the sentence."""
    space = "" if unit == "%" else " "
    reported, computed = _grouped(f.reported), _grouped(f.computed)
    return f"{reported}{space}{unit or ''}".strip(), f"{computed}{space}{unit or ''}".strip()


def _gap(f: Failure) -> tuple[str, str]:
    words = unit_words(f.unit, is_difference=True)
    unit = f" {words.zh}".rstrip()
    unit_en = f" {words.en}".rstrip()
    zh = f"相差 {plain(f.difference)}{unit}"
    en = f"a difference of {plain(f.difference)}{unit_en}"
    if f.tolerance:
        return (
            f"{zh}，超出四舍五入允许的 {plain(f.tolerance)}{unit}",
            f"{en}, more than the {plain(f.tolerance)}{unit_en} that rounding explains",
        )
    return f"{zh}，无法用四舍五入解释", f"{en}, which rounding does not explain"


def _said(says: Says, f: Failure, lead: Operand | None) -> tuple[str, str]:
    """The identity's own words, filled in."""
    form = FORM_TITLES.get(f.instance, Words(f.instance, f.instance))
    fields = {
        "reported": _nested(_grouped(f.reported)),
        "computed": _nested(_grouped(f.computed)),
        "difference": plain(f.difference),
        "name": _nested(lead.row if lead and lead.row else f.instance),
        "instance": _nested(f.instance),
    }
    zh = {"lead": lead.zh, "place": lead.place[0]} if lead else {"lead": f.identity.zh, "place": ""}
    en = {"lead": lead.en, "place": lead.place[1]} if lead else {"lead": f.identity.en, "place": ""}
    zh["unit"], en["unit"] = f.unit or "", unit_words(f.unit).en
    return (
        says.zh.format_map({**fields, **zh, "form": form.zh}) + "。",
        says.en.format_map({**fields, **en, "form": form.en}) + ".",
    )


def sentence(f: Failure) -> tuple[str, str]:
    """One Chinese and one English sentence for a failing verdict, numbers included."""
    zh, en = _sentence(f)
    return zh.replace("为 空白", "为空白"), en[:1].upper() + en[1:]


def _sentence(f: Failure) -> tuple[str, str]:
    lead = next((o for o in f.operands if o.side == "reported"), None)
    if f.identity.says is not None:
        return _said(f.identity.says, f, lead)
    reported, computed = _numbers(f, f.unit)
    reported_en, computed_en = _numbers(f, unit_words(f.unit).en)
    if lead and lead.is_blank and sum(o.side == "reported" for o in f.operands) == 1:
        reported, reported_en = "空白（按零计）", "blank (taken as zero)"
    lead_zh = lead.zh if lead else f.identity.zh
    lead_en = lead.en if lead else f.identity.en
    parts_zh, parts_en = _parts(f.operands, lead)
    kind = f.identity.kind
    if not parts_zh and kind in ("sum", "same", "bound"):
        parts_zh, parts_en = _unprinted(f)
    if f.identity.needs == "units":
        parts_zh = "所属单位各自公开的同一项"
        parts_en = "the same item in the documents of its units"
    if kind == "sum":
        zh, en = _gap(f)
        computed_side = [o for o in f.operands if o.side == "computed"]
        of_units = f.identity.needs == "units"
        one_printed = sum(not o.is_blank for o in computed_side) == 1
        if len(computed_side) > 1 and one_printed and not of_units:
            return (
                f"{lead_zh}为 {reported}，而分项中只有{parts_zh}印有数，为 {computed}，{zh}。",
                f"{lead_en} is {reported_en}, but of its parts only {parts_en} is printed, "
                f"{computed_en}: {en}.",
            )
        total = "之和" if len(computed_side) > 1 or of_units else ""
        return (
            f"{lead_zh}为 {reported}，而{parts_zh}{total}为 {computed}，{zh}。",
            f"{lead_en} is {reported_en}, but {parts_en} give {computed_en}: {en}.",
        )
    if kind == "same":
        zh, en = _gap(f)
        if f.identity.severity == "info":  # may well differ: said, and no more than said
            zh, en = zh.partition("，")[0], en.partition(", ")[0]
            return (
                f"{lead_zh}为 {reported}，{parts_zh}为 {computed}，{zh}。",
                f"{lead_en} is {reported_en}, {parts_en} is {computed_en}: {en}.",
            )
        return (
            f"{lead_zh}为 {reported}，而{parts_zh}为 {computed}，两处应当相同，{zh}。",
            f"{lead_en} is {reported_en}, but {parts_en} is {computed_en}; both state one fact: {en}.",
        )
    if kind in ("ratio", "growth"):
        return _quotient(f, lead_zh, lead_en)
    if kind == "bound":
        word, word_en = ("大于", "exceed") if f.identity.op == "<=" else ("小于", "be less than")
        zh, en = _gap(f)
        return (
            f"{lead_zh}为 {reported}，不应{word}{parts_zh}的 {computed}，{zh}。",
            f"{lead_en} is {reported_en} and must not {word_en} {parts_en}, {computed_en}: {en}.",
        )
    if kind == "text" and f.computed is not None:
        here, there = _nested(f.reported), _nested(f.computed)
        return (
            f"{lead.place[0] if lead else f.identity.zh}写作“{here}”，"
            f"而{_where(f.operands)[0]}写作“{there}”，名称不一致。",
            f"The name reads “{here}” in {lead.place[1] if lead else 'one place'} "
            f"but “{there}” in {_where(f.operands)[1]}.",
        )
    if kind == "set":
        ours, theirs = (f.reported or "").split("、"), (f.computed or "").split("、")
        only = "、".join(x for x in ours if x not in theirs) or "无"
        missing = "、".join(x for x in theirs if x not in ours) or "无"
        return (
            f"{f.identity.zh}：只见于说明的有“{only}”，只见于表格的有“{missing}”。",
            f"{f.identity.en}: “{only}” only in the first, “{missing}” only in the second.",
        )
    if kind == "joint":
        return _joint(f)
    name = lead.row if lead and lead.row else f.instance
    subject = f"（{name}）" if name else ""
    if f.identity.severity == "info":  # unusual, and no more than that: nothing "should be"
        usual = f"，通常为“{f.computed}”" if f.computed else ""
        return (
            f"与“{f.identity.zh}”的通常做法不同{subject}"
            f"{f'：印的是“{f.reported}”' if f.reported else ''}{usual}。",
            f"Not as usual: {f.identity.en}{f' ({name})' if name else ''}"
            f"{f'; printed: {f.reported}' if f.reported else ''}"
            f"{f'; usually: {f.computed}' if f.computed else ''}.",
        )
    value = f"，现为“{f.reported}”" if f.reported else ""
    wanted = f"，应为“{f.computed}”" if f.computed else ""
    return (
        f"不符合“{f.identity.zh}”{subject}{value}{wanted}。",
        f"Not as required: {f.identity.en}{f' ({name})' if name else ''}"
        f"{f'; printed: {f.reported}' if f.reported else ''}"
        f"{f'; expected: {f.computed}' if f.computed else ''}.",
    )


def _quotient(f: Failure, lead_zh: str, lead_en: str) -> tuple[str, str]:
    """A share or a growth rate, with the numbers that it should follow from."""
    operands = [o for o in f.operands if o.side == "computed"]
    numbers = [o.raw_text for o in operands]
    reported, computed = _numbers(f, f.unit)
    reported_en, computed_en = _numbers(f, unit_words(f.unit).en)
    gap_zh, gap_en = _gap(f)
    if f.identity.kind == "ratio":
        part = numbers[0] if numbers else ""
        for o in operands[1:-1]:  # the last one is the whole
            part += f"{'＋' if o.sign > 0 else '－'}{o.raw_text}"
        part = f"（{part}）" if len(numbers) > 2 else part
        what, how = "比例", "÷".join([part, *numbers[1:][-1:]])
        how_en = how
        for zh, en in (("（", "("), ("）", ")"), ("＋", " + "), ("－", " - "), ("÷", " / ")):
            how_en = how_en.replace(zh, en)
    else:
        what = "增减幅度"
        how = f"本年数 {numbers[0]}、增减额 {numbers[-1]} "
        how_en = f"{numbers[0]} this year and a change of {numbers[-1]}"
    return (
        f"{lead_zh}称{what}为 {reported}，按{how}计算应为 {computed}，{gap_zh}。",
        f"{lead_en} says {reported_en}, but {how_en} give {computed_en}: {gap_en}.",
    )


def _joint(f: Failure) -> tuple[str, str]:
    """Checks that hold one by one and not together, with what they add up to."""
    listed = f.members[:3]
    zh = "；".join(f"{i.zh}{f'（{n}）' if n else ''}" for i, n in listed)
    en = "; ".join(f"{i.en}{f' ({n})' if n else ''}" for i, n in listed)
    more = len(f.members) - len(listed)
    zh, en = (f"{zh}等", f"{en} and {more} more") if more else (zh, en)
    reported, computed = _numbers(f, f.unit)
    reported_en, computed_en = _numbers(f, unit_words(f.unit).en)
    gap_zh, gap_en = _gap(f)
    return (
        f"{len(f.members)} 项核对（{zh}）单独看都在四舍五入允许之内，放在一起却不能同时成立："
        f"合并后一边为 {reported}，另一边为 {computed}，{gap_zh}。",
        f"{len(f.members)} checks ({en}) each hold within rounding but not together: "
        f"combined, one side is {reported_en} and the other {computed_en}: {gap_en}.",
    )


def _where(operands: Sequence[Operand]) -> tuple[str, str]:
    other = next((o for o in operands if o.side == "computed"), None)
    return other.place if other else ("另一处", "another place")
